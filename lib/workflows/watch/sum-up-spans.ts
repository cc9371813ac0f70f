import { makeSum, sumsToMake } from "@/db/queries/watch-sums";
import { HOUR } from "@/lib/core/clock";
import { dayOfTime } from "@/lib/monitoring/charts/buckets";
import type { Runtime } from "../service/runtime";

/** Days that are still written anew again and again are added up by whoever asks; so are the weeks and months they are in. */
const QUIET = 1 * HOUR;
/** Added up with a sweep. */
const MOST = 30;

/**
 * Adds up weeks and months that are over and whose days are other ones than when they were last added up. Each is a transaction of its own.
 * @returns how many
 */
export async function sumUpSpans(
  { db, clock }: Pick<Runtime, "db" | "clock">,
  { quiet = QUIET, most = MOST, signal }: { quiet?: number; most?: number; signal?: AbortSignal } = {},
): Promise<number> {
  const now = clock().getTime();
  const due = await sumsToMake(db, dayOfTime(now), new Date(now - quiet));
  let made = 0;
  for (const sum of due.slice(0, most)) {
    if (signal?.aborted) break;
    await db.transaction((tx) => makeSum(tx, sum));
    made++;
  }
  return made;
}
