"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { type ActionError, toActionError, unwrap } from "@/components/action-error";
import { newRequestId } from "@/components/request-id";
import type { Level } from "@/lib/case/level";
import type { ActionResult } from "@/lib/core/result";
import {
  type DecisionView,
  LONGEST_SEEN_MS,
  type OverrideReason,
  type SeenByPage,
} from "@/lib/decision/decision";
import type { DecisionInput, PatientView } from "@/lib/workflows/views";
import { CLOSED, type Draft, kindOf } from "./decision-draft";
import { reportLost } from "./lost-decision";

export type Decide = (input: DecisionInput) => Promise<ActionResult<DecisionView>>;

type Options = {
  view: PatientView;
  decide: Decide;
  onDecided: (decision: DecisionView) => void;
  /** How long the suggestion has been in sight, ms; null: it is not. */
  seenMs: () => number | null;
};

/**
 * Saving a level. One gesture has one request id, made when it is made: a double click sends it once, and trying again
 * after a lost connection sends the very same, which the server records once.
 *
 * Keys come faster than screens are drawn: what is open, chosen and under way is therefore held where the next key finds it
 * at once (`draftNow`, `underWay`, `decidedNow`), and drawn from a copy.
 */
export function useDecision({ view, decide, onDecided, seenMs }: Options) {
  const [draft, drawDraft] = useState<Draft>(CLOSED);
  const [changing, drawChanging] = useState(false);
  const held = useRef<{ draft: Draft; changing: boolean; underWay: boolean; decided: DecisionView | null }>({
    draft: CLOSED,
    changing: false,
    underWay: false,
    decided: null,
  });
  const tried = useRef<Level[]>([]);
  const setDraft = useCallback((next: Draft) => {
    if (next.step === "details" && tried.current.at(-1) !== next.level) tried.current.push(next.level);
    held.current.draft = next;
    drawDraft(next);
  }, []);
  const setChanging = useCallback((next: boolean) => {
    held.current.changing = next;
    drawChanging(next);
  }, []);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const { mutate, variables, isPending, isPaused, error, reset } = useMutation<
    DecisionView,
    unknown,
    DecisionInput
  >({
    // In a browser that knows it is offline a decision waits and goes on by itself, once; the page says so.
    networkMode: "online",
    mutationKey: ["decide", view.encounterId],
    mutationFn: async (input) => unwrap(await decide(input)),
    onSuccess: (decision) => {
      held.current.decided = decision;
      tried.current = [];
      setDraft(CLOSED);
      setChanging(false);
      onDecided(decision);
    },
    onError: (error, input) => {
      // What is drawn next is another question; a comment that was begun stays.
      const { draft } = held.current;
      if (toActionError(error).code === "more-urgent" && draft.step === "details" && !draft.comment.trim())
        setDraft(CLOSED);
      // Its page was left: nobody would see the failure there.
      if (mounted.current) return;
      const { encounterId, level } = input;
      reportLost({
        encounterId,
        level,
        patientName: view.banner.name,
        message: toActionError(error).message,
      });
    },
    onSettled: () => {
      held.current.underWay = false;
    },
  });
  const send = useCallback(
    (input: DecisionInput, onEnd?: (saved: boolean) => void) => {
      if (held.current.underWay) return;
      held.current.underWay = true;
      mutate(input, { onSuccess: () => onEnd?.(true), onError: () => onEnd?.(false) });
    },
    [mutate],
  );

  const save = useCallback(
    (
      level: Level,
      reason: OverrideReason | null,
      comment: string,
      confirmed: readonly string[],
      onEnd?: (saved: boolean) => void,
    ) => {
      const kind = kindOf(level, view.assessment.level);
      send(
        {
          requestId: newRequestId(),
          encounterId: view.encounterId,
          launchId: view.launchId,
          assessmentId: view.assessment.id,
          contextVersion: view.contextVersion,
          identityVersion: view.identityVersion,
          supersedes: view.decision?.id ?? null,
          kind,
          level,
          ...(kind === "override" && reason ? { reason } : {}),
          ...(comment.trim() ? { comment: comment.trim() } : {}),
          ...(confirmed.length > 0 ? { confirmed } : {}),
          exposure: exposureOf(view, seenMs(), tried.current, level),
          settingId: view.showing.settingId,
        },
        onEnd,
      );
    },
    [view, send, seenMs],
  );
  const cancel = useCallback(() => {
    setDraft(CLOSED);
    setChanging(false);
    reset();
  }, [reset, setDraft, setChanging]);
  const mutations = useQueryClient().getMutationCache();
  /** What waits for the connection has not been sent: it can be let go. */
  const takeBackWaiting = useCallback((): boolean => {
    const waiting = mutations
      .findAll({ mutationKey: ["decide", view.encounterId], status: "pending" })
      .filter((m) => m.state.isPaused);
    for (const mutation of waiting) mutations.remove(mutation);
    if (waiting.length === 0) return false;
    held.current.underWay = false;
    reset();
    return true;
  }, [mutations, view.encounterId, reset]);
  /** The decision has been taken back; a comment that was written with it is not lost. */
  const onUndone = useCallback(
    (undone: DecisionView | null) => {
      held.current.decided = null;
      setChanging(false);
      const comment = undone?.comment ?? "";
      setDraft(undone && comment ? { step: "details", level: undone.level, reason: null, comment } : CLOSED);
    },
    [setChanging, setDraft],
  );
  const failure: ActionError | null = error && !isPending ? toActionError(error) : null;
  const again = useCallback(() => {
    if (variables) send(variables);
  }, [variables, send]);

  return {
    draft,
    setDraft,
    changing,
    /** What holds at this very moment, whether drawn yet or not. */
    now: useCallback(
      () => ({
        draft: held.current.draft,
        underWay: held.current.underWay,
        decided: (view.decision ?? held.current.decided) !== null && !held.current.changing,
      }),
      [view.decision],
    ),
    startChange: () => {
      reset();
      setChanging(true);
      setDraft({ step: "level" });
    },
    save,
    takeBackWaiting,
    onUndone,
    cancel,
    /** What is being sent right now; null when nothing is. */
    saving: isPending ? (variables ?? null) : null,
    /** It waits for the browser to be online. */
    waiting: isPaused,
    failure,
    again,
  };
}
const MOST_TRIED = 20;
function exposureOf(
  { assessment }: PatientView,
  seenMs: number | null,
  tried: readonly Level[],
  saved: Level,
): SeenByPage | null {
  if (seenMs === null) return null;
  return {
    seenMs: Math.min(LONGEST_SEEN_MS, Math.max(0, Math.round(seenMs))),
    reasons: assessment.explanation !== null,
    lookTwice: assessment.secondLook.length > 0,
    tried: (tried.at(-1) === saved ? tried.slice(0, -1) : tried).slice(-MOST_TRIED),
  };
}

export type DecisionGesture = ReturnType<typeof useDecision>;
