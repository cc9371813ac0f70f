import { eq } from "drizzle-orm";
import type { DbOrTx, Tx } from "../client";
import { decision, installationProperty, type MadeUpHistory } from "../schema";

/** What of it never was; null: everything in it came from somebody. */
export async function madeUpHistoryOf(db: DbOrTx): Promise<MadeUpHistory | null> {
  const [row] = await db
    .select({ value: installationProperty.value })
    .from(installationProperty)
    .where(eq(installationProperty.key, "made-up-history"));
  return row?.value ?? null;
}

/** False: it was there before. */
export async function markMadeUp(tx: Tx, value: MadeUpHistory, now: Date): Promise<boolean> {
  const added = await tx
    .insert(installationProperty)
    .values({ key: "made-up-history", value, setAt: now })
    .onConflictDoNothing()
    .returning({ key: installationProperty.key });
  return added.length > 0;
}

export async function hasDecisions(db: DbOrTx): Promise<boolean> {
  return (await db.select({ id: decision.id }).from(decision).limit(1)).length > 0;
}
