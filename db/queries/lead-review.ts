import { and, eq, inArray, isNull } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { LeadVerdict } from "@/lib/decision/concerns";
import type { DbOrTx, Tx } from "../client";
import { appUser, assessment, decision, leadReview } from "../schema";
import { type Opened, sealSet, tryOpen } from "../sealed";

type Stored = typeof leadReview.$inferSelect;
type Row = Opened<Stored>;

export async function insertLeadReview(
  tx: Tx,
  row: Pick<Row, "decisionId" | "encounterId" | "askedAt">,
): Promise<void> {
  await tx.insert(leadReview).values(row);
}

const lead = alias(appUser, "lead");
const basis = { id: assessment.id, floor: assessment.floor };
/** Stands in the place of a note that does not open: the answer itself is no less given. */
export const UNREADABLE_NOTE = "(The note could not be read.)";

const withCause = (db: DbOrTx) =>
  db
    .select({
      review: leadReview,
      level: decision.level,
      shownLevel: decision.shownLevel,
      decidedBy: decision.decidedBy,
      decidedByName: appUser.displayName,
      basis,
      answeredByName: lead.displayName,
    })
    .from(leadReview)
    .innerJoin(decision, eq(decision.id, leadReview.decisionId))
    .innerJoin(assessment, eq(assessment.id, decision.assessmentId))
    .innerJoin(appUser, eq(appUser.id, decision.decidedBy))
    .leftJoin(lead, eq(lead.id, leadReview.answeredBy));

/** The reviews of these visits with what they are about, oldest first. `openOnly`: those no lead has answered. */
export async function reviewsOf(db: DbOrTx, encounterIds: readonly string[], openOnly = false) {
  if (encounterIds.length === 0) return [];
  const rows = await withCause(db)
    .where(
      and(
        inArray(leadReview.encounterId, [...encounterIds]),
        openOnly ? isNull(leadReview.answeredAt) : undefined,
      ),
    )
    .orderBy(leadReview.askedAt, leadReview.decisionId);
  return rows.map(({ basis: stored, review, ...row }) => ({
    ...row,
    review: tryOpen<Stored>(review) ?? { ...review, note: UNREADABLE_NOTE },
    /** null as well where it does not open: the mark stands all the same. */
    floor: tryOpen(stored)?.floor ?? null,
  }));
}
export type ReviewWithCause = Awaited<ReturnType<typeof reviewsOf>>[number];

/** Answers the open ones among these reviews of a visit; of two leads at once one gets each. Returns which were answered. */
export async function answerReviews(
  tx: Tx,
  encounterId: string,
  decisionIds: readonly string[],
  answer: {
    readonly answeredBy: string;
    readonly answeredAt: Date;
    readonly note: string;
    readonly verdict: LeadVerdict;
  },
): Promise<string[]> {
  const answered: string[] = [];
  for (const id of decisionIds) {
    const rows = await tx
      .update(leadReview)
      .set(sealSet(leadReview, id, answer))
      .where(
        and(
          eq(leadReview.decisionId, id),
          eq(leadReview.encounterId, encounterId),
          isNull(leadReview.answeredAt),
        ),
      )
      .returning({ id: leadReview.decisionId });
    answered.push(...rows.map((row) => row.id));
  }
  return answered;
}
