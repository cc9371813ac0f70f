import { type Coalition, MAX_PLAYERS, type ValueFunction } from "./coalition";
import { addMoments, addRow, emptyMoments, fitRidge, type LinearFit, type Moments } from "./linear";
import { randomOrder, seededRandom } from "./random";

/**
 * LIME (Ribeiro, Singh & Guestrin, KDD 2016) over an abstract game: a weighted linear fit to what the model says of parts
 * of the case, the more of the case is left the heavier. Explains the game's first output.
 *
 * How many features to keep is drawn evenly, then which ones: so draws the reference implementation (lime_text). A
 * random order met from nothing to all gives one such draw of every size, so the coalitions that permutation sampling
 * evaluates for SHAP are a fair LIME sample too. Drawn from the same seed they are the same coalitions, and a game that
 * remembers its answers (see `remembered`) gives LIME's for nothing. The price: what SHAP's sample missed LIME's missed as
 * well. LIME checks the method, not the sampling; SHAP's standard errors do that.
 */

export type LimeOptions = {
  readonly seed: number;
  /** Pairs of an order and its reverse to sample; all coalitions when there are no more than these would meet. */
  readonly pairs: number;
  /** Fit all 2^n coalitions, each weighted by how often sampling would draw it. For games that know them all. */
  readonly exact?: boolean;
};

export type LimeFit = LinearFit & {
  /** Mean Jaccard overlap of the top three over pairs of {@link REFITS} re-seeded fits, 0..1. */
  readonly stability: number;
  /** Coalitions fitted, counted as often as drawn. */
  readonly samples: number;
};

/** On cosine distance, 0..1: what lime_text uses (25 on a distance times 100). */
export const KERNEL_WIDTH = 0.25;
/** Relative to each feature's variance. Only for conditioning: the model has no noise to average out. */
export const RIDGE = 1e-3;
export const TOP = 3;
const REFITS = 10;
/** Orders and reverses a re-seeded fit sees in a game known whole; about as many as a sampled explanation has. */
const EXACT_REFIT_PAIRS = 8;

/** Weight of a coalition that keeps `kept` of `n`: the cosine of a 0/1 mask and all ones is sqrt(kept / n). */
export function kernelWeight(kept: number, n: number): number {
  const distance = 1 - Math.sqrt(kept / n);
  return Math.sqrt(Math.exp(-(distance ** 2) / KERNEL_WIDTH ** 2));
}

/**
 * Fits the surrogate. Stability re-fits are drawn afresh where every coalition is known (`exact`). Else each is made of a
 * random half of the pairs already evaluated: halves differ from the whole by as much as a whole newly drawn would
 * (McCarthy, Rev Int Stat Inst 1969;37:239), and nothing more is asked of the model. What none of the pairs met they
 * cannot see. @throws what the value function throws; RangeError for no players or too many
 */
export async function lime(n: number, evaluate: ValueFunction, options: LimeOptions): Promise<LimeFit> {
  if (!Number.isInteger(n) || n < 1 || n > MAX_PLAYERS)
    throw new RangeError(`players must be 1 to ${MAX_PLAYERS}, not ${n}`);
  const pairs = options.exact ? EXACT_REFIT_PAIRS * REFITS : Math.max(2, options.pairs);
  const random = seededRandom(options.seed);
  const drawn = Array.from({ length: pairs }, () => {
    const order = randomOrder(n, random);
    return [...walk(order), ...walk([...order].reverse())];
  });
  const perPair = await momentsOf(n, evaluate, drawn, (c) => kernelWeight(sizeOf(c), n));

  if (options.exact) {
    const all = allCoalitions(n);
    const weight = (c: Coalition) => kernelWeight(sizeOf(c), n) / ((n + 1) * binomial(n, sizeOf(c)));
    const [whole] = await momentsOf(n, evaluate, [all], weight);
    const refits = Array.from({ length: REFITS }, (_, r) =>
      fitRidge(sumOf(n, perPair.slice(r * EXACT_REFIT_PAIRS, (r + 1) * EXACT_REFIT_PAIRS)), RIDGE),
    );
    return { ...fitRidge(whole as Moments, RIDGE), stability: stabilityOf(refits), samples: all.length };
  }
  const refits = Array.from({ length: REFITS }, () => {
    const half = randomOrder(pairs, random).slice(0, Math.ceil(pairs / 2));
    return fitRidge(
      sumOf(
        n,
        half.map((p) => perPair[p] as Moments),
      ),
      RIDGE,
    );
  });
  return {
    ...fitRidge(sumOf(n, perPair), RIDGE),
    stability: stabilityOf(refits),
    samples: drawn.reduce((sum, d) => sum + d.length, 0),
  };
}

/** Indices of the largest values, whatever their sign; the first of equals. */
export const topOf = (values: readonly number[], most = TOP): number[] =>
  values
    .map((v, i) => ({ size: Math.abs(v), i }))
    .sort((a, b) => b.size - a.size || a.i - b.i)
    .slice(0, most)
    .map(({ i }) => i);

/** Share of the one's top three that are the other's too, 0..1. Both in the order of the players. */
export function topAgreement(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [topOf(a), new Set(topOf(b))];
  return first.filter((i) => second.has(i)).length / first.length;
}

async function momentsOf(
  n: number,
  evaluate: ValueFunction,
  samples: readonly (readonly Coalition[])[],
  weight: (c: Coalition) => number,
): Promise<Moments[]> {
  const answers = await evaluate(samples.flat());
  let at = 0;
  return samples.map((coalitions) => {
    const moments = emptyMoments(n);
    for (const c of coalitions) addRow(moments, c, answers[at++]?.[0] as number, weight(c));
    return moments;
  });
}

function sumOf(n: number, parts: readonly Moments[]): Moments {
  const sum = emptyMoments(n);
  for (const part of parts) addMoments(sum, part);
  return sum;
}

/** The n + 1 coalitions met when players join in this order, one of each size. */
function walk(order: readonly number[]): Coalition[] {
  const present = order.map(() => false);
  return [
    [...present],
    ...order.map((player) => {
      present[player] = true;
      return [...present];
    }),
  ];
}

const allCoalitions = (n: number): Coalition[] =>
  Array.from({ length: 2 ** n }, (_, bits) => Array.from({ length: n }, (_p, i) => ((bits >> i) & 1) === 1));

const sizeOf = (c: Coalition): number => c.reduce((sum, present) => sum + Number(present), 0);

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}

/** Mean over all pairs of fits of |both| / |either|, of their top three. */
function stabilityOf(fits: readonly LinearFit[]): number {
  const tops = fits.map((f) => new Set(topOf(f.coefficients)));
  let sum = 0;
  let count = 0;
  tops.forEach((a, i) => {
    for (const b of tops.slice(i + 1)) {
      const both = [...a].filter((x) => b.has(x)).length;
      sum += both / (a.size + b.size - both);
      count += 1;
    }
  });
  return sum / count;
}
