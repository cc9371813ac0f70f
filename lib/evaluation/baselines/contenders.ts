import { LEVELS, type Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Answer, LevelMetrics } from "@/lib/measures/metrics";
import type { Artifact } from "@/lib/model/artifact";
import {
  type Policy,
  type PolicyName,
  probabilitiesOf,
  type ScaleCalibration,
} from "@/lib/model/calibration";
import type { Prediction } from "@/lib/model/prediction";
import { predictionSet } from "@/lib/policy/prediction-set";
import { shownLevel } from "@/lib/policy/shown-level";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { answered, fitConformal, fitTemperature, type HeldOut } from "@/lib/training/calibrate";
import { POLICIES_BY_COSTS } from "@/lib/training/decision/cost-tables";
import { scoreFolds } from "@/lib/training/ktas/cross-validation";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { type Classified, chooseRidge } from "./choose-ridge";
import { linearFeatures } from "./features";
import { fitOrdinal, ordinalProbabilities } from "./ordinal-regression";

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
      probabilities: table.get(floors[i] as number) as number[],
      level: k.level,
      ageYears: k.case.ageYears,
    })),
  );
  return cases.map((c) => {
    const floor = floorOf(c);
    const probabilities = table.get(floor) as number[];
    const level = floor === NO_RULE ? usual : (floor as Level);
    return { level, probabilities, set: predictionSet(probabilities, level, conformal, c.ageYears) };
  });
}

/** Ridge strengths tried, strongest first; the one under which the calibration split's labels are likeliest is taken. */
const PENALTIES = [30, 10, 3] as const;

export const heldOut = (
  cases: readonly Labelled[],
  probabilities: readonly (readonly number[])[],
): HeldOut[] =>
  cases.map((c, i) => ({ logits: logs(probabilities[i] ?? []), level: c.level, ageYears: c.case.ageYears }));

/** Logits of probabilities, an impossible level made nearly so. */
export const logs = (p: readonly number[]): number[] => p.map((x) => Math.log(Math.max(1e-12, x)));

/** The calibration of levels as charted, and the decision by the costs that the model decides by. */
export function fitByCosts(cases: readonly HeldOut[], fittedOn: string): ScaleCalibration {
  const softening = fitTemperature(cases);
  return {
    ...softening,
    policies: POLICIES_BY_COSTS,
    conformal: fitConformal(answered(cases, softening)),
    fittedOn,
  };
}

/** An answer as the model's own calibration makes it: the same softening, policy and prediction set. */
export function answerOf(
  logits: readonly number[],
  ageYears: number,
  c: ScaleCalibration,
  policy: PolicyName = "balanced",
): Answer {
  const probabilities = probabilitiesOf(logits, c);
  const level = shownLevel(probabilities, c.policies[policy] as Policy);
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
  const rowsOf = (xs: readonly TriageCase[]) => linearFeatures(artifact, xs);
  const classified = (xs: readonly Labelled[]): Classified => ({
    rows: rowsOf(xs.map((x) => x.case)),
    classes: xs.map((x) => x.level),
  });
  const { model, penalty } = chooseRidge(classified(train), classified(calibrate), 5, PENALTIES);
  const of = (xs: readonly TriageCase[]) => ordinalProbabilities(rowsOf(xs), model);
  const scale = fitByCosts(heldOut(calibrate, of(calibrate.map((c) => c.case))), "the calibration split");
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
