import { and, asc, desc, eq, getTableColumns, gt, isNotNull, isNull, not, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Answer } from "@/lib/feedback/reader-consistency";
import type { DbOrTx, Tx } from "../client";
import { appUser, assessment, decision, label, readerHold } from "../schema";
import { isWithdrawn } from "./standing";

export type HoldRow = typeof readerHold.$inferSelect;

/** More say little more of anybody, and take longer. */
const MOST_ANSWERS = 10_000;

/** How many labels there are and when the newest came: while it is the same there is nothing new to learn of a reader. */
export async function labelsMark(db: DbOrTx): Promise<string> {
  const [row] = await db
    .select({ mark: sql<string>`count(*) || ' ' || coalesce(max(${label.createdAt})::text, '')` })
    .from(label);
  return row?.mark ?? "";
}

/**
 * How readers answered to what they were shown, in order of time, the newest of them. Left out: what somebody put right themselves,
 * and what was answered before its reader was last let in again.
 */
export async function answersOfReaders(db: DbOrTx): Promise<Answer[]> {
  const later = alias(decision, "later");
  const released = db
    .select({
      readerId: readerHold.readerId,
      at: sql<Date>`max(${readerHold.releasedAt})`.as("released_last"),
    })
    .from(readerHold)
    .groupBy(readerHold.readerId)
    .as("released");
  const rows = await db
    .select({
      reader: decision.decidedBy,
      shown: label.assessedLevel,
      modelLevel: assessment.modelLevel,
      probabilities: assessment.probabilities,
      level: label.level,
    })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .innerJoin(assessment, eq(assessment.id, decision.assessmentId))
    .leftJoin(released, eq(released.readerId, decision.decidedBy))
    .leftJoin(later, and(eq(later.supersedes, decision.id), eq(later.decidedBy, decision.decidedBy)))
    .where(
      and(
        isNotNull(label.assessedLevel),
        not(isWithdrawn(db)),
        isNull(later.id),
        or(isNull(released.at), gt(label.createdAt, released.at)),
      ),
    )
    .orderBy(desc(label.createdAt), desc(label.id))
    .limit(MOST_ANSWERS);
  return rows.reverse().flatMap(({ shown, ...row }) => (shown === null ? [] : [{ ...row, shown }]));
}

/** Null: the reader is held back already. */
export async function insertHold(
  tx: Tx,
  row: Omit<HoldRow, "releasedAt" | "releasedBy" | "reason">,
): Promise<HoldRow | null> {
  const [held] = await tx.insert(readerHold).values(row).onConflictDoNothing().returning();
  return held ?? null;
}

/** Null: it was released already, or never was. */
export async function releaseHold(
  tx: Tx,
  id: string,
  by: { readonly releasedAt: Date; readonly releasedBy: string; readonly reason: string },
): Promise<HoldRow | null> {
  const [row] = await tx
    .update(readerHold)
    .set(by)
    .where(and(eq(readerHold.id, id), isNull(readerHold.releasedAt)))
    .returning();
  return row ?? null;
}

export type HoldListRow = HoldRow & { readonly labels: number; readonly releasedByName: string | null };

/** Open ones first, then those ended, newest first. With each how many labels of the reader there are. */
export async function listHolds(db: DbOrTx, limit = 50): Promise<HoldListRow[]> {
  return db
    .select({
      ...getTableColumns(readerHold),
      releasedByName: appUser.displayName,
      labels: sql<number>`(select count(*)::int from label l join decision d on d.id = l.decision_id where d.decided_by = ${readerHold.readerId})`,
    })
    .from(readerHold)
    .leftJoin(appUser, eq(appUser.id, readerHold.releasedBy))
    .orderBy(asc(sql`${readerHold.releasedAt} is not null`), desc(readerHold.heldAt))
    .limit(limit);
}

/** Since when this person's labels are held back; null: they are not. */
export async function heldSince(db: DbOrTx, readerId: string): Promise<Date | null> {
  const [row] = await db
    .select({ at: readerHold.heldAt })
    .from(readerHold)
    .where(and(eq(readerHold.readerId, readerId), isNull(readerHold.releasedAt)));
  return row?.at ?? null;
}
