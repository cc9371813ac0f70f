import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { madeUpHistoryOf } from "@/db/queries/installation";
import { auditEvent, decision } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import { readWatchFilter } from "@/lib/monitoring/charts/filter";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { makeDemoHistory } from "@/lib/workflows/watch/demo-history";
import { ownUse } from "@/lib/workflows/watch/own-use";
import { performance, performanceCsv, picturesOf } from "@/lib/workflows/watch/performance";
import { rollUpDays } from "@/lib/workflows/watch/roll-up-days";
import { usage } from "@/lib/workflows/watch/usage";
import { aDecision, insertNurse, insertVisit } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

const now = new Date("2026-03-10T12:00:00Z");
const filter = readWatchFilter(() => undefined, "2026-03-10");
let test: TestRuntime;
let steward: Authorized;
beforeAll(async () => {
  test = await openTestRuntime({}, { clock: () => now });
  steward = await signedIn(test.rt, "admin", "console:read");
});
afterAll(() => test?.close());

const make = () => makeDemoHistory({ db: test.rt.db, now }, { days: 10, perDay: 40, seed: 1 });

describe("a made-up history", () => {
  it("is refused where somebody has decided something, and leaves nothing behind", async () => {
    const real = await openTestRuntime({}, { clock: () => now });
    try {
      const visit = await insertVisit(real.rt.db, now);
      await real.rt.db.insert(decision).values(aDecision(await insertNurse(real.rt.db, now), visit, 3, now));
      await expect(
        makeDemoHistory({ db: real.rt.db, now }, { days: 7, perDay: 1, seed: 1 }),
      ).rejects.toMatchObject({ code: "conflict" });
      expect(await madeUpHistoryOf(real.rt.db)).toBeNull();
    } finally {
      await real.close();
    }
  });

  it("marks the database for good, is vouched for by the audit log, and is made once", async () => {
    expect(await make()).toBeGreaterThan(300);
    expect((await madeUpHistoryOf(test.rt.db))?.events.length).toBe(3);
    const report = await verifyAuditLog(test.rt.db, { anchorFile: test.rt.anchorFile });
    expect(report.findings.filter((f) => f.code.startsWith("record"))).toEqual([]);
    await expect(make()).rejects.toMatchObject({ code: "conflict" });
    expect(await rollUpDays(test.rt)).toBe(0);
  });

  it("fills every picture of performance, each with what it was measured on", async () => {
    const view = await performance(test.rt, steward, filter, "decided");
    expect(view.notes.join()).toContain("Made-up");
    expect(view.visits).toBeGreaterThan(300);
    const pictures = picturesOf(view);
    expect(new Set(pictures.map((p) => p.id)).size).toBe(pictures.length);
    for (const p of pictures) {
      expect(p.about.n, p.id).toBeGreaterThan(0);
      expect(p.about.measuredOn, p.id).not.toBe("");
    }
    const accuracy = view.overTime.find((p) => p.id === "accuracy");
    expect(accuracy?.lines.map((l) => l.name)).toEqual([
      "Decided levels",
      "Second readings",
      "Levels given first",
    ]);
    expect(accuracy?.lines[0]?.points.some((p) => p.value !== null && (p.low ?? 1) < p.value)).toBe(true);
    const compared = await performance(
      test.rt,
      steward,
      { ...filter, from: "2026-03-06", to: "2026-03-10", compare: { kind: "before" } },
      "decided",
    );
    expect(compared.overTime[0]?.lines.map((l) => l.name)).toEqual(["This period", "The period before"]);
    // Laid over one another: the two have the same days.
    const [mine, before] = compared.overTime[0]?.lines ?? [];
    expect(before?.points.map((p) => p.day)).toEqual(mine?.points.map((p) => p.day));
  });

  it("gives a picture as a file that says what it is, and that it was taken is on record", async () => {
    const csv = await performanceCsv(test.rt, steward, filter, "read", "accuracy");
    expect(csv).toContain("line,from,value,low,high,n,complete");
    expect(csv).toContain("Made-up history");
    const [last] = (await test.rt.db.select().from(auditEvent)).slice(-1);
    expect(last).toMatchObject({ event: "list.exported", detail: { list: "performance accuracy" } });
    await expect(performanceCsv(test.rt, steward, filter, "read", "nothing")).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("shows usage of groups, and nothing of fewer than ten people", async () => {
    const view = await usage(test.rt, steward, filter);
    expect(view.people.count).toBe(14);
    const [somebody] = await test.rt.db.select().from(decision).limit(1);
    const principal = { ...steward.principal, userId: somebody?.decidedBy ?? "" };
    const own = await ownUse(test.rt, { ...steward, principal });
    expect(own.suggested).toBeGreaterThan(0);
    expect(own.accepted + own.moreUrgent + own.lessUrgent).toBe(own.suggested);
    expect((await ownUse(test.rt, steward)).suggested).toBe(0);
    expect(view.pictures.map((p) => p.id)).toEqual([
      "acceptance",
      "reasons",
      "time-to-decision",
      "switches",
      "opened",
      "alerts",
    ]);
    const night = await usage(test.rt, steward, {
      ...filter,
      from: "2026-03-10",
      group: { dimension: "shift", value: "night" },
    });
    expect(night.people.count).toBeLessThan(10);
    expect(night.pictures).toEqual([]);
  });
});
