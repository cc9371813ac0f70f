import type { SQL } from "drizzle-orm";
import { expect } from "vitest";
import type { Runtime } from "@/lib/workflows/service/runtime";

/** The embedded database has one connection: nobody comes between two statements of a transaction there. */
export const severalConnections = process.env.TEST_DATABASE_URL !== undefined;

/** Holds what a statement locks, so that whoever comes to it stops in the middle of what they do, until `go`. */
export async function stopAt({ db, handle }: Pick<Runtime, "db" | "handle">, statement: SQL) {
  const { promise: untilLetGo, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: held, resolve: holds } = Promise.withResolvers<void>();
  const work = db.transaction(async (tx) => {
    await tx.execute(statement);
    holds();
    await untilLetGo;
  });
  await Promise.race([held, work]);
  const waiting = async () =>
    (
      await handle.exec(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
    ).rows.length;
  return {
    /** So many sessions wait for a lock, this one or another that somebody holds who waits for this one. */
    async whenWaiting(sessions = 1): Promise<void> {
      await expect.poll(waiting, { timeout: 30_000 }).toBeGreaterThanOrEqual(sessions);
    },
    async go(): Promise<void> {
      letGo();
      await work;
    },
  };
}
