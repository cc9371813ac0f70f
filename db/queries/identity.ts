import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { newId } from "@/lib/core/ids";
import type { DbOrTx, Tx } from "../client";
import { appUser, ehrGrant, type GrantContext, type GrantTokens, pendingLaunch, session } from "../schema";

export type GrantRow = typeof ehrGrant.$inferSelect;
type SessionWithUser = {
  readonly session: typeof session.$inferSelect;
  readonly user: typeof appUser.$inferSelect;
};

export async function savePendingLaunch(db: DbOrTx, row: typeof pendingLaunch.$inferInsert): Promise<void> {
  await db.insert(pendingLaunch).values(row);
}

/** Takes a pending launch out of the table: whoever comes second finds none. */
export async function takePendingLaunch(db: DbOrTx, stateHash: string, now: Date) {
  const [row] = await db.delete(pendingLaunch).where(eq(pendingLaunch.stateHash, stateHash)).returning();
  return row && row.expiresAt > now ? row : null;
}

export async function findSession(db: DbOrTx, id: string): Promise<SessionWithUser | null> {
  const [row] = await db
    .select({ session, user: appUser })
    .from(session)
    .innerJoin(appUser, eq(session.userId, appUser.id))
    .where(eq(session.id, id));
  return row ?? null;
}

export async function insertSession(db: DbOrTx, userId: string, now: Date): Promise<string> {
  const id = newId();
  await db.insert(session).values({ id, userId, createdAt: now, lastSeenAt: now });
  return id;
}

export async function touchSession(db: DbOrTx, id: string, now: Date): Promise<void> {
  await db.update(session).set({ lastSeenAt: now }).where(eq(session.id, id));
}

export async function revokeSession(db: DbOrTx, id: string, now: Date): Promise<void> {
  await db
    .update(session)
    .set({ revokedAt: now })
    .where(and(eq(session.id, id), isNull(session.revokedAt)));
}

export async function insertGrant(
  db: DbOrTx,
  grant: {
    sessionId: string;
    issuer: string;
    context: GrantContext;
    patientKey: string | null;
    tokens: GrantTokens;
  },
  now: Date,
): Promise<string> {
  const id = newId();
  await db.insert(ehrGrant).values({ id, ...grant, createdAt: now });
  return id;
}

export async function findGrant(db: DbOrTx, id: string): Promise<GrantRow | null> {
  const [row] = await db.select().from(ehrGrant).where(eq(ehrGrant.id, id));
  return row ?? null;
}

/** The same, locked until the transaction ends: of several refreshers one at a time. */
export async function lockGrant(tx: Tx, id: string): Promise<GrantRow | null> {
  const [row] = await tx.select().from(ehrGrant).where(eq(ehrGrant.id, id)).for("update");
  return row ?? null;
}

export async function saveGrantTokens(db: DbOrTx, id: string, tokens: GrantTokens): Promise<void> {
  await db.update(ehrGrant).set({ tokens }).where(eq(ehrGrant.id, id));
}

export const sessionGrants = (db: DbOrTx, sessionId: string): Promise<GrantRow[]> =>
  db
    .select()
    .from(ehrGrant)
    .where(and(eq(ehrGrant.sessionId, sessionId), isNull(ehrGrant.revokedAt)))
    .orderBy(desc(ehrGrant.createdAt));

/** Live grants of a person at an EHR, newest first, whatever session they belong to. */
export async function userGrants(
  db: DbOrTx,
  userId: string,
  issuer: string,
  since: Date,
): Promise<GrantRow[]> {
  const rows = await db
    .select({ grant: ehrGrant })
    .from(ehrGrant)
    .innerJoin(session, eq(ehrGrant.sessionId, session.id))
    .where(
      and(
        eq(session.userId, userId),
        eq(ehrGrant.issuer, issuer),
        isNull(ehrGrant.revokedAt),
        gt(ehrGrant.createdAt, since),
      ),
    )
    .orderBy(desc(ehrGrant.createdAt));
  return rows.map((r) => r.grant);
}

/** Ends a launch on our side; what it held is not kept. */
export async function emptyGrant(db: DbOrTx, id: string, now: Date): Promise<void> {
  const tokens: GrantTokens = {
    accessToken: "",
    refreshToken: null,
    idToken: null,
    expiresAt: now.toISOString(),
    scope: "",
  };
  await db.update(ehrGrant).set({ revokedAt: now, tokens }).where(eq(ehrGrant.id, id));
}
