import { describe, expect, it } from "vitest";
import { COUNTERFACTUAL } from "@/lib/evaluation/counterfactual/figure-names";
import { compareMetrics, formatFigure, formatInterval } from "./metric-pairs";

const set = (dataset: string, cases: number, figures: [string, number | null, number?, number?][]) => ({
  dataset,
  cases,
  figures: figures.map(([name, value, low, high]) => ({
    name,
    value,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  })),
});
const verdict = (name: string, before: number | null, after: number | null) =>
  compareMetrics([set("held out", 10000, [[name, before]])], [set("held out", 10000, [[name, after]])])[0]
    ?.pairs[0]?.verdict;

describe("comparing two versions", () => {
  it.each([
    ["Accuracy", 0.6, 0.7, "better"],
    ["Accuracy", 0.7, 0.6, "worse"],
    ["Under-triage", 0.1, 0.2, "worse"],
    ["Brier score", 0.2, 0.1, "better"],
    [COUNTERFACTUAL.person, 0.02, 0.08, "worse"],
    ["Quadratic-weighted kappa", 0.5, 0.5002, "same"],
    ["Accuracy", null, 0.6, "not-compared"],
    ["Prediction set coverage", 0.9, 0.95, "not-compared"],
  ])("%s from %s to %s is %s", (name, before, after, expected) => {
    expect(verdict(name, before, after)).toBe(expected);
  });

  it("calls a difference inside the interval unclear", () => {
    const [c] = compareMetrics(
      [set("held out", 10000, [["Accuracy", 0.6, 0.55, 0.66]])],
      [set("held out", 10000, [["Accuracy", 0.63, 0.58, 0.68]])],
    );
    expect(c?.pairs[0]?.verdict).toBe("unclear");
  });

  it("keeps apart what only the candidate was measured on", () => {
    const agreement = set("made-up visits", 400, [["Same level as the version in use", 0.93]]);
    const [c] = compareMetrics([], [agreement]);
    expect(c?.alone).toEqual(agreement);
    expect(formatFigure("Same level as the version in use", 0.93)).toBe("93.0 %");
  });

  it("never compares figures of different cases", () => {
    const [c] = compareMetrics(
      [set("held out", 90, [["Accuracy", 0.1]])],
      [set("held out", 10000, [["Accuracy", 0.9]])],
    );
    expect(c).toMatchObject({ sameCases: false });
    expect(c?.pairs[0]?.verdict).toBe("not-compared");
  });
});

it("writes rates as percentages and says when nothing was measured", () => {
  expect(formatFigure("Accuracy", 0.7142)).toBe("71.4 %");
  expect(formatFigure("Quadratic-weighted kappa", 0.71234)).toBe("0.712");
  expect(formatFigure("Accuracy", null)).toBeNull();
  expect(formatInterval({ name: "Accuracy", value: 0.7, low: 0.68, high: 0.72 })).toBe("68.0–72.0 %");
  expect(formatInterval({ name: "Accuracy", value: 0.7 })).toBeNull();
});
