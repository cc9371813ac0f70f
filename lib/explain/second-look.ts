import type { Floor } from "@/lib/safety/floor";
import { readText } from "@/lib/safety/text";
import type { Contribution, Explanation } from "./explanation";
import { ageOf, nameContribution, type Standing, standingOf } from "./naming";
import { isSound } from "./quality";
import { reasonsOf } from "./reasons";

/** In levels: from here on an effect in an odd direction is worth a nurse's doubt. */
const WORTH_A_DOUBT = 0.1;
const CERTAIN_ERRORS = 2;
/** A rule for these levels calls a patient urgent. */
const URGENT = 2;

type Oddity = { readonly shap: number; readonly sentence: string };

/**
 * Where the model seems to have got something the wrong way round: what is denied or normal made the patient more
 * urgent; what is not normal, or what an urgent safety rule rests on, made them less urgent. It may be right all the same;
 * a person should look twice. Largest first, as whole sentences; empty when nothing is odd or the explanation does not add
 * up.
 */
export function secondLook(explanation: Explanation, floor: Floor | null): string[] {
  if (!isSound(explanation)) return [];
  const evidence = evidenceOf(floor);
  const oddities = [
    ...readings(explanation),
    ...explanation.contributions.flatMap((c) => oddWords(c, evidence) ?? []),
  ].sort((a, b) => Math.abs(b.shap) - Math.abs(a.shap));
  // The same words in complaint and note are said once.
  return [...new Set(oddities.map((o) => o.sentence))];
}

const counts = ({ shap, standardError }: Pick<Contribution, "shap" | "standardError">): boolean =>
  Math.abs(shap) >= WORTH_A_DOUBT && Math.abs(shap) >= CERTAIN_ERRORS * standardError;

/** Vital signs, the two blood pressures as one. Pain speaks for itself either way. */
function readings({ contributions }: Explanation): Oddity[] {
  const age = ageOf({ contributions });
  const vitals = contributions.filter((c) => c.group === "vitals" && c.feature !== "vitals.pain");
  return reasonsOf({ contributions: vitals }, { complaint: null, note: null }, age)
    .filter(counts)
    .flatMap(({ members, shap, name }) => {
      const standings = new Set<Standing | null>(members.map((c) => standingOf(c, age)));
      const [standing] = standings;
      if (standings.size !== 1 || !standing) return [];
      const odd = standing === "normal" ? shap < 0 : shap > 0;
      const way = shap < 0 ? "more urgent" : "less urgent";
      return odd ? { shap, sentence: `${upper(name)} counted as ${way}.` } : [];
    });
}

function oddWords(c: Contribution, evidence: readonly ReadonlySet<string>[]): Oddity | null {
  if ((c.group !== "complaint" && c.group !== "note") || !counts(c)) return null;
  const name = nameContribution(c);
  if (c.shap < 0)
    return isDenial(c.label)
      ? { shap: c.shap, sentence: `${name} counted as more urgent, though it rules something out.` }
      : null;
  const words = wordsOf(c.label);
  return words.length > 0 && evidence.some((e) => words.every((w) => e.has(w)))
    ? { shap: c.shap, sentence: `${name} counted as less urgent, though a safety rule rests on it.` }
    : null;
}

/** Whether all a phrase says is that something is not there: "denies CP, SOB", but not "no relief" or "cant walk". */
function isDenial(label: string): boolean {
  const { words } = readText(label);
  return (
    words.some((w) => w.standing === "negated") &&
    /^\W*(no|not|denies|denied|neg|negative|without)\b/i.test(label)
  );
}

/** The patient's own words that urgent rules quote, each quotation's as a set. */
const evidenceOf = (floor: Floor | null): ReadonlySet<string>[] =>
  (floor?.rules ?? [])
    .filter((rule) => rule.level <= URGENT)
    .flatMap((rule) =>
      [...rule.reason.matchAll(/"([^"]+)"/g)].map(([, quoted]) => new Set(wordsOf(quoted ?? ""))),
    );
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
