import type { Engine } from "@/lib/engine/engine";
import type { FigureSet } from "@/lib/measures/figures";
import type { LevelMetrics, LevelShares } from "@/lib/measures/metrics";
import type { SurveyCurves } from "@/lib/measures/plots-data";
import type { SetsOfScale } from "@/lib/measures/prediction-sets";
import type { OperatingPoint } from "@/lib/measures/ranking";
import type { PolicyName } from "@/lib/model/calibration";
import type { Twin } from "@/lib/training/twin";
import type { MeasuredExplanations } from "./explanation-quality";
import { explanationFigures } from "./explanation-quality";
import type { ExternalEvaluation } from "./external/evaluate-external";
import type { OutcomesEvaluation } from "./outcomes/evaluate-outcomes";

export type GroupResult = {
  readonly grouping: string;
  readonly group: string;
  /** Patients labelled 1-2 (or to whom it happened) in the group: what its sensitivity rests on. */
  readonly positives: number;
  readonly figures: FigureSet;
};

/** Something measured on the same patients: the model in one of its forms, or what it must beat. */
export type Contender = {
  readonly name: string;
  /** What it is and what it learned from, in a sentence. */
  readonly about: string;
  readonly figures: FigureSet;
};

/** Cross-validated over the folds the model was cross-validated on; balanced policy. */
export type KtasContender = {
  readonly name: string;
  /** Absent in evaluations written before it was said, as `spread` is. */
  readonly about?: string;
  /** Means over the repeats. */
  readonly metrics: LevelMetrics;
  /** Standard deviations over the repeats, where there were several. */
  readonly spread?: LevelShares;
};

export type SurveyEvaluation = {
  readonly policies: readonly { readonly policy: PolicyName; readonly figures: FigureSet }[];
  readonly groups: readonly GroupResult[];
  /** rows: label 1..5, columns: level shown by the balanced policy 1..5 */
  readonly confusion: readonly (readonly number[])[];
  readonly contenders: readonly Contender[];
  /** The model less each contender that answered here, paired by patient. */
  readonly differences: readonly { readonly against: string; readonly figures: FigureSet }[];
  readonly curves: readonly SurveyCurves[];
  /** The border between level 2 and 3 moved over the whole scale, and where the policies put it. */
  readonly tradeOff: readonly OperatingPoint[];
  readonly operating: readonly {
    readonly name: string;
    readonly sensitivity: number;
    readonly flagged: number;
  }[];
};

/** `evaluation.json`: everything the report and the model card state. */
export type Evaluation = {
  readonly model: { readonly name: string; readonly version: string };
  readonly precision: Engine["precision"];
  /** Set when `model` learned from the reported visits: its twin answered in its place, and `measured` has the twin's files. */
  readonly twin?: Twin;
  /** What exactly was measured, and on what: sha256 of the files that answered and of the visits with their labels. */
  readonly measured: {
    readonly files: Readonly<Record<string, string>>;
    readonly survey: string;
    readonly outcomes: string;
    readonly resamples: number;
  };
  readonly survey: SurveyEvaluation | null;
  /** What happened to the patients; null where no visit says, or the model says nothing of it. */
  readonly outcomes: OutcomesEvaluation | null;
  /** On visits of another country that nothing was fitted to; absent where they were not there. */
  readonly external?: ExternalEvaluation;
  /** Recorded while training `model`, which has seen every KTAS visit and cannot be measured on them again. */
  readonly ktas: unknown;
  /** What stands beside it on the same folds; null where nothing does. */
  readonly ktasBeside: readonly KtasContender[] | null;
  /** Prediction sets by scale and age; absent in evaluations written before they were looked at by themselves. */
  readonly sets?: readonly SetsOfScale[];
  /** null: not measured this time. */
  readonly explanations: MeasuredExplanations | null;
};

/** What the registry and the console show of an evaluation. */
export function metricSets(e: Evaluation): FigureSet[] {
  const answered = [
    ...(e.survey?.policies.map((p) => p.figures) ?? []),
    ...(e.outcomes?.outcomes.map((o) => o.figures) ?? []),
  ];
  return [
    ...(e.twin ? answered.map(byTwin) : answered),
    ...(e.explanations ? [explanationFigures(e.explanations)] : []),
  ];
}

/** A figure says what it was measured on, and by whom when that is not the model itself. The policy stays at the end. */
const byTwin = (set: FigureSet): FigureSet => ({
  ...set,
  dataset: set.dataset.replace(
    /^(.*?)(, [\w-]+ policy)?$/,
    "$1 (answered by a twin that did not learn from it)$2",
  ),
});
