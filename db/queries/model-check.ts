import { and, desc, eq, inArray, isNull, lt, max, or } from "drizzle-orm";
import type { DbOrTx } from "../client";
import { modelCheck } from "../schema";

export type CheckRow = typeof modelCheck.$inferSelect;
export const OPEN_CHECK = ["queued", "running"] as const;

/**
 * Null: the version is being measured already. The newest word on a version is the one that decides, also when the clock was
 * set back in between: a later one is never dated before an earlier one.
 */
export async function insertCheck(tx: DbOrTx, row: typeof modelCheck.$inferInsert): Promise<CheckRow | null> {
  const [last] = await tx
    .select({ at: max(modelCheck.requestedAt) })
    .from(modelCheck)
    .where(eq(modelCheck.version, row.version));
  const requestedAt =
    last?.at && last.at >= row.requestedAt ? new Date(last.at.getTime() + 1) : row.requestedAt;
  const [added] = await tx
    .insert(modelCheck)
    .values({ ...row, requestedAt })
    .onConflictDoNothing()
    .returning();
  return added ?? null;
}

export async function findCheck(db: DbOrTx, id: string): Promise<CheckRow | null> {
  const [row] = await db.select().from(modelCheck).where(eq(modelCheck.id, id));
  return row ?? null;
}

/** Newest first. */
export const checksOf = (db: DbOrTx, version: string): Promise<CheckRow[]> =>
  db
    .select()
    .from(modelCheck)
    .where(eq(modelCheck.version, version))
    .orderBy(desc(modelCheck.requestedAt), desc(modelCheck.id));

/** Of all versions, newest first. */
export const listChecks = (db: DbOrTx): Promise<CheckRow[]> =>
  db.select().from(modelCheck).orderBy(desc(modelCheck.requestedAt), desc(modelCheck.id));

export const openChecks = (db: DbOrTx): Promise<CheckRow[]> =>
  db
    .select()
    .from(modelCheck)
    .where(inArray(modelCheck.status, [...OPEN_CHECK]));

/** Takes an open one that nobody has, or whose worker has been silent since `staleBefore`. Of two who ask one gets it. */
export async function claimCheck(
  db: DbOrTx,
  id: string,
  owner: string,
  now: Date,
  staleBefore: Date,
): Promise<CheckRow | null> {
  const free = or(isNull(modelCheck.owner), lt(modelCheck.heartbeatAt, staleBefore));
  const [row] = await db
    .update(modelCheck)
    .set({ owner, heartbeatAt: now })
    .where(and(eq(modelCheck.id, id), inArray(modelCheck.status, [...OPEN_CHECK]), free))
    .returning();
  return row ?? null;
}

/** Changes an open one that `owner` still has. False: somebody else took it over. */
export async function updateOwnCheck(
  db: DbOrTx,
  id: string,
  owner: string,
  set: Partial<typeof modelCheck.$inferInsert>,
): Promise<boolean> {
  const rows = await db
    .update(modelCheck)
    .set(set)
    .where(
      and(eq(modelCheck.id, id), eq(modelCheck.owner, owner), inArray(modelCheck.status, [...OPEN_CHECK])),
    )
    .returning({ id: modelCheck.id });
  return rows.length > 0;
}
