import { LEVELS } from "@/lib/case/level";
import { areaUnderRoc, averagePrecision, type Counts, rank } from "./ranking";

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
export const auroc = (scores: readonly number[], positive: readonly boolean[]): number | null =>
  areaUnderRoc(rank(scores, positive));

/** Average precision. */
export const auprc = (scores: readonly number[], positive: readonly boolean[]): number | null =>
  averagePrecision(rank(scores, positive));

/** Cohen's kappa with quadratic weights (Cohen 1968) over levels 1..5. */
export const quadraticKappa = (actual: readonly number[], predicted: readonly number[]): number | null =>
  kappaOf(confusionOf(actual, predicted, null));

/** The same from a table: rows the first, columns the second, levels 1..5. */
export function kappaOf(table: readonly (readonly number[])[]): number | null {
  const n = total(table, () => true);
  if (n === 0) return null;
  const labelled = table.map((row) => row.reduce((a, b) => a + b, 0));
  const shown = LEVELS.map((_, p) => table.reduce((s, row) => s + (row[p] as number), 0));
  let [observed, expected] = [0, 0];
  for (let a = 0; a < 5; a++)
    for (let p = 0; p < 5; p++) {
      observed += (table[a]?.[p] as number) * (a - p) ** 2;
      expected += ((labelled[a] as number) * (shown[p] as number) * (a - p) ** 2) / n;
    }
  return expected === 0 ? null : 1 - observed / expected;
}

const BINS = 15;

/** Expected calibration error of the arg-max over 15 equal-width bins (Guo et al. 2017). */
export const calibrationError = (
  probabilities: readonly (readonly number[])[],
  actual: readonly number[],
): number | null =>
  actual.length === 0
    ? null
    : calibrationGap(probabilities.map(argMaxLevel), probabilities.map(topOf), actual, null);

function calibrationGap(
  tops: readonly number[],
  sureties: readonly number[],
  actual: readonly number[],
  counts: Counts,
): number {
  // Per bin: how sure less how right, summed.
  const gaps = new Float64Array(BINS);
  let n = 0;
  for (let i = 0; i < tops.length; i++) {
    const times = counts ? (counts[i] as number) : 1;
    const sure = sureties[i] as number;
    const bin = Math.min(BINS - 1, Math.floor(sure * BINS));
    gaps[bin] = (gaps[bin] as number) + times * (sure - (tops[i] === actual[i] ? 1 : 0));
    n += times;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / n;
}

const topOf = (p: readonly number[]): number => Math.max(...p);
const argMaxLevel = (p: readonly number[]): number => p.indexOf(topOf(p)) + 1;

export type LevelMetrics = LevelShares & {
  readonly count: number;
  /** rows: label 1..5, columns: shown 1..5 */
  readonly confusion: readonly (readonly number[])[];
};

export type LevelShares = {
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
};

export const levelMetrics = (answers: readonly Answer[], actual: readonly number[]): LevelMetrics =>
  levelMeasurer(answers, actual)(null);

/** Sorts and bins once; the function it gives measures the cases counted as often as each is asked for (bootstrap). */
export function levelMeasurer(
  answers: readonly Answer[],
  actual: readonly number[],
): (counts: Counts) => LevelMetrics {
  const shown = answers.map((a) => a.level);
  const tops = answers.map((a) => argMaxLevel(a.probabilities));
  const sureties = answers.map((a) => topOf(a.probabilities));
  const covered = answers.map((a, i) => (a.set.includes(actual[i] as number) ? 1 : 0));
  const sizes = answers.map((a) => a.set.length);
  const ranking = rank(
    answers.map((a) => (a.probabilities[0] as number) + (a.probabilities[1] as number)),
    actual.map((a) => a <= 2),
  );
  return (counts) => {
    const confusion = confusionOf(actual, shown, counts);
    const arg = confusionOf(actual, tops, counts);
    const n = total(confusion, () => true);
    const share = (of: Which, among: Which = () => true): number | null => {
      const all = total(confusion, among);
      return all === 0 ? null : total(confusion, (a, p) => among(a, p) && of(a, p)) / all;
    };
    const perCase = (values: readonly number[]): number | null =>
      n === 0 ? null : values.reduce((s, v, i) => s + v * (counts ? (counts[i] as number) : 1), 0) / n;
    return {
      count: n,
      accuracy: share((a, p) => p === a),
      withinOne: share((a, p) => Math.abs(p - a) <= 1),
      kappa: kappaOf(confusion),
      underTriage: share((a, p) => p > a),
      overTriage: share((a, p) => p < a),
      sensitivity12: share(
        (_, p) => p <= 2,
        (a) => a <= 2,
      ),
      specificity12: share(
        (_, p) => p > 2,
        (a) => a > 2,
      ),
      severeUnderTriage: share((a, p) => p - a >= 2 || (a <= 2 && p >= 3)),
      aurocLevel12: areaUnderRoc(ranking, counts),
      auprcLevel12: averagePrecision(ranking, counts),
      calibrationError: n === 0 ? null : calibrationGap(tops, sureties, actual, counts),
      coverage: perCase(covered),
      setSize: perCase(sizes),
      argMaxAccuracy: n === 0 ? null : total(arg, (a, p) => a === p) / n,
      argMaxKappa: kappaOf(arg),
      confusion,
    };
  };
}

/** Means over repeated measurements of the same visits; null where any of them is. Counts become means, too. */
export function meanMetrics(repeats: readonly LevelMetrics[]): LevelMetrics {
  const [first] = repeats;
  if (!first) throw new Error("no measurement to take the mean of");
  const { count, confusion, ...shares } = first;
  return {
    ...overRepeats(shares, repeats, (values) => mean(values)),
    count,
    confusion: confusion.map((row, a) =>
      row.map((_, p) => mean(repeats.map((m) => m.confusion[a]?.[p] as number)) as number),
    ),
  };
}

/** Standard deviations (n - 1) over repeated measurements; null where one of them is, or where there is only one. */
export function spreadOf(repeats: readonly LevelMetrics[]): LevelShares {
  const { count: _count, confusion: _confusion, ...shares } = repeats[0] as LevelMetrics;
  return overRepeats(shares, repeats, (values) => {
    const middle = mean(values) as number;
    const squares = values.reduce((sum, v) => sum + (v - middle) ** 2, 0);
    return values.length < 2 ? null : Math.sqrt(squares / (values.length - 1));
  });
}

function overRepeats(
  shares: LevelShares,
  repeats: readonly LevelMetrics[],
  of: (values: readonly number[]) => number | null,
): LevelShares {
  const over = (key: keyof LevelShares) => {
    const values = repeats.map((m) => m[key]).filter((v) => v !== null);
    return values.length < repeats.length ? null : of(values);
  };
  return Object.fromEntries(
    Object.keys(shares).map((key) => [key, over(key as keyof LevelShares)]),
  ) as LevelShares;
}

/** Of a label and a level shown. */
type Which = (actual: number, shown: number) => boolean;

/** rows: label 1..5, columns: shown 1..5 */
function confusionOf(actual: readonly number[], shown: readonly number[], counts: Counts): number[][] {
  const table = LEVELS.map(() => [0, 0, 0, 0, 0]);
  for (let i = 0; i < actual.length; i++) {
    const row = table[(actual[i] as number) - 1];
    const column = (shown[i] as number) - 1;
    if (row) row[column] = (row[column] as number) + (counts ? (counts[i] as number) : 1);
  }
  return table;
}

const total = (table: readonly (readonly number[])[], of: Which): number =>
  table.reduce((sum, row, a) => sum + row.reduce((s, x, p) => s + (of(a + 1, p + 1) ? x : 0), 0), 0);

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
