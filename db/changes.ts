import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { AppError } from "@/lib/core/errors";
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
  { lite, direct, exec }: Pick<DbHandle, "lite" | "direct" | "exec">,
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
  if (!direct) throw new Error("no database to listen to");
  const { listen } = await import("./postgres");
  const probe = `probe ${randomUUID()}`;
  let heard = () => {};
  const arrived = new Promise<boolean>((resolve) => {
    heard = () => resolve(true);
    setTimeout(resolve, PROBE_MS, false).unref();
  });
  const stop = await listen(direct, CHANNEL, (m) => (m === probe ? heard() : hear(m)), onReady);
  // A pooler that hands out connections by transaction takes the wish to listen and tells nothing, ever.
  await exec("select pg_notify($1, $2)", [CHANNEL, probe]);
  if (await arrived) return stop;
  await stop();
  throw new AppError(
    "config-invalid",
    "what is told over the database is not heard: is there a pooler in between? Then set DATABASE_DIRECT_URL",
  );
}

/** A database that is not told of within this time tells nothing. */
const PROBE_MS = 5_000;
