"use client";
import { useQuery } from "@tanstack/react-query";
import { toActionError } from "@/components/action-error";
import { firstPictureOf, type GroupsView } from "@/components/explanation/first-picture";
import type { FirstPicture } from "@/components/explanation/picture-data";
import type { AssessmentView } from "@/lib/workflows/views";

export type ExplainActions = {
  /** The whole explanation; waits until it is worked out. */
  readonly explain: (assessmentId: string) => Promise<AssessmentView>;
  /** What the groups of findings add: there sooner. May answer with the whole explanation where that is there already. */
  readonly explainGroups: (assessmentId: string) => Promise<GroupsView>;
  /** More samples for an explanation whose order of findings is still open; answers with the one there is otherwise. */
  readonly refine: (assessmentId: string) => Promise<AssessmentView>;
};

export type ReasonsState = {
  /** The assessment with its explanation as soon as there is one. */
  readonly assessment: AssessmentView;
  readonly state: "loading" | "ready" | "failed";
  readonly first: FirstPicture | null;
  readonly failure: string | null;
  readonly retry: () => void;
};

const ONCE = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false } as const;

/**
 * Why an assessment came out as it did: the groups first, then everything. The second question waits for the answer to the
 * first, so that the two do not share the model's time; that the first fails is no reason not to ask the second.
 */
export function useReasons(current: AssessmentView, actions: ExplainActions): ReasonsState {
  const wanted = current.explanation === null && current.model.state === "ready";
  const groups = useQuery({
    queryKey: ["reasons", current.id, "groups"],
    queryFn: () => actions.explainGroups(current.id),
    enabled: wanted,
    retry: false,
    ...ONCE,
  });
  const whole = useQuery({
    queryKey: ["reasons", current.id],
    queryFn: () => actions.explain(current.id),
    enabled: wanted && groups.isFetched && !groups.data?.explanation,
    ...ONCE,
  });
  const shown = (groups.data?.explanation ? groups.data : whole.data) ?? current;
  const refined = useQuery({
    queryKey: ["reasons", current.id, "refined"],
    queryFn: () => actions.refine(current.id),
    enabled: shown.explanation?.settled === false,
    retry: false,
    ...ONCE,
  });
  return {
    ...reasonsFrom(current, groups.data, refined.data ?? whole.data, whole.error),
    retry: () => void whole.refetch(),
  };
}

/** What can be shown of what has been answered so far. */
export function reasonsFrom(
  current: AssessmentView,
  groups: GroupsView | undefined,
  whole: AssessmentView | undefined,
  error: Error | null,
): Omit<ReasonsState, "retry"> {
  const answer = whole?.explanation ? whole : groups?.explanation ? groups : whole;
  const assessment: AssessmentView = answer
    ? {
        ...current,
        explanation: answer.explanation,
        summary: answer.summary,
        secondLook: answer.secondLook,
        againstSense: answer.againstSense,
      }
    : current;
  const failed = error !== null && assessment.explanation === null;
  return {
    assessment,
    state: assessment.explanation ? "ready" : failed ? "failed" : "loading",
    first: groups ? firstPictureOf(groups) : null,
    failure: failed ? toActionError(error).message : null,
  };
}
