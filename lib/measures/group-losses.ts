import type { TriageCase } from "@/lib/case/triage-case";
import type { Figure } from "./figures";

/** Names of figures: the worst loss of all groups, and that of one. */
export const GROUP_LOSS = "Urgent patients lost in a group, beyond chance";
const lossOf = (group: string): string => `Urgent patients lost, ${group}`;

/** Fewer urgent patients of a group tell of chance alone, and are not asked. */
export const LEAST_URGENT = 30;
/** Of all groups together, the chance to call one lost that is not. */
const FALSE_ALARM = 0.05;

/** What a case itself says of who the patient is: race, language and insurance are in no case. Ages in years, [from, to). */
const AGES = [
  ["under 2 years", 0, 2],
  ["2-15 years", 2, 16],
  ["16-44 years", 16, 45],
  ["45-64 years", 45, 65],
  ["65 years and older", 65, Number.POSITIVE_INFINITY],
] as const;

export function groupsOf(c: Pick<TriageCase, "sex" | "ageYears">): string[] {
  const age = AGES.find(([, from, to]) => c.ageYears >= from && c.ageYears < to);
  return [...(c.sex === "female" || c.sex === "male" ? [c.sex] : []), ...(age ? [age[0]] : [])];
}

/**
 * Whether another version finds fewer of the urgent patients (1-2) of some group than the one before, on the same cases: an exact
 * one-sided McNemar test a group, corrected over the groups by Holm (Scand J Stat 1979;6:65-70). The figure is the largest share lost
 * among groups that are lost beyond chance, and 0 where none is; each such group has a figure of its own.
 * @returns one figure with null where no group has LEAST_URGENT urgent patients
 */
export function groupLosses(
  cases: readonly Pick<TriageCase, "sex" | "ageYears">[],
  actual: readonly number[],
  before: readonly number[],
  after: readonly number[],
): Figure[] {
  const tallies = new Map<string, { n: number; lost: number; won: number }>();
  cases.forEach((c, i) => {
    if ((actual[i] as number) > 2) return;
    const [was, is] = [(before[i] as number) <= 2, (after[i] as number) <= 2];
    for (const group of groupsOf(c)) {
      const t = tallies.get(group) ?? { n: 0, lost: 0, won: 0 };
      tallies.set(group, {
        n: t.n + 1,
        lost: t.lost + (was && !is ? 1 : 0),
        won: t.won + (!was && is ? 1 : 0),
      });
    }
  });
  const asked = [...tallies].filter(([, t]) => t.n >= LEAST_URGENT);
  if (asked.length === 0) return [{ name: GROUP_LOSS, value: null }];
  const found = holm(asked.map(([, t]) => atLeast(t.lost, t.lost + t.won)));
  const worse = asked.flatMap(([group, t], i): Figure[] =>
    found[i] ? [{ name: lossOf(group), value: (t.lost - t.won) / t.n }] : [],
  );
  return [{ name: GROUP_LOSS, value: Math.max(0, ...worse.map((f) => f.value ?? 0)) }, ...worse];
}

/** Chance of `k` or more heads in `n` throws of a fair coin. */
function atLeast(k: number, n: number): number {
  let [term, sum] = [0.5 ** n, 0];
  // From n heads downwards; both sides have the same terms.
  for (let heads = n; heads >= k; heads--) {
    sum += term;
    term = (term * heads) / (n - heads + 1);
  }
  return Math.min(1, sum);
}

/** Which of the p values stand, from the smallest on, until the first that does not. */
function holm(p: readonly number[]): boolean[] {
  const order = p.map((_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number));
  const stands = p.map(() => false);
  for (const [rank, i] of order.entries()) {
    if ((p[i] as number) * (p.length - rank) > FALSE_ALARM) break;
    stands[i] = true;
  }
  return stands;
}
