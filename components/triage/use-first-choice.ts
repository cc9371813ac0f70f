"use client";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { type ActionError, toActionError, unwrap } from "@/components/action-error";
import type { Level } from "@/lib/case/level";
import type { ActionResult } from "@/lib/core/result";
import { LONGEST_SEEN_MS } from "@/lib/decision/decision";
import type { FirstChoiceInput, PatientView } from "@/lib/workflows/views";

export type ChooseFirst = (input: FirstChoiceInput) => Promise<ActionResult<PatientView>>;

/** The level that is given before the suggestion is shown: sent once, and answered with the page that shows it. */
export function useFirstChoice(
  view: PatientView,
  chooseFirst: ChooseFirst,
  seenMs: () => number | null,
  onShown: (view: PatientView) => void,
) {
  const underWay = useRef(false);
  const { mutate, variables, isPending, isPaused, error } = useMutation<
    PatientView,
    unknown,
    FirstChoiceInput
  >({
    networkMode: "online",
    mutationFn: async (input) => unwrap(await chooseFirst(input)),
    onSuccess: onShown,
    onSettled: () => {
      underWay.current = false;
    },
  });
  const choose = useCallback(
    (level: Level) => {
      if (underWay.current) return;
      underWay.current = true;
      const seen = seenMs();
      mutate({
        encounterId: view.encounterId,
        launchId: view.launchId,
        assessmentId: view.assessment.id,
        level,
        seenMs: seen === null ? null : Math.min(LONGEST_SEEN_MS, Math.max(0, Math.round(seen))),
        settingId: view.showing.settingId,
      });
    },
    [view, seenMs, mutate],
  );
  const failure: ActionError | null = error && !isPending ? toActionError(error) : null;
  return {
    /** Their own level is asked for before anything else is done. */
    wanted: view.canDecide && isOwnLevelFirst(view),
    choose,
    isUnderWay: useCallback(() => underWay.current, []),
    /** On its way to the server; null: nothing is. */
    sending: isPending ? (variables?.level ?? null) : null,
    waiting: isPaused,
    failure,
  };
}

const isOwnLevelFirst = ({ assessment: { model } }: PatientView): boolean =>
  model.state === "held-back" && model.mode === "blind-first";

export type FirstChoiceGesture = ReturnType<typeof useFirstChoice>;
