import { describe, expect, it } from "vitest";
import { GROUP_LOSS, groupLosses, groupsOf, LEAST_URGENT } from "./group-losses";

const many = <T>(n: number, of: T): T[] => Array.from({ length: n }, () => of);
const WOMAN = { sex: "female", ageYears: 30 } as const;
const MAN = { sex: "male", ageYears: 70 } as const;
const losses = (lost: number, won: number, n = 100) => {
  const cases = [...many(n, WOMAN), ...many(100, MAN)];
  const actual = many(cases.length, 2);
  const before = cases.map((_, i) => (i < won ? 3 : 2));
  const after = cases.map((_, i) => (i >= won && i < won + lost ? 3 : 2));
  return groupLosses(cases, actual, before, after);
};

describe("what a group loses", () => {
  it("is told with its name where it is beyond chance", () => {
    expect(losses(12, 2)).toEqual([
      { name: GROUP_LOSS, value: 0.1 },
      { name: "Urgent patients lost, female", value: 0.1 },
      { name: "Urgent patients lost, 16-44 years", value: 0.1 },
    ]);
  });

  it.each([
    ["nothing changed", 0, 0],
    ["as many were won as lost", 9, 9],
    ["more were won", 2, 12],
    ["a few, as chance would have it", 4, 1],
    // 5 of 5 alone have p 0.031; of four groups none stands.
    ["what would stand alone and not among four groups", 5, 0],
  ])("is nought where %s", (_name, lost, won) => {
    expect(losses(lost, won)).toEqual([{ name: GROUP_LOSS, value: 0 }]);
  });

  it("stands where four groups leave room: 9 of 9, p 0.002", () => {
    expect(losses(9, 0)[0]?.value).toBeCloseTo(0.09, 12);
  });

  it("is not asked of few, nor of who is not urgent, nor of sexes and ages nobody knows", () => {
    const [few] = [many(LEAST_URGENT - 1, WOMAN)];
    const lost = (cases: readonly { sex?: "female"; ageYears: number }[], actual: number) =>
      groupLosses(cases, many(cases.length, actual), many(cases.length, 2), many(cases.length, 4));
    expect(lost(few, 1)).toEqual([{ name: GROUP_LOSS, value: null }]);
    expect(lost(many(200, WOMAN), 3)).toEqual([{ name: GROUP_LOSS, value: null }]);
    expect(groupsOf({ ageYears: 0.5 })).toEqual(["under 2 years"]);
    expect(groupsOf({ sex: "unknown", ageYears: 65 })).toEqual(["65 years and older"]);
  });

  it("always has a group to ask about from 150 urgent patients on, whatever their ages", () => {
    const ages = [1, 10, 30, 50, 80];
    const cases = many(150, 0).map((_, i) => ({ ageYears: ages[i % 5] as number }));
    const [figure] = groupLosses(cases, many(150, 1), many(150, 2), many(150, 2));
    expect(figure?.value).toBe(0);
  });
});
