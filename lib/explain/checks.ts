import type { Contribution, Explanation } from "./explanation";
import { TOP } from "./lime";
import { ageOf, nameContribution, upperFirst } from "./naming";
import {
  ADDITIVITY_TOLERANCE,
  AGREEMENT,
  isSound,
  LIME_R2,
  LIME_STABILITY,
  mainReasons,
  precisionOf,
  SETTLED_ERRORS,
  secondOpinionOf,
} from "./quality";

/** "fail": the explanation may not be shown. "caution": it may, with the warning beside it. */
export type CheckState = "ok" | "caution" | "fail";

export type QualityCheck = {
  readonly id: "additivity" | "precision" | "second-method";
  readonly state: CheckState;
  /** What a clinician needs to know, in half a line. */
  readonly title: string;
  /** What was measured, for those who want to judge it. */
  readonly detail: string;
};

/** What was checked about one explanation, in the order in which it matters. Without LIME there is no second method. */
export function checkExplanation(explanation: Explanation): QualityCheck[] {
  return [additivity(explanation), precision(explanation), ...secondMethod(explanation)];
}

function additivity(e: Explanation): QualityCheck {
  return isSound(e)
    ? {
        id: "additivity",
        state: "ok",
        title: "The effects add up to the model’s answer",
        detail: `To within ${ADDITIVITY_TOLERANCE} levels, for the expected level and the chance of each level.`,
      }
    : {
        id: "additivity",
        state: "fail",
        title: "The effects do not add up to the model’s answer",
        detail: `They miss it by ${e.additivityResidual.toPrecision(2)} levels, so no single one can be trusted.`,
      };
}

function precision(e: Explanation): QualityCheck {
  const about = { id: "precision" } as const;
  if (e.method === "exact")
    return {
      ...about,
      state: "ok",
      title: "Computed in full, without sampling error",
      detail: "Every combination of findings that counts was put to the model.",
    };
  const { standardError, unclear, rival } = precisionOf(e);
  const margin = `Sampling error: up to ±${(SETTLED_ERRORS * standardError).toFixed(2)} levels (two standard errors).`;
  const least = mainReasons(e).at(-1);
  if (unclear)
    return {
      ...about,
      state: "caution",
      title: "A main reason may be chance",
      detail: `${upperFirst(nameIn(e, unclear))} may have no effect at all. ${margin}`,
    };
  if (rival && least)
    return {
      ...about,
      state: "caution",
      title: "The order of the reasons is not settled",
      detail: `${upperFirst(nameIn(e, rival))} may matter more than ${nameIn(e, least)}. ${margin}`,
    };
  const order = e.settled ? "" : " The order of effects of nearly equal weight is open.";
  return { ...about, state: "ok", title: "The main reasons are not chance", detail: `${margin}${order}` };
}

function secondMethod(e: Explanation): QualityCheck[] {
  const opinion = secondOpinionOf(e);
  if (!opinion || !e.lime) return [];
  const about = { id: "second-method" } as const;
  const fit = `LIME: R² ${e.lime.r2.toFixed(2)}, stability ${e.lime.stability.toFixed(2)}.`;
  if (!opinion.counts)
    return [
      {
        ...about,
        state: "caution",
        title: "A second method could not check the reasons",
        detail: `It follows the model too loosely here to confirm or contradict them. ${fit} Needed: ${LIME_R2.toFixed(2)} and ${LIME_STABILITY.toFixed(2)}.`,
      },
    ];
  const [opposed] = opinion.opposed;
  if (opposed)
    return [
      {
        ...about,
        state: "caution",
        title: `A second method sees ${nameIn(e, opposed)} the other way round`,
        detail: `It finds it ${opposed.shap < 0 ? "less" : "more"} urgent. Judge the reasons with care. ${fit}`,
      },
    ];
  if (opinion.agreement < AGREEMENT)
    return [
      {
        ...about,
        state: "caution",
        title: `A second method names other findings: ${listed(opinion.names.map((c) => nameIn(e, c)))}`,
        detail: `Judge the reasons with care. ${fit}`,
      },
    ];
  const main = mainReasons(e).length;
  const shared = Math.round(opinion.agreement * main);
  return [
    {
      ...about,
      state: "ok",
      title: "A second method agrees",
      detail:
        main === 0
          ? `Neither finds a reason that stands out. ${fit}`
          : `It has ${shared === main ? "all" : `${shared} of the`} ${main === 1 ? "main reason" : `${main} main reasons`} among its first ${Math.min(TOP, e.contributions.length)}, or as good as. ${fit}`,
    },
  ];
}

const nameIn = (e: Explanation, c: Contribution): string => nameContribution(c, { ageYears: ageOf(e) });

function listed(names: readonly string[]): string {
  return names.length === 0
    ? "none that stands out"
    : names.length === 1
      ? `${names[0]}`
      : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
