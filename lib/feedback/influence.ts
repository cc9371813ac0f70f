import type { Level } from "@/lib/case/level";

/** A label as one of the many a run learns from. */
export type Voice = {
  /** Whoever decided; only told apart, never named. */
  readonly author: string;
  readonly level: Level;
  /** The level that was shown; null when none was. */
  readonly assessedLevel: Level | null;
  readonly weight: number;
};

/** Nobody is more than this share of what a run learns... */
const AUTHOR_SHARE = 0.2;
/** ...but may always be as much as this many whole labels: a ward of two people learns, too. */
const AUTHOR_FREE = 15;
/**
 * Labels that say of a patient shown at 1 or 2 that it was a 3 or lower are the dangerous ones: sixteen of them among 120
 * turned 44 of 100 urgent patients into ordinary ones (the mixture of bench/poison.ts). Together they are at most this share of a
 * run, and one person's at most half of that, however many or heavy they are.
 */
const LOWERING_SHARE = 0.04;
const LOWERING_AUTHOR_SHARE = LOWERING_SHARE / 2;
/** A single such label says something even where there is little else. */
const LOWERING_FREE = 1;

export const lowersUrgent = ({ level, assessedLevel }: Pick<Voice, "level" | "assessedLevel">): boolean =>
  assessedLevel !== null && assessedLevel <= 2 && level >= 3;

/**
 * How much each label counts in a run once nobody may drown the others out. Only ever less than it did; labels within a
 * group that is too heavy are lightened alike. Pure.
 */
export function capInfluence(voices: readonly Voice[]): number[] {
  const weights = voices.map((v) => v.weight);
  const all = voices.map((_, i) => i);
  const lowering = all.filter((i) => lowersUrgent(voices[i] as Voice));
  const author = (i: number) => (voices[i] as Voice).author;
  for (const group of groups(all, author)) limit(weights, group, all, AUTHOR_SHARE, AUTHOR_FREE);
  for (const group of groups(lowering, author))
    limit(weights, group, all, LOWERING_AUTHOR_SHARE, LOWERING_FREE);
  limit(weights, lowering, all, LOWERING_SHARE, LOWERING_FREE);
  return weights;
}

/** Lightens a group until it is at most `share` of everything, itself included, or `free` in sum. */
function limit(
  weights: number[],
  group: readonly number[],
  all: readonly number[],
  share: number,
  free: number,
): void {
  const sum = (of: readonly number[]) => of.reduce((total, i) => total + (weights[i] as number), 0);
  const own = sum(group);
  const others = sum(all) - own;
  // own / (own + others) = share
  const most = Math.max(free, (others * share) / (1 - share));
  if (own <= most) return;
  for (const i of group) weights[i] = ((weights[i] as number) * most) / own;
}

function groups(of: readonly number[], key: (i: number) => string): number[][] {
  const found = new Map<string, number[]>();
  for (const i of of) found.set(key(i), [...(found.get(key(i)) ?? []), i]);
  return [...found.values()];
}
