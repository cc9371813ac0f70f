import { readText } from "@/lib/safety/text";
import type { Contribution, Explanation } from "./explanation";
import { ageOf, nameContribution, standingOf } from "./naming";
import { isSound } from "./quality";

/** In levels: from here on an effect in an odd direction is worth a nurse's doubt. */
const WORTH_A_DOUBT = 0.1;
const CERTAIN_ERRORS = 2;

/**
 * Where the model seems to have got something the wrong way round: what is denied or normal made the patient more
 * urgent, or what is not normal made them less urgent. It may be right all the same; a person should look twice.
 * Largest first, as whole sentences; empty when nothing is odd or the explanation does not add up.
 */
export function secondLook(explanation: Explanation): string[] {
  if (!isSound(explanation)) return [];
  const age = ageOf(explanation);
  return explanation.contributions
    .filter((c) => Math.abs(c.shap) >= WORTH_A_DOUBT && Math.abs(c.shap) >= CERTAIN_ERRORS * c.standardError)
    .sort((a, b) => Math.abs(b.shap) - Math.abs(a.shap))
    .flatMap((c) => oddity(c, age) ?? []);
}

function oddity(c: Contribution, age: number | null): string | null {
  const name = nameContribution(c, age);
  if (c.group === "complaint" || c.group === "note")
    return c.shap < 0 && isDenial(c.label)
      ? `${name} counted as more urgent, though it rules something out.`
      : null;
  if (c.feature === "vitals.pain") return null;
  const standing = standingOf(c, age);
  if (standing === "normal" && c.shap < 0) return `${upper(name)} counted as more urgent.`;
  if ((standing === "low" || standing === "high") && c.shap > 0)
    return `${upper(name)} counted as less urgent.`;
  return null;
}

/** Whether all a phrase says is that something is not there: "denies CP, SOB", but not "no relief" or "cant walk". */
function isDenial(label: string): boolean {
  const { words } = readText(label);
  return (
    words.some((w) => w.standing === "negated") &&
    /^\W*(no|not|denies|denied|neg|negative|without)\b/i.test(label)
  );
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
