import type { TriageCase } from "@/lib/case/triage-case";
import { differences } from "@/lib/measures/differences";
import { type FigureSet, figure, levelFigures } from "@/lib/measures/figures";
import { type Answer, levelMetrics } from "@/lib/measures/metrics";
import { surveyCurves, tradeOff } from "@/lib/measures/plots-data";
import type { Policy, PolicyName, ScaleCalibration } from "@/lib/model/calibration";
import type { Prediction } from "@/lib/model/prediction";
import { predictionSet } from "@/lib/policy/prediction-set";
import { likeliestLevel, shownLevel } from "@/lib/policy/shown-level";
import type { Sources } from "@/lib/training/sources/load";
import { splitOf } from "@/lib/training/sources/splits";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { labelled, ordinalRegression, rulesAlone, withRules } from "./baselines/contenders";
import type { Contender, SurveyEvaluation } from "./evaluation";
import { GROUPINGS, splitByGroup } from "./groups";
import type { MeasuredInput } from "./measured-input";

export const SURVEY_DATASET = "NHAMCS ED 2019";
export const CALIBRATION_DATASET = "NHAMCS ED 2016-2018, the sixth that calibrates";

/** 2019, and nothing else: visits with a level, of which what is measured on them learned nothing. */
export const reportedVisits = (sources: Sources): SourceVisit[] =>
  sources.outcomes.filter((v) => v.level && splitOf(v) === "report");

/** The sixth that calibrates, which no weight learns from. */
export const calibratedVisits = (sources: Sources): SourceVisit[] =>
  sources.outcomes.filter((v) => v.level && splitOf(v) === "calibrate");

export function evaluateSurvey(i: MeasuredInput): SurveyEvaluation {
  const { visits, answers, resamples } = i;
  const scale = i.artifact.calibration.scales.esi;
  const actual = visits.map((v) => v.level?.value ?? Number.NaN);
  const cases = visits.map((v) => v.case);
  const policies = (["balanced", "safety-first"] as const)
    .filter((p) => scale.policies[p])
    .map((policy) => ({ policy, answers: underPolicy(answers, cases, scale, policy) }));
  const shownTo = withRules(cases, answers);
  const figuresOf = (name: string, a: readonly Answer[], n = resamples) =>
    levelFigures(`${SURVEY_DATASET}, ${name}`, a, actual, n);

  const measured = policies.map(({ policy, answers: a }) => ({
    policy,
    figures: figuresOf(`${policy} policy`, a),
  }));
  const beside = i.baselines ? baselines(i, cases) : [];
  const named: readonly (readonly [string, readonly Answer[]])[] = [
    ["model", answers],
    ...beside.map((b) => [b.name, b.answers] as const),
  ];
  const contenders: Contender[] = [
    ...measured.map(({ policy, figures }) => ({
      name: `model, ${policy}`,
      about: `The model alone under its ${policy} policy.`,
      figures,
    })),
    {
      name: "model with rules",
      about: "What the screen shows: the balanced policy, made more urgent where a safety rule demands it.",
      figures: figuresOf("balanced policy with the safety rules", shownTo),
    },
    chartedHead(answers, figuresOf),
    ...beside.map(({ name, about, answers: a }) => ({ name, about, figures: figuresOf(name, a) })),
    ...(i.results ? [{ name: i.results.name, about: i.results.about, figures: i.results.survey }] : []),
  ];
  return {
    policies: measured,
    groups: groupResults(visits, answers, resamples),
    confusion: levelMetrics(answers, actual).confusion,
    contenders,
    differences: beside.map(({ name, answers: a }) => ({
      against: name,
      figures: differences(`${SURVEY_DATASET}, model less ${name}`, answers, a, actual, resamples),
    })),
    curves: named.map(([name, a]) => surveyCurves(name, a, actual)),
    tradeOff: tradeOff(
      answers.map((a) => a.expectedSeverity),
      actual,
    ),
    operating: contenders.flatMap(({ name, figures }) => {
      const sensitivity = figure(figures, "Sensitivity, levels 1-2")?.value;
      const specificity = figure(figures, "Specificity, levels 1-2")?.value;
      if (typeof sensitivity !== "number" || typeof specificity !== "number") return [];
      const urgent = actual.filter((a) => a <= 2).length / actual.length;
      return [{ name, sensitivity, flagged: urgent * sensitivity + (1 - urgent) * (1 - specificity) }];
    }),
  };
}

/** What was charted, guessed outright: neither costs nor outcomes have a say. Prediction sets are made for the decision, not for it. */
function chartedHead(
  answers: readonly Prediction[],
  figuresOf: (name: string, a: readonly Answer[]) => FigureSet,
): Contender {
  const name = "charted-level head, likeliest level";
  const set = figuresOf(
    name,
    answers.map(({ charted, probabilities, set: own }) => {
      const p = charted ?? probabilities;
      return { level: likeliestLevel(p), probabilities: p, set: own };
    }),
  );
  return {
    name,
    about:
      "The likeliest level of the one head that learned what was charted, without costs and without what happened.",
    figures: { ...set, figures: set.figures.filter((f) => !f.name.startsWith("Prediction set")) },
  };
}

/** The same probabilities under another policy: only the level and the set that must hold it change. */
function underPolicy(
  answers: readonly Prediction[],
  cases: readonly TriageCase[],
  scale: ScaleCalibration,
  policy: PolicyName,
): Answer[] {
  const chosen = scale.policies[policy] as Policy;
  return answers.map(({ probabilities }, i) => {
    const level = shownLevel(probabilities, chosen);
    return {
      level,
      probabilities,
      set: predictionSet(probabilities, level, scale.conformal, (cases[i] as TriageCase).ageYears),
    };
  });
}

type Named = { readonly name: string; readonly about: string; readonly answers: readonly Answer[] };

function baselines({ artifact, sources, onNote }: MeasuredInput, cases: readonly TriageCase[]): Named[] {
  const of = (split: string) =>
    labelled([...sources.nhamcs, ...sources.outcomes].filter((v) => splitOf(v) === split));
  const [train, calibrate] = [of("train"), of("calibrate")];
  if (calibrate.length === 0 || train.length === 0) return [];
  onNote?.("the safety rules alone");
  const rules = rulesAlone(calibrate, cases);
  onNote?.(`fitting the ordinal regression on ${train.length} visits`);
  const { answers, penalty } = ordinalRegression(artifact, train, calibrate, cases);
  return [
    {
      name: "rules alone",
      about: `The safety rules without any model: the floor's level, and the commonest level where no rule fires (counted on the ${calibrate.length} visits that calibrate).`,
      answers: rules,
    },
    {
      name: "ordinal regression",
      about: `Proportional-odds logistic regression on the inputs of the model (numbers, categories, word pieces), ridge ${penalty}, fitted on the ${train.length} training visits, calibrated on the ${calibrate.length} visits that calibrate; the level by the costs that the model decides by.`,
      answers,
    },
  ];
}

/** Intervals of groups cost as much as those of the whole. */
function groupResults(visits: readonly SourceVisit[], answers: readonly Answer[], resamples: number) {
  const items = visits.map((visit, i) => ({ visit, answer: answers[i] as Answer }));
  return GROUPINGS.flatMap((grouping) =>
    splitByGroup(items, grouping).map(([group, members]) => {
      const actual = members.map((m) => m.visit.level?.value ?? Number.NaN);
      return {
        grouping: grouping.name,
        group,
        positives: actual.filter((a) => a <= 2).length,
        figures: levelFigures(
          `${SURVEY_DATASET}, ${group}`,
          members.map((m) => m.answer),
          actual,
          resamples,
        ),
      };
    }),
  );
}
