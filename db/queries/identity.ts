import { and, desc, eq, gt, inArray, isNull } from "drizzle-orm";
import type { SessionEnd } from "@/lib/auth/session";
import { newId } from "@/lib/core/ids";
import type { DbOrTx, Tx } from "../client";
import { appUser, ehrGrant, type GrantContext, type GrantTokens, pendingLaunch, session } from "../schema";
import { type Opened, openRow, openRows, sealRow, sealSet, type Unsealed } from "../sealed";

type StoredGrant = typeof ehrGrant.$inferSelect;
export type GrantRow = Opened<StoredGrant>;
export type SessionRow = typeof session.$inferSelect;
export type SessionWithUser = {
  readonly session: SessionRow;
  readonly user: typeof appUser.$inferSelect;
};

/**
 * Anybody can begin a launch, so only the newest `most` are kept. A person is back from the EHR within seconds: what goes
 * is what nobody came back for.
 */
export async function savePendingLaunch(
  db: DbOrTx,
  row: Unsealed<typeof pendingLaunch.$inferInsert>,
  most: number,
): Promise<void> {
  await db.insert(pendingLaunch).values(sealRow(pendingLaunch, row));
  const tooMany = db
    .select({ stateHash: pendingLaunch.stateHash })
    .from(pendingLaunch)
    .orderBy(desc(pendingLaunch.expiresAt))
    .offset(most);
  await db.delete(pendingLaunch).where(inArray(pendingLaunch.stateHash, tooMany));
}

/** Takes a pending launch out of the table: whoever comes second finds none. */
export async function takePendingLaunch(db: DbOrTx, stateHash: string, now: Date) {
  const [row] = await db.delete(pendingLaunch).where(eq(pendingLaunch.stateHash, stateHash)).returning();
  return row && row.expiresAt > now ? openRow<typeof row>(row) : null;
}

export async function findSession(db: DbOrTx, id: string): Promise<SessionWithUser | null> {
  const [row] = await db
    .select({ session, user: appUser })
    .from(session)
    .innerJoin(appUser, eq(session.userId, appUser.id))
    .where(eq(session.id, id));
  return row ?? null;
}

/** More launches in one browser than this are not followed; then the new one just starts anew. */
const MOST_RENEWALS = 100;

/**
 * The session a browser's cookie names, locked; where a launch in another tab has renewed it meanwhile, the one it became.
 * Only for a launch to take over from: what a cookie may do is for its own session to say.
 */
export async function lockSession(tx: Tx, id: string): Promise<SessionWithUser | null> {
  let next: string | null = id;
  for (let step = 0; step < MOST_RENEWALS && next; step++) {
    await tx.select({ id: session.id }).from(session).where(eq(session.id, next)).for("update");
    const found: SessionWithUser | null = await findSession(tx, next);
    if (!found?.session.replacedBy) return found;
    next = found.session.replacedBy;
  }
  return null;
}

export async function insertSession(
  db: DbOrTx,
  userId: string,
  now: Date,
  device: string | null = null,
): Promise<string> {
  const id = newId();
  await db.insert(session).values({ id, userId, device, createdAt: now, lastSeenAt: now });
  return id;
}

/** A launch makes a new session of the browser's old one: its launches go on, its id ends here. */
export async function renewSession(tx: Tx, from: string, to: string, now: Date): Promise<void> {
  await tx.update(ehrGrant).set({ sessionId: to }).where(eq(ehrGrant.sessionId, from));
  await tx.update(session).set({ replacedBy: to }).where(eq(session.id, from));
  await revokeSession(tx, from, "renewed", now);
}

/** Sessions of a person that are neither ended nor too old nor left alone, most recently used first. */
export const liveSessions = (
  db: DbOrTx,
  userId: string,
  since: { readonly started: Date; readonly seen: Date },
): Promise<SessionRow[]> =>
  db
    .select()
    .from(session)
    .where(
      and(
        eq(session.userId, userId),
        isNull(session.revokedAt),
        gt(session.createdAt, since.started),
        gt(session.lastSeenAt, since.seen),
      ),
    )
    .orderBy(desc(session.lastSeenAt), desc(session.createdAt));

export async function touchSession(db: DbOrTx, id: string, now: Date): Promise<void> {
  await db.update(session).set({ lastSeenAt: now }).where(eq(session.id, id));
}

/** False: it had ended before. */
export async function revokeSession(db: DbOrTx, id: string, why: SessionEnd, now: Date): Promise<boolean> {
  const ended = await db
    .update(session)
    .set({ revokedAt: now, endedWhy: why })
    .where(and(eq(session.id, id), isNull(session.revokedAt)))
    .returning({ id: session.id });
  return ended.length > 0;
}

/** The newest launch of a session that has not ended; null without one. */
export async function newestLaunch(db: DbOrTx, sessionId: string): Promise<string | null> {
  const [row] = await db
    .select({ id: ehrGrant.id })
    .from(ehrGrant)
    .where(and(eq(ehrGrant.sessionId, sessionId), isNull(ehrGrant.revokedAt)))
    .orderBy(desc(ehrGrant.createdAt))
    .limit(1);
  return row?.id ?? null;
}

export async function isLaunchOfSession(db: DbOrTx, launchId: string, sessionId: string): Promise<boolean> {
  const found = await db
    .select({ id: ehrGrant.id })
    .from(ehrGrant)
    .where(and(eq(ehrGrant.id, launchId), eq(ehrGrant.sessionId, sessionId), isNull(ehrGrant.revokedAt)));
  return found.length > 0;
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
  await db.insert(ehrGrant).values(sealRow(ehrGrant, { id, ...grant, createdAt: now }));
  return id;
}

export async function findGrant(db: DbOrTx, id: string): Promise<GrantRow | null> {
  const [row] = await db.select().from(ehrGrant).where(eq(ehrGrant.id, id));
  return row ? openRow<StoredGrant>(row) : null;
}

/**
 * Whether a launch and its session last; until the transaction ends neither is ended nor renewed. A launch in another tab may just have
 * made a new session of the one it was in.
 */
export async function holdLaunch(tx: Tx, grantId: string): Promise<boolean> {
  const find = async () => (await tx.select().from(ehrGrant).where(eq(ehrGrant.id, grantId)))[0] ?? null;
  for (let grant = await find(), step = 0; grant && step < MOST_RENEWALS; step++) {
    // The session first, as whoever ends or renews one does.
    const [held] = await tx
      .select({ revokedAt: session.revokedAt })
      .from(session)
      .where(eq(session.id, grant.sessionId))
      .for("share");
    const now = await find();
    if (now?.sessionId === grant.sessionId) return !now.revokedAt && held !== undefined && !held.revokedAt;
    grant = now;
  }
  return false;
}

/** A launch, locked until the transaction ends: of several refreshers one at a time. */
export async function lockGrant(tx: Tx, id: string): Promise<GrantRow | null> {
  const [row] = await tx.select().from(ehrGrant).where(eq(ehrGrant.id, id)).for("update");
  return row ? openRow<StoredGrant>(row) : null;
}

/** Of a launch that has ended meanwhile nothing is kept. */
export async function saveGrantTokens(db: DbOrTx, id: string, tokens: GrantTokens): Promise<void> {
  await db
    .update(ehrGrant)
    .set(sealSet(ehrGrant, id, { tokens }))
    .where(and(eq(ehrGrant.id, id), isNull(ehrGrant.revokedAt)));
}

export async function sessionGrants(db: DbOrTx, sessionId: string): Promise<GrantRow[]> {
  const rows = await db
    .select()
    .from(ehrGrant)
    .where(and(eq(ehrGrant.sessionId, sessionId), isNull(ehrGrant.revokedAt)))
    .orderBy(desc(ehrGrant.createdAt));
  return openRows(rows).rows;
}

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
  return openRows(rows.map((r) => r.grant)).rows;
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
  await db
    .update(ehrGrant)
    .set(sealSet(ehrGrant, id, { revokedAt: now, tokens }))
    .where(eq(ehrGrant.id, id));
}
