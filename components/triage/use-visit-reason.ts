"use client";
import { type RefObject, useCallback, useRef, useState } from "react";
import type { ActionResult } from "@/lib/core/result";
import type { DecisionView, VisitReason } from "@/lib/decision/decision";
import type { DecisionInput, PatientView } from "@/lib/workflows/views";
import type { Decide } from "./use-decision";

/** Longest "other" reason; what is left of a decision's comment is for the level itself. */
export const MOST_SAID = 150;

export type VisitReasonState = {
  readonly reason: VisitReason | null;
  readonly said: string;
  /** A level was given before the question was answered. */
  readonly missed: boolean;
  readonly first: RefObject<HTMLInputElement | null>;
  readonly choose: (reason: VisitReason) => void;
  readonly say: (text: string) => void;
};

/**
 * Why somebody is triaged on a visit that is out of the ordinary. Asked once a page, sent with every decision made on it;
 * without an answer nothing is sent, and the question gets the keyboard.
 */
export function useVisitReason(
  { visit }: Pick<PatientView, "visit">,
  decide: Decide,
  refresh: () => unknown,
): { readonly state: VisitReasonState; readonly decide: Decide } {
  const [reason, setReason] = useState<VisitReason | null>(null);
  const [said, setSaid] = useState("");
  const [missed, setMissed] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const { doubts } = visit;

  const guarded = useCallback<Decide>(
    async (input) => {
      const answer = withReason(input, doubts, reason, said);
      if (answer === null) {
        setMissed(true);
        first.current?.focus();
        return NOT_ANSWERED;
      }
      setMissed(false);
      const result = await decide(answer);
      // The page shows less than there is by now: what the visit is in the EHR, or what the model says.
      if (!result.ok && LOOK_AGAIN.has(result.error.code)) void refresh();
      return result;
    },
    [doubts, reason, said, decide, refresh],
  );
  return {
    state: { reason, said, missed, first, choose: setReason, say: setSaid },
    decide: guarded,
  };
}

const LOOK_AGAIN: ReadonlySet<string> = new Set([
  "visit-doubtful",
  "visit-closed",
  "more-urgent",
  "own-level-first",
]);

/** The decision as it is sent; null while the question is open. */
export function withReason(
  input: DecisionInput,
  doubts: PatientView["visit"]["doubts"],
  reason: VisitReason | null,
  said: string,
): DecisionInput | null {
  if (doubts.length === 0) return input;
  if (reason === null || (reason === "other" && said.trim() === "")) return null;
  const comment = [reason === "other" ? said.trim() : "", input.comment ?? ""].filter(Boolean).join(" · ");
  return {
    ...input,
    visit: { reason, doubts: doubts.map((d) => d.code) },
    ...(comment ? { comment } : {}),
  };
}

const NOT_ANSWERED: ActionResult<DecisionView> = {
  ok: false,
  error: {
    code: "visit-doubtful",
    message: "First say why you triage on this visit, then try again.",
    requestId: "",
  },
};
