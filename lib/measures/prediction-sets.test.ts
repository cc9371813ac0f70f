import { describe, expect, it } from "vitest";
import { type AnsweredSet, mayMissOf, setQualities, setsSection } from "./prediction-sets";

const answered = (set: number[], level: number, ageYears: number): AnsweredSet => ({ set, level, ageYears });
const FOUR = [
  answered([2, 3], 3, 40),
  answered([2, 3], 1, 40),
  answered([3], 4, 40),
  answered([3, 4, 5], 2, 15.9),
];

describe("prediction sets", () => {
  it("are counted by group, misses by the side they are on", () => {
    expect(setQualities(FOUR, 16)).toEqual([
      { group: "all", cases: 4, coverage: 0.25, size: 2, moreUrgent: 0.5, lessUrgent: 0.25 },
      { group: "adults", cases: 3, coverage: 1 / 3, size: 5 / 3, moreUrgent: 1 / 3, lessUrgent: 1 / 3 },
      { group: "children under 16", cases: 1, coverage: 0, size: 3, moreUrgent: 1, lessUrgent: 0 },
    ]);
  });

  it("of repeated answers count visits once", () => {
    expect(setQualities([...FOUR, ...FOUR], 16, 2)).toEqual(setQualities(FOUR, 16));
  });

  it("are said with their interval, and of whom nothing is known", () => {
    const text = setsSection([
      {
        scale: "esi",
        mayMiss: { urgent: 0.04, lessUrgent: 0.06 },
        groups: [{ group: "all", cases: 100, coverage: 0.9, size: 2, moreUrgent: 0.04, lessUrgent: 0.06 }],
      },
      { scale: "ktas", mayMiss: null, groups: setQualities(FOUR.slice(0, 3), 16) },
    ]);
    // Wilson 1927 of 90 in 100.
    expect(text).toContain("| ESI-like (NHAMCS) | all | 100 | 90.0 % (82.6 % - 94.5 %) | 2.000 |");
    expect(text).toContain("ESI-like (NHAMCS) 4.0 % and 6.0 %.");
    expect(text).toContain("| KTAS | all (adults only) | 3 |");
    expect(text).toMatch(/no child among the visits of KTAS:/);
  });

  it("of older models have no share of their own for either side", () => {
    const groups = { coverage: 0.9, childBelowYears: 16 };
    expect(mayMissOf({ ...groups, adult: 0.1, child: 0.1 })).toBeNull();
    const mayMiss = { urgent: 0.04, lessUrgent: 0.06 };
    const quantiles = { urgent: 0.1, lessUrgent: 0.1 };
    expect(mayMissOf({ ...groups, mayMiss, adult: quantiles, child: quantiles })).toBe(mayMiss);
    const kept = { group: "all", cases: 10, coverage: 0.9, size: 2, moreUrgent: null, lessUrgent: null };
    expect(setsSection([{ scale: "ktas", mayMiss: null, groups: [kept] }])).toMatch(/\| 2\.000 \| - \| - \|/);
  });
});
