import type { Interval } from "./confidence-sequence";
import type { MeasureName } from "./measures";

/**
 * How well the levels shown do where nobody has said yet which were right.
 *
 * CBPE (confidence-based performance estimation: Garg et al. 2022, ICLR, "Leveraging unlabeled data to predict out-of-distribution
 * performance", and NannyML's estimator): calibrated probabilities say how often each level shown would turn out right. It is as
 * good as the calibration is.
 *
 * PPI (prediction-powered inference: Angelopoulos et al. 2023, Science 382:669; with the power tuning of PPI++, Angelopoulos, Duchi
 * and Zrnic 2023, arXiv:2311.01453): the labels there are measure by how much the probabilities are out, and the estimate over
 * everybody is corrected by it. Its interval holds whatever the probabilities are worth, as long as the labelled patients were drawn
 * from among the rest by chance.
 *
 * Everything is computed from sums over cells, so that a day's patients can be added to another's.
 */
export type EstimateCell = {
  /** Level shown, 1 to 5. */
  readonly shown: number;
  /** Level that was right by the reference; null: nobody has said. */
  readonly label: number | null;
  readonly n: number;
  /** Sums of the five probabilities, then of their products: 11, 12, .., 15, 22, 23, .., 55. */
  readonly sums: readonly number[];
};

export const SUMS = 20;

/** The sums of one case. @param p probabilities of levels 1 to 5 */
export function sumsOf(p: readonly number[]): number[] {
  const products = p.flatMap((x, i) => p.slice(i).map((y) => x * y));
  return [...p, ...products];
}

type Vector = readonly number[];
type Matrix = readonly (readonly number[])[];

/** A measure as a smooth function of means of `of(label, shown)`. */
type Functional = {
  readonly of: (label: number, shown: number) => Vector;
  readonly value: (means: Vector) => number | null;
  readonly gradient: (means: Vector) => Vector;
};

const one = (is: boolean): number => (is ? 1 : 0);
const share = (is: (label: number, shown: number) => boolean): Functional => ({
  of: (y, s) => [one(is(y, s))],
  value: ([m]) => m as number,
  gradient: () => [1],
});

const FUNCTIONALS: Readonly<Record<MeasureName, Functional>> = {
  accuracy: share((y, s) => y === s),
  "under-triage": share((y, s) => s > y),
  "over-triage": share((y, s) => s < y),
  sensitivity: {
    of: (y, s) => [one(y <= 2 && s <= 2), one(y <= 2)],
    value: ([found, all]) => ((all as number) > 0 ? (found as number) / (all as number) : null),
    gradient: ([found, all]) => [1 / (all as number), -(found as number) / (all as number) ** 2],
  },
  kappa: {
    of: (y, s) => [y, y * y, y * s, s, s * s],
    value: (m) => {
      const { d, e } = distances(m);
      return e > 0 ? 1 - d / e : null;
    },
    gradient: (m) => {
      const [y1, , , s1] = m as [number, number, number, number, number];
      const { d, e } = distances(m);
      const by = (dd: number, de: number) => -(dd * e - d * de) / (e * e);
      return [by(0, -2 * s1), by(1, 1), by(-2, 0), by(0, -2 * y1), by(1, 1)];
    },
  },
};

/** Mean squared distance of the pairs, and of a label and a level shown drawn apart. */
function distances(m: Vector): { d: number; e: number } {
  const [y1, y2, ys, s1, s2] = m as [number, number, number, number, number];
  return { d: y2 - 2 * ys + s2, e: y2 - 2 * y1 * s1 + s2 };
}

export type Estimate = { readonly value: number | null; readonly n: number } & Partial<Interval>;
export type CorrectedEstimate = Estimate & {
  /** How many labels corrected it. */
  readonly labelled: number;
  /** Weight given to the probabilities, 0 (labels alone) to 1. */
  readonly lambda: number;
};

const Z95 = 1.959963984540054;

/**
 * Expected from the probabilities alone. The interval is where the measured value would lie in 95 of 100 samples if they
 * were right: it does not cover that they may be wrong.
 */
export function expectedPerformance(cells: readonly EstimateCell[], name: MeasureName): Estimate {
  const f = FUNCTIONALS[name];
  const n = total(cells);
  if (n === 0) return { value: null, n };
  const means = scale(sumVectors(cells.map((c) => expectedSum(f, c))), 1 / n);
  const value = f.value(means);
  if (value === null) return { value, n };
  const v = f.gradient(means);
  // Of a label drawn from the probabilities: its second moment is linear in them.
  const second = cells.reduce(
    (sum, c) =>
      sum + [1, 2, 3, 4, 5].reduce((s, k) => s + at(c.sums, k - 1) * dot(v, f.of(k, c.shown)) ** 2, 0),
    0,
  );
  const variance = Math.max(0, second / n - dot(v, means) ** 2);
  return { value, n, ...within(value, variance / n) };
}

/** What was measured on the labels alone. */
export function labelledPerformance(cells: readonly EstimateCell[], name: MeasureName): Estimate {
  const f = FUNCTIONALS[name];
  const labelled = cells.filter(hasLabel);
  const n = total(labelled);
  if (n === 0) return { value: null, n };
  const means = scale(sumVectors(labelled.map((c) => scale(f.of(c.label, c.shown), c.n))), 1 / n);
  return { value: f.value(means), n };
}

/** @returns the expected performance of everybody, corrected by the labels of those who have one; null value without a label */
export function correctedPerformance(cells: readonly EstimateCell[], name: MeasureName): CorrectedEstimate {
  const f = FUNCTIONALS[name];
  const labelled = cells.filter(hasLabel);
  const rest = cells.filter((c) => c.label === null);
  const [n, N] = [total(labelled), total(rest)];
  const none = { value: null, n: n + N, labelled: n, lambda: 0 };
  if (n < 2) return none;
  const told = momentsOf(f, labelled);
  const others = N > 0 ? momentsOf(f, rest) : null;
  const start = f.value(told.h);
  if (start === null) return none;
  const lambda = others ? tunedWeight(f.gradient(told.h), told, others, n, N) : 0;
  const g = others ? others.g : told.g;
  const means = told.h.map((h, i) => h + lambda * (at(g, i) - at(told.g, i)));
  const value = f.value(means);
  if (value === null) return none;
  const v = f.gradient(means);
  const rectified =
    quadratic(v, told.hh) - 2 * lambda * quadratic(v, told.hg) + lambda * lambda * quadratic(v, told.gg);
  const variance = rectified / n + (others ? (lambda * lambda * quadratic(v, others.gg)) / N : 0);
  return { value, n: n + N, labelled: n, lambda, ...within(value, Math.max(0, variance)) };
}

/** The weight with the least variance (PPI++, section 6), between 0 and 1. */
function tunedWeight(v: Vector, told: Moments, others: Moments, n: number, N: number): number {
  const covariance = quadratic(v, told.hg);
  // Over all patients, labelled or not.
  const mean = (dot(v, told.g) * n + dot(v, others.g) * N) / (n + N);
  const spread =
    (n * (quadratic(v, told.gg) + (dot(v, told.g) - mean) ** 2) +
      N * (quadratic(v, others.gg) + (dot(v, others.g) - mean) ** 2)) /
    (n + N - 1);
  return spread > 0 ? Math.min(1, Math.max(0, covariance / ((1 + n / N) * spread))) : 0;
}

type Labelled = EstimateCell & { readonly label: number };
const hasLabel = (c: EstimateCell): c is Labelled => c.label !== null;
const total = (cells: readonly EstimateCell[]): number => cells.reduce((sum, c) => sum + c.n, 0);

/** Means and covariances of the measured h and the expected g. Without labels h is expected too. */
type Moments = {
  readonly h: Vector;
  readonly g: Vector;
  readonly hh: Matrix;
  readonly hg: Matrix;
  readonly gg: Matrix;
};

function momentsOf(f: Functional, cells: readonly EstimateCell[]): Moments {
  const n = total(cells);
  const m = f.of(1, 1).length;
  const [h, g] = [zeros(m), zeros(m)];
  const [hh, hg, gg] = [zeroMatrix(m), zeroMatrix(m), zeroMatrix(m)];
  for (const c of cells) {
    const measured = f.of(c.label ?? 1, c.shown);
    const expected = expectedSum(f, c);
    const perLevel = [1, 2, 3, 4, 5].map((k) => f.of(k, c.shown));
    for (let i = 0; i < m; i++) {
      h[i] = at(h, i) + c.n * at(measured, i);
      g[i] = at(g, i) + at(expected, i);
      for (let j = 0; j < m; j++) {
        add(hh, i, j, c.n * at(measured, i) * at(measured, j));
        add(hg, i, j, at(measured, i) * at(expected, j));
        add(gg, i, j, productSum(c.sums, perLevel, i, j));
      }
    }
  }
  const [hMean, gMean] = [scale(h, 1 / n), scale(g, 1 / n)];
  const centred = (sums: number[][], a: Vector, b: Vector): Matrix =>
    sums.map((row, i) => row.map((x, j) => x / n - at(a, i) * at(b, j)));
  return {
    h: hMean,
    g: gMean,
    hh: centred(hh, hMean, hMean),
    hg: centred(hg, hMean, gMean),
    gg: centred(gg, gMean, gMean),
  };
}

/** Sum over a cell's cases of what the probabilities expect of `of`. */
const expectedSum = (f: Functional, c: EstimateCell): Vector =>
  sumVectors([1, 2, 3, 4, 5].map((k) => scale(f.of(k, c.shown), at(c.sums, k - 1))));

/** Sum over a cell's cases of g_i g_j, from the sums of p_k p_l. */
function productSum(sums: Vector, perLevel: Matrix, i: number, j: number): number {
  let [result, place] = [0, 5];
  for (let k = 0; k < 5; k++)
    for (let l = k; l < 5; l++) {
      const product = at(sums, place++);
      const [ki, kj] = [at(perLevel[k] as Vector, i), at(perLevel[k] as Vector, j)];
      const [li, lj] = [at(perLevel[l] as Vector, i), at(perLevel[l] as Vector, j)];
      result += product * (k === l ? ki * kj : ki * lj + li * kj);
    }
  return result;
}

const within = (value: number, variance: number): Interval => {
  const half = Z95 * Math.sqrt(variance);
  return { low: value - half, high: value + half };
};
const at = (v: Vector, i: number): number => v[i] as number;
const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);
const zeroMatrix = (n: number): number[][] => Array.from({ length: n }, () => zeros(n));
const scale = (v: Vector, by: number): number[] => v.map((x) => x * by);
const dot = (a: Vector, b: Vector): number => a.reduce((s, x, i) => s + x * at(b, i), 0);
const quadratic = (v: Vector, m: Matrix): number => v.reduce((s, x, i) => s + x * dot(m[i] as Vector, v), 0);
const sumVectors = (vs: readonly Vector[]): number[] =>
  (vs[0] ?? []).map((_, i) => vs.reduce((s, v) => s + at(v, i), 0));
function add(m: number[][], i: number, j: number, by: number): void {
  const row = m[i] as number[];
  row[j] = (row[j] as number) + by;
}
