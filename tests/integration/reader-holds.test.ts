import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { countUnusedLabels, heldOutLabels, labelsNotLearnedBy, standingLabels } from "@/db/queries/training";
import { assessment, decision, label, readerHold } from "@/db/schema";
import type { Level } from "@/lib/case/level";
import {
  holdInconsistentReaders,
  listHeldReaders,
  releaseReader,
} from "@/lib/workflows/learning/hold-readers";
import { reportLabels } from "@/lib/workflows/learning/label-report";
import { insertLabels } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

let test: TestRuntime;
let ids: string[];
let odd: string;
const MINUTES = 60_000;
const start = Date.UTC(2026, 0, 5, 8);
let now = start;

beforeAll(async () => {
  test = await openTestRuntime({}, { clock: () => new Date(now) });
  const { rt } = test;
  ids = await insertLabels(rt.db, 200, new Date(start));
  // Everybody was shown the level they gave; the first of the five turns every one of theirs round.
  const rows = await rt.db.select().from(decision).orderBy(decision.id);
  odd = rows[0]?.decidedBy ?? "";
  for (const [i, d] of rows.entries()) {
    const level = d.decidedBy === odd ? ((6 - d.level) as Level) : d.level;
    const at = new Date(start + i * 1_000);
    await rt.db
      .update(decision)
      .set({ level, shownLevel: d.level, decidedAt: at })
      .where(eq(decision.id, d.id));
    await rt.db
      .update(label)
      .set({ level, assessedLevel: d.level, createdAt: at })
      .where(eq(label.decisionId, d.id));
    await rt.db.update(assessment).set({ shownLevel: d.level }).where(eq(assessment.id, d.assessmentId));
  }
  now = start + 10 * MINUTES;
});
afterAll(() => test.close());

const labelsOf = async (reader: string) =>
  (
    await test.rt.db
      .select({ id: label.id })
      .from(label)
      .innerJoin(decision, eq(decision.id, label.decisionId))
      .where(eq(decision.decidedBy, reader))
  ).map((l) => l.id);
const held = async () => {
  const auditor = await signedIn(test.rt, "auditor", "console:read");
  const { notUsed, labels } = await reportLabels(test.rt, auditor, {});
  return { labels, held: notUsed.find((r) => r.code === "reader-held")?.n };
};

describe("a reader whose labels do not go with the cases", () => {
  it("is held back once, found however often one looks, and nobody else with them", async () => {
    const { rt } = test;
    expect(await held()).toEqual({ labels: 200, held: 0 });
    expect(await holdInconsistentReaders(rt)).toBe(1);
    expect(await holdInconsistentReaders(rt)).toBe(0);
    const rows = await rt.db.select().from(readerHold);
    expect(rows).toMatchObject([{ readerId: odd, why: "turned-round", releasedAt: null }]);
    expect(rows[0]?.answers).toBeLessThanOrEqual(30);
    const own = (await labelsOf(odd)).length;
    expect(await held()).toEqual({ labels: 200 - own, held: own });
  });

  it("is on record without their id or name, and shown to the console so", async () => {
    const auditor = await signedIn(test.rt, "auditor", "console:read");
    const holds = await listHeldReaders(test.rt, auditor);
    expect(holds).toMatchObject([{ why: "turned-round", released: null, labels: 40 }]);
    const events = await listAuditEvents(test.rt.db, { limit: 50 });
    const event = events.find((e) => e.event === "reader.held");
    expect(event).toMatchObject({ detail: { reader: holds[0]?.reader, why: "turned-round" } });
    expect(JSON.stringify([holds, event])).not.toContain(odd);
    expect(JSON.stringify([holds, event])).not.toContain("Nurse");
  });

  it("teaches nothing and is measured on nothing", async () => {
    const { rt } = test;
    const own = new Set(await labelsOf(odd));
    const of = (labels: readonly { readonly id: string }[]) => labels.filter((l) => own.has(l.id)).length;
    expect((await countUnusedLabels(rt.db)).all).toBe(200 - own.size);
    expect((await labelsNotLearnedBy(rt.db, "0.1.0", 5_000)).filter((id) => own.has(id))).toEqual([]);
    expect(of((await standingLabels(rt.db, ids)).rows)).toBe(0);
    expect(of((await heldOutLabels(rt.db, new Date(now), 5_000)).rows)).toBe(0);
  });

  it("is let in again by a steward with a reason, once, and is judged by what comes after", async () => {
    const { rt } = test;
    const admin = await signedIn(rt, "admin", "label:govern");
    const [hold] = await listHeldReaders(rt, admin);
    const input = { holdId: hold?.id ?? "", reason: "The scale was explained to them the wrong way round." };
    expect(await releaseReader(rt, admin, input)).toMatchObject([
      { released: { by: "Test admin", reason: input.reason } },
    ]);
    await expect(releaseReader(rt, admin, input)).rejects.toMatchObject({ code: "conflict" });
    expect(await held()).toEqual({ labels: 200, held: 0 });
    const events = await listAuditEvents(rt.db, { limit: 50 });
    expect(events.filter((e) => e.event === "reader.released")).toHaveLength(1);
    expect(await holdInconsistentReaders(rt)).toBe(0);
    for (const [i, id] of (await labelsOf(odd)).entries())
      await rt.db
        .update(label)
        .set({ createdAt: new Date(now + (i + 1) * 1_000) })
        .where(eq(label.id, id));
    now += 60 * MINUTES;
    expect(await holdInconsistentReaders(rt)).toBe(1);
  });
});
