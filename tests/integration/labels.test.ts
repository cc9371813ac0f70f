import { afterAll, beforeAll, expect, it } from "vitest";
import { decision, secondReading } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import { newId } from "@/lib/core/ids";
import { reportAgreement, reportLabels } from "@/lib/workflows/learning/label-report";
import { aDecision, insertLabels, insertNurse, insertVisit } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

let test: TestRuntime;
let auditor: Authorized;
beforeAll(async () => {
  test = await openTestRuntime();
  auditor = await signedIn(test.rt, "auditor", "console:read");
});
afterAll(() => test.close());

const DAY = (day: number) => new Date(Date.UTC(2026, 0, day, 12));

it("counts what became of the decisions of some days, each once", async () => {
  const { rt } = test;
  expect(await reportLabels(rt, auditor, {})).toMatchObject({ decisions: 0, labels: 0, notKnown: 0 });
  // Two each of the levels 1 to 5, on the second of January.
  await insertLabels(rt.db, 10, DAY(2));
  const nurse = await insertNurse(rt.db, DAY(2));
  const decide = async (
    day: number,
    over: Partial<typeof decision.$inferInsert>,
    visit?: { encounterId: string; assessmentId: string },
  ) => {
    const at = DAY(day);
    const row = { ...aDecision(nurse, visit ?? (await insertVisit(rt.db, at)), 3, at), ...over };
    await rt.db.insert(decision).values(row);
    return row;
  };
  await decide(2, { notLabel: "too-late" });
  await decide(2, { notLabel: "too-late" });
  await decide(2, { notLabel: "incomplete" });
  await decide(2, {});
  const [first] = await rt.db.select().from(decision).limit(1);
  if (!first) throw new Error("no decision");
  await decide(3, { supersedes: first.id, notLabel: "vitals-wrong" }, first);

  const named = async (days: { from?: Date; to?: Date }) => {
    const { notUsed, ...tally } = await reportLabels(rt, auditor, days);
    return {
      ...tally,
      notUsed: notUsed
        .filter((r) => r.n > 0)
        .map((r) => `${r.n} ${r.code}`)
        .sort(),
    };
  };
  expect(await named({ to: DAY(3) })).toMatchObject({
    decisions: 14,
    labels: 9,
    notUsed: ["1 incomplete", "1 superseded", "2 too-late"],
    notKnown: 1,
  });
  expect(await named({ from: DAY(3) })).toMatchObject({
    decisions: 1,
    labels: 0,
    notUsed: ["1 vitals-wrong"],
    notKnown: 0,
  });
  const all = await reportLabels(rt, auditor, {});
  expect(all.decisions).toBe(15);
  expect(all.byLevel.reduce((n, l) => n + l.accept + l.override + l.assign, 0)).toBe(all.labels);
});

it("tells how far second readings agree, of the cases drawn at random alone, and of no days without enough", async () => {
  const { rt } = test;
  const nurse = await insertNurse(rt.db, DAY(5));
  const read = async (why: "sample" | "far", first: Level, second: Level | null) => {
    const visit = await insertVisit(rt.db, DAY(5));
    const row = aDecision(nurse, visit, first, DAY(5));
    await rt.db.insert(decision).values(row);
    const readBy = second === null ? {} : { readBy: nurse.userId, readAt: DAY(6), level: second };
    await rt.db.insert(secondReading).values({
      id: newId(),
      decisionId: row.id,
      encounterId: visit.encounterId,
      why,
      case: null,
      askedAt: DAY(5),
      ...readBy,
    });
  };
  const levels = [1, 2, 3, 4, 5] as const;
  for (let i = 0; i < 30; i++) {
    const level = levels[i % 5] ?? 3;
    await read("sample", level, i < 3 && level < 5 ? ((level + 1) as Level) : level);
  }
  await read("sample", 3, null);
  await read("far", 5, 1);
  const told = await reportAgreement(rt, auditor, { from: DAY(5), to: DAY(6) });
  expect(told).toMatchObject({ enough: true, pairs: 30 });
  expect(told.enough && told.figures[0]).toMatchObject({ name: "same-level", value: 0.9 });
  expect(await reportAgreement(rt, auditor, { from: DAY(6) })).toMatchObject({ enough: false, pairs: 0 });
});
