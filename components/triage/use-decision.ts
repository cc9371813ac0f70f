"use client";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { type ActionError, toActionError, unwrap } from "@/components/action-error";
import { newRequestId } from "@/components/request-id";
import type { Level } from "@/lib/case/level";
import type { ActionResult } from "@/lib/core/result";
import type { DecisionView, OverrideReason } from "@/lib/decision/decision";
import type { DecisionInput, PatientView } from "@/lib/workflows/views";
import { CLOSED, type Draft, kindOf } from "./decision-draft";

export type Decide = (input: DecisionInput) => Promise<ActionResult<DecisionView>>;

type Options = { view: PatientView; decide: Decide; onDecided: (decision: DecisionView) => void };

/**
 * Saving a level. One gesture has one request id, made when it is made: a double click sends it once, and trying again
 * after a lost connection sends the very same, which the server records once.
 */
export function useDecision({ view, decide, onDecided }: Options) {
  const [draft, setDraft] = useState<Draft>(CLOSED);
  const [changing, setChanging] = useState(false);
  // Set in the click itself: the second click of a double click comes before anything has been drawn again.
  const underWay = useRef(false);
  const { mutate, variables, isPending, error, reset } = useMutation<DecisionView, unknown, DecisionInput>({
    mutationFn: async (input) => unwrap(await decide(input)),
    onSettled: () => {
      underWay.current = false;
    },
    onSuccess: (decision) => {
      setDraft(CLOSED);
      setChanging(false);
      onDecided(decision);
    },
  });

  const save = useCallback(
    (level: Level, reason: OverrideReason | null, comment: string) => {
      if (underWay.current) return;
      underWay.current = true;
      const kind = kindOf(level, view.assessment.level);
      mutate({
        requestId: newRequestId(),
        encounterId: view.encounterId,
        launchId: view.launchId,
        assessmentId: view.assessment.id,
        contextVersion: view.contextVersion,
        supersedes: view.decision?.id ?? null,
        kind,
        level,
        ...(kind === "override" && reason ? { reason } : {}),
        ...(comment.trim() ? { comment: comment.trim() } : {}),
      });
    },
    [view, mutate],
  );
  const cancel = useCallback(() => {
    setDraft(CLOSED);
    setChanging(false);
    reset();
  }, [reset]);
  const failure: ActionError | null = error && !isPending ? toActionError(error) : null;
  const again = useCallback(() => {
    if (!variables || underWay.current) return;
    underWay.current = true;
    mutate(variables);
  }, [variables, mutate]);

  return {
    draft,
    setDraft,
    changing,
    startChange: () => {
      reset();
      setChanging(true);
      setDraft({ step: "level" });
    },
    save,
    cancel,
    /** What is being sent right now; null when nothing is. */
    saving: isPending ? (variables ?? null) : null,
    failure,
    again,
    forget: reset,
  };
}
export type DecisionGesture = ReturnType<typeof useDecision>;
