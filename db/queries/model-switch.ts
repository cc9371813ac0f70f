import { desc, sql } from "drizzle-orm";
import type { DbOrTx, Tx } from "../client";
import { modelSwitch } from "../schema";

export type SwitchRow = typeof modelSwitch.$inferSelect;

/** What is in force; null: nobody ever switched it, so the model is on. */
export async function lastSwitch(db: DbOrTx): Promise<SwitchRow | null> {
  const [row] = await db.select().from(modelSwitch).orderBy(desc(modelSwitch.seq)).limit(1);
  return row ?? null;
}

/** Any number will do that nothing else locks. */
const SWITCH_LOCK = 0x0a_c1_17_03;

/** The same, and nobody else switches until this transaction ends. */
export async function lockSwitch(tx: Tx): Promise<SwitchRow | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(${SWITCH_LOCK})`);
  return lastSwitch(tx);
}

export async function insertSwitch(tx: Tx, row: SwitchRow): Promise<void> {
  await tx.insert(modelSwitch).values(row);
}

/** Newest first. */
export const listSwitches = (db: DbOrTx, most: number): Promise<SwitchRow[]> =>
  db.select().from(modelSwitch).orderBy(desc(modelSwitch.seq)).limit(most);
