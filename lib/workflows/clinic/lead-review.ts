import type { Tx } from "@/db/client";
import { answerReviews, insertLeadReview, type ReviewWithCause, reviewsOf } from "@/db/queries/lead-review";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import { AppError } from "@/lib/core/errors";
import {
  type Concern,
  concernInBrief,
  concernsOf,
  type LeadReviewView,
  type LeadVerdict,
  MAX_NOTE,
  unconfirmed,
} from "@/lib/decision/concerns";
import { appendAudit } from "../govern/append-audit";
import { visitChanged } from "../service/changes";
import type { Runtime } from "../service/runtime";
import { requireVisit, type VisitRef } from "./visit-access";

/**
 * A level that a safety rule or a wide gap speaks against is recorded only when each of these was put to the clinician and
 * confirmed: a screen that did not ask cannot have been answered.
 * @throws AppError("confirmation-needed") naming how far it is and how many rules it goes below.
 */
export function assertConfirmed(concerns: readonly Concern[], confirmed: readonly string[] = []): void {
  const open = unconfirmed(concerns, confirmed);
  if (open.length > 0) throw new AppError("confirmation-needed", undefined, { detail: countsOf(open) });
}

const countsOf = (concerns: readonly Concern[]) => ({
  belowRules: concerns.filter((c) => c.kind === "below-rule").length,
  levelsAway: concerns.find((c) => c.kind === "far")?.levels ?? 0,
});

/** Marks the visit for a lead, in the decision's own transaction. A lead's own decision needs no other lead. */
export async function askLead(
  tx: Tx,
  auth: Authorized,
  decided: { readonly id: string; readonly encounterId: string; readonly decidedAt: Date },
  concerns: readonly Concern[],
): Promise<void> {
  if (concerns.length === 0 || can(auth.principal.role, "lead:answer")) return;
  const { id: decisionId, encounterId, decidedAt: askedAt } = decided;
  await insertLeadReview(tx, { decisionId, encounterId, askedAt });
  await appendAudit(
    tx,
    {
      event: "lead.asked",
      actor: auth.principal,
      subject: { type: "decision", id: decisionId },
      requestId: auth.requestId,
      detail: { encounter: encounterId, ...countsOf(concerns) },
    },
    askedAt,
  );
}

export type AnswerInput = VisitRef & {
  readonly reviewIds: readonly string[];
  readonly note: string;
  /** They have looked, unless they say more. */
  readonly verdict?: LeadVerdict;
};

/**
 * A lead has looked at the patient and says so: the only way a mark goes away. It names the marks that were on the screen, so
 * that one set meanwhile stays.
 * @throws AppError("invalid-input" | "forbidden" | "conflict" | what requireVisit throws)
 */
export async function answerLeadReviews(
  rt: Runtime,
  auth: Authorized,
  input: AnswerInput,
): Promise<LeadReviewView[]> {
  const note = input.note.trim();
  if (note === "" || note.length > MAX_NOTE)
    throw new AppError("invalid-input", "a lead's answer needs a note", {
      userMessage: "Write a few words about what you found or decided.",
      detail: { fields: ["note"] },
    });
  const { encounter } = await requireVisit(rt, auth, input);
  const { principal: actor } = auth;
  await rt.db.transaction(async (tx) => {
    const asked = (await reviewsOf(tx, [encounter.id])).filter((r) =>
      input.reviewIds.includes(r.review.decisionId),
    );
    if (asked.some((r) => r.decidedBy === actor.userId))
      throw new AppError("forbidden", "a second look at one's own decision", {
        userMessage: "This was your own decision. Another lead has to look at it.",
      });
    const answer = {
      answeredBy: actor.userId,
      answeredAt: rt.clock(),
      note,
      verdict: input.verdict ?? "looked",
    } as const;
    const answered = await answerReviews(tx, encounter.id, input.reviewIds, answer);
    if (answered.length === 0)
      throw new AppError("conflict", "no open review among these", {
        userMessage: "Another lead has already answered. Please look again.",
      });
    await auditAnswers(tx, auth, encounter.id, answered, answer);
  });
  await visitChanged(rt, encounter.issuer, encounter.id);
  return (await reviewsOf(rt.db, [encounter.id])).map((r) => toLeadReviewView(r, auth));
}

/** A lead who decides on a marked visit and says why has looked at it: the marks that others' decisions set are answered by it. */
export async function answerByDeciding(
  tx: Tx,
  auth: Authorized,
  decided: { readonly encounterId: string; readonly level: Level; readonly decidedAt: Date },
  comment: string | null,
): Promise<void> {
  const { principal: actor } = auth;
  if (!comment || !can(actor.role, "lead:answer")) return;
  const { encounterId, level, decidedAt } = decided;
  const open = (await reviewsOf(tx, [encounterId], true)).filter((r) => r.decidedBy !== actor.userId);
  for (const { review, level: given } of open) {
    const verdict = given === level ? "agreed" : "changed";
    const answer = { answeredBy: actor.userId, answeredAt: decidedAt, note: comment, verdict } as const;
    const answered = await answerReviews(tx, encounterId, [review.decisionId], answer);
    await auditAnswers(tx, auth, encounterId, answered, answer);
  }
}

async function auditAnswers(
  tx: Tx,
  { principal: actor, requestId }: Authorized,
  encounter: string,
  answered: readonly string[],
  { verdict, answeredAt }: { readonly verdict: LeadVerdict; readonly answeredAt: Date },
): Promise<void> {
  for (const id of answered)
    await appendAudit(
      tx,
      {
        event: "lead.answered",
        actor,
        subject: { type: "decision", id },
        requestId,
        detail: { encounter, verdict },
      },
      answeredAt,
    );
}

export function toLeadReviewView(row: ReviewWithCause, { principal }: Authorized): LeadReviewView {
  const { review, level, shownLevel } = row;
  return {
    id: review.decisionId,
    level,
    shownLevel,
    concerns: concernsOf(level, shownLevel, row.floor),
    decidedBy: row.decidedByName,
    askedAt: review.askedAt.toISOString(),
    answer:
      review.answeredAt === null
        ? null
        : {
            by: row.answeredByName ?? "",
            at: review.answeredAt.toISOString(),
            note: review.note ?? "",
            verdict: review.verdict ?? "looked",
          },
    canAnswer: can(principal.role, "lead:answer") && row.decidedBy !== principal.userId,
  };
}

/** What the board shows of a visit's open reviews. */
export type OpenReview = {
  readonly why: string;
  readonly shownLevel: Level | null;
  /** All open ones, oldest first. */
  readonly views: readonly LeadReviewView[];
};

/** The open reviews of each visit, by our encounter id; in a line of the board the newest speaks. */
export function openReviewByVisit(
  rows: readonly ReviewWithCause[],
  auth: Authorized,
): Map<string, OpenReview> {
  const open = new Map<string, OpenReview>();
  for (const row of rows) {
    const { review, level, shownLevel, floor } = row;
    const views = [...(open.get(review.encounterId)?.views ?? []), toLeadReviewView(row, auth)];
    const why = concernInBrief(level, concernsOf(level, shownLevel, floor));
    open.set(review.encounterId, { why, shownLevel, views });
  }
  return open;
}
