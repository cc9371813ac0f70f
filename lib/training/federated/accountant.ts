import { AppError } from "@/lib/core/errors";

/**
 * What noisy steps give away, at most, as (epsilon, delta) differential privacy: Rényi differential privacy of the Gaussian
 * mechanism on a Poisson sample (Mironov, Talwar & Zhang 2019, "Rényi differential privacy of the sampled Gaussian mechanism",
 * section 3.3), added up over steps and turned into epsilon as Balle et al. 2020 (theorem 21) do. Neighbours differ in one label
 * that is there or not.
 *
 * Only whole orders: any order gives a bound that holds, and these give one at most a tenth above what all orders would
 * (accountant.test.ts holds it against dp-accounting).
 */
export type NoisySteps = {
  /** Chance of each label to be in a step. */
  readonly rate: number;
  /** Standard deviation of the noise, in lengths of the longest gradient a label may have. */
  readonly noise: number;
  readonly steps: number;
};

export const ORDERS: readonly number[] = [
  ...Array.from({ length: 63 }, (_, i) => i + 2),
  80,
  96,
  128,
  192,
  256,
  512,
  1024,
];

/** Rényi divergence of one step at a whole order of 2 and more, in nats. */
export function renyiOfStep(rate: number, noise: number, order: number): number {
  if (!(rate >= 0 && rate <= 1) || !(noise > 0))
    throw new AppError("invalid-input", "a sampling rate is 0 to 1, and noise is above 0");
  if (rate === 0) return 0;
  if (rate === 1) return order / (2 * noise * noise);
  let logBinomial = 0;
  let total = Number.NEGATIVE_INFINITY;
  for (let k = 0; k <= order; k++) {
    const term =
      logBinomial + k * Math.log(rate) + (order - k) * Math.log1p(-rate) + (k * k - k) / (2 * noise * noise);
    total = logSum(total, term);
    logBinomial += Math.log(order - k) - Math.log(k + 1);
  }
  return Math.max(0, total) / (order - 1);
}

const logSum = (a: number, b: number): number => {
  const [high, low] = a > b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
};

/** The smallest epsilon that holds for all the steps together at a delta. */
export function epsilonOf(spent: readonly NoisySteps[], delta: number): number {
  if (!(delta > 0 && delta < 1)) throw new AppError("invalid-input", "delta is above 0 and below 1");
  if (spent.every((s) => s.steps === 0 || s.rate === 0)) return 0;
  let best = Number.POSITIVE_INFINITY;
  for (const order of ORDERS) {
    const renyi = spent.reduce((sum, s) => sum + s.steps * renyiOfStep(s.rate, s.noise, order), 0);
    const epsilon = renyi + Math.log1p(-1 / order) - (Math.log(delta) + Math.log(order)) / (order - 1);
    best = Math.min(best, Math.max(0, epsilon));
  }
  return best;
}

/** More noise than anybody can learn under: asked for that, something else is wrong. */
const MOST_NOISE = 10_000;

/**
 * The least noise (to a thousandth) with which so many steps stay within an epsilon.
 * @throws AppError("invalid-input") when no noise within reason does
 */
export function noiseFor(epsilon: number, delta: number, rate: number, steps: number): number {
  if (!(epsilon > 0)) throw new AppError("invalid-input", "epsilon is above 0");
  const within = (noise: number) => epsilonOf([{ rate, noise, steps }], delta) <= epsilon;
  let [low, high] = [0.2, 0.4];
  while (!within(high)) {
    [low, high] = [high, high * 2];
    if (high > MOST_NOISE)
      throw new AppError("invalid-input", `no noise keeps ${steps} steps within epsilon ${epsilon}`);
  }
  while (high - low > 0.001) {
    const middle = (low + high) / 2;
    if (within(middle)) high = middle;
    else low = middle;
  }
  return high;
}
