import { chiSquaredTail, kolmogorovTail } from "./special-functions";

/**
 * Two samples as counts over the same cells: cell i holds `a[i]` of the first and `b[i]` of the second. For numbers the
 * cells stand in order, and where each holds one value the figures are those of the raw samples.
 */
export type Counts = readonly number[];

/** p: chance of a statistic at least as great if both samples came from one distribution. */
export type Test = { readonly statistic: number; readonly p: number };

const total = (counts: Counts): number => counts.reduce((s, n) => s + n, 0);
const at = (counts: Counts, i: number): number => counts[i] as number;

/** Two-sample Kolmogorov-Smirnov: the widest gap between the two cumulative shares. */
export function kolmogorovSmirnov(a: Counts, b: Counts): Test {
  const [na, nb] = [total(a), total(b)];
  if (na === 0 || nb === 0) return { statistic: 0, p: 1 };
  let [fa, fb, widest] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    fa += at(a, i) / na;
    fb += at(b, i) / nb;
    widest = Math.max(widest, Math.abs(fa - fb));
  }
  return { statistic: widest, p: kolmogorovTail(widest, (na * nb) / (na + nb)) };
}

/** Pearson's chi-squared test that two samples have the same shares; cells empty in both are left out. */
export function chiSquared(a: Counts, b: Counts): Test {
  const [na, nb] = [total(a), total(b)];
  const n = na + nb;
  let [statistic, cells] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const both = at(a, i) + at(b, i);
    if (both === 0) continue;
    cells++;
    for (const [seen, size] of [
      [at(a, i), na],
      [at(b, i), nb],
    ] as const) {
      const expected = (both * size) / n;
      if (expected > 0) statistic += (seen - expected) ** 2 / expected;
    }
  }
  return cells < 2 || na === 0 || nb === 0
    ? { statistic: 0, p: 1 }
    : { statistic, p: chiSquaredTail(statistic, cells - 1) };
}

/** Jensen-Shannon distance, 0 (the same) to 1 (nothing in common): the root of the divergence in bits (Endres & Schindelin 2003). */
export function jensenShannon(a: Counts, b: Counts): number {
  const [na, nb] = [total(a), total(b)];
  if (na === 0 || nb === 0) return 0;
  const part = (p: number, m: number) => (p === 0 ? 0 : p * Math.log2(p / m));
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [at(a, i) / na, at(b, i) / nb];
    sum += part(p, (p + q) / 2) + part(q, (p + q) / 2);
  }
  return Math.sqrt(Math.max(0, sum / 2));
}

/** An empty cell would make the index infinite; the share it counts as is Evidently's. */
const EMPTY = 0.0001;

/** Population stability index; by custom below 0.1 is little, above 0.25 much (Siddiqi 2006). */
export function stabilityIndex(a: Counts, b: Counts): number {
  const [na, nb] = [total(a), total(b)];
  if (na === 0 || nb === 0) return 0;
  return a.reduce((sum, _, i) => {
    if (at(a, i) + at(b, i) === 0) return sum;
    const p = at(a, i) / na || EMPTY;
    const q = at(b, i) / nb || EMPTY;
    return sum + (p - q) * Math.log(p / q);
  }, 0);
}

/** Wasserstein-1 distance in the unit of the values: how far a value has moved on average. `values` ascending. */
export function wasserstein(values: readonly number[], a: Counts, b: Counts): number {
  const [na, nb] = [total(a), total(b)];
  if (na === 0 || nb === 0) return 0;
  let [gap, sum] = [0, 0];
  for (let i = 0; i < values.length - 1; i++) {
    gap += at(a, i) / na - at(b, i) / nb;
    sum += Math.abs(gap) * ((values[i + 1] as number) - (values[i] as number));
  }
  return sum;
}

/** Cohen's h, the size of a difference between two shares: 0.2 small, 0.5 middling, 0.8 great. */
export const cohenH = (p: number, q: number): number => angle(q) - angle(p);
const angle = (p: number): number => 2 * Math.asin(Math.sqrt(Math.min(1, Math.max(0, p))));

/** The share that lies `h` from `p`, within 0 to 1. */
export function shareAt(p: number, h: number): number {
  const turned = Math.min(Math.PI, Math.max(0, angle(p) + h));
  return Math.sin(turned / 2) ** 2;
}
