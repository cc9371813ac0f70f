import type { TriageCase } from "@/lib/case/triage-case";
import type { Contribution, Group } from "../explanation";
import { type LikenessEstimate, likeness, meanLikeness } from "./compare";
import type { ExplainedCase, Explainer, Model, Tick } from "./explained";
import { type Estimate, estimate } from "./statistics";

/**
 * Stability: the same patient told in other words, or measured a second time, should get about the same answer for about the
 * same reasons (Alvarez-Melis & Jaakkola 2018, "On the Robustness of Interpretability Methods").
 */
export type Stability = {
  /** What was changed, in words. */
  readonly name: string;
  readonly cases: number;
  /** Mean change of the expected severity, levels. */
  readonly answerChange: Estimate | null;
  /** The yardstick: the mean difference between one visit and the next in the sample, levels. */
  readonly betweenVisits: Estimate | null;
  /** Share of cases whose level stays. */
  readonly sameLevel: Estimate | null;
  /** Likeness of the SHAP values of everything that is no word of complaint or note. */
  readonly likeness: LikenessEstimate;
};

const TEXT: readonly Group[] = ["complaint", "note"];
const noWord = (c: Contribution): boolean => !TEXT.includes(c.group);

/** @param again the same cases changed in what should not matter, in the same order */
export async function stability(
  name: string,
  explained: readonly ExplainedCase[],
  again: readonly TriageCase[],
  model: Model,
  explain: Explainer,
  { seed, tick }: { readonly seed: number; readonly tick?: Tick },
): Promise<Stability> {
  if (again.length !== explained.length) throw new RangeError("every case needs its changed self");
  const before = await model.predict(explained.map((e) => e.case));
  const after = await model.predict(again);
  const alike = [];
  for (const [i, { explanation }] of explained.entries()) {
    alike.push(likeness(explanation, await explain(again[i] as TriageCase, model, seed), noWord));
    tick?.();
  }
  const severity = (i: number) => before[i % before.length]?.expectedSeverity ?? Number.NaN;
  return {
    name,
    cases: explained.length,
    answerChange: estimate(
      after.map((a, i) => Math.abs(a.expectedSeverity - severity(i))),
      seed,
    ),
    betweenVisits: estimate(
      before.map((_, i) => Math.abs(severity(i + 1) - severity(i))),
      seed,
    ),
    sameLevel: estimate(
      after.map((a, i) => (a.level === before[i]?.level ? 1 : 0)),
      seed,
    ),
    likeness: meanLikeness(alike, seed),
  };
}
