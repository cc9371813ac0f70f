import { type Answer, auroc, type BinaryMetrics, type LevelMetrics, levelMetrics } from "./metrics";
import { random } from "./random";

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
export const LEVEL_FIGURES: readonly (readonly [string, (m: LevelMetrics) => number | null])[] = [
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
  const measured = levelMetrics(answers, actual);
  const intervals = resamples > 0 ? bootstrap(answers, actual, resamples) : null;
  return {
    dataset,
    cases: actual.length,
    figures: LEVEL_FIGURES.map(([name, of]) => ({ name, value: of(measured), ...intervals?.get(name) })),
  };
}

/** Percentile bootstrap over patients (Efron 1979), seeded. */
function bootstrap(
  answers: readonly Answer[],
  actual: readonly number[],
  resamples: number,
): Map<string, { low: number; high: number }> {
  const drawn = new Map<string, number[]>(LEVEL_FIGURES.map(([name]) => [name, []]));
  for (let b = 0; b < resamples; b++) {
    const r = random(20_250_101, "bootstrap", b);
    const chosen = actual.map(() => r.below(actual.length));
    const m = levelMetrics(
      chosen.map((i) => answers[i] as Answer),
      chosen.map((i) => actual[i] as number),
    );
    for (const [name, of] of LEVEL_FIGURES) {
      const value = of(m);
      if (value !== null) drawn.get(name)?.push(value);
    }
  }
  return new Map(
    [...drawn].filter(([, v]) => v.length > resamples / 2).map(([name, v]) => [name, interval(v)]),
  );
}

export function binaryFigures(
  dataset: string,
  m: BinaryMetrics,
  scores: readonly number[],
  actual: readonly boolean[],
  resamples = 0,
): FigureSet {
  const drawn: number[] = [];
  for (let b = 0; b < resamples; b++) {
    const r = random(20_250_101, "bootstrap", b);
    const chosen = actual.map(() => r.below(actual.length));
    const value = auroc(
      chosen.map((i) => scores[i] as number),
      chosen.map((i) => actual[i] as boolean),
    );
    if (value !== null) drawn.push(value);
  }
  return {
    dataset,
    cases: m.count,
    figures: [
      {
        name: "AUROC, critical-care admission",
        value: m.auroc,
        ...(drawn.length > 1 ? interval(drawn) : {}),
      },
      { name: "AUPRC, critical-care admission", value: m.auprc },
      { name: "Brier score", value: m.brier },
      { name: "Share admitted to critical care", value: m.count > 0 ? m.positives / m.count : null },
    ],
  };
}

function interval(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
  return { low: at(0.025), high: at(0.975) };
}

export const figure = (set: FigureSet | undefined, name: string): Figure | undefined =>
  set?.figures.find((f) => f.name === name);
