import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  currentDriftReference,
  type DriftReferenceRow,
  driftMemory,
  insertDriftReference,
  listDriftAlerts,
} from "@/db/queries/drift";
import { assessment, auditEvent, decision, driftDay, driftSeen, encounter } from "@/db/schema";
import { sealRow } from "@/db/sealed";
import type { Level } from "@/lib/case/level";
import { DAY } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { type Random, random } from "@/lib/core/random";
import { expireData } from "@/lib/workflows/govern/expire-data";
import { acknowledgeAlert, chooseReference, viewDrift } from "@/lib/workflows/watch/drift";
import { viewIncident } from "@/lib/workflows/watch/incidents";
import { watchDrift } from "@/lib/workflows/watch/keep-drift";
import { aDecision, insertNurse } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { severalConnections, stopAt } from "./support/stop-at";

let test: TestRuntime;
let now: Date;
let nurse: Awaited<ReturnType<typeof insertNurse>>;
beforeEach(async () => {
  now = new Date("2026-03-01T08:00:00Z");
  // A model without a reference of its own.
  test = await openTestRuntime({}, { clock: () => now });
  nurse = await insertNurse(test.rt.db, now);
});
afterEach(() => test.close());

const WORDS = ["chest pain", "fever", "cough", "abdominal pain", "headache", "fall"];
const steward = () => signedIn(test.rt, "admin", "model:promote");

/** Visits that were decided on from `from` on, one a minute. */
async function decided(
  n: number,
  from: Date,
  seed: string,
  change: (r: Random) => Record<string, number> = () => ({}),
) {
  const r = random("drift test", seed);
  const rows = Array.from({ length: n }, (_, i) => {
    const at = new Date(from.getTime() + i * 60_000);
    const [encounterId, assessmentId] = [newId(), newId()];
    const vitals = {
      heartRate: Math.round(85 + 12 * r.normal()),
      temperature: Math.round(10 * (36.8 + 0.4 * r.normal())) / 10,
      ...(r.chance(0.9) ? { spo2: 97 } : {}),
      ...change(r),
    };
    const level = (2 + r.below(3)) as Level;
    return {
      visit: {
        id: encounterId,
        issuer: "https://ehr.test/fhir",
        encounterKey: encounterId,
        patientKey: encounterId,
        refs: { encounterId, patientId: encounterId },
        firstSeenAt: at,
        lastSeenAt: at,
        active: true,
      },
      answer: {
        id: assessmentId,
        encounterId,
        contextVersion: "1",
        caseHash: assessmentId,
        basis: [],
        missing: [],
        shownLevel: level,
        modelLevel: level,
        modelVersion: "0.1.0",
        artifactDigest: "d",
        probabilities: [0.05, 0.15, 0.5, 0.2, 0.1],
        case: {
          id: assessmentId,
          ageYears: 20 + r.below(60),
          sex: r.chance(0.5) ? ("female" as const) : ("male" as const),
          arrivalMode: "walk-in" as const,
          chiefComplaint: r.pick(WORDS),
          vitals,
        },
        createdAt: at,
      },
      given: { ...aDecision(nurse, { encounterId, assessmentId }, level, at), shownLevel: level },
    };
  });
  const { db } = test.rt;
  await db.insert(encounter).values(rows.map((x) => sealRow(encounter, x.visit)));
  await db.insert(assessment).values(rows.map((x) => sealRow(assessment, x.answer)));
  await db.insert(decision).values(rows.map((x) => x.given));
}

/** February is the month in which all was well; today is 1 March. */
async function february() {
  await decided(400, new Date("2026-02-03T00:00:00Z"), "february");
  await chooseReference(test.rt, await steward(), { month: "2026-02", expected: null, days: 28 });
}
const noSpo2 = () => ({ spo2: undefined }) as never;

describe("the watch for drift", () => {
  it("watches nothing without a reference, and says so", async () => {
    await decided(5, now, "early");
    expect(await watchDrift(test.rt)).toBe(0);
    const view = await viewDrift(test.rt, await steward());
    expect(view).toMatchObject({ reference: null, alerts: [], canChange: true });
  });

  it("holds patients against a month, counts each once and remembers across workers", async () => {
    await february();
    await decided(130, now, "march");
    now = new Date("2026-03-02T08:00:00Z");
    const looked = await Promise.all([watchDrift(test.rt), watchDrift(test.rt)]);
    expect(looked[0] + looked[1]).toBe(130);
    expect(await watchDrift(test.rt)).toBe(0);
    // Decided on while the clock was behind: not missed.
    await decided(1, new Date("2026-03-01T01:00:00Z"), "late");
    expect(await watchDrift(test.rt)).toBe(1);
    const reference = await currentDriftReference(test.rt.db);
    expect((await driftMemory(test.rt.db, reference?.id ?? ""))?.watch.patients).toBe(131);
    expect(await test.rt.db.select().from(driftSeen)).toHaveLength(131);
    const view = await viewDrift(test.rt, await steward(), { days: 7 });
    expect(view.window).toMatchObject({ patients: 131 });
    expect(view.window.rows?.filter((x) => x.size !== "none" && x.size !== "small")).toEqual([]);
    expect(view.alerts).toEqual([]);
    expect(view.reference).toMatchObject({ month: "2026-02", patients: 400, decisions: true });
  });

  it("holds nobody against a reference that somebody has replaced, nor is kept from one by a clock set back", async () => {
    await february();
    const auth = await steward();
    const setAt = async () => (await currentDriftReference(test.rt.db))?.setAt.toISOString() ?? null;
    const before = await setAt();
    now = new Date(now.getTime() - DAY);
    await decided(400, new Date("2026-01-03T00:00:00Z"), "january");
    await chooseReference(test.rt, auth, { month: "2026-01", expected: before, days: 28 });
    expect((await currentDriftReference(test.rt.db))?.month).toBe("2026-01");
    expect((await setAt()) ?? "").not.toBe(before);
  });

  it.skipIf(!severalConnections)(
    "calls nobody by a reference that was replaced while it began (needs PostgreSQL)",
    async () => {
      await february();
      await decided(60, now, "march", noSpo2);
      const { rt } = test;
      const { id = "", setAt = now, ...reference } = (await currentDriftReference(rt.db)) ?? {};
      const stop = await stopAt(rt, sql`select 1 from drift_reference where id = ${id} for update`);
      const looked = watchDrift(rt);
      await stop.whenWaiting(1);
      const next = {
        ...(reference as DriftReferenceRow),
        id: newId(),
        setAt: new Date(setAt.getTime() + DAY),
      };
      await insertDriftReference(rt.db, next);
      await stop.go();
      expect(await looked).toBe(0);
      expect(await listDriftAlerts(rt.db, 9)).toEqual([]);
    },
  );

  it("alerts once for a feed that has gone, says so, and is silent about it once somebody took note", async () => {
    await february();
    await decided(60, now, "march", noSpo2);
    now = new Date("2026-03-01T12:00:00Z");
    await watchDrift(test.rt);
    const [alert] = (await viewDrift(test.rt, await steward())).alerts;
    expect(alert).toMatchObject({ told: true, acknowledged: null, retraining: false });
    const incident = await viewIncident(test.rt, await steward(), alert?.incidentId ?? "");
    expect(incident).toMatchObject({
      kind: "drift",
      severity: null,
      title: "Oxygen saturation no longer arrives",
      openedBy: "OpenAcuity",
    });
    expect(alert?.causes[0]).toMatchObject({ kind: "missing", words: "Oxygen saturation no longer arrives" });
    expect(alert?.times).toBeGreaterThan(1);
    const view = await acknowledgeAlert(test.rt, await steward(), {
      id: alert?.id ?? "",
      note: "The monitor interface is being repaired.",
      days: 28,
    });
    expect(view.alerts[0]?.acknowledged?.note).toBe("The monitor interface is being repaired.");
    await expect(
      acknowledgeAlert(test.rt, await steward(), { id: alert?.id ?? "", note: "me too", days: 28 }),
    ).rejects.toMatchObject({ code: "conflict" });
    await decided(60, now, "later", noSpo2);
    await watchDrift(test.rt);
    expect(await listDriftAlerts(test.rt.db, 10)).toHaveLength(1);
    const events = (await test.rt.db.select().from(auditEvent)).map((e) => e.event);
    expect(events.filter((e) => e.startsWith("drift."))).toEqual([
      "drift.reference-set",
      "drift.found",
      "drift.acknowledged",
    ]);
  });

  it("calls nobody for what was found looking back", async () => {
    await decided(400, new Date("2026-01-03T00:00:00Z"), "january");
    await decided(60, new Date("2026-02-03T00:00:00Z"), "february", noSpo2);
    await chooseReference(test.rt, await steward(), { month: "2026-01", expected: null, days: 28 });
    await watchDrift(test.rt);
    expect((await listDriftAlerts(test.rt.db, 10)).map((a) => a.told)).toEqual([false]);
  });

  it("takes no month with too few decisions, and not another's choice for its own", async () => {
    await decided(50, new Date("2026-02-03T00:00:00Z"), "few");
    const choose = async (expected: string | null) =>
      chooseReference(test.rt, await steward(), { month: "2026-02", expected, days: 28 });
    await expect(choose(null)).rejects.toMatchObject({ code: "insufficient-data" });
    await decided(400, new Date("2026-02-10T00:00:00Z"), "more");
    await choose(null);
    await expect(choose(null)).rejects.toMatchObject({ code: "conflict" });
  });

  it("keeps nothing of patients for longer than they are kept", async () => {
    await february();
    await decided(60, now, "march");
    await watchDrift(test.rt);
    const reference = await currentDriftReference(test.rt.db);
    now = new Date(now.getTime() + (test.rt.env.RETENTION_DAYS + 2) * DAY);
    await expireData(test.rt);
    expect(await test.rt.db.select().from(driftDay)).toEqual([]);
    expect(await driftMemory(test.rt.db, reference?.id ?? "")).toBeNull();
  });
});
