import type { Principal } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import { AppError } from "@/lib/core/errors";
import type { VisitState } from "@/lib/fhir/visit-state";
import type { DecisionInput } from "../views";

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

type Shown = Pick<DecisionInput, "identityVersion" | "visit" | "comment">;

/**
 * Whether somebody can be triaged on this visit as the EHR has it now: open, of a record in use, of the very person the
 * page showed, and, where something about it is out of the ordinary, for a reason given in sight of that.
 * @throws AppError("visit-closed" | "identity-changed" | "visit-doubtful" | "invalid-input")
 */
export function assertTriageable(input: Shown, now: VisitState, identity: string): void {
  const { barred, doubts } = now;
  if (barred)
    throw new AppError("visit-closed", `the visit is not open: ${barred.why}`, {
      userMessage: `${barred.title} ${barred.advice}`,
      detail: { why: barred.why },
    });
  if (input.identityVersion !== identity)
    throw new AppError("identity-changed", "the record names the patient otherwise than the page did");
  const unseen = doubts.filter((d) => !input.visit?.doubts.includes(d.code));
  if (unseen.length > 0)
    throw new AppError("visit-doubtful", "the visit is out of the ordinary and no reason was given", {
      userMessage: `${unseen.map((d) => d.text).join(" ")} Look at it, then say why you triage on this visit.`,
      detail: { doubts: unseen.map((d) => d.code) },
    });
  if (doubts.length > 0 && input.visit?.reason === "other" && !input.comment?.trim())
    throw invalid("comment", "Please say in a few words why you triage on this visit.");
}

export type InForce = {
  readonly id: string;
  readonly decidedBy: string;
  readonly assessmentId: string;
  readonly level: Level;
  readonly byName: string;
};

/** @throws AppError("already-decided") when another decision is in force than the page showed. */
export function assertStillInForce(
  inForce: InForce | null,
  supersedes: string | null,
  userId: string | null = null,
): void {
  if ((inForce?.id ?? null) === supersedes) return;
  throw new AppError("already-decided", "another decision is in force than the page showed", {
    detail: inForce ? { level: inForce.level, by: inForce.byName, own: inForce.decidedBy === userId } : {},
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
