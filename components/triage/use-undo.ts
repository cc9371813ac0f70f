"use client";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { toActionError, unwrap } from "@/components/action-error";
import { newRequestId } from "@/components/request-id";
import type { ActionResult } from "@/lib/core/result";
import type { DecisionView } from "@/lib/decision/decision";
import type { PatientView } from "@/lib/workflows/views";
import { answerKey } from "./key-answer";

/** Takes a decision back and answers with the page as it is then. */
export type Undo = (decisionId: string, requestId: string) => Promise<ActionResult<PatientView>>;

const TICK_MS = 250;

/**
 * Taking a decision back: for so many seconds, counted down on the clock of this workstation from the moment the server said how
 * many. Whoever leaves the page lets it stand.
 */
export function useUndo(
  decision: DecisionView | null,
  undo: Undo,
  onUndone: (view: PatientView, undone: DecisionView) => void,
) {
  const [until, setUntil] = useState<{ readonly id: string; readonly at: number } | null>(null);
  const [seconds, setSeconds] = useState<number | null>(null);
  const id = decision?.id ?? null;
  const left = decision?.undoInMs ?? null;
  useEffect(() => {
    if (id === null || left === null) return setUntil(null);
    const at = Date.now() + left;
    // Asked again, it never lasts longer than was said first.
    setUntil((known) => (known?.id === id && known.at < at ? known : { id, at }));
  }, [id, left]);
  useEffect(() => {
    if (until === null) return setSeconds(null);
    const tick = () => {
      const ms = until.at - Date.now();
      setSeconds(ms > 0 ? Math.ceil(ms / 1_000) : null);
      if (ms <= 0) clearInterval(timer);
    };
    const timer = setInterval(tick, TICK_MS);
    tick();
    return () => clearInterval(timer);
  }, [until]);

  const { mutate, isPending } = useMutation({
    // Offline it cannot be taken back: it stands, and this is said at once.
    networkMode: "always",
    mutationFn: async (taken: DecisionView) => unwrap(await undo(taken.id, newRequestId())),
    onSuccess: (view, taken) => {
      onUndone(view, taken);
      answerKey("Taken back. Nothing was written to the EHR.");
    },
    onError: (error) => answerKey(`Not taken back: the level stands. ${toActionError(error).message}`),
  });
  const open = useRef(false);
  open.current = seconds !== null && !isPending;
  return {
    /** Whole seconds left; null: it cannot be taken back. */
    seconds: isPending ? null : seconds,
    pending: isPending,
    isOpen: useCallback(() => open.current, []),
    take: useCallback(() => {
      if (decision && open.current) mutate(decision);
    }, [decision, mutate]),
  };
}

export type UndoGesture = ReturnType<typeof useUndo>;
