import type { Figure, FigureSet } from "./figures";
import { LEVEL_FIGURES, pairedInterval } from "./figures";
import { type Answer, levelMeasurer } from "./metrics";

/** Figures in which two contenders are compared. */
const COMPARED = [
  "Quadratic-weighted kappa",
  "AUROC, levels 1-2",
  "AUPRC, levels 1-2",
  "Accuracy, most likely level",
  "Sensitivity, levels 1-2",
  "Severe under-triage",
  "Calibration error",
];

/** What the first has over the second on the same patients, with paired bootstrap intervals (the same resamples for both). */
export function differences(
  dataset: string,
  first: readonly Answer[],
  second: readonly Answer[],
  actual: readonly number[],
  resamples: number,
): FigureSet {
  const [a, b] = [levelMeasurer(first, actual), levelMeasurer(second, actual)];
  const names = LEVEL_FIGURES.filter(([name]) => COMPARED.includes(name));
  const figures: Figure[] = pairedInterval(a, b, names, actual.length, resamples);
  return { dataset, cases: actual.length, figures };
}
