import type { Level } from "@/lib/case/level";

/**
 * Clinicians who see a suggestion tend to follow it (automation bias: Goddard et al., JAMIA 2012;19:121). Where the level shown
 * is wrong, some share q of them still save it: an accepted suggestion is then partly the model's own echo, and what
 * contradicts it is rarer than it should be. How large q is can be told from cases that were drawn by lot and judged once more
 * by somebody who saw no suggestion; labels are then weighed by the inverse of how likely they were to be given (Horvitz &
 * Thompson 1952), so that together they say what unled clinicians would have said.
 */
export type Exposed = {
  readonly level: Level;
  /** The level that was shown; null when none was. */
  readonly assessedLevel: Level | null;
  /** False: the level was given before it was shown, or without it (lib/decision/decision.ts, isLed). */
  readonly led?: boolean;
};
/** A decision on a shown suggestion, and what a second reader said of the same case without seeing it. */
export type ReadAgain = Exposed & { readonly blindLevel: Level };

export type Following = {
  /** Share of the patients shown a wrong level (by the blind reader) whose clinician saved it all the same. */
  readonly share: number;
  /** Cases it rests on: blind reader and suggestion differ. */
  readonly cases: number;
};

const wasLed = ({ assessedLevel, led = true }: Exposed): boolean => assessedLevel !== null && led;

/** On fewer cases that the blind reader judged otherwise than shown, nothing is said. */
export const FEWEST_READ_AGAIN = 10;

/**
 * How often a wrong suggestion is followed. Null where too few cases can tell. A reader who errs by chance towards neither side
 * makes it too large or too small by as much as two people agree by chance. Pure.
 */
export function estimateFollowing(readings: readonly ReadAgain[]): Following | null {
  const wrong = readings.filter((r) => wasLed(r) && r.blindLevel !== r.assessedLevel);
  if (wrong.length < FEWEST_READ_AGAIN) return null;
  const followed = wrong.filter((r) => r.level === r.assessedLevel).length;
  // A case on either side: neither nobody nor everybody follows (Laplace).
  return { share: (followed + 1) / (wrong.length + 2), cases: wrong.length };
}

/** A label that only one in this many would have given counts for so many at most: few must not speak for all. */
const MOST = 5;
/** Cases by which the share of accepted suggestions at one level is drawn towards that at all levels. */
const PULL = 10;

/**
 * How much each label counts for, where suggestions are followed as often as `share` says: a contradiction 1 / (1 - share), an
 * accepted level as much as it is likely to have been meant. A label that met no suggestion counts 1. The weights sum to
 * about the number of labels. Pure.
 */
export function followingWeights(labels: readonly Exposed[], { share }: Pick<Following, "share">): number[] {
  const q = Math.min(share, 1 - 1 / MOST);
  const shown = labels.filter(wasLed);
  const accepted = (of: readonly Exposed[]) => of.filter((l) => l.level === l.assessedLevel).length;
  const overall = shown.length === 0 ? 1 : accepted(shown) / shown.length;
  const meant = (level: Level): number => {
    const own = shown.filter((l) => l.assessedLevel === level);
    // accepted = right + q (1 - right), solved for right.
    const rate = (accepted(own) + PULL * overall) / (own.length + PULL);
    return rate === 0 ? 1 : Math.max(0, (rate - q) / (1 - q)) / rate;
  };
  const meantAt = new Map<Level, number>();
  return labels.map((label) => {
    const { level, assessedLevel } = label;
    if (assessedLevel === null || !wasLed(label)) return 1;
    if (level !== assessedLevel) return 1 / (1 - q);
    const known = meantAt.get(assessedLevel) ?? meant(assessedLevel);
    meantAt.set(assessedLevel, known);
    return Math.max(LEAST, known);
  });
}

/** Nothing that a person saved counts for nothing. */
const LEAST = 0.05;
