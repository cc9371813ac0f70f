import { describe, expect, it } from "vitest";
import {
  expectedSeverity,
  levelOf,
  parseCalibration,
  predictionSet,
  probabilitiesOf,
  toPrediction,
} from "./calibration";

const conformal = { coverage: 0.9, childBelowYears: 16, adult: 0.2, child: 0.05 };
const twoSided = {
  coverage: 0.9,
  childBelowYears: 16,
  mayMiss: { urgent: 0.04, lessUrgent: 0.06 },
  adult: { urgent: 0.1, lessUrgent: 0.15 },
  child: { urgent: 0.03, lessUrgent: 0.15 },
};
const calibration = {
  format_version: 1 as const,
  policy: "balanced" as const,
  scales: {
    esi: {
      temperature: 2,
      bias: [0, 0, 0, 0, 0] as [number, number, number, number, number],
      policies: {
        balanced: { thresholds: [1.5, 2.5, 3.5, 4.5] as [number, number, number, number] },
        "safety-first": { thresholds: [2, 3, 4, 4.9] as [number, number, number, number] },
      },
      conformal,
      fittedOn: "test",
    },
  },
  critical: { slope: 2, intercept: -1, fittedOn: "test" },
};

describe("calibration", () => {
  it("softens by temperature and shifts by bias, summing to one", () => {
    const p = probabilitiesOf([2, 0, 0, 0, 0], { temperature: 2, bias: [0, 1, 0, 0, 0] });
    expect(p[0]).toBeCloseTo(p[1], 12);
    expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it("does not overflow on large logits", () => {
    expect(probabilitiesOf([1e4, 0, 0, 0, -1e4], calibration.scales.esi)[0]).toBe(1);
  });

  it.each([
    [1.0, 1],
    [1.5, 1],
    [1.51, 2],
    [3.2, 3],
    [4.6, 5],
  ])("expected severity %d is level %i", (severity, level) => {
    expect(levelOf(severity, [1.5, 2.5, 3.5, 4.5])).toBe(level);
  });

  it.each([
    [[0.01, 0.05, 0.7, 0.2, 0.04], 3, 40, [3, 4]],
    [[0.01, 0.05, 0.7, 0.2, 0.04], 3, 10, [2, 3, 4]],
    // the level shown is always in, and there are no holes
    [[0.3, 0.1, 0.1, 0.4, 0.1], 2, 40, [1, 2, 3, 4]],
    [[0.2, 0.2, 0.2, 0.2, 0.19], 5, 40, [1, 2, 3, 4, 5]],
  ] as const)("set of %j shown %i at %i years is %j", (p, shown, age, set) => {
    expect(predictionSet(p, shown, conformal, age)).toEqual(set);
  });

  it.each([
    // Urgent end: the first level with 0.1 at or above it in urgency. Other end: the last one with 0.15 at or below.
    [[0.04, 0.07, 0.7, 0.1, 0.09], 3, 40, [2, 3, 4]],
    [[0.04, 0.05, 0.7, 0.1, 0.11], 3, 40, [3, 4]],
    // 0.03 is enough in a child
    [[0.04, 0.05, 0.7, 0.1, 0.11], 3, 10, [1, 2, 3, 4]],
    // a level is in by what lies beyond it, however little it has itself
    [[0.3, 0, 0, 0, 0.7], 5, 40, [1, 2, 3, 4, 5]],
    // the level shown is always in
    [[0.01, 0.02, 0.95, 0.01, 0.01], 1, 40, [1, 2, 3]],
  ] as const)("two-sided set of %j shown %i at %i years is %j", (p, shown, age, set) => {
    expect(predictionSet(p, shown, twoSided, age)).toEqual(set);
  });

  it("is read in both forms, and in no mixture of them", () => {
    const withConformal = (c: object) => ({
      ...calibration,
      scales: { esi: { ...calibration.scales.esi, conformal: c } },
    });
    for (const c of [conformal, twoSided])
      expect(parseCalibration(withConformal(c)).scales.esi.conformal).toEqual(c);
    for (const c of [
      { ...twoSided, child: 0.1 },
      { ...conformal, mayMiss: twoSided.mayMiss },
    ])
      expect(() => parseCalibration(withConformal(c))).toThrow(/conformal/);
  });

  it("follows the policy asked for, and the artifact's own otherwise", () => {
    const logits = [0, 0, 1, 1, 0];
    const own = toPrediction(logits, 0.5, 40, calibration);
    const safe = toPrediction(logits, 0.5, 40, calibration, "esi", "safety-first");
    expect(own.expectedSeverity).toBeCloseTo(expectedSeverity(own.probabilities), 12);
    expect([own.level, safe.level]).toEqual([3, 3]);
    expect(own.criticalRisk).toBeCloseTo(0.5, 12);
    expect(toPrediction(logits, null, 40, calibration).criticalRisk).toBeNull();
  });

  it("refuses a scale it was not fitted for", () => {
    expect(() => toPrediction([0, 0, 0, 0, 0], null, 40, calibration, "ktas")).toThrow(/ktas/);
  });
});
