import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contenderCounts, levelCounts, usageCounts, watchChoices } from "@/db/queries/watch";
import { assessment, decision, encounter, secondReading, watchDay } from "@/db/schema";
import { sealRow, sealSet } from "@/db/sealed";
import type { Level } from "@/lib/case/level";
import { DAY, HOUR } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { readWatchFilter } from "@/lib/monitoring/charts/filter";
import { keepRollUps, rollUpDays } from "@/lib/workflows/watch/roll-up-days";
import { xgboostBaseline } from "@/lib/workflows/watch/xgboost-baseline";
import { aDecision, insertNurse, insertVisit } from "./support/rows";
import { openTestRuntime, type TestRuntime } from "./support/runtime";

let test: TestRuntime;
let now = new Date("2026-03-10T12:00:00Z");
beforeAll(async () => {
  test = await openTestRuntime({}, { clock: () => now });
});
afterAll(() => test?.close());

async function assessed(at: Date, shown: Level) {
  const visit = await insertVisit(test.rt.db, at, shown);
  await test.rt.db
    .update(assessment)
    .set(
      sealSet(assessment, visit.assessmentId, {
        case: { id: visit.assessmentId, ageYears: 30, sex: "male" },
        modelVersion: "0.3.0",
        modelLevel: shown,
        policy: "balanced",
        probabilities: [0.1, 0.2, 0.4, 0.2, 0.1],
      }),
    )
    .where(eq(assessment.id, visit.assessmentId));
  return visit;
}

const daily = { bucket: "day" } as const;
const filter = readWatchFilter(() => undefined, "2026-03-10");
const everybody = async () =>
  (await levelCounts(test.rt.db, filter, daily))
    .map(({ day, shown, decided, read, n }) => ({ day, shown, decided, read, n }))
    .sort((a, b) => (a.day + a.shown < b.day + b.shown ? -1 : 1));

const visitsOn = async (day: string) =>
  (await test.rt.db.select().from(watchDay).where(eq(watchDay.day, day)))[0]?.visits;

describe("roll-ups", () => {
  it("follow what comes late, on the day the visit was first seen, and write only what changed", async () => {
    const { rt } = test;
    const yesterday = new Date(now.getTime() - DAY);
    const early = await assessed(yesterday, 3);
    const late = await assessed(now, 2);
    expect(await rollUpDays(rt)).toBe(2);
    expect(await rollUpDays(rt)).toBe(0);
    expect(await everybody()).toEqual([
      { day: "2026-03-09", shown: 3, decided: 0, read: 0, n: 1 },
      { day: "2026-03-10", shown: 2, decided: 0, read: 0, n: 1 },
    ]);
    const nurse = await insertNurse(rt.db, now);
    const first = aDecision(nurse, early, 4, now);
    await rt.db.insert(decision).values(first);
    expect(await rollUpDays(rt)).toBe(1);
    // Decided once more: what stands counts, once.
    const second = { ...aDecision(nurse, early, 2, new Date(now.getTime() + 1)), supersedes: first.id };
    await rt.db.insert(decision).values(second);
    await rt.db.insert(secondReading).values(
      sealRow(secondReading, {
        id: newId(),
        decisionId: second.id,
        encounterId: early.encounterId,
        why: "sample",
        case: null,
        askedAt: now,
        readBy: nurse.userId,
        readAt: now,
        level: 2,
      }),
    );
    expect(await rollUpDays(rt)).toBe(1);
    expect(await everybody()).toEqual([
      { day: "2026-03-09", shown: 3, decided: 2, read: 2, n: 1 },
      { day: "2026-03-10", shown: 2, decided: 0, read: 0, n: 1 },
    ]);
    expect(
      (await levelCounts(rt.db, { ...filter, group: { dimension: "sex", value: "male" } }, daily)).length,
    ).toBe(2);
    expect((await levelCounts(rt.db, { ...filter, version: "0.2.0" }, daily)).length).toBe(0);
    const names = new Map((await usageCounts(rt.db, filter, daily)).map((u) => [`${u.day} ${u.name}`, u.n]));
    expect(names.get("2026-03-09 more:none")).toBe(1);
    expect(await watchChoices(rt.db)).toMatchObject({
      versions: ["0.3.0"],
      units: ["https://ehr.test/fhir"],
    });
    expect(late.encounterId).not.toBe(early.encounterId);
  });

  it("hold the level of the baseline that comes with the release beside the others, and are written anew for another", async () => {
    const { rt } = test;
    const contenders = await contenderCounts(rt.db, filter);
    expect(contenders.length).toBeGreaterThan(0);
    for (const c of contenders) expect([1, 2, 3, 4, 5]).toContain(c.xgboost);
    const [day] = await rt.db.select().from(watchDay).where(eq(watchDay.day, "2026-03-10"));
    const baseline = await xgboostBaseline();
    expect(day?.madeFrom).toContain(` ${baseline?.digest.slice(0, 8)} `);
    const earlier = day?.madeFrom.replace(` ${baseline?.digest.slice(0, 8)} `, " 00000000 ");
    await rt.db.update(watchDay).set({ madeFrom: earlier }).where(eq(watchDay.day, "2026-03-10"));
    expect(await rollUpDays(rt)).toBe(1);
    expect(await rollUpDays(rt)).toBe(0);
  });

  it("keep what they counted when patient data is removed for good", async () => {
    const { rt } = test;
    const before = await everybody();
    await rt.db.update(encounter).set({ expiredAt: now });
    await rt.db.update(assessment).set({ case: null });
    await rt.db.update(watchDay).set({ madeFrom: "otherwise" });
    now = new Date(now.getTime() + DAY);
    expect(await rollUpDays(rt)).toBe(0);
    expect(await everybody()).toEqual(before);
    expect(
      (await levelCounts(rt.db, { ...filter, group: { dimension: "sex", value: "male" } }, daily)).length,
    ).toBe(2);
  });

  it("are not spoilt by two workers at once", async () => {
    const { rt } = test;
    await assessed(now, 1);
    await Promise.all([rollUpDays(rt), rollUpDays(rt)]);
    const counts = await levelCounts(rt.db, { ...filter, to: "2026-03-11" }, daily);
    expect(counts.filter((c) => c.day === "2026-03-11")).toMatchObject([{ shown: 1, n: 1 }]);
  });

  it("of a long history are looked at a slice a sweep, and all of them in the end", async () => {
    const { rt } = test;
    const old = ["2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04", "2025-01-05"];
    for (const day of old) await assessed(new Date(`${day}T10:00:00Z`), 3);
    const done = async () => {
      const days = (await rt.db.select({ day: watchDay.day }).from(watchDay)).map((d) => d.day);
      return old.filter((day) => days.includes(day)).length;
    };
    await keepRollUps(rt, 1);
    expect(await done()).toBe(2);
    await keepRollUps(rt, 1);
    expect(await done()).toBe(4);
    for (let i = 0; i < 10; i++) await keepRollUps(rt, 1);
    expect(await done()).toBe(5);
    // Until the next round nothing but recent days is looked at.
    await assessed(new Date("2025-01-01T11:00:00Z"), 2);
    await keepRollUps(rt, 1);
    expect(await visitsOn("2025-01-01")).toBe(1);
    const before = now;
    now = new Date(now.getTime() + 2 * HOUR);
    await keepRollUps(rt, 1);
    now = before;
    expect(await visitsOn("2025-01-01")).toBe(2);
  });
});
