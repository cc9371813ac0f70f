import { seededRandom } from "../random";

/** The mean over cases with its 95 % bootstrap interval; null where no case could be measured. */
export type Estimate = {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly cases: number;
};

export const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;

const RESAMPLES = 1000;

/** Percentile bootstrap of the mean over cases (Efron 1979), seeded. */
export function estimate(values: readonly number[], seed = 1): Estimate | null {
  const n = values.length;
  if (n === 0) return null;
  const random = seededRandom(seed);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[Math.floor(random() * n)] as number;
    return sum / n;
  }).sort((a, b) => a - b);
  const at = (q: number) => means[Math.min(RESAMPLES - 1, Math.floor(q * RESAMPLES))] as number;
  return { value: mean(values), low: at(0.025), high: at(0.975), cases: n };
}

/** Ranks from 1, ties sharing their mean rank. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((v, i) => [v, i] as const).sort((a, b) => a[0] - b[0]);
  const out = new Array<number>(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j < order.length && order[j]?.[0] === order[i]?.[0]) j++;
    for (let k = i; k < j; k++) out[order[k]?.[1] as number] = (i + j + 1) / 2;
    i = j;
  }
  return out;
}

/** Spearman's rank correlation, -1..1; null for fewer than three values or when either side is constant. */
export function spearman(a: readonly number[], b: readonly number[]): number | null {
  if (a.length !== b.length) throw new RangeError("rank correlation needs as many values on both sides");
  if (a.length < 3) return null;
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (a.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] as number) - middle;
    const dy = (y[i] as number) - middle;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

/** Share of the first list that is in the second too, 0..1; null for an empty list. */
export const overlap = (a: readonly string[], b: readonly string[]): number | null =>
  a.length === 0 ? null : a.filter((x) => b.includes(x)).length / a.length;

export const known = <T>(values: readonly (T | null)[]): T[] => values.filter((v): v is T => v !== null);
