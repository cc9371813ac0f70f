import { describe, expect, it } from "vitest";
import type { Evidence } from "@/lib/measures/evidence";
import { checkCalibration } from "./check-calibration";
import { verdictOf } from "./check-gates";
import { DEFAULT_GATE_POLICY } from "./default-policy";

const GOOD = {
  "Quadratic-weighted kappa": 0.6,
  "Sensitivity, levels 1-2": 0.8,
  "Severe under-triage": 0.02,
  "AUROC, levels 1-2": 0.9,
  "Calibration error": 0.03,
  "Prediction set coverage": 0.9,
  "Same level": 0.95,
  "Agreement of both versions (kappa)": 0.95,
  "Made less urgent": 0.02,
  "Levels 1-2 made 3 or less urgent": 0.01,
  "Urgent patients lost in a group": 0,
};
const evidence = (kind: Evidence["kind"], cases: number, urgent: number, over: object = {}): Evidence => {
  const set = (figures: Record<string, number>) => ({
    dataset: kind,
    cases,
    figures: Object.entries(figures).map(([name, value]) => ({ name, value })),
  });
  return {
    kind,
    dataset: kind,
    cases,
    urgent,
    shownUrgent: urgent,
    before: set(GOOD),
    after: set({ ...GOOD, ...over }),
    difference: [],
  };
};
/** Without the gate on groups, whose figure has a name of its own. */
const policy = {
  ...DEFAULT_GATE_POLICY,
  gates: DEFAULT_GATE_POLICY.gates.filter((g) => g.id !== "group-urgent-lost"),
};
const verdict = (...all: Evidence[]) => verdictOf(checkCalibration(policy, all));
const benchmark = evidence("benchmark", 1_500, 600);

describe("a site's calibration under the checks", () => {
  it("passes where benchmark and site's labels say that nothing got worse", () => {
    expect(verdict(benchmark, evidence("site", 400, 100))).toBe("passed");
  });

  it("fails where the site's labels are too few to tell, also where the benchmark is content", () => {
    for (const site of [evidence("site", 199, 100), evidence("site", 400, 49)]) {
      const findings = checkCalibration(policy, [benchmark, site]);
      expect(findings[0]).toMatchObject({ gate: "site-labels", severity: "fail" });
    }
    expect(verdict(benchmark)).toBe("failed");
  });

  it.each([
    ["agreement", { "Quadratic-weighted kappa": 0.5 }],
    ["urgent patients", { "Sensitivity, levels 1-2": 0.7 }],
    ["stated certainty", { "Calibration error": 0.2 }],
  ])("fails where %s are lost on patients it was not fitted on", (_what, over) => {
    expect(verdict(benchmark, evidence("site", 400, 100, over))).toBe("failed");
  });

  it("fails where urgent visits of the benchmark are lost, whatever the site's labels say", () => {
    expect(
      verdict(
        evidence("benchmark", 1_500, 600, { "Levels 1-2 made 3 or less urgent": 0.2 }),
        evidence("site", 400, 100),
      ),
    ).toBe("failed");
  });
});
