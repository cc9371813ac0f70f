import { describe, expect, it } from "vitest";
import { expectedSeverity, levelOf, predictionSet, probabilitiesOf, toPrediction } from "./calibration";

const conformal = { coverage: 0.9, childBelowYears: 16, adult: 0.2, child: 0.05 };
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
