import { LEVELS, type Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Artifact } from "@/lib/model/artifact";
import {
  expectedSeverity,
  levelOf,
  type PolicyName,
  predictionSet,
  probabilitiesOf,
  type ScaleCalibration,
} from "@/lib/model/calibration";
import type { Prediction } from "@/lib/model/prediction";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { fitConformal, fitScale, type HeldOut } from "../calibrate";
import { scoreFolds } from "../cross-validation";
import type { Answer, LevelMetrics } from "../metrics";
import type { SourceVisit } from "../sources/visit";
import { linearFeatures } from "./features";
import { fitOrdinal, type OrdinalModel, ordinalProbabilities } from "./ordinal-regression";

/**
 * What a model must beat to be worth having: the safety rules alone, and a plain regression on the same inputs, fitted on
 * the same visits and calibrated in the same way. Everything here answers visits; nothing here reads the reported labels.
 */
type Labelled = { readonly case: TriageCase; readonly level: Level };

export const labelled = (visits: readonly SourceVisit[]): Labelled[] =>
  visits.flatMap((v) => (v.level ? [{ case: v.case, level: v.level.value }] : []));

/** The level on the screen: the model's, or the floor's where that is more urgent. */
export const withRules = (cases: readonly TriageCase[], answers: readonly Prediction[]): Answer[] =>
  answers.map((a, i) => {
    const level = applyFloor(a.level, assessFloor(cases[i] as TriageCase));
    return { ...a, level, set: [level, ...a.set.filter((l) => l !== level)] };
  });

const NO_RULE = 0;
const AS_THEY_ARE = { temperature: 1, bias: [0, 0, 0, 0, 0] } as const;

/**
 * The safety rules alone: the floor's level, and where no rule fires the level most such patients have. Their probabilities
 * are how often each level occurs under each floor; both are counted on `known`.
 */
export function rulesAlone(known: readonly Labelled[], cases: readonly TriageCase[]): Answer[] {
  const floorOf = (c: TriageCase) => assessFloor(c)?.level ?? NO_RULE;
  const floors = known.map((k) => floorOf(k.case));
  const sharesUnder = (floor: number): number[] => {
    // A patient of each level besides those counted, so that nothing is impossible.
    const counts = LEVELS.map((l) => 1 + known.filter((k, i) => floors[i] === floor && k.level === l).length);
    const all = counts.reduce((a, b) => a + b, 0);
    return counts.map((n) => n / all);
  };
  const table = new Map([NO_RULE, ...LEVELS].map((floor) => [floor, sharesUnder(floor)]));
  const unfired = table.get(NO_RULE) as number[];
  const usual = (unfired.indexOf(Math.max(...unfired)) + 1) as Level;
  const conformal = fitConformal(
    known.map((k, i) => ({
      logits: (table.get(floors[i] as number) as number[]).map(Math.log),
      level: k.level,
      ageYears: k.case.ageYears,
    })),
    { ...AS_THEY_ARE, bias: [...AS_THEY_ARE.bias] },
  );
  return cases.map((c) => {
    const floor = floorOf(c);
    const probabilities = table.get(floor) as number[];
    const level = floor === NO_RULE ? usual : (floor as Level);
    return { level, probabilities, set: predictionSet(probabilities, level, conformal, c.ageYears) };
  });
}

/** Ridge strengths tried; the one under which the calibration split's labels are likeliest is taken. */
const PENALTIES = [1, 3, 10, 30, 100] as const;

type Fitted = { readonly model: OrdinalModel; readonly penalty: number };

/** Fitted on the first cases, its ridge strength chosen on the second. */
function fitOn(
  artifact: Artifact,
  train: { readonly cases: readonly TriageCase[]; readonly classes: readonly number[] },
  choose: { readonly cases: readonly TriageCase[]; readonly classes: readonly number[] },
  count: number,
): Fitted {
  const rows = linearFeatures(artifact, train.cases);
  const chooseRows = linearFeatures(artifact, choose.cases);
  let best: (Fitted & { loss: number }) | null = null;
  let start: OrdinalModel | undefined;
  // From strong to weak: each fit starts where the last one ended.
  for (const penalty of [...PENALTIES].reverse()) {
    const { model } = fitOrdinal(rows, train.classes, count, penalty, start);
    start = model;
    const loss = ordinalProbabilities(chooseRows, model).reduce(
      (sum, p, i) => sum - Math.log(Math.max(1e-12, p[(choose.classes[i] as number) - 1] as number)),
      0,
    );
    if (!best || loss < best.loss) best = { model, penalty, loss };
  }
  return best as Fitted;
}

export const heldOut = (
  cases: readonly Labelled[],
  probabilities: readonly (readonly number[])[],
): HeldOut[] =>
  cases.map((c, i) => ({ logits: logs(probabilities[i] ?? []), level: c.level, ageYears: c.case.ageYears }));

/** Logits of probabilities, an impossible level made nearly so. */
export const logs = (p: readonly number[]): number[] => p.map((x) => Math.log(Math.max(1e-12, x)));

/** An answer as the model's own calibration makes it: the same softening, policy and prediction set. */
export function answerOf(
  logits: readonly number[],
  ageYears: number,
  c: ScaleCalibration,
  policy: PolicyName = "balanced",
): Answer {
  const probabilities = probabilitiesOf(logits, c);
  const level = levelOf(expectedSeverity(probabilities), c.policies[policy]?.thresholds ?? []);
  return { level, probabilities, set: predictionSet(probabilities, level, c.conformal, ageYears) };
}

export type RegressionAnswers = { readonly answers: readonly Answer[]; readonly penalty: number };

/** Proportional-odds regression: fitted on `train`, calibrated on `calibrate` as the model was, answering `cases`. */
export function ordinalRegression(
  artifact: Artifact,
  train: readonly Labelled[],
  calibrate: readonly Labelled[],
  cases: readonly TriageCase[],
): RegressionAnswers {
  const split = (xs: readonly Labelled[]) => ({
    cases: xs.map((x) => x.case),
    classes: xs.map((x) => x.level as number),
  });
  const { model, penalty } = fitOn(artifact, split(train), split(calibrate), 5);
  const of = (xs: readonly TriageCase[]) => ordinalProbabilities(linearFeatures(artifact, xs), model);
  const scale = fitScale(heldOut(calibrate, of(calibrate.map((c) => c.case))), "the calibration split");
  return {
    penalty,
    answers: of(cases).map((p, i) => answerOf(logs(p), (cases[i] as TriageCase).ageYears, scale)),
  };
}

/** The regression by cross-validation over the folds the model was cross-validated on, calibrated on the other folds. */
export function ordinalRegressionFolds(
  artifact: Artifact,
  folds: readonly (readonly SourceVisit[])[],
  penalty: number,
): LevelMetrics {
  const answered = folds.map((visits, k) => {
    const train = labelled(folds.filter((_, i) => i !== k).flat());
    const { model } = fitOrdinal(
      linearFeatures(
        artifact,
        train.map((t) => t.case),
      ),
      train.map((t) => t.level),
      5,
      penalty,
    );
    const own = labelled(visits);
    const rows = linearFeatures(
      artifact,
      own.map((c) => c.case),
    );
    return { visits, heldOut: heldOut(own, ordinalProbabilities(rows, model)) };
  });
  return scoreFolds([answered]).metrics.balanced;
}

export type BinaryVisits = { readonly cases: readonly TriageCase[]; readonly positive: readonly boolean[] };

/** Logistic regression: the risk for each of `cases`. */
export function logisticRegression(
  artifact: Artifact,
  train: BinaryVisits,
  choose: BinaryVisits,
  cases: readonly TriageCase[],
): number[] {
  const classes = (positive: readonly boolean[]) => positive.map((p) => (p ? 2 : 1));
  const { model } = fitOn(
    artifact,
    { cases: train.cases, classes: classes(train.positive) },
    { cases: choose.cases, classes: classes(choose.positive) },
    2,
  );
  return ordinalProbabilities(linearFeatures(artifact, cases), model).map((p) => p[1] as number);
}
