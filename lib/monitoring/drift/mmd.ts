import { type Random, shuffled } from "@/lib/core/random";

/**
 * Maximum mean discrepancy of two sets of embeddings with a Gaussian kernel whose width is the median distance, and its
 * permutation test (Gretton et al., JMLR 2012;13:723-773). Squared and unbiased: about 0, or below, where both sets are alike.
 */
export type Discrepancy = { readonly mmd2: number; readonly p: number; readonly width: number };

type Points = readonly (readonly number[] | Float32Array)[];

/** @param permutations how often both sets are dealt anew; p is never below 1 / (permutations + 1) */
export function meanDiscrepancy(
  first: Points,
  second: Points,
  permutations: number,
  r: Random,
): Discrepancy | null {
  if (first.length < 2 || second.length < 2) return null;
  const all = [...first, ...second];
  const n = all.length;
  const squares = new Float64Array(n * n);
  const between: number[] = [];
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const d = squaredDistance(all[i] as Float32Array, all[j] as Float32Array);
      squares[i * n + j] = d;
      squares[j * n + i] = d;
      between.push(d);
    }
  between.sort((a, b) => a - b);
  const median = between[Math.floor(between.length / 2)] as number;
  // Points that are all the same have no width: there is nothing to tell apart.
  if (median === 0) return { mmd2: 0, p: 1, width: 0 };
  const kernel = squares.map((d) => Math.exp(-d / (2 * median)));
  const mmd2Of = (order: readonly number[]) => unbiased(kernel, n, order, first.length);
  const order = Array.from({ length: n }, (_, i) => i);
  const mmd2 = mmd2Of(order);
  let asGreat = 0;
  for (let k = 0; k < permutations; k++) if (mmd2Of(shuffled(order, r)) >= mmd2) asGreat++;
  return { mmd2, p: (asGreat + 1) / (permutations + 1), width: Math.sqrt(median) };
}

function unbiased(kernel: Float64Array, n: number, order: readonly number[], m: number): number {
  let [within1, within2, across] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const row = (order[i] as number) * n;
    for (let j = i + 1; j < n; j++) {
      const k = kernel[row + (order[j] as number)] as number;
      if (j < m) within1 += k;
      else if (i >= m) within2 += k;
      else across += k;
    }
  }
  const o = n - m;
  return (2 * within1) / (m * (m - 1)) + (2 * within2) / (o * (o - 1)) - (2 * across) / (m * o);
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return sum;
}
