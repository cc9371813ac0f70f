import { binaryFigures, type FigureSet, rankingDifference } from "@/lib/measures/figures";
import type { Prediction } from "@/lib/model/prediction";
import { news2 } from "@/lib/safety/rules-scores";
import type { DanishVisit } from "@/lib/training/sources/danish";

/**
 * Another country, other patients, vital signs alone: how well the model tells who died or went to intensive care, without
 * anything being fitted, beside what that department used and beside NEWS2 (Royal College of Physicians 2017).
 */
export const EXTERNAL_DATASET = "Danish ED (Kristensen et al. 2017)";

export type ExternalOutcome = {
  readonly outcome: string;
  readonly positives: number;
  readonly visits: number;
  readonly contenders: readonly { readonly name: string; readonly figures: FigureSet }[];
  /** Each of the model's two scores less colour and NEWS2, paired by patient. */
  readonly differences: readonly {
    readonly of: string;
    readonly against: string;
    readonly figures: FigureSet;
  }[];
};
export type ExternalEvaluation = { readonly dataset: string; readonly outcomes: readonly ExternalOutcome[] };

type Item = { readonly visit: DanishVisit; readonly answer: Prediction };
const OUTCOMES: readonly (readonly [string, (v: DanishVisit) => boolean])[] = [
  ["death within 30 days", (v) => v.diedWithin30Days],
  ["intensive care", (v) => v.intensiveCare],
  ["either", (v) => v.diedWithin30Days || v.intensiveCare],
];
/** More is more urgent. NEWS2 counts what was not measured as normal. */
const SCORES: readonly (readonly [string, (i: Item) => number])[] = [
  ["model, expected severity", ({ answer }) => -answer.expectedSeverity],
  ["model, critical-care risk", ({ answer }) => answer.criticalRisk ?? 0],
  ["triage colour", ({ visit }) => visit.colour ?? 0],
  ["NEWS2", ({ visit }) => news2(visit.case.vitals ?? {})],
];

/** On the visits that have a colour and at least one vital sign, so that all answer the same ones. */
export function evaluateExternal(
  visits: readonly DanishVisit[],
  answers: readonly Prediction[],
  resamples: number,
): ExternalEvaluation {
  const items = visits
    .map((visit, i): Item => ({ visit, answer: answers[i] as Prediction }))
    .filter(({ visit }) => visit.colour !== null && Object.keys(visit.case.vitals ?? {}).length > 0);
  return {
    dataset: EXTERNAL_DATASET,
    outcomes: OUTCOMES.map(([outcome, had]) => {
      const actual = items.map(({ visit }) => had(visit));
      const scored = SCORES.map(([name, of]) => ({ name, scores: items.map(of) }));
      return {
        outcome,
        visits: items.length,
        positives: actual.filter(Boolean).length,
        contenders: scored.map(({ name, scores }) => {
          const set = binaryFigures(`${EXTERNAL_DATASET}, ${name}`, scores, actual, resamples, outcome);
          // None of them is a probability of these outcomes: only the ranking is asked for.
          return { name, figures: { ...set, figures: set.figures.filter((f) => /^AU/.test(f.name)) } };
        }),
        differences: scored.slice(0, 2).flatMap((own) =>
          scored.slice(2).map((other) => ({
            of: own.name.replace("model, ", ""),
            against: other.name,
            figures: rankingDifference(
              `${EXTERNAL_DATASET}, ${outcome}, ${own.name} less ${other.name}`,
              own.scores,
              other.scores,
              actual,
              resamples,
            ),
          })),
        ),
      };
    }),
  };
}
