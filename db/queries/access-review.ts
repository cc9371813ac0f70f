import { and, asc, desc, eq, isNotNull, isNull, max, min } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { DbOrTx, Tx } from "../client";
import { accessReview, accessReviewItem, appUser, session } from "../schema";

export type AccessReviewRow = typeof accessReview.$inferSelect;
export type AccessReviewItemRow = typeof accessReviewItem.$inferSelect;

/** When the first person of an EHR was known. */
export async function firstPersonAt(db: DbOrTx, issuer: string): Promise<Date | null> {
  const [row] = await db
    .select({ at: min(appUser.createdAt) })
    .from(appUser)
    .where(eq(appUser.issuer, issuer));
  return row?.at ?? null;
}

export async function openAccessReview(db: DbOrTx, issuer: string): Promise<AccessReviewRow | null> {
  const [row] = await db
    .select()
    .from(accessReview)
    .where(and(eq(accessReview.issuer, issuer), isNull(accessReview.closedAt)));
  return row ?? null;
}

/** Newest first. */
export const closedAccessReviews = (db: DbOrTx, issuer: string, limit: number): Promise<AccessReviewRow[]> =>
  db
    .select()
    .from(accessReview)
    .where(and(eq(accessReview.issuer, issuer), isNotNull(accessReview.closedAt)))
    .orderBy(desc(accessReview.begunAt))
    .limit(limit);

/** Nobody else changes it until this transaction ends. */
export async function lockAccessReview(tx: Tx, id: string): Promise<AccessReviewRow | null> {
  const [row] = await tx.select().from(accessReview).where(eq(accessReview.id, id)).for("update");
  return row ?? null;
}

export async function findAccessReview(db: DbOrTx, id: string): Promise<AccessReviewRow | null> {
  const [row] = await db.select().from(accessReview).where(eq(accessReview.id, id));
  return row ?? null;
}

/** Begins one with everybody who has a role there. Null: there is one of that quarter, or one under way. */
export async function insertAccessReview(
  tx: Tx,
  row: typeof accessReview.$inferInsert,
): Promise<{ review: AccessReviewRow; people: number } | null> {
  const [review] = await tx.insert(accessReview).values(row).onConflictDoNothing().returning();
  if (!review) return null;
  const people = await tx
    .select({ id: appUser.id, role: appUser.role, seen: appUser.lastSeenAt, used: max(session.lastSeenAt) })
    .from(appUser)
    .leftJoin(session, eq(session.userId, appUser.id))
    .where(and(eq(appUser.issuer, row.issuer), isNotNull(appUser.role)))
    .groupBy(appUser.id);
  const items = people.flatMap((p) =>
    p.role
      ? [{ reviewId: review.id, personId: p.id, role: p.role, lastSignInAt: p.seen, lastUseAt: p.used }]
      : [],
  );
  if (items.length > 0) await tx.insert(accessReviewItem).values(items);
  return { review, people: items.length };
}

const judge = alias(appUser, "judge");

/** By name; with the role somebody has now and who judged. */
export const accessReviewItems = (db: DbOrTx, reviewId: string) =>
  db
    .select({
      item: accessReviewItem,
      name: appUser.displayName,
      subject: appUser.subject,
      roleNow: appUser.role,
      secondNow: appUser.secondRole,
      judgedBy: judge.displayName,
    })
    .from(accessReviewItem)
    .innerJoin(appUser, eq(appUser.id, accessReviewItem.personId))
    .leftJoin(judge, eq(judge.id, accessReviewItem.judgedBy))
    .where(eq(accessReviewItem.reviewId, reviewId))
    .orderBy(asc(appUser.displayName), asc(appUser.id));

/** False: they are not in it. */
export async function judgeAccessItem(
  tx: Tx,
  { reviewId, personId }: Pick<AccessReviewItemRow, "reviewId" | "personId">,
  judged: Pick<AccessReviewItemRow, "verdict" | "roleAfter" | "reason" | "judgedBy" | "judgedAt">,
): Promise<boolean> {
  const rows = await tx
    .update(accessReviewItem)
    .set(judged)
    .where(and(eq(accessReviewItem.reviewId, reviewId), eq(accessReviewItem.personId, personId)))
    .returning({ id: accessReviewItem.personId });
  return rows.length > 0;
}

export async function closeAccessReview(tx: Tx, id: string, by: string, at: Date): Promise<void> {
  await tx.update(accessReview).set({ closedBy: by, closedAt: at }).where(eq(accessReview.id, id));
}
