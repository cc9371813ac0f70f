import { bystanders, chart } from "./chart";
import { arrivingCast, type Casting, startingCast } from "./profile";
import { type Entry, facility } from "./resources";

/** How many wait in the department when it is filled, and how many others are in the hospital. */
export const WAITING_AT_START = 66;
export const BYSTANDERS = 8;

export type Department = {
  readonly entries: readonly Entry[];
  /** The number for the next patient to arrive. */
  readonly nextIndex: number;
};

/**
 * The department at `now`: the same seed, first number and time give the same records. A later filling (`startIndex`
 * past the last one's) has new people with new ids.
 */
export function department(seed: number, now: Date, startIndex = 1): Department {
  const cast = startingCast(seed, startIndex);
  const entries = facility(now);
  for (const [i, casting] of cast.entries()) entries.push(...chart(seed, startIndex + i, casting, now));
  const after = startIndex + cast.length;
  entries.push(
    ...bystanders(seed, after, { vignette: (cast[0] as Casting).vignette, quirk: null, oldest: false }, now),
  );
  return { entries, nextIndex: after + BYSTANDERS };
}

/** One more patient, who came `minutesAgo`. */
export const arrival = (seed: number, index: number, now: Date, minutesAgo: number): Entry[] =>
  chart(seed, index, arrivingCast(seed, index), now, minutesAgo);
