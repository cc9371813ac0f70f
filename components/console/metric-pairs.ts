import { COUNTERFACTUAL } from "@/lib/evaluation/counterfactual/figure-names";
import { isTooFew } from "@/lib/registry/metric-set";
import type { MetricFigure, MetricSet } from "@/lib/workflows/views";

/**
 * Two versions measured on the same cases, figure beside figure. Nothing is compared across datasets or across different
 * numbers of cases: a difference would say something about the patients, not about the versions.
 */
export type MetricPair = {
  readonly name: string;
  readonly champion: MetricFigure | null;
  readonly candidate: MetricFigure | null;
  readonly verdict: Verdict;
};
/** "unclear": the difference is within either figure's 95 % interval, or there is none to compare. */
export type Verdict = "better" | "worse" | "same" | "unclear" | "not-compared";

export type MetricComparison = {
  readonly dataset: string;
  readonly cases: number;
  /** False when the version in use was not measured on these very cases. */
  readonly sameCases: boolean;
  /** The candidate's own figures, for a set the version in use has none on (its agreement with it, for instance). */
  readonly alone: MetricSet | null;
  readonly pairs: readonly MetricPair[];
};

/** For most figures more is better; these are the others. */
const LESS_IS_BETTER = new Set([
  "Under-triage",
  "Over-triage",
  "Severe under-triage",
  "Calibration error",
  "Prediction set size",
  "Brier score",
  ...Object.values(COUNTERFACTUAL),
]);
/** Says something about the patients or is right when it meets its target, not when it grows. */
const NO_DIRECTION = new Set([
  "Share that had it",
  "Share admitted to critical care",
  "Prediction set coverage",
  "Rank correlation, all weights redrawn",
]);
/** A rate (0..1), written as a percentage; the others are written with three decimals. */
const RATES = new Set([
  "Accuracy",
  "Accuracy, most likely level",
  "Within one level",
  "Under-triage",
  "Over-triage",
  "Severe under-triage",
  "Sensitivity, levels 1-2",
  "Specificity, levels 1-2",
  "Prediction set coverage",
  "Share that had it",
  // Of earlier versions.
  "Share admitted to critical care",
  "Same level as the version in use",
  "Less urgent than the version in use",
  "Same level",
  "Made less urgent",
  "Levels 1-2 made 3 or less urgent",
  ...Object.values(COUNTERFACTUAL),
]);

export function compareMetrics(
  champion: readonly MetricSet[],
  candidate: readonly MetricSet[],
): MetricComparison[] {
  return candidate.map((set) => {
    const other = champion.find((c) => c.dataset === set.dataset) ?? null;
    const sameCases = other?.cases === set.cases;
    const names = new Set([...set.figures, ...(other?.figures ?? [])].map((f) => f.name));
    const pairs = [...names].map((name) => {
      const ours = set.figures.find((f) => f.name === name) ?? null;
      const theirs = other?.figures.find((f) => f.name === name) ?? null;
      return {
        name,
        champion: theirs,
        candidate: ours,
        verdict: sameCases && !isTooFew(set) ? verdictOf(name, theirs, ours) : "not-compared",
      } satisfies MetricPair;
    });
    return { dataset: set.dataset, cases: set.cases, sameCases, alone: other === null ? set : null, pairs };
  });
}

function verdictOf(name: string, before: MetricFigure | null, after: MetricFigure | null): Verdict {
  if (before?.value == null || after?.value == null || NO_DIRECTION.has(name)) return "not-compared";
  const change = after.value - before.value;
  if (Math.abs(change) < 5e-4) return "same";
  if (within(after.value, before) || within(before.value, after)) return "unclear";
  return change > 0 === !LESS_IS_BETTER.has(name) ? "better" : "worse";
}

const within = (value: number, { low, high }: MetricFigure): boolean =>
  low !== undefined && high !== undefined && value >= low && value <= high;

/** "71.4 %", "0.712", null when it was not measured. */
export function formatFigure(name: string, value: number | null): string | null {
  if (value === null) return null;
  return RATES.has(name) ? `${(value * 100).toFixed(1)} %` : value.toFixed(3);
}

/** "69.8–73.0 %", null when no interval was computed. */
export function formatInterval({ name, low, high }: MetricFigure): string | null {
  if (low === undefined || high === undefined) return null;
  return RATES.has(name)
    ? `${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)} %`
    : `${low.toFixed(3)}–${high.toFixed(3)}`;
}

export const VERDICT_SIGNS: Readonly<Record<Verdict, string>> = {
  better: "▲",
  worse: "▼",
  same: "=",
  unclear: "≈",
  "not-compared": "",
};
