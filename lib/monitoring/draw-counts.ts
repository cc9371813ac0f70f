import type { Random } from "@/lib/core/random";
import { logGamma } from "./watch/confidence-sequence";

/**
 * How often cases of each kind are drawn when as many are drawn, with replacement, as there are: a bootstrap sample of cases of which
 * only the kinds matter. Multinomial, as one binomial after another (Devroye 1986, Non-Uniform Random Variate Generation, XI.1.4): it
 * takes as long for ten million cases as for ten thousand, by and large.
 */
export function drawCounts(counts: ArrayLike<number>, r: Random): Int32Array {
  const drawn = new Int32Array(counts.length);
  let left = Array.from(counts).reduce((sum, n) => sum + n, 0);
  let toDraw = left;
  for (let i = 0; i < counts.length && toDraw > 0; i++) {
    const n = counts[i] as number;
    const k = n === left ? toDraw : binomial(toDraw, n / left, r);
    drawn[i] = k;
    toDraw -= k;
    left -= n;
  }
  return drawn;
}

/** Successes in `n` tries. By inversion from the likeliest number outwards, so that some standard deviations are walked at most. */
export function binomial(n: number, p: number, r: Random): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  const odds = p / (1 - p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const atMode = Math.exp(
    logGamma(n + 1) -
      logGamma(mode + 1) -
      logGamma(n - mode + 1) +
      mode * Math.log(p) +
      (n - mode) * Math.log1p(-p),
  );
  let u = r.next() - atMode;
  let [low, high, pLow, pHigh] = [mode, mode, atMode, atMode];
  while (u >= 0) {
    const done = low === 0 && high === n;
    if (high < n) {
      pHigh *= ((n - high) / (high + 1)) * odds;
      high += 1;
      u -= pHigh;
      if (u < 0) return high;
    }
    if (low > 0) {
      pLow *= low / ((n - low + 1) * odds);
      low -= 1;
      u -= pLow;
      if (u < 0) return low;
    }
    // What is left of the unit interval is rounding.
    if (done || pLow + pHigh < Number.MIN_VALUE) return mode;
  }
  return mode;
}
