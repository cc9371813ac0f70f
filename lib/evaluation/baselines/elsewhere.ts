import { scoreFolds } from "@/lib/training/ktas/cross-validation";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { heldOut, labelled } from "./contenders";
import { type KtasResults, visitsDigest } from "./results-file";

/** What something that never saw the fold's visits answered to one of them: the probability of each level. */
export type AnswerElsewhere = (visit: SourceVisit, repeat: number, fold: number) => readonly number[];

/**
 * Answers given by another program, calibrated and measured as the model's own cross-validation is.
 * @param dealt repeat, fold, visit, every visit with a level (dealKtas)
 */
export function scoreElsewhere(
  dealt: readonly (readonly (readonly SourceVisit[])[])[],
  answer: AnswerElsewhere,
): Omit<KtasResults, "about"> {
  const { metrics } = scoreFolds(
    dealt.map((folds, repeat) =>
      folds.map((visits, fold) => ({
        visits,
        heldOut: heldOut(
          labelled(visits),
          visits.map((v) => answer(v, repeat, fold)),
        ),
      })),
    ),
  );
  return {
    folds: metrics.folds,
    repeats: dealt.length,
    digest: visitsDigest(dealt[0]?.flat() ?? []),
    metrics: metrics.balanced,
    ...(metrics.spread ? { spread: metrics.spread.balanced } : {}),
  };
}
