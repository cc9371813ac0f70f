import type { Db } from "@/db/client";
import { isRowBound, lockKeys, saveSecrets } from "@/db/keys";
import { countOld, type Resealed, resealAll } from "@/db/reseal";
import type { Clock } from "@/lib/core/clock";
import { appendAudit } from "./append-audit";

/**
 * Data from before each value was bound to its row is sealed anew, in the background of a running product. Until it is
 * done the old form is still read; once it is, the database says so and nobody reads it again. What is done is told by the
 * values themselves: stopped or killed, it goes on where it was.
 *
 * @returns what was done; null: nothing was to be done, or it was stopped
 */
export async function bindRows(
  db: Db,
  clock: Clock,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: Resealed) => void } = {},
): Promise<Resealed | null> {
  if (isRowBound()) return null;
  const result = await resealAll(db, "bound", options);
  if (options.signal?.aborted) return null;
  const { unreadable } = result;
  const now = clock();
  await db.transaction(async (tx) => {
    await lockKeys(tx);
    // Somebody else was first, or something of the old form was written in between: then the next time.
    if (isRowBound() || (await countOld(tx, "bound")) > unreadable.length) return;
    await saveSecrets(tx, { rowBound: true });
    const detail = {
      values: result.done,
      unreadable: unreadable.slice(0, MOST_NAMED),
      unreadableCount: unreadable.length,
    };
    await appendAudit(tx, { event: "keys.rows-bound", actor: "system", detail }, now);
  });
  return result;
}

/** An audit entry is no place for a long list; the log has all of them. */
export const MOST_NAMED = 50;
