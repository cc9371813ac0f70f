import { describe, expect, it } from "vitest";
import { splitForCalibration } from "./calibration-split";

const labels = Array.from({ length: 600 }, (_, i) => ({
  id: `l${i}`,
  patient: `p${i % 300}`,
  heldOut: i % 50 === 7,
}));

describe("what a calibration is fitted on and judged by", () => {
  it("has each patient on one side, and nobody who is only measured on among the fitted", () => {
    const { fit, judge } = splitForCalibration(labels, "site-calibration-1");
    expect(fit.length + judge.length).toBe(600);
    const patients = new Set(fit.map((l) => l.patient));
    expect(judge.some((l) => patients.has(l.patient))).toBe(false);
    expect(fit.some((l) => l.heldOut)).toBe(false);
    expect(fit.length / 600).toBeGreaterThan(0.5);
    expect(fit.length / 600).toBeLessThan(0.65);
  });

  it("is the same when asked again, and another for another calibration", () => {
    expect(splitForCalibration(labels, "a")).toEqual(splitForCalibration([...labels], "a"));
    expect(splitForCalibration(labels, "b")).not.toEqual(splitForCalibration(labels, "a"));
  });
});
