import { asc, eq, lt, sql } from "drizzle-orm";
import type { DbOrTx, Tx } from "../client";
import { auditTally } from "../schema";

export type TallyRow = typeof auditTally.$inferSelect;
type NewTally = Pick<TallyRow, "key" | "event" | "actorId" | "actorName" | "role" | "detail">;

/** Counts one more of the same; `more` is 0 for the first. The row stays locked until the transaction ends. */
export async function countTally(tx: Tx, tally: NewTally, now: Date): Promise<TallyRow> {
  const [row] = await tx
    .insert(auditTally)
    .values({ ...tally, more: 0, firstAt: now, lastAt: now })
    .onConflictDoUpdate({
      target: auditTally.key,
      set: { more: sql`${auditTally.more} + 1`, lastAt: now },
    })
    .returning();
  return row as TallyRow;
}

/** A new count begins with one that has its own entry. */
export async function restartTally(tx: Tx, key: string, now: Date): Promise<void> {
  await tx.update(auditTally).set({ more: 0, firstAt: now, lastAt: now }).where(eq(auditTally.key, key));
}

export async function oldTallies(db: DbOrTx, begunBefore: Date): Promise<string[]> {
  const rows = await db
    .select({ key: auditTally.key })
    .from(auditTally)
    .where(lt(auditTally.firstAt, begunBefore))
    .orderBy(asc(auditTally.firstAt));
  return rows.map((r) => r.key);
}

/** Takes a count out of the table, unless it has been begun anew meanwhile: whoever gets it enters it. */
export async function takeTally(tx: Tx, key: string, begunBefore: Date): Promise<TallyRow | null> {
  const [row] = await tx
    .delete(auditTally)
    .where(
      sql`${auditTally.key} = ${key} and ${auditTally.firstAt} < ${begunBefore.toISOString()}::timestamptz`,
    )
    .returning();
  return row ?? null;
}
