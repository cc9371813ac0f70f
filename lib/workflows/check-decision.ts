import type { Principal } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import { AppError } from "@/lib/core/errors";
import type { DecisionInput } from "./views";

/** Longest comment, characters; the screen's field has the same limit. */
export const MAX_COMMENT = 500;

const invalid = (field: string, userMessage: string) =>
  new AppError("invalid-input", `decision: ${field}`, { userMessage, detail: { fields: [field] } });

type Gesture = Pick<DecisionInput, "kind" | "level" | "reason" | "comment">;

/** Whether what was chosen fits what was shown. @throws AppError("invalid-input") naming the field. */
export function assertConsistent(input: Gesture, shownLevel: Level | null): void {
  const { kind, level, reason, comment } = input;
  if (kind === "accept" && level !== shownLevel)
    throw invalid("level", "The level to accept is not the one that was shown.");
  if (kind === "override" && (shownLevel === null || level === shownLevel))
    throw invalid("level", "An override needs a level other than the one that was shown.");
  if (kind === "assign" && shownLevel !== null)
    throw invalid("kind", "A level was shown: accept it or override it.");
  if (kind === "override" && !reason) throw invalid("reason", "Please choose a reason for the override.");
  if (reason === "other" && !comment?.trim())
    throw invalid("comment", "Please say in a few words what the reason is.");
  if ((comment?.trim().length ?? 0) > MAX_COMMENT)
    throw invalid("comment", `The comment is longer than ${MAX_COMMENT} characters.`);
}

export type InForce = {
  readonly id: string;
  readonly decidedBy: string;
  readonly assessmentId: string;
  readonly level: Level;
  readonly byName: string;
};

/** @throws AppError("already-decided") when another decision is in force than the page showed. */
export function assertStillInForce(inForce: InForce | null, supersedes: string | null): void {
  if ((inForce?.id ?? null) === supersedes) return;
  throw new AppError("already-decided", "another decision is in force than the page showed", {
    detail: inForce ? { level: inForce.level, by: inForce.byName } : {},
  });
}

/**
 * Who may replace a decision: its author, a lead, and, once the patient's data have changed, whoever triages them again.
 * @throws AppError("forbidden")
 */
export function assertMayReplace(
  inForce: InForce | null,
  principal: Pick<Principal, "userId" | "role">,
  assessmentId: string,
): void {
  if (!inForce || inForce.decidedBy === principal.userId || principal.role === "lead") return;
  if (inForce.assessmentId !== assessmentId) return;
  throw new AppError("forbidden", "somebody else's decision on the same data", {
    userMessage: "A colleague decided this on the same data. They or a lead can change it.",
  });
}
