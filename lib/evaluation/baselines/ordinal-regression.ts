import { sigmoid } from "@/lib/model/softmax";
import { type Minimum, minimize } from "@/lib/training/fitting/lbfgs";

/** Sparse rows (compressed): row r has columns[offsets[r]..offsets[r+1]) with values alike. */
export type SparseRows = {
  readonly width: number;
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
};

/**
 * Proportional-odds ordinal logistic regression (McCullagh 1980): P(class <= k) = sigmoid(cut k - weights . x), classes
 * 1..K, ridge penalty on the weights. With two classes it is logistic regression.
 */
export type OrdinalModel = {
  readonly weights: Float64Array;
  /** Ascending, K - 1 of them. */
  readonly cuts: readonly number[];
};

export type OrdinalFit = { readonly model: OrdinalModel } & Pick<
  Minimum,
  "iterations" | "gradient" | "value"
>;

/** @param penalty ridge strength: the loss is the mean negative log-likelihood plus penalty / (2 rows) x |weights|^2 */
export function fitOrdinal(
  rows: SparseRows,
  classes: readonly number[],
  count: number,
  penalty: number,
  start?: OrdinalModel,
): OrdinalFit {
  const n = classes.length;
  const { width } = rows;
  const cutsAt = width;
  const first = new Float64Array(width + count - 1);
  if (start) first.set(start.weights);
  (start?.cuts ?? initialCuts(classes, count)).forEach((cut, k, cuts) => {
    // The first cut and the logarithms of the gaps: whatever the optimiser tries, cuts ascend.
    first[cutsAt + k] = k === 0 ? cut : Math.log(Math.max(1e-6, cut - (cuts[k - 1] as number)));
  });
  const best = minimize((x, gradient) => {
    gradient.fill(0);
    const cuts = cutsOf(x, cutsAt, count);
    const cutGradient = new Float64Array(count - 1);
    let loss = 0;
    for (let r = 0; r < n; r++) {
      const score = scoreOf(rows, r, x);
      const y = classes[r] as number;
      const above = y === count ? 1 : sigmoid((cuts[y - 1] as number) - score);
      const below = y === 1 ? 0 : sigmoid((cuts[y - 2] as number) - score);
      const p = Math.max(1e-12, above - below);
      loss -= Math.log(p) / n;
      // d/dscore of -log(above - below) = 1 - above - below, exactly.
      const slope = (1 - above - below) / n;
      for (let at = rows.offsets[r] as number; at < (rows.offsets[r + 1] as number); at++) {
        const c = rows.columns[at] as number;
        gradient[c] = (gradient[c] as number) + slope * (rows.values[at] as number);
      }
      if (y < count) cutGradient[y - 1] = (cutGradient[y - 1] as number) - (above * (1 - above)) / p / n;
      if (y > 1) cutGradient[y - 2] = (cutGradient[y - 2] as number) + (below * (1 - below)) / p / n;
    }
    // Cut k is the first plus the gaps up to it.
    let tail = 0;
    for (let k = count - 2; k >= 0; k--) {
      tail += cutGradient[k] as number;
      gradient[cutsAt + k] = k === 0 ? tail : tail * Math.exp(x[cutsAt + k] as number);
    }
    for (let c = 0; c < width; c++) {
      const w = x[c] as number;
      loss += (penalty / (2 * n)) * w * w;
      gradient[c] = (gradient[c] as number) + (penalty / n) * w;
    }
    return loss;
  }, first);
  return {
    model: { weights: best.x.slice(0, width), cuts: cutsOf(best.x, cutsAt, count) },
    iterations: best.iterations,
    gradient: best.gradient,
    value: best.value,
  };
}

/** Probabilities of classes 1..K for each row. */
export function ordinalProbabilities(rows: SparseRows, { weights, cuts }: OrdinalModel): number[][] {
  return Array.from({ length: rows.offsets.length - 1 }, (_, r) => {
    const score = scoreOf(rows, r, weights);
    const atMost = [...cuts.map((cut) => sigmoid(cut - score)), 1];
    return atMost.map((p, k) => Math.max(0, p - (atMost[k - 1] ?? 0)));
  });
}

/** Cuts that give the classes' own shares where every score is 0. */
function initialCuts(classes: readonly number[], count: number): number[] {
  return Array.from({ length: count - 1 }, (_, k) => {
    const share = (classes.filter((y) => y <= k + 1).length + (k + 1) / count) / (classes.length + 1);
    return Math.log(share / (1 - share));
  });
}

function cutsOf(x: Float64Array, at: number, count: number): number[] {
  const cuts: number[] = [];
  for (let k = 0; k < count - 1; k++)
    cuts.push(k === 0 ? (x[at] as number) : (cuts[k - 1] as number) + Math.exp(x[at + k] as number));
  return cuts;
}

function scoreOf(rows: SparseRows, r: number, weights: Float64Array): number {
  let score = 0;
  for (let at = rows.offsets[r] as number; at < (rows.offsets[r + 1] as number); at++)
    score += (weights[rows.columns[at] as number] as number) * (rows.values[at] as number);
  return score;
}
