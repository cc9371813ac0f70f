import { wilson } from "@/lib/measures/plots-data";
import { chiSquaredTail } from "../drift/special-functions";

/**
 * How often something was so among `n`. `expected`: how often it was foreseen (a sum of probabilities); then what is compared
 * is how much oftener it was than foreseen.
 */
export type Counted = { readonly n: number; readonly hits: number; readonly expected?: number | undefined };

export type Interval = { readonly value: number; readonly low: number; readonly high: number };

const Z95 = 1.959964;

const shareOf = ({ hits, n }: Counted): number => hits / n;
const foreseen = ({ expected, n }: Counted): number => (expected ?? 0) / n;

/** The share, or by how much it is above what was foreseen, with its Wilson interval; what was foreseen is taken as given. */
export function levelOf(c: Counted): Interval {
  const [low, high] = wilson(shareOf(c), c.n);
  const off = foreseen(c);
  return { value: shareOf(c) - off, low: low - off, high: high - off };
}

/** Newcombe's hybrid score interval of a difference of two shares (Stat Med 1998;17:873-890, method 10). */
export function differenceOf(a: Counted, b: Counted, z = Z95): Interval {
  const [p, q] = [shareOf(a), shareOf(b)];
  const [pLow, pHigh] = wilson(p, a.n, z);
  const [qLow, qHigh] = wilson(q, b.n, z);
  const value = p - q - foreseen(a) + foreseen(b);
  return {
    value,
    low: value - Math.hypot(p - pLow, qHigh - q),
    high: value + Math.hypot(pHigh - p, q - qLow),
  };
}

/** Ratio of two shares with Katz's interval on the logarithm; where a count is nought, half a case is added to each (Walter 1975). */
export function ratioOf(a: Counted, b: Counted): Interval {
  const half = a.hits === 0 || b.hits === 0 ? 0.5 : 0;
  const [x, y] = [a.hits + half, b.hits + half];
  const [m, n] = [a.n + half, b.n + half];
  const value = x / m / (y / n);
  const spread = Math.exp(Z95 * Math.sqrt(Math.max(0, 1 / x - 1 / m + 1 / y - 1 / n)));
  return { value, low: value / spread, high: value * spread };
}

/** Chance of a standard normal value of at least `z`. */
export function normalTail(z: number): number {
  const half = chiSquaredTail(z * z, 1) / 2;
  return z >= 0 ? half : 1 - half;
}

const FURTHEST_Z = 20;

/**
 * One-sided p of a difference a - b of more than `bound`: where the end of Newcombe's interval meets the bound, so that p and
 * interval never contradict each other.
 */
export function pAbove(a: Counted, b: Counted, bound: number): number {
  const { value } = differenceOf(a, b);
  const isAbove = value > bound;
  const end = (z: number) => {
    const at = differenceOf(a, b, z);
    return isAbove ? at.low - bound : bound - at.high;
  };
  let [near, far] = [0, FURTHEST_Z];
  if (end(far) > 0) return normalTail(isAbove ? far : -far);
  for (let i = 0; i < 60; i++) {
    const middle = (near + far) / 2;
    if (end(middle) > 0) near = middle;
    else far = middle;
  }
  return normalTail(isAbove ? near : -near);
}

/** The same downwards: a difference a - b of less than `bound`. */
export const pBelow = (a: Counted, b: Counted, bound: number): number => pAbove(b, a, -bound);

/** A median and its standard error. */
export type Middle = { readonly n: number; readonly median: number; readonly error: number };

/**
 * Median, and its standard error from two order statistics about two standard deviations of a binomial away from the middle
 * (Price and Bonett, J Stat Comput Simul 2002;72:119-124; the binomial by its normal limit, so from about 30 values on).
 */
export function middleOf(values: readonly number[]): Middle {
  const sorted = [...values].sort((x, y) => x - y);
  const n = sorted.length;
  const at = (i: number) => sorted[Math.min(n - 1, Math.max(0, i))] as number;
  const median = n % 2 === 1 ? at((n - 1) / 2) : (at(n / 2 - 1) + at(n / 2)) / 2;
  const c = Math.max(1, Math.round((n + 1) / 2 - Math.sqrt(n)));
  const z = (n / 2 - c + 0.5) / (Math.sqrt(n) / 2);
  return { n, median, error: (at(n - c) - at(c - 1)) / (2 * z) };
}

export function middleDifference(a: Middle, b: Middle): Interval & { readonly error: number } {
  const value = a.median - b.median;
  const error = Math.hypot(a.error, b.error);
  return { value, low: value - Z95 * error, high: value + Z95 * error, error };
}

/** On the logarithm, by the delta method. Null where a median is nought: there is no ratio. */
export function middleRatio(a: Middle, b: Middle): Interval | null {
  if (a.median <= 0 || b.median <= 0) return null;
  const value = a.median / b.median;
  const spread = Math.exp(Z95 * Math.hypot(a.error / a.median, b.error / b.median));
  return { value, low: value / spread, high: value * spread };
}

/** One-sided p of medians that differ by more than `bound`. All values alike leave nothing to chance. */
export function pMiddleAbove(a: Middle, b: Middle, bound: number): number {
  const { value, error } = middleDifference(a, b);
  if (error === 0) return value > bound ? normalTail(FURTHEST_Z) : 1;
  return normalTail((value - bound) / error);
}
