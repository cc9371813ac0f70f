import { describe, expect, it } from "vitest";
import { rollUp } from "./roll-up";
import { news2LevelOf, shiftOf, type WatchedDecision, type WatchedVisit } from "./visit";

const at = new Date(2026, 2, 1, 9);
const decided = (over: Partial<WatchedDecision> = {}): WatchedDecision => ({
  by: "a",
  level: 3,
  kind: "accept",
  reason: null,
  at: new Date(at.getTime() + 90_000),
  seenMs: 12_000,
  reasonsOpened: true,
  lookTwice: false,
  heldBack: false,
  first: null,
  leadMark: false,
  ...over,
});
const visit = (over: Partial<WatchedVisit> = {}): WatchedVisit => ({
  unit: "https://ehr.test/fhir",
  firstSeenAt: at,
  assessedAt: at,
  version: "0.3.0",
  policy: "balanced",
  case: { id: "x", ageYears: 70, sex: "female", arrivalMode: "ambulance" },
  shown: 3,
  model: 3,
  floor: null,
  probabilities: [0.1, 0.2, 0.4, 0.2, 0.1],
  candidate: null,
  decision: decided(),
  reading: null,
  critical: null,
  ...over,
});
const named = (visits: readonly WatchedVisit[]) =>
  Object.fromEntries(rollUp(visits).usage.map((u) => [u.name, u.n]));

describe("a day rolled up", () => {
  it("counts everybody once, and once more in each of their groups", () => {
    const { levels } = rollUp([visit(), visit(), visit({ case: null, decision: null })]);
    const of = (dimension: string, value: string) =>
      levels.filter((r) => r.dimension === dimension && r.value === value).reduce((s, r) => s + r.n, 0);
    expect(of("all", "all")).toBe(3);
    expect([of("sex", "female"), of("age", "65+"), of("arrival", "ambulance"), of("shift", "day")]).toEqual([
      2, 2, 2, 3,
    ]);
  });

  it("adds up probabilities and their products of those a model answered, and of no others", () => {
    const { levels } = rollUp([visit(), visit(), visit({ model: null, probabilities: [1, 0, 0, 0, 0] })]);
    const all = levels.filter((r) => r.dimension === "all");
    expect(all.find((r) => r.version === "0.3.0")?.sums.slice(0, 6)).toEqual(
      [0.2, 0.4, 0.8, 0.4, 0.2, 0.02].map((x) => expect.closeTo(x, 10)),
    );
    expect(all.find((r) => r.version === "rules-only")?.sums.every((x) => x === 0)).toBe(true);
  });

  it("keeps readings drawn by chance apart from those asked for because levels were far apart", () => {
    const reading = { askedAt: at, readAt: at, level: 2 as const };
    const { levels, contenders } = rollUp([
      visit({ reading: { ...reading, why: "sample" } }),
      visit({ reading: { ...reading, why: "far" } }),
    ]);
    const all = levels.filter((r) => r.dimension === "all");
    expect(all.map((r) => [r.read, r.readFar])).toEqual([
      [2, 0],
      [0, 2],
    ]);
    expect(contenders.map((r) => r.read)).toEqual([2, 0]);
  });

  it("says what rules and NEWS2 alone would have given to the same patients", () => {
    const { contenders } = rollUp([
      visit({
        floor: { level: 2, rules: ["spo2-low"] },
        case: {
          id: "x",
          ageYears: 70,
          vitals: { spo2: 88, respiratoryRate: 26, heartRate: 115, systolic: 100 },
        },
      }),
      visit({ case: null }),
    ]);
    expect(contenders.map((r) => [r.rules, r.news2])).toEqual([
      [2, 2],
      [0, 0],
    ]);
    expect(
      news2LevelOf({ id: "x", ageYears: 9, vitals: { spo2: 88, heartRate: 150, temperature: 39 } }),
    ).toBeNull();
    expect(
      news2LevelOf({ id: "x", ageYears: 40, vitals: { spo2: 98, heartRate: 70, temperature: 37 } }),
    ).toBe(5);
  });

  it("asks the baseline of every case there is, and counts its levels beside the others'", () => {
    const asked: string[] = [];
    const { contenders } = rollUp(
      [visit(), visit({ case: { id: "y", ageYears: 3 } }), visit({ case: null })],
      (c) => {
        asked.push(c.id);
        return c.ageYears < 18 ? 4 : 2;
      },
    );
    expect(asked).toEqual(["x", "y"]);
    expect(contenders.map((r) => r.xgboost)).toEqual([2, 4, 0]);
    expect(rollUp([visit()]).contenders[0]?.xgboost).toBe(0);
  });

  it("counts what was done with suggestions, by direction and reason", () => {
    const names = named([
      visit(),
      visit({
        decision: decided({ level: 2, kind: "override", reason: "looks-sicker", by: "b", seenMs: 45_000 }),
      }),
      visit({
        decision: decided({ level: 4, kind: "override", reason: null, leadMark: true, reasonsOpened: false }),
      }),
    ]);
    expect(names).toMatchObject({
      visits: 3,
      decided: 3,
      suggested: 3,
      accepted: 1,
      "more:looks-sicker": 1,
      "less:none": 1,
      "lead-mark": 1,
      "seconds:20": 2,
      "seconds:60": 1,
      "reasons-opened": 2,
      "reasons-closed": 1,
      people: 2,
      "by:a": 1,
      "by:b": 1,
    });
  });

  it("tells a switch to the wrong level from one to the right, by a reader who saw neither", () => {
    const read = (level: 2 | 3) => ({ why: "sample" as const, askedAt: at, readAt: at, level });
    const names = named([
      visit({ decision: decided({ first: 2 }), reading: read(2) }),
      visit({ decision: decided({ first: 2 }), reading: read(3) }),
      visit({ decision: decided({ first: 2 }) }),
      visit({ decision: decided({ first: 3 }), reading: read(2) }),
    ]);
    expect(names).toMatchObject({
      "first-given": 4,
      "first-differs": 3,
      "switched-to-suggestion": 3,
      "switched-read": 2,
      "switched-to-wrong": 1,
      "switched-to-right": 1,
    });
  });

  it("takes no level for an answer to a suggestion that was held back", () => {
    const names = named([visit({ decision: decided({ heldBack: true, first: 3 }) })]);
    expect(names).toMatchObject({ decided: 1, "held-back": 1 });
    expect(names).not.toHaveProperty("suggested");
    expect(names).not.toHaveProperty("first-given");
  });

  it("counts whether those who became critical had been shown and decided urgent", () => {
    const names = named([
      visit({ critical: true, shown: 2 }),
      visit({ critical: true, decision: decided({ level: 2 }) }),
      visit({ critical: false }),
      visit(),
    ]);
    expect(names).toMatchObject({
      "outcome-known": 3,
      critical: 2,
      "critical-shown-urgent": 1,
      "critical-shown-later": 1,
      "critical-decided-urgent": 1,
      "critical-decided-later": 1,
    });
  });

  it("knows the shifts by the clock on the wall", () => {
    expect([7, 14, 15, 22, 23, 3].map((h) => shiftOf(new Date(2026, 0, 1, h)))).toEqual([
      "day",
      "day",
      "evening",
      "evening",
      "night",
      "night",
    ]);
  });
});
