import { binaryFigures, type FigureSet, figure, rankingDifference } from "@/lib/measures/figures";
import { type ReliabilityBin, reliabilityBins } from "@/lib/measures/plots-data";
import type { Sources } from "@/lib/training/sources/load";
import { splitOf } from "@/lib/training/sources/splits";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { type BinaryTargets, logisticRegressions } from "../baselines/logistic-regressions";
import { risksOf } from "../baselines/results-file";
import type { Contender, GroupResult } from "../evaluation";
import { GROUPINGS, splitByGroup } from "../groups";
import type { MeasuredInput } from "../measured-input";
import { type FoundTable, foundTable } from "./found-table";
import { OUTCOME_KEYS, type OutcomeKey, QUESTIONS, truthOf } from "./questions";

export const OUTCOMES_DATASET = "NHAMCS ED 2019, all visits";

/** 2019, whoever charted a level or not: of these visits nothing learned, and nothing was chosen on them. */
export const followedVisits = (sources: Pick<Sources, "outcomes">): SourceVisit[] =>
  sources.outcomes.filter((v) => splitOf(v) === "report");

export type OutcomeEvaluation = {
  readonly key: OutcomeKey;
  readonly name: string;
  /** The model, on every visit whose course is known. */
  readonly figures: FigureSet;
  /** The model and what it must beat, on the same visits. */
  readonly contenders: readonly Contender[];
  /** The level that somebody charted and the same contenders, on the visits that have one. */
  readonly charted: readonly Contender[];
  /** The model less each of the others, paired by patient. */
  readonly differences: readonly { readonly against: string; readonly figures: FigureSet }[];
  readonly groups: readonly GroupResult[];
  readonly reliability: readonly ReliabilityBin[];
};

export type OutcomesEvaluation = {
  readonly outcomes: readonly OutcomeEvaluation[];
  readonly found: FoundTable | null;
};

/** Something that gave every visit a risk; the figures of all are computed here, alike. */
type Scored = {
  readonly name: string;
  readonly about: string;
  readonly scores: readonly number[];
  readonly isProbability: boolean;
};
type Known = { readonly at: readonly number[]; readonly actual: readonly boolean[] };

export function evaluateOutcomes(i: MeasuredInput): OutcomesEvaluation {
  const fitted = i.baselines ? regressions(i) : {};
  const boosted = i.results ? risksOf(i.results, i.visits) : {};
  const outcomes = OUTCOME_KEYS.flatMap((key) => {
    const scored: Scored[] = [
      ...modelRisks(i, key),
      ...(fitted[key] ? [fitted[key]] : []),
      ...(boosted[key] && i.results
        ? [{ name: i.results.name, about: i.results.about, scores: boosted[key], isProbability: true }]
        : []),
    ];
    return scored[0]?.name === "model" ? [measure(i, key, scored)] : [];
  });
  return { outcomes, found: foundTable({ ...i, boosted: boosted.criticalCare ?? null }) };
}

function modelRisks({ answers }: MeasuredInput, key: OutcomeKey): Scored[] {
  const scores = answers.map((a) => QUESTIONS[key].risk(a));
  if (scores.some((s) => s === undefined)) return [];
  return [
    {
      name: "model",
      about: "The model's own risk, calibrated on a sixth of 2016-2018.",
      scores: scores as number[],
      isProbability: true,
    },
  ];
}

function measure(i: MeasuredInput, key: OutcomeKey, scored: readonly Scored[]): OutcomeEvaluation {
  const { visits, resamples } = i;
  const { name } = QUESTIONS[key];
  const known = knownOf(visits, key, () => true);
  const withLevel = knownOf(visits, key, (v) => v.level !== null);
  const [model] = scored as readonly [Scored, ...Scored[]];
  const levels: Scored = {
    name: "charted level",
    about: "The immediacy that the department charted, more urgent counted as likelier.",
    scores: visits.map((v) => -(v.level?.value ?? 0)),
    isProbability: false,
  };
  const contenders = scored.map((s) => contender(s, known, name, OUTCOMES_DATASET, resamples));
  const less = (s: Scored, { at, actual }: Known) => ({
    against: s.name,
    figures: rankingDifference(
      `${OUTCOMES_DATASET}, ${name}, model less ${s.name}`,
      pick(model.scores, at),
      pick(s.scores, at),
      actual,
      resamples,
    ),
  });
  return {
    key,
    name,
    figures: (contenders[0] as Contender).figures,
    contenders,
    charted: [levels, ...scored].map((s) =>
      contender(s, withLevel, name, `${OUTCOMES_DATASET} with a charted level`, resamples),
    ),
    differences: [less(levels, withLevel), ...scored.slice(1).map((s) => less(s, known))],
    groups: groupResults(i, key, model, known),
    reliability: reliabilityBins(pick(model.scores, known.at), known.actual),
  };
}

const pick = (of: readonly number[], at: readonly number[]): number[] => at.map((k) => of[k] as number);

function knownOf(
  visits: readonly SourceVisit[],
  key: OutcomeKey,
  wanted: (v: SourceVisit) => boolean,
): Known {
  const at = visits.flatMap((v, k) => (wanted(v) && truthOf(key, v) !== null ? [k] : []));
  return { at, actual: at.map((k) => truthOf(key, visits[k] as SourceVisit) === true) };
}

/** A level is no probability: how far off it is as one is not asked. */
const OF_PROBABILITIES = new Set(["Brier score", "Calibration error"]);

function contender(
  { name, about, scores, isProbability }: Scored,
  { at, actual }: Known,
  what: string,
  dataset: string,
  resamples: number,
): Contender {
  const set = binaryFigures(
    name === "model" ? `${dataset}, ${what}` : `${dataset}, ${what}, ${name}`,
    pick(scores, at),
    actual,
    resamples,
    what,
  );
  const figures = isProbability ? set.figures : set.figures.filter((f) => !OF_PROBABILITIES.has(f.name));
  return { name, about, figures: { ...set, figures } };
}

function groupResults(
  { visits, resamples }: MeasuredInput,
  key: OutcomeKey,
  { scores }: Scored,
  { at }: Known,
): GroupResult[] {
  const items = at.map((k) => ({ visit: visits[k] as SourceVisit, score: scores[k] as number }));
  return GROUPINGS.flatMap((grouping) =>
    splitByGroup(items, grouping).map(([group, members]) => {
      const actual = members.map((m) => truthOf(key, m.visit) === true);
      const own = members.map((m) => m.score);
      return {
        grouping: grouping.name,
        group,
        positives: actual.filter(Boolean).length,
        figures: binaryFigures(`${OUTCOMES_DATASET}, ${group}`, own, actual, resamples, QUESTIONS[key].name),
      };
    }),
  );
}

/** A regression for each outcome, on the inputs of the model and the visits it learned from. */
function regressions({
  artifact,
  sources,
  visits,
  onNote,
}: MeasuredInput): Partial<Record<OutcomeKey, Scored>> {
  const of = (split: string) => sources.outcomes.filter((v) => splitOf(v) === split);
  const [train, choose] = [of("train"), of("calibrate")];
  const targets: BinaryTargets = Object.fromEntries(
    OUTCOME_KEYS.filter((key) => [train, choose].every((vs) => vs.some((v) => truthOf(key, v)))).map(
      (key) => [key, (v: SourceVisit) => truthOf(key, v)],
    ),
  );
  const fitted = logisticRegressions(artifact, train, choose, visits, targets, onNote);
  return Object.fromEntries(
    Object.entries(fitted).map(([key, scores]) => [
      key,
      {
        name: "logistic regression",
        about: `Logistic regression on the inputs of the model, fitted on the ${train.length} training visits of 2016-2018 that say what happened, its ridge chosen on the ${choose.length} that calibrate.`,
        scores,
        isProbability: true,
      },
    ]),
  );
}

/** The area under the curve of the model, for those who want one figure. */
export const aurocOf = ({ figures, name }: OutcomeEvaluation) => figure(figures, `AUROC, ${name}`);
