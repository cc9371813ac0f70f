/** Plain measures over answers and truths; every one returns null where it is not defined (no such patient). */
export type Answer = {
  /** Level shown (1..5). */
  readonly level: number;
  readonly probabilities: readonly number[];
  readonly set: readonly number[];
};

const mean = (xs: readonly number[]): number | null =>
  xs.length === 0 ? null : xs.reduce((a, b) => a + b, 0) / xs.length;

/** Share of pairs (positive, negative) ranked right, ties half (Mann-Whitney). */
export function auroc(scores: readonly number[], positive: readonly boolean[]): number | null {
  const order = scores.map((s, i) => [s, positive[i] === true] as const).sort((a, b) => a[0] - b[0]);
  let rankSum = 0;
  let positives = 0;
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j < order.length && order[j]?.[0] === order[i]?.[0]) j++;
    for (let k = i; k < j; k++)
      if (order[k]?.[1]) {
        rankSum += (i + j + 1) / 2;
        positives++;
      }
    i = j;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Average precision. */
export function auprc(scores: readonly number[], positive: readonly boolean[]): number | null {
  const order = scores.map((s, i) => [s, positive[i] === true] as const).sort((a, b) => b[0] - a[0]);
  const total = order.filter(([, p]) => p).length;
  if (total === 0) return null;
  let found = 0;
  let sum = 0;
  order.forEach(([, p], i) => {
    if (p) sum += ++found / (i + 1);
  });
  return sum / total;
}

/** Cohen's kappa with quadratic weights (Cohen 1968) over levels 1..5. */
export function quadraticKappa(actual: readonly number[], predicted: readonly number[]): number | null {
  const n = actual.length;
  if (n === 0) return null;
  const a = new Array<number>(6).fill(0);
  const p = new Array<number>(6).fill(0);
  let observed = 0;
  for (let i = 0; i < n; i++) {
    const x = actual[i] as number;
    const y = predicted[i] as number;
    a[x] = (a[x] as number) + 1;
    p[y] = (p[y] as number) + 1;
    observed += (x - y) ** 2;
  }
  let expected = 0;
  for (let x = 1; x <= 5; x++)
    for (let y = 1; y <= 5; y++) expected += ((a[x] as number) * (p[y] as number) * (x - y) ** 2) / n;
  return expected === 0 ? null : 1 - observed / expected;
}

/** Expected calibration error of the arg-max over 15 equal-width bins (Guo et al. 2017). */
export function calibrationError(
  probabilities: readonly (readonly number[])[],
  actual: readonly number[],
): number | null {
  if (actual.length === 0) return null;
  const bins = Array.from({ length: 15 }, () => ({ n: 0, sure: 0, right: 0 }));
  probabilities.forEach((p, i) => {
    const top = argMaxLevel(p);
    const sure = p[top - 1] as number;
    const bin = bins[Math.min(14, Math.floor(sure * 15))] as { n: number; sure: number; right: number };
    bin.n++;
    bin.sure += sure;
    bin.right += top === actual[i] ? 1 : 0;
  });
  return bins.reduce((sum, b) => sum + Math.abs(b.sure - b.right), 0) / actual.length;
}

const argMaxLevel = (p: readonly number[]): number => p.indexOf(Math.max(...p)) + 1;

export type LevelMetrics = {
  readonly count: number;
  readonly accuracy: number | null;
  readonly withinOne: number | null;
  readonly kappa: number | null;
  /** Share shown a less urgent level than the label, and a more urgent one. */
  readonly underTriage: number | null;
  readonly overTriage: number | null;
  /** Of the patients labelled 1-2, the share shown 1-2; and its complement among 1-2 shown 4-5 or two levels off. */
  readonly sensitivity12: number | null;
  readonly specificity12: number | null;
  /** Two or more levels too low in urgency, or a 1-2 patient shown 3-5. */
  readonly severeUnderTriage: number | null;
  readonly aurocLevel12: number | null;
  readonly auprcLevel12: number | null;
  readonly calibrationError: number | null;
  readonly coverage: number | null;
  readonly setSize: number | null;
  /** The same answers by arg-max of the probabilities instead of the decision policy. */
  readonly argMaxAccuracy: number | null;
  readonly argMaxKappa: number | null;
  /** rows: label 1..5, columns: shown 1..5 */
  readonly confusion: readonly (readonly number[])[];
};

export function levelMetrics(answers: readonly Answer[], actual: readonly number[]): LevelMetrics {
  const shown = answers.map((a) => a.level);
  const pairs = shown.map((p, i) => [p, actual[i] as number] as const);
  const share = (xs: readonly (readonly [number, number])[], f: (p: number, a: number) => boolean) =>
    mean(xs.map(([p, a]) => (f(p, a) ? 1 : 0)));
  const urgent = pairs.filter(([, a]) => a <= 2);
  const others = pairs.filter(([, a]) => a > 2);
  const confusion = [1, 2, 3, 4, 5].map(() => [0, 0, 0, 0, 0]);
  for (const [p, a] of pairs) {
    const row = confusion[a - 1];
    if (row) row[p - 1] = (row[p - 1] as number) + 1;
  }
  const isUrgent = actual.map((a) => a <= 2);
  const urgentScores = answers.map((a) => (a.probabilities[0] as number) + (a.probabilities[1] as number));
  const tops = answers.map((a) => argMaxLevel(a.probabilities));
  return {
    count: actual.length,
    accuracy: share(pairs, (p, a) => p === a),
    withinOne: share(pairs, (p, a) => Math.abs(p - a) <= 1),
    kappa: quadraticKappa(actual, shown),
    underTriage: share(pairs, (p, a) => p > a),
    overTriage: share(pairs, (p, a) => p < a),
    sensitivity12: share(urgent, (p) => p <= 2),
    specificity12: share(others, (p) => p > 2),
    severeUnderTriage: share(pairs, (p, a) => p - a >= 2 || (a <= 2 && p >= 3)),
    aurocLevel12: auroc(urgentScores, isUrgent),
    auprcLevel12: auprc(urgentScores, isUrgent),
    calibrationError: calibrationError(
      answers.map((a) => a.probabilities),
      actual,
    ),
    coverage: mean(answers.map((a, i) => (a.set.includes(actual[i] as number) ? 1 : 0))),
    setSize: mean(answers.map((a) => a.set.length)),
    argMaxAccuracy: mean(tops.map((t, i) => (t === actual[i] ? 1 : 0))),
    argMaxKappa: quadraticKappa(actual, tops),
    confusion,
  };
}

export type BinaryMetrics = {
  readonly count: number;
  readonly positives: number;
  readonly auroc: number | null;
  readonly auprc: number | null;
  readonly brier: number | null;
};

export function binaryMetrics(scores: readonly number[], actual: readonly boolean[]): BinaryMetrics {
  return {
    count: actual.length,
    positives: actual.filter(Boolean).length,
    auroc: auroc(scores, actual),
    auprc: auprc(scores, actual),
    brier: mean(scores.map((s, i) => (s - (actual[i] ? 1 : 0)) ** 2)),
  };
}
