import type { Contribution, Explanation } from "./explanation";
import { TOP, topOf } from "./lime";

/** Above this the parts do not add up to the whole and no chart may be shown. In levels. */
export const ADDITIVITY_TOLERANCE = 1e-4;
/** In levels. A smaller effect is not worth a word, and no second method need find it. */
const WORTH_A_WORD = 0.02;
/** In levels. What a sampling error may hide in the order of the reasons before the screen says so. */
const VISIBLE = 0.1;
/** An estimate this many standard errors away from another is settled. */
export const SETTLED_ERRORS = 2;
/** In levels. Effects nearer to each other than this look alike: which of them is third is of no consequence. */
const ALIKE = 0.04;
/**
 * Below these LIME follows the model too loosely, or changes its mind too much from sample to sample (fewer than half of
 * its top three stay), for its opinion to count. Of 80 explanations of the shipped model (40 patients of the sandbox, 40
 * synthesised visits) three were below, and one more disagreed.
 */
export const LIME_R2 = 0.6;
export const LIME_STABILITY = 1 / 3;
/** Fewer of the main reasons in common than this are a disagreement. */
export const AGREEMENT = 2 / 3;

/** Whether the parts add up; otherwise the screen shows a warning in the chart's place. */
export const isSound = ({ additivityResidual }: Pick<Explanation, "additivityResidual">): boolean =>
  Number.isFinite(additivityResidual) && additivityResidual <= ADDITIVITY_TOLERANCE;

/** The largest effects worth a word, at most three, largest first. */
export const mainReasons = ({ contributions }: Pick<Explanation, "contributions">): Contribution[] =>
  topOf(contributions.map((c) => c.shap)).flatMap((i) => {
    const c = contributions[i];
    return c && Math.abs(c.shap) >= WORTH_A_WORD ? c : [];
  });

export type Precision = {
  /** Largest standard error of the main reasons, levels. */
  readonly standardError: number;
  /** A main reason whose effect may be none; null when there is none such. */
  readonly unclear: Contribution | null;
  /** A finding that may outweigh the least of three main reasons visibly; null when there is none such. */
  readonly rival: Contribution | null;
};

/**
 * Whether sampling error could change what a reader takes from the main reasons. Where the sampling itself has found the
 * order settled (`Explanation.settled`, ranking.ts) there is no rival; else estimates count as independent.
 */
export function precisionOf(explanation: Explanation): Precision {
  const main = mainReasons(explanation);
  const least = main.at(-1);
  const rival =
    explanation.settled || main.length < TOP || !least
      ? undefined
      : explanation.contributions.find((c) => {
          if (main.includes(c)) return false;
          const error = SETTLED_ERRORS * Math.hypot(c.standardError, least.standardError);
          const behind = Math.abs(least.shap) - Math.abs(c.shap);
          return behind < error && error - behind >= VISIBLE;
        });
  return {
    standardError: Math.max(0, ...main.map((c) => c.standardError)),
    unclear: main.find((c) => Math.abs(c.shap) < SETTLED_ERRORS * c.standardError) ?? null,
    rival: rival ?? null,
  };
}

export type SecondOpinion = {
  /** Whether LIME follows the model closely and stably enough to have an opinion. */
  readonly counts: boolean;
  /** Share of the main reasons that are, or as good as are, among LIME's top three too; 1 when there are no main reasons. */
  readonly agreement: number;
  /** LIME's top three worth a word, largest first. */
  readonly names: readonly Contribution[];
  /** Main reasons that LIME sees point the other way, both effects worth a word. */
  readonly opposed: readonly Contribution[];
};

/** What LIME says about SHAP's main reasons; null when it was not asked. */
export function secondOpinionOf(explanation: Explanation): SecondOpinion | null {
  const { lime, contributions } = explanation;
  if (!lime) return null;
  const weight = (c: Contribution) => lime.coefficients[contributions.indexOf(c)] ?? 0;
  const top = topOf(lime.coefficients).flatMap((i) => contributions[i] ?? []);
  const main = mainReasons(explanation);
  const third = top.at(-1);
  const bar = Math.max(WORTH_A_WORD, (third ? Math.abs(weight(third)) : 0) - ALIKE);
  const shared = main.filter((c) => Math.abs(weight(c)) >= bar).length;
  return {
    counts: lime.r2 >= LIME_R2 && lime.stability >= LIME_STABILITY,
    agreement: main.length === 0 ? 1 : shared / main.length,
    names: top.filter((c) => Math.abs(weight(c)) >= WORTH_A_WORD),
    opposed: main.filter((c) => Math.abs(weight(c)) >= WORTH_A_WORD && weight(c) * c.shap < 0),
  };
}
