import type { GroupContribution } from "@/lib/explain/explanation";
import type { AssessmentView } from "@/lib/workflows/views";
import type { FirstPicture } from "./picture-data";

/** The answer to `stage=groups`: what the groups add, while the explanation is still worked out. */
export type GroupsView = AssessmentView & { readonly groups?: readonly GroupContribution[] };

/**
 * What can be drawn of an answer that has no explanation yet. Base and output follow from the assessment itself, since the
 * groups add up to their difference. null: nothing can be (no groups, or an assessment without a model).
 */
export function firstPictureOf({ groups, expectedSeverity, probabilities }: GroupsView): FirstPicture | null {
  if (!groups || groups.length === 0 || expectedSeverity === null || probabilities === null) return null;
  return {
    groups,
    outputValue: expectedSeverity,
    baseValue: groups.reduce((at, g) => at - g.shap, expectedSeverity),
    outputProbabilities: probabilities,
    baseProbabilities: probabilities.map((p, k) => groups.reduce((at, g) => at - (g.levelShap[k] ?? 0), p)),
  };
}
