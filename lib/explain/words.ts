import type { Contribution, Explanation } from "./explanation";
import { byEffect } from "./groups";
import { isSound } from "./quality";

/** In levels. Below it an effect is not worth a word; from it on it is named; from `STRONG` on it is "much". */
const NEGLIGIBLE = 0.02;
const SLIGHT = 0.1;
const STRONG = 0.5;
/** An estimate that is not clearly away from nothing is not called a reason. */
const CERTAIN_ERRORS = 2;
const MOST_REASONS = 3;
const MOST_MISSING = 5;

/** "heart rate 118 /min", "“chest pain”", "history of diabetes", "age 71 years". */
export function nameContribution(c: Contribution): string {
  switch (c.group) {
    case "complaint":
    case "note":
      return `“${c.label}”`;
    case "history":
      return c.feature.startsWith("history.") && typeof c.value === "string"
        ? `history of ${lowerFirst(c.label)}`
        : c.label;
    default:
      return c.feature === "injury"
        ? c.value
          ? "being an injury"
          : "not being an injury"
        : c.feature === "arrivalMode"
          ? c.value === "ambulance"
            ? "arrival by ambulance"
            : c.value === "walk-in"
              ? "walking in"
              : "the way of arrival"
          : `${lowerFirst(c.label)} ${c.feature === "vitals.consciousness" ? `“${c.display}”` : (c.display ?? "")}`.trim();
  }
}

/** "Breathing rate 28 /min: more urgent". */
export function describeContribution(c: Contribution): string {
  return `${upperFirst(nameContribution(c))}: ${effectInWords(c.shap)}`;
}

export function effectInWords(shap: number): string {
  const size = Math.abs(shap);
  if (size < NEGLIGIBLE) return "hardly any effect";
  const direction = shap < 0 ? "more urgent" : "less urgent";
  return size >= STRONG ? `much ${direction}` : size < SLIGHT ? `slightly ${direction}` : direction;
}

/**
 * Three sentences: what drove the level, what speaks against it, what was not known. Empty when the parts do not add up
 * (the screen warns instead).
 */
export function summarize(explanation: Explanation, missing: readonly string[]): string[] {
  if (!isSound(explanation)) return [];
  const net = explanation.outputValue - explanation.baseValue;
  const counted = byEffect(explanation.contributions).filter(
    (c) => Math.abs(c.shap) >= NEGLIGIBLE && Math.abs(c.shap) >= CERTAIN_ERRORS * c.standardError,
  );
  const moreUrgent = counted.filter((c) => c.shap < 0);
  const lessUrgent = counted.filter((c) => c.shap > 0);
  const [reasons, against] = net <= 0 ? [moreUrgent, lessUrgent] : [lessUrgent, moreUrgent];
  const direction = net <= 0 ? "More urgent" : "Less urgent";
  const opposite = net <= 0 ? "less urgent" : "more urgent";

  const because =
    Math.abs(net) < NEGLIGIBLE || reasons.length === 0
      ? "Close to a patient of whom nothing is known: no single finding stands out."
      : `${direction} mostly because of ${names(reasons)}.`;
  const contrary =
    against.length === 0
      ? "Nothing clearly speaks against it."
      : `Speaking against it (${opposite}): ${names(against)}.`;
  const unknown =
    missing.length === 0
      ? "Everything the model looks at was known."
      : `Not known: ${listed(missing.map(lowerFirst), MOST_MISSING)}.`;
  return [because, contrary, unknown];
}

const names = (contributions: readonly Contribution[]): string =>
  joined(contributions.slice(0, MOST_REASONS).map(nameContribution));

function listed(items: readonly string[], most: number): string {
  if (items.length <= most) return joined(items);
  return `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
}

function joined(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** "Heart rate" -> "heart rate", but "COPD", "Glasgow Coma Scale" and "Crohn" stay: only a plain first word is lowered. */
function lowerFirst(text: string): string {
  const first = text.split(" ")[0] ?? "";
  const plain = /^[A-Z][a-z]+$/.test(first) && !PROPER.has(first);
  return plain ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
const PROPER = new Set([
  "Glasgow",
  "Crohn",
  "Parkinson",
  "Alzheimer",
  "Down",
  "Addison",
  "Cushing",
  "Graves",
  "Hodgkin",
]);
