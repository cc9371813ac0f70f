import { seededRandom } from "../random";

/** A quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). `sorted` is not empty. */
export function quantile(sorted: readonly number[], q: number): number {
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

export const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : sum(values) / values.length;

/** Enough digits for any screen, few enough for a short JSON. */
export const round4 = (x: number): number => Math.round(x * 1e4) / 1e4 + 0;

const RESAMPLES = 500;

/**
 * 95 % percentile intervals (Efron 1979) of several statistics over the same `n` items: `statistics` gets how often each
 * item was drawn, sum n, and gives one number a statistic.
 */
export function bootstrap(
  n: number,
  seed: number,
  statistics: (drawn: Uint16Array) => readonly number[],
  resamples = RESAMPLES,
): { readonly low: number; readonly high: number }[] {
  if (n === 0) return [];
  const random = seededRandom(seed);
  const results: number[][] = [];
  const drawn = new Uint16Array(n);
  for (let b = 0; b < resamples; b++) {
    drawn.fill(0);
    for (let i = 0; i < n; i++) {
      const k = Math.floor(random() * n);
      drawn[k] = (drawn[k] as number) + 1;
    }
    statistics(drawn).forEach((value, k) => {
      results[k] ??= [];
      results[k].push(value);
    });
  }
  return results.map((values) => {
    const sorted = ascending(values);
    return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
  });
}
