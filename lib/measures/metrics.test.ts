import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import {
  auprc,
  auroc,
  calibrationError,
  type LevelMetrics,
  levelMeasurer,
  levelMetrics,
  quadraticKappa,
} from "./metrics";
import { operatingPoints, rank } from "./ranking";

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

  it("counts a case drawn twice as two cases, in every measure", () => {
    const r = random(5, "answers");
    const answers = Array.from({ length: 80 }, () => {
      const raw = [1, 2, 3, 4, 5].map(() => r.next() ** 3);
      const sum = raw.reduce((a, b) => a + b);
      const level = 1 + r.below(5);
      return { level, probabilities: raw.map((v) => v / sum), set: [level, Math.min(5, level + 1)] };
    });
    const actual = answers.map(() => 1 + r.below(5));
    const counts = Int32Array.from(answers, () => r.below(4));
    const repeat = <T>(xs: readonly T[]) => xs.flatMap((x, i) => Array<T>(counts[i] as number).fill(x));
    const counted = levelMeasurer(answers, actual)(counts);
    const copied = levelMetrics(repeat(answers), repeat(actual));
    expect(counted.confusion).toEqual(copied.confusion);
    for (const key of Object.keys(copied) as (keyof LevelMetrics)[])
      if (key !== "confusion") expect(counted[key]).toBeCloseTo(copied[key] as number, 12);
  });
});

describe("operating points", () => {
  it("walk from nobody to everybody, and tied scores are one point", () => {
    const points = operatingPoints(rank([0.9, 0.5, 0.5, 0.1], [true, true, false, false]));
    expect(points).toEqual([
      { threshold: 0.9, sensitivity: 0.5, falseAlarms: 0, precision: 1, flagged: 0.25 },
      { threshold: 0.5, sensitivity: 1, falseAlarms: 0.5, precision: 2 / 3, flagged: 0.75 },
      { threshold: 0.1, sensitivity: 1, falseAlarms: 1, precision: 0.5, flagged: 1 },
    ]);
    expect(operatingPoints(rank([1, 2], [true, true]))).toEqual([]);
  });

  it("are thinned, ends kept", () => {
    const r = random(6, "points");
    const scores = Array.from({ length: 5000 }, () => r.next());
    const points = operatingPoints(
      rank(
        scores,
        scores.map((s) => r.next() < s),
      ),
      100,
    );
    expect(points.length).toBeLessThanOrEqual(102);
    expect(points.length).toBeGreaterThan(60);
    expect(points.at(-1)).toMatchObject({ sensitivity: 1, falseAlarms: 1, flagged: 1 });
  });
});
