import { claimOutcomeDay, daysToCount, followedVisitsOf, replaceOutcomeDay } from "@/db/queries/outcome-days";
import { DAY, HOUR } from "@/lib/core/clock";
import { tallyOutcomes } from "@/lib/monitoring/outcome-tally";
import type { Runtime } from "../service/runtime";

/** Raised when visits are counted otherwise: every day is then counted anew. */
const DEFINITION = 1;
/** So many visits are counted with a sweep: a second or two of work, however long the history is. */
const SLICE = 20_000;
/** Answers that did not open may do so after a key was put back. */
const RETRY = 1 * HOUR;
/**
 * As long as visits are asked about, and a week: counted once a day in any case. A visit that is decided on once more, on another day, in
 * the same instant in which its outcome arrives leaves no mark on that day: neither transaction saw the other.
 */
const RECENT = 21 * DAY;

/**
 * Counts what became of the visits of each day that is due. Each is a transaction of its own, so that one that is stopped goes on
 * where it was and two at once do no harm.
 * @returns how many days were counted
 */
export async function countOutcomeDays(
  { db, clock }: Pick<Runtime, "db" | "clock">,
  { slice = SLICE, signal }: { readonly slice?: number; readonly signal?: AbortSignal } = {},
): Promise<number> {
  const now = clock().getTime();
  const days = await daysToCount(db, {
    definition: DEFINITION,
    recent: new Date(now - RECENT),
    checkBefore: new Date(now - DAY),
    retryBefore: new Date(now - RETRY),
  });
  let [counted, visits] = [0, 0];
  for (const day of days) {
    if (signal?.aborted || visits >= slice) break;
    visits += await countDay({ db, clock }, day);
    counted++;
  }
  return counted;
}

async function countDay({ db, clock }: Pick<Runtime, "db" | "clock">, day: string): Promise<number> {
  return db.transaction(async (tx) => {
    const claim = { day, definition: DEFINITION, madeAt: clock() };
    await claimOutcomeDay(tx, { ...claim, visits: 0, unreadable: 0 });
    const { visits, unreadable } = await followedVisitsOf(tx, [day]);
    const { counts, firstOpenAt } = tallyOutcomes(visits);
    await replaceOutcomeDay(tx, { ...claim, visits: visits.length, unreadable, firstOpenAt }, counts);
    return visits.length;
  });
}
