import { and, eq, exists, isNull, lt, lte, not, or, sql } from "drizzle-orm";
import type { SessionEnd } from "@/lib/auth/session";
import type { DbOrTx } from "../client";
import { decision, ehrGrant, pendingLaunch, session, typedDraft, writeBack } from "../schema";
import { emptyGrant } from "./identity";

/** Launches nobody came back from. */
export async function deleteExpiredLaunches(db: DbOrTx, now: Date): Promise<void> {
  await db.delete(pendingLaunch).where(lt(pendingLaunch.expiresAt, now));
}

/** Sessions that ended by themselves: a shift is over, or nobody was there. Each comes once. */
export const endOverdueSessions = (
  db: DbOrTx,
  before: { readonly started: Date; readonly seen: Date },
  now: Date,
): Promise<{ id: string; userId: string; why: SessionEnd | null }[]> =>
  db
    .update(session)
    .set({
      revokedAt: now,
      endedWhy: sql`case when ${session.createdAt} <= ${before.started.toISOString()}::timestamptz then 'expired' else 'idle' end`,
    })
    .where(
      and(
        isNull(session.revokedAt),
        or(lte(session.createdAt, before.started), lte(session.lastSeenAt, before.seen)),
      ),
    )
    .returning({ id: session.id, userId: session.userId, why: session.endedWhy });

/** What somebody began to type and never came back to. */
export async function deleteOldDrafts(db: DbOrTx, savedBefore: Date): Promise<void> {
  await db.delete(typedDraft).where(lt(typedDraft.savedAt, savedBefore));
}

/** Forgets the tokens of old launches, but for those that a decision on its way to the EHR still needs. */
export async function discardOldGrants(db: DbOrTx, createdBefore: Date, now: Date): Promise<void> {
  const stillNeeded = db
    .select({ id: decision.id })
    .from(decision)
    .innerJoin(writeBack, eq(writeBack.decisionId, decision.id))
    .where(and(eq(decision.grantId, ehrGrant.id), eq(writeBack.state, "pending")));
  const old = await db
    .select({ id: ehrGrant.id })
    .from(ehrGrant)
    .where(and(isNull(ehrGrant.revokedAt), lt(ehrGrant.createdAt, createdBefore), not(exists(stillNeeded))));
  for (const { id } of old) await emptyGrant(db, id, now);
}
