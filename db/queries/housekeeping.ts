import { and, eq, exists, isNull, lt, not } from "drizzle-orm";
import type { DbOrTx } from "../client";
import { decision, ehrGrant, type GrantTokens, pendingLaunch, session, writeBack } from "../schema";

/** Launches nobody came back from. */
export async function deleteExpiredLaunches(db: DbOrTx, now: Date): Promise<void> {
  await db.delete(pendingLaunch).where(lt(pendingLaunch.expiresAt, now));
}

export async function endOldSessions(db: DbOrTx, startedBefore: Date, now: Date): Promise<void> {
  await db
    .update(session)
    .set({ revokedAt: now })
    .where(and(isNull(session.revokedAt), lt(session.createdAt, startedBefore)));
}

const NO_TOKENS: GrantTokens = {
  accessToken: "",
  refreshToken: null,
  idToken: null,
  expiresAt: new Date(0).toISOString(),
  scope: "",
};

/** Forgets the tokens of old launches, but for those that a decision on its way to the EHR still needs. */
export async function discardOldGrants(db: DbOrTx, createdBefore: Date, now: Date): Promise<void> {
  const stillNeeded = db
    .select({ id: decision.id })
    .from(decision)
    .innerJoin(writeBack, eq(writeBack.decisionId, decision.id))
    .where(and(eq(decision.grantId, ehrGrant.id), eq(writeBack.state, "pending")));
  await db
    .update(ehrGrant)
    .set({ revokedAt: now, tokens: NO_TOKENS })
    .where(and(isNull(ehrGrant.revokedAt), lt(ehrGrant.createdAt, createdBefore), not(exists(stillNeeded))));
}
