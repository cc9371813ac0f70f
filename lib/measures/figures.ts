import { random } from "@/lib/core/random";
import { type Answer, binaryMetrics, type LevelMetrics, type LevelShares, levelMeasurer } from "./metrics";
import { reliabilityBins } from "./plots-data";
import { areaUnderRoc, averagePrecision, type Counts, rank } from "./ranking";

/** A measured figure with its 95 % bootstrap interval where one was computed; null where it could not be measured. */
export type Figure = {
  readonly name: string;
  readonly value: number | null;
  readonly low?: number;
  readonly high?: number;
};
/** Figures never travel without what they were measured on and over how many cases. (The registry's metric set.) */
export type FigureSet = {
  readonly dataset: string;
  readonly cases: number;
  readonly figures: readonly Figure[];
};

/** Names as people read them, in the order they are shown; in one place for console, card and command line. */
export const LEVEL_FIGURES: readonly (readonly [string, (m: LevelShares) => number | null])[] = [
  ["Accuracy", (m) => m.accuracy],
  ["Within one level", (m) => m.withinOne],
  ["Quadratic-weighted kappa", (m) => m.kappa],
  ["Under-triage", (m) => m.underTriage],
  ["Over-triage", (m) => m.overTriage],
  ["Severe under-triage", (m) => m.severeUnderTriage],
  ["Sensitivity, levels 1-2", (m) => m.sensitivity12],
  ["Specificity, levels 1-2", (m) => m.specificity12],
  ["AUROC, levels 1-2", (m) => m.aurocLevel12],
  ["AUPRC, levels 1-2", (m) => m.auprcLevel12],
  ["Calibration error", (m) => m.calibrationError],
  ["Prediction set coverage", (m) => m.coverage],
  ["Prediction set size", (m) => m.setSize],
  ["Accuracy, most likely level", (m) => m.argMaxAccuracy],
  ["Kappa, most likely level", (m) => m.argMaxKappa],
];

export function levelFigures(
  dataset: string,
  answers: readonly Answer[],
  actual: readonly number[],
  resamples = 0,
): FigureSet {
  const measure = levelMeasurer(answers, actual);
  const measured = measure(null);
  const intervals = bootstrap(measure, actual.length, resamples);
  return {
    dataset,
    cases: actual.length,
    figures: LEVEL_FIGURES.map(([name, of]) => ({ name, value: of(measured), ...intervals.get(name) })),
  };
}

type Interval = { readonly low: number; readonly high: number };

/** Percentile bootstrap over patients (Efron 1979), seeded; a figure that half of the resamples lack has no interval. */
function bootstrap(
  measure: (counts: Counts) => LevelMetrics,
  cases: number,
  resamples: number,
): Map<string, Interval> {
  const drawn = new Map<string, number[]>(LEVEL_FIGURES.map(([name]) => [name, []]));
  for (let b = 0; b < resamples; b++) {
    const m = measure(resample(cases, b));
    for (const [name, of] of LEVEL_FIGURES) {
      const value = of(m);
      if (value !== null) drawn.get(name)?.push(value);
    }
  }
  return new Map(
    [...drawn].filter(([, v]) => v.length > resamples / 2).map(([name, v]) => [name, interval(v)]),
  );
}

/** Differences of two measurers on the same resamples; a figure one of them lacks has none. */
export function pairedInterval(
  first: (counts: Counts) => LevelMetrics,
  second: (counts: Counts) => LevelMetrics,
  names: typeof LEVEL_FIGURES,
  cases: number,
  resamples: number,
): Figure[] {
  const drawn = new Map<string, number[]>(names.map(([name]) => [name, []]));
  const minus = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b);
  for (let r = 0; r < resamples; r++) {
    const counts = resample(cases, r);
    const [a, b] = [first(counts), second(counts)];
    for (const [name, of] of names) {
      const d = minus(of(a), of(b));
      if (d !== null) drawn.get(name)?.push(d);
    }
  }
  const [a, b] = [first(null), second(null)];
  return names.map(([name, of]) => {
    const values = drawn.get(name) ?? [];
    return { name, value: minus(of(a), of(b)), ...(values.length > resamples / 2 ? interval(values) : {}) };
  });
}

/** How often each case was drawn when as many were drawn as there are. */
export function resample(cases: number, number: number): Int32Array {
  const r = random(20_250_101, "bootstrap", number);
  const counts = new Int32Array(cases);
  for (let i = 0; i < cases; i++) {
    const chosen = r.below(cases);
    counts[chosen] = (counts[chosen] as number) + 1;
  }
  return counts;
}

/** @param what the outcome, in words: the end of the figures' names */
export function binaryFigures(
  dataset: string,
  scores: readonly number[],
  actual: readonly boolean[],
  resamples = 0,
  what = "critical care or death",
): FigureSet {
  const m = binaryMetrics(scores, actual);
  const ranking = rank(scores, actual);
  const draws = Array.from({ length: resamples }, (_, b) => resample(actual.length, b));
  const intervalOf = (of: (counts: Counts) => number | null): Interval | Record<string, never> => {
    const values = draws.map(of).filter((v): v is number => v !== null);
    return values.length > 1 ? interval(values) : {};
  };
  return {
    dataset,
    cases: m.count,
    figures: [
      { name: `AUROC, ${what}`, value: m.auroc, ...intervalOf((counts) => areaUnderRoc(ranking, counts)) },
      {
        name: `AUPRC, ${what}`,
        value: m.auprc,
        ...intervalOf((counts) => averagePrecision(ranking, counts)),
      },
      { name: "Brier score", value: m.brier },
      { name: "Calibration error", value: calibrationOf(scores, actual) },
      { name: "Share that had it", value: m.count > 0 ? m.positives / m.count : null },
    ],
  };
}

/** Mean distance of predicted and observed shares over ten bins of about equally many patients. */
function calibrationOf(scores: readonly number[], actual: readonly boolean[]): number | null {
  if (actual.length === 0) return null;
  const gaps = reliabilityBins(scores, actual).map((b) => b.cases * Math.abs(b.predicted - b.observed));
  return gaps.reduce((a, b) => a + b, 0) / actual.length;
}

/** What the first scores have over the second in telling who had it, the same patients drawn for both. */
export function rankingDifference(
  dataset: string,
  first: readonly number[],
  second: readonly number[],
  actual: readonly boolean[],
  resamples: number,
): FigureSet {
  const [a, b] = [rank(first, actual), rank(second, actual)];
  const names = [
    ["AUROC", areaUnderRoc],
    ["AUPRC", averagePrecision],
  ] as const;
  const draws = Array.from({ length: resamples }, (_, i) => resample(actual.length, i));
  const figures = names.map(([name, of]): Figure => {
    const minus = (counts: Counts): number | null => {
      const [x, y] = [of(a, counts), of(b, counts)];
      return x === null || y === null ? null : x - y;
    };
    const values = draws.map(minus).filter((v) => v !== null);
    return { name, value: minus(null), ...(values.length > 1 ? interval(values) : {}) };
  });
  return { dataset, cases: actual.length, figures };
}

/** The middle 95 % of what the resamples gave. */
export function interval(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
  return { low: at(0.025), high: at(0.975) };
}

export const figure = (set: FigureSet | undefined, name: string): Figure | undefined =>
  set?.figures.find((f) => f.name === name);
