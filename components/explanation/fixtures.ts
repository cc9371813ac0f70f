import type { Contribution, Explanation } from "@/lib/explain/explanation";
import { groupTotals } from "@/lib/explain/groups";

/** Explanations for the component tests only. */
export const contribution = (
  over: Partial<Contribution> & Pick<Contribution, "feature" | "shap">,
): Contribution => ({
  group: "vitals",
  label: over.feature,
  display: null,
  value: null,
  standardError: 0,
  levelShap: [0, 0, 0, 0, 0],
  ...over,
});

export function explanationOf(contributions: readonly Contribution[], baseValue = 3): Explanation {
  return {
    method: "exact",
    baseValue,
    outputValue: contributions.reduce((sum, c) => sum + c.shap, baseValue),
    baseProbabilities: [0.05, 0.15, 0.6, 0.15, 0.05],
    outputProbabilities: [0.05, 0.15, 0.6, 0.15, 0.05],
    contributions,
    groups: groupTotals(contributions),
    additivityResidual: 0,
    samples: 0,
    samplesByGroup: {},
    settled: true,
    seed: 1,
    evaluations: 4,
    durationMs: 1,
    by: null,
    lime: null,
  };
}
