import { sql } from "drizzle-orm";
import type { DbHandle, DbOrTx } from "./client";

/** One channel for all of it: what is told is a few words without anything about a patient. */
const CHANNEL = "openacuity_changes";

/** Tells every process that uses this database; within a transaction once it has been committed, and never if it is not. */
export async function notifyAll(db: DbOrTx, message: string): Promise<void> {
  await db.execute(sql`select pg_notify(${CHANNEL}, ${message})`);
}

/**
 * Hears what any process tells, over a connection of its own. After a lost connection it listens again by itself, and says so: what was
 * told in between is gone.
 * @returns stops listening
 */
export async function listenToAll(
  { lite, address }: Pick<DbHandle, "lite" | "address">,
  hear: (message: string) => void,
  onReady: () => void,
): Promise<() => Promise<void>> {
  if (lite) {
    const stop = await lite.listen(CHANNEL, hear);
    onReady();
    return async () => {
      await stop().catch(() => {});
    };
  }
  if (!address) throw new Error("no database to listen to");
  const { listen } = await import("./postgres");
  return listen(address, CHANNEL, hear, onReady);
}
