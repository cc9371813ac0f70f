import { random, shuffled } from "@/lib/core/random";
import type { Label } from "./lessons";

/** When a run ends before its last step, as a setting. */
export type Stopping = {
  /** Of a hundred patients so many are kept from learning, to see when it gets no better. */
  readonly sharePercent: number;
  /** Looks in a row without a better one after which it ends. */
  readonly patience: number;
};

/** Steps between two looks. */
export const LOOK_EVERY = 10;
/** Fewer labels kept apart would stop a run by chance; then all are learned from, for all steps. */
export const FEWEST_TO_STOP_BY = 40;

/**
 * Parts labels into those that are learned from and those that say when to stop: by patient, level by level so that each level is on both
 * sides in its share, drawn by the seed. What became of patients alone is learned from: it says nothing of levels.
 * @returns `apart` empty: too few to stop by
 */
export function shareForStopping(
  labels: readonly Label[],
  { sharePercent }: Stopping,
  seed: number,
): { readonly learn: readonly Label[]; readonly apart: readonly Label[] } {
  const patients = new Map<string, Label[]>();
  labels.forEach((l, i) => {
    if (l.outcomesOnly) return;
    const key = l.patient ?? `label ${i}`;
    patients.set(key, [...(patients.get(key) ?? []), l]);
  });
  const apart = new Set<Label>();
  for (const level of [1, 2, 3, 4, 5]) {
    // A patient with several labels stands with the most urgent of them.
    const own = [...patients.values()].filter((ls) => Math.min(...ls.map((l) => l.level)) === level);
    const drawn = shuffled(own, random(seed, "stopping", level));
    for (const ls of drawn.slice(0, Math.round((drawn.length * sharePercent) / 100)))
      for (const l of ls) apart.add(l);
  }
  // A patient kept apart teaches nothing, not even what became of them.
  const names = new Set([...apart].flatMap((l) => l.patient ?? []));
  if (apart.size < FEWEST_TO_STOP_BY) return { learn: labels, apart: [] };
  return {
    learn: labels.filter((l) => !apart.has(l) && !(l.patient !== undefined && names.has(l.patient))),
    // In no order of levels: the first of many stand for all.
    apart: shuffled([...apart], random(seed, "stopping", "order")),
  };
}
