import { VITAL_KEYS, type VitalKey, vital } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import type { Floor } from "@/lib/safety/floor";
import type { Explanation } from "./explanation";
import { ageOf, joined, lowerFirst, NEGLIGIBLE } from "./naming";
import { evidenceOf, isOdd } from "./oddity";
import { isSound } from "./quality";
import { type Reason, reasonsOf, type Texts } from "./reasons";

/** What the sentences speak of besides the explanation itself. */
export type Subject = Texts & {
  /** Labels of what the model did not know. */
  readonly missing: readonly string[];
  /** The model's own level, and the one shown (with the safety rules). */
  readonly modelLevel: Level | null;
  readonly level: Level | null;
  readonly floor?: Floor | null;
};

/** An estimate that is not clearly away from nothing is not called a reason. */
const CERTAIN_ERRORS = 2;
const MOST_REASONS = 3;
/** In levels. What speaks against is named from this on: trifles in every sentence would hide what counts. */
const WORTH_OBJECTING = 0.08;
/** In levels. Closer than this to a patient nothing is known of, with findings on both sides: they balance out. */
const BALANCED = 0.05;
/** "Mostly" means that what is named is more than half of what pulls that way. */
const MOSTLY = 0.5;

/**
 * Three plain sentences: what drove the model's level, what speaks against it, what was not known. Empty when the parts
 * do not add up (the screen warns instead).
 *
 * What pulled the other way than it says ("comfortable" towards urgency) is no reason a nurse could give, so no sentence gives
 * it; it counts in how much of the pull is named, the picture shows it, and where the level may hang on it the advice to look
 * twice does (second-look.ts).
 */
export function summarize(explanation: Explanation, subject: Subject): string[] {
  if (!isSound(explanation)) return [];
  const net = explanation.outputValue - explanation.baseValue;
  const counted = reasonsOf(explanation, subject).filter(
    ({ shap, standardError }) =>
      Math.abs(shap) >= NEGLIGIBLE && Math.abs(shap) >= CERTAIN_ERRORS * standardError,
  );
  const age = ageOf(explanation);
  const evidence = evidenceOf(subject.floor ?? null);
  const fit = counted.filter((r) => !isOdd(r, age, evidence));
  const more = fit.filter((r) => r.shap < 0);
  const less = fit.filter((r) => r.shap > 0);
  const unknown = unknownSentence(subject.missing);
  const level = levelWords(subject);
  if (Math.abs(net) < BALANCED && more.length > 0 && less.length > 0)
    return [
      `${level.start}: what makes it more urgent and what makes it less urgent balance out.`,
      `More urgent: ${names(more)}. Less urgent: ${names(less)}.`,
      unknown,
    ];
  const [reasons, against] = net <= 0 ? [more, less] : [less, more];
  const pull = total(counted.filter((r) => r.shap < 0 === net <= 0));
  return [
    because(level, reasons, pull),
    contrary(against, net <= 0 ? "less urgent" : "more urgent"),
    unknown,
  ];
}

/** `pull`: all that pulled towards the level, named or not. */
function because(level: LevelWords, reasons: readonly Reason[], pull: number): string {
  if (reasons.length === 0) return `${level.start}: no single finding stands out.`;
  const named = total(reasons.slice(0, MOST_REASONS));
  return named > MOSTLY * pull
    ? `${level.start}${level.comma} mostly because of ${names(reasons)}.`
    : `${level.start}${level.comma} for many small reasons, first of all ${names(reasons)}.`;
}

function contrary(against: readonly Reason[], direction: string): string {
  const worth = against.filter((r) => Math.abs(r.shap) >= WORTH_OBJECTING);
  if (worth.length > 0) return `Speaking against it (${direction}): ${names(worth)}.`;
  return against.length > 0 ? "Little speaks against it." : "Nothing clearly speaks against it.";
}

type LevelWords = { readonly start: string; readonly comma: string };
/** Where a safety rule set the level, the sentences explain what the model itself would have said. */
function levelWords({ level, modelLevel }: Subject): LevelWords {
  if (modelLevel === null) return { start: "The model’s answer", comma: "" };
  return level === null || level === modelLevel
    ? { start: `Level ${modelLevel}`, comma: "" }
    : { start: `The model alone says level ${modelLevel}`, comma: "," };
}

/** "Not known: blood pressure and pain score." Known without the model: it can be said at once. */
export function unknownSentence(missing: readonly string[]): string {
  if (missing.length === 0) return "Nothing is missing that the model looks at.";
  const said = PLURALS.reduce(
    (labels, [all, word]) =>
      all.every((m) => labels.includes(m))
        ? labels.flatMap((m) => (m === all[0] ? word : all.includes(m) ? [] : m))
        : labels,
    missing,
  );
  return `Not known: ${joined(said.map(lowerFirst))}.`;
}
const labelOf = (key: VitalKey): string => vital(key).label;
/** What is said in one when all of it is missing, the widest first. A missing coma scale is not missed where the response is known. */
const PLURALS: readonly (readonly [all: readonly string[], word: string])[] = [
  [VITAL_KEYS.filter((k) => k !== "gcs").map(labelOf), "All vital signs"],
  [[labelOf("systolic"), labelOf("diastolic")], "Blood pressure"],
];

const total = (reasons: readonly Reason[]): number => reasons.reduce((sum, r) => sum + Math.abs(r.shap), 0);
const names = (reasons: readonly Reason[]): string =>
  joined(reasons.slice(0, MOST_REASONS).map((r) => r.name));
