import type { PatientView } from "@/lib/workflows/views";

/**
 * What to show when the page's data were read again. Decisions, their way to the EHR and the data's age are always the
 * newest. What the level rests on is not swapped under a hand about to accept it: it waits until asked for, unless a
 * decision is in force and nothing is being changed.
 */
export function mergeViews(
  shown: PatientView,
  fresh: PatientView,
  deciding: boolean,
): { readonly view: PatientView; readonly news: boolean } {
  const same =
    fresh.contextVersion === shown.contextVersion &&
    fresh.assessment.id === shown.assessment.id &&
    !isRenamed(shown, fresh);
  if (same) {
    // The explanation arrives on its own way; a view read before it was stored must not take it away again.
    const assessment = fresh.assessment.explanation ? fresh.assessment : keepExplanation(shown, fresh);
    return { view: { ...fresh, assessment }, news: false };
  }
  if (!deciding && fresh.decision !== null && !isRenamed(shown, fresh)) return { view: fresh, news: false };
  // Whether the visit can be triaged on at all does not wait.
  const { decision, earlierDecisions, leadReviews, leftOut, freshness, canDecide, visit } = fresh;
  return {
    view: { ...shown, decision, earlierDecisions, leadReviews, leftOut, freshness, canDecide, visit },
    news: true,
  };
}

/** The record names somebody else than it did, or in another way: never swapped in without a word. */
export const isRenamed = (shown: PatientView, fresh: PatientView): boolean =>
  shown.identityVersion !== fresh.identityVersion;

/** The model was switched off since: what it suggested is nobody's to go by. */
export const isWithdrawn = (shown: PatientView, { assessment: { model } }: PatientView): boolean =>
  shown.assessment.modelLevel !== null && model.state === "rules-only" && model.switchedOff === true;

function keepExplanation(shown: PatientView, fresh: PatientView): PatientView["assessment"] {
  const { explanation, summary, secondLook, againstSense } = shown.assessment;
  return { ...fresh.assessment, explanation, summary, secondLook, againstSense };
}
