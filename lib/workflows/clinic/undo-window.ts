import type { DecisionWithState } from "@/db/queries/decision";
import type { Authorized } from "@/lib/auth/principal";
import { SECOND } from "@/lib/core/clock";
import type { LeadReviewView } from "@/lib/decision/concerns";
import type { DecisionView } from "@/lib/decision/decision";
import type { Runtime } from "../service/runtime";

/** Seconds that a key pressed in the last moment takes to get here; the EHR is written to after them. */
export const UNDO_GRACE = 3;

/** Whether a decision may still be taken back by whoever made it: what rests on its standing waits for that. */
export function mayBeUndone(
  { env, clock }: Pick<Runtime, "env" | "clock">,
  { decision, writeBack }: DecisionWithState,
): boolean {
  if (env.UNDO_SECONDS === 0 || writeBack?.state !== "pending" || writeBack.attempts > 0) return false;
  return clock().getTime() - decision.decidedAt.getTime() <= (env.UNDO_SECONDS + UNDO_GRACE) * SECOND;
}

/** How long this person can take this decision back, for the page; null: not (any more). */
function undoLeft(
  rt: Pick<Runtime, "env" | "clock">,
  { principal }: Authorized,
  { decision, writeBack }: DecisionWithState,
): number | null {
  if (decision.decidedBy !== principal.userId || writeBack?.state !== "pending" || writeBack.attempts > 0)
    return null;
  const left = decision.decidedAt.getTime() + rt.env.UNDO_SECONDS * SECOND - rt.clock().getTime();
  // A clock that was set back makes nothing last longer.
  return left > 0 ? Math.min(left, rt.env.UNDO_SECONDS * SECOND) : null;
}

/** A decision as its page shows it, with the time left to take it back; a lead who has looked at it ends that. */
export function withUndo(
  rt: Pick<Runtime, "env" | "clock">,
  auth: Authorized,
  view: DecisionView,
  decided: DecisionWithState,
  reviews: readonly Pick<LeadReviewView, "id" | "answer">[],
): DecisionView {
  const looked = reviews.some((r) => r.id === view.id && r.answer !== null);
  return looked ? view : { ...view, undoInMs: undoLeft(rt, auth, decided) };
}
