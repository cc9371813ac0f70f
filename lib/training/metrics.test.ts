import { describe, expect, it } from "vitest";
import { auprc, auroc, calibrationError, levelMetrics, quadraticKappa } from "./metrics";

const answer = (level: number, p?: number[]) => ({
  level,
  probabilities: p ?? [1, 2, 3, 4, 5].map((l) => (l === level ? 1 : 0)),
  set: [level],
});

describe("measures", () => {
  it.each([
    [[0.1, 0.4, 0.35, 0.8], [false, false, true, true], 0.75],
    [[1, 1, 1, 1], [false, true, false, true], 0.5],
    [[0, 1], [true, false], 0],
    [[1, 2], [true, true], null],
  ])("auroc %#", (scores, positive, expected) => {
    expect(auroc(scores, positive)).toBe(expected);
  });

  it("auprc of a perfect and of a poor ranking", () => {
    expect(auprc([0.9, 0.8, 0.1], [true, true, false])).toBe(1);
    expect(auprc([0.9, 0.8, 0.1], [false, false, true])).toBeCloseTo(1 / 3, 12);
  });

  // Worked out by hand: 1 - observed / expected squared distance; the second is 1 - 2/16.
  it.each([
    [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 1],
    [[1, 2, 3, 4, 5, 3], [1, 3, 3, 4, 4, 3], 0.875],
    [[2, 2, 3, 3], [3, 3, 2, 2], -1],
    [[3, 3], [3, 3], null],
  ])("kappa %#", (actual, predicted, expected) => {
    const k = quadraticKappa(actual, predicted);
    if (expected === null) expect(k).toBeNull();
    else expect(k).toBeCloseTo(expected, 8);
  });

  it("calibration error is the gap between sure and right", () => {
    const sure = [0, 0.8, 0.2, 0, 0];
    expect(calibrationError([sure, sure, sure, sure, sure], [2, 2, 2, 2, 3])).toBeCloseTo(0, 12);
    expect(calibrationError([sure, sure], [3, 3])).toBeCloseTo(0.8, 12);
    expect(calibrationError([], [])).toBeNull();
  });

  it("levelMetrics of a small table", () => {
    const m = levelMetrics([answer(1), answer(3), answer(3), answer(5), answer(2)], [1, 2, 3, 3, 4]);
    expect(m).toMatchObject({
      count: 5,
      accuracy: 0.4,
      withinOne: 0.6,
      underTriage: 0.4,
      overTriage: 0.2,
      sensitivity12: 0.5,
      severeUnderTriage: 0.4,
      coverage: 0.4,
      setSize: 1,
    });
    expect(m.specificity12).toBeCloseTo(2 / 3, 12);
    expect(m.confusion[2]).toEqual([0, 0, 1, 0, 1]);
  });

  it("is null where there is nobody to measure", () => {
    expect(levelMetrics([], [])).toMatchObject({
      accuracy: null,
      kappa: null,
      aurocLevel12: null,
      coverage: null,
    });
  });
});
