import { coalitionOf, everybody, MAX_PLAYERS, nobody, remembered, type ValueFunction } from "./coalition";
import { randomOrder, seededRandom } from "./random";
import { Samples } from "./samples";
import { type AntitheticPair, antitheticPair, gainsOf } from "./walk";

/** Shapley values of an abstract game (Shapley 1953): exact, or estimated from permutations. Knows nothing of triage. */
export type ShapleyResult = {
  /** v(no player), v(all players): one number an output. */
  readonly base: readonly number[];
  readonly full: readonly number[];
  /** (players, outputs) */
  readonly values: readonly (readonly number[])[];
  /** (players, outputs); 0 when exact. */
  readonly standardErrors: readonly (readonly number[])[];
  /** Orders walked; 0 when exact. */
  readonly samples: number;
  /** Distinct coalitions evaluated. */
  readonly evaluations: number;
};

/** 2^12 coalitions; more are sampled. */
export const MAX_EXACT_PLAYERS = 12;

export function checkPlayers(n: number, most: number): void {
  if (!Number.isInteger(n) || n < 1 || n > most)
    throw new RangeError(`players must be 1 to ${most}, not ${n}`);
}

/** Exact values over all 2^n coalitions. n <= 12. */
export async function exactShapley(n: number, evaluate: ValueFunction): Promise<ShapleyResult> {
  checkPlayers(n, MAX_EXACT_PLAYERS);
  const coalitions = Array.from({ length: 2 ** n }, (_, bits) => coalitionOf(bits, n));
  const v = await remembered(evaluate).value(coalitions);

  // weight[s] = s! (n - s - 1)! / n! for a coalition of size s without the player
  const weight = Array.from({ length: n }, (_, s) => coalitionWeight(s, n));
  const [base, full] = [v[0], v.at(-1)] as [readonly number[], readonly number[]];
  const values = Array.from({ length: n }, () => base.map(() => 0));
  coalitions.forEach((without, bits) => {
    const w = weight[without.filter(Boolean).length] as number;
    for (let i = 0; i < n; i++) {
      if (without[i]) continue;
      const row = values[i] as number[];
      const before = v[bits] as readonly number[];
      const after = v[bits | (1 << i)] as readonly number[];
      for (let k = 0; k < row.length; k++)
        row[k] = (row[k] as number) + w * ((after[k] as number) - (before[k] as number));
    }
  });
  return {
    base,
    full,
    values,
    standardErrors: values.map((row) => row.map(() => 0)),
    samples: 0,
    evaluations: coalitions.length,
  };
}

/** Chance that exactly a given set of `size` others of n players comes before a player in a random order. */
export function coalitionWeight(size: number, n: number): number {
  let choose = 1;
  for (let i = 1; i <= size; i++) choose = (choose * (n - 1 - size + i)) / i;
  return 1 / (n * choose);
}

export type PermutationOptions = {
  readonly seed: number;
  /** Most distinct coalitions to evaluate; at least two pairs of permutations are walked whatever it says. */
  readonly maxEvaluations: number;
};

/** At least two, or there is no standard error. */
const MIN_PAIRS = 2;

/** Pairs of permutations that fit an evaluation budget: a walk meets n - 1 coalitions besides the empty and the full. */
export const pairsWithin = (n: number, maxEvaluations: number): number =>
  Math.max(MIN_PAIRS, Math.floor((maxEvaluations - 2) / Math.max(1, 2 * (n - 1))));

/**
 * Values by sampling permutations in antithetic pairs, an order and its reverse (Mitchell, Cooper, Frank & Holmes,
 * "Sampling Permutations for Shapley Value Estimation", JMLR 2022;23(43); as shap's PermutationExplainer does).
 * Every walk adds up to v(all) - v(none), so the estimates do too. The standard error is that of the mean over pairs.
 */
export async function permutationShapley(
  n: number,
  evaluate: ValueFunction,
  options: PermutationOptions,
): Promise<ShapleyResult & { readonly estimates: Samples }> {
  checkPlayers(n, MAX_PLAYERS);
  const game = remembered(evaluate);
  const random = seededRandom(options.seed);
  const pairs = Array.from({ length: pairsWithin(n, options.maxEvaluations) }, () =>
    antitheticPair(randomOrder(n, random), nobody(n)),
  );
  const [base, full] = (await game.value([nobody(n), everybody(n)])) as [
    readonly number[],
    readonly number[],
  ];
  const estimates = new Samples();
  const players = Array.from({ length: n }, (_, i) => i);
  for (const gains of await estimatesOf(
    pairs,
    game.value,
    pairs.map(() => players),
  ))
    estimates.add(gains);
  return {
    base,
    full,
    values: estimates.means(),
    standardErrors: estimates.standardErrors(),
    samples: 2 * pairs.length,
    evaluations: game.evaluations(),
    estimates,
  };
}

/** The gains of each pair's members, all pairs' coalitions asked for at once. (pairs, members, outputs) */
export async function estimatesOf(
  pairs: readonly AntitheticPair[],
  value: ValueFunction,
  members: readonly (readonly number[])[],
): Promise<number[][][]> {
  const asked = pairs.map(([forward, backward]) => [...forward.coalitions, ...backward.coalitions]);
  const values = await value(asked.flat());
  let at = 0;
  return pairs.map((pair, p) => {
    const length = asked[p]?.length ?? 0;
    const gains = gainsOf(pair, values.slice(at, at + length), members[p] as readonly number[]);
    at += length;
    return gains;
  });
}
