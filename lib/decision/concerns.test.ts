import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import type { Floor } from "@/lib/safety/floor";
import { concernInBrief, concernKey, concernsOf, unconfirmed } from "./concerns";

const floor = (...rules: [id: string, level: Level][]): Floor => ({
  level: Math.min(...rules.map(([, l]) => l)) as Level,
  rules: rules.map(([id, level]) => ({ id, level, reason: `${id} fired`, source: "test" })),
});
const keys = (level: Level, shown: Level | null, f: Floor | null) =>
  concernsOf(level, shown, f).map(concernKey);

describe("what speaks against a level", () => {
  it.each<[string, Level, Level | null, Floor | null, string[]]>([
    ["the level shown", 3, 3, null, []],
    ["the level a rule demands", 2, 2, floor(["spo2", 2]), []],
    ["one level less urgent, no rule", 4, 3, null, []],
    ["two levels less urgent", 5, 3, null, ["far:2"]],
    ["two levels more urgent", 1, 3, null, ["far:2"]],
    ["one level below a rule", 3, 2, floor(["spo2", 2]), ["rule:spo2"]],
    [
      "far below two of three rules",
      4,
      1,
      floor(["fever", 4], ["spo2", 3], ["shock", 1]),
      ["rule:shock", "rule:spo2", "far:3"],
    ],
    ["more urgent than a rule demands", 1, 2, floor(["spo2", 2]), []],
    ["nothing shown", 5, null, null, []],
  ])("%s", (_what, level, shown, f, expected) => expect(keys(level, shown, f)).toEqual(expected));

  it("is confirmed only by naming all of it", () => {
    const concerns = concernsOf(5, 2, floor(["spo2", 2]));
    expect(unconfirmed(concerns, ["rule:spo2", "far:3"])).toEqual([]);
    expect(unconfirmed(concerns, ["rule:spo2", "far:2"]).map(concernKey)).toEqual(["far:3"]);
    expect(unconfirmed(concerns, [])).toEqual(concerns);
  });

  it("is said in a line of the board", () => {
    expect(concernInBrief(5, concernsOf(5, 2, floor(["spo2", 2])))).toBe(
      "Level 5 is below a safety rule for level 2",
    );
    expect(concernInBrief(1, concernsOf(1, 4, null))).toBe("Level 1 is 3 levels from the suggestion");
    expect(concernInBrief(3, [])).toBe("");
  });
});
