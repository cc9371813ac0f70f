import type { Level } from "@/lib/case/level";
import type { Floor } from "@/lib/safety/floor";
import type { Explanation } from "./explanation";
import { ageOf, joined, upperFirst } from "./naming";
import { evidenceOf, isOdd } from "./oddity";
import { isSound } from "./quality";
import { type Reason, reasonsOf, type Texts } from "./reasons";

/** In levels, taken together: from here on odd reasons are worth a nurse's doubt about the level. */
const WORTH_A_DOUBT = 0.15;
/** In levels: what is less is not named beside what counts. */
const WORTH_A_NAME = 0.05;
const CERTAIN_ERRORS = 2;

export type Look = Texts & {
  readonly floor: Floor | null;
  readonly modelLevel: Level | null;
  /** With the safety rules. */
  readonly level: Level | null;
};

/**
 * Where the model seems to have got something the wrong way round and the level may hang on it: words that calm made a patient
 * urgent, or what is not normal made one less urgent. It may be right all the same; a person should look twice. One
 * sentence, naming the largest first; empty when nothing is odd, when it is too little to matter, when it pulled away from
 * the level, when a safety rule has the last word on it, or when the explanation does not add up.
 *
 * Normal rates do not count: the model compares with a patient of whom nothing is known, mostly an adult, so that a child's
 * normal rate moves it a little in every visit.
 */
export function secondLook(explanation: Explanation, look: Look): string[] {
  const { modelLevel, level } = look;
  if (!isSound(explanation) || modelLevel === null) return [];
  if (level !== null && level < modelLevel) return [];
  const age = ageOf(explanation);
  const evidence = evidenceOf(look.floor);
  const odd = reasonsOf(explanation, look).filter(
    (r) =>
      Math.abs(r.shap) >= WORTH_A_NAME &&
      Math.abs(r.shap) >= CERTAIN_ERRORS * r.standardError &&
      isOdd(r, age, evidence) &&
      !(r.shap < 0 && r.members.every((c) => c.group === "vitals")),
  );
  const up = modelLevel <= 3 ? odd.filter((r) => r.shap < 0) : [];
  const down = modelLevel >= 3 ? odd.filter((r) => r.shap > 0) : [];
  return [...said(up, "more urgent"), ...said(down, "less urgent")];
}

const MOST_NAMED = 3;
function said(reasons: readonly Reason[], way: "more urgent" | "less urgent"): string[] {
  const total = reasons.reduce((sum, r) => sum + Math.abs(r.shap), 0);
  if (total < WORTH_A_DOUBT) return [];
  const names = [...new Set(reasons.map((r) => r.name))].slice(0, MOST_NAMED);
  const calms = names.length === 1 ? "by itself it calms" : "by themselves they calm";
  const though = way === "more urgent" ? `, though ${calms}` : "";
  return [`${upperFirst(joined(names))} counted as ${way}${though}.`];
}
