import { and, eq, lte, sql } from "drizzle-orm";
import type { DbOrTx } from "../client";
import { ehrSubscription } from "../schema";

export type SubscriptionRow = typeof ehrSubscription.$inferSelect;
type Key = Pick<SubscriptionRow, "issuer" | "criteria">;

const of = ({ issuer, criteria }: Key) =>
  and(eq(ehrSubscription.issuer, issuer), eq(ehrSubscription.criteria, criteria));

export const listSubscriptions = (db: DbOrTx): Promise<SubscriptionRow[]> =>
  db.select().from(ehrSubscription).orderBy(ehrSubscription.issuer, ehrSubscription.criteria);

export async function findSubscription(db: DbOrTx, id: string): Promise<SubscriptionRow | null> {
  const [row] = await db.select().from(ehrSubscription).where(eq(ehrSubscription.id, id));
  return row ?? null;
}

/** Of several processes that begin at once one makes the row. */
export async function ensureSubscription(
  db: DbOrTx,
  row: typeof ehrSubscription.$inferInsert,
): Promise<void> {
  await db.insert(ehrSubscription).values(row).onConflictDoNothing();
}

/** Takes one that is due until `until`; null where another process has it, or it is not due. */
export async function claimSubscription(
  db: DbOrTx,
  key: Key,
  now: Date,
  until: Date,
): Promise<SubscriptionRow | null> {
  const [row] = await db
    .update(ehrSubscription)
    .set({ dueAt: until })
    .where(and(of(key), lte(ehrSubscription.dueAt, now)))
    .returning();
  return row ?? null;
}

export async function updateSubscription(
  db: DbOrTx,
  key: Key,
  set: Partial<typeof ehrSubscription.$inferInsert>,
): Promise<void> {
  await db.update(ehrSubscription).set(set).where(of(key));
}

export async function deleteSubscription(db: DbOrTx, key: Key): Promise<void> {
  await db.delete(ehrSubscription).where(of(key));
}

/** Notes that this process looks after all of them. */
export async function keepSubscriptions(db: DbOrTx, keeper: string, now: Date): Promise<void> {
  const mine = JSON.stringify({ [keeper]: now.toISOString() });
  await db.update(ehrSubscription).set({ keepers: sql`${ehrSubscription.keepers} || ${mine}::jsonb` });
}

/** The EHR has called so many times; then it is active. */
export async function noteCalls(db: DbOrTx, id: string, calls: number, now: Date): Promise<void> {
  await db
    .update(ehrSubscription)
    .set({
      heardAt: now,
      calls: sql`${ehrSubscription.calls} + ${calls}`,
      state: "active",
      errorCode: null,
    })
    .where(eq(ehrSubscription.id, id));
}
