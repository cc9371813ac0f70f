import type { Recent } from "./causes";
import { NUMBERS } from "./features";
import type { Observation } from "./observation";

/** The last patients, in order, of whom numbers and words not listed are remembered and nothing else. */
export type RecentPatient = {
  readonly numbers: Readonly<Record<string, number>>;
  readonly recorded: readonly string[];
  readonly unlisted: readonly string[];
};
export const RECENT = 60;
/** A word that fewer had is nobody else's business. */
export const LEAST_WITH_TERM = 5;

export function remember(
  recent: readonly RecentPatient[],
  p: Observation,
  listed: Readonly<Record<string, number>>,
): RecentPatient[] {
  const one: RecentPatient = {
    numbers: p.numbers,
    recorded: Object.keys(p.categories),
    unlisted: p.words.filter((w) => !Object.hasOwn(listed, w)),
  };
  return [...recent, one].slice(-RECENT);
}

/** `patients`: how many of the last are asked about, those since a change seems to have begun. */
export function summarizeRecent(all: readonly RecentPatient[], patients: number): Recent {
  const last = all.slice(-Math.max(1, patients));
  const n = last.length || 1;
  const terms = new Map<string, number>();
  for (const { unlisted } of all) for (const w of unlisted) terms.set(w, (terms.get(w) ?? 0) + 1);
  const absent = (has: (p: RecentPatient) => boolean) => last.filter((p) => !has(p)).length / n;
  const categories = ["sex", "arrivalMode", "injury", "consciousness", "complaint", "level"];
  return {
    numbers: Object.fromEntries(
      NUMBERS.map(({ key }) => [key, last.flatMap((p) => p.numbers[key] ?? [])] as const),
    ),
    missing: Object.fromEntries([
      ...NUMBERS.map(({ key }) => [key, absent((p) => key in p.numbers)] as const),
      ...categories.map((key) => [key, absent((p) => p.recorded.includes(key))] as const),
    ]),
    terms: [...terms]
      .filter(([, patients]) => patients >= LEAST_WITH_TERM)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, 10)
      .map(([word, patients]) => ({ word, patients })),
  };
}
