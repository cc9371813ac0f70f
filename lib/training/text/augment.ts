import type { Consciousness, VitalKey } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Random } from "@/lib/core/random";
import { CONDITION_WORDS, OTHER_CONDITIONS } from "@/lib/language/lexicon/words";
import { tell } from "@/lib/language/retell";
import { MASK_WORD } from "@/lib/model/tokenizer";
import { CIRCUMSTANCES, GENERIC_CONDITION } from "../sources/nhamcs";
import type { SourceVisit } from "../sources/visit";

/**
 * A visit as another nurse might have written it, with some of it not measured or not written down. The survey's coded
 * reasons become complaints in the words, abbreviations and misspellings of the floor; the level stays the same.
 */
export type AugmentOptions = {
  /** Chance that a reason is said in words of the lexicon instead of its label. */
  readonly paraphrase: number;
  /** Chance that a case loses vitals, and then that each vital is lost. */
  readonly dropVitals: readonly [anyone: number, each: number];
  /** Chance that a word is hidden or left out. */
  readonly dropWord: number;
  readonly typo: number;
  /** Chance that a ticked circumstance ("assault") is written down. */
  readonly keepCircumstance: number;
};
const DEFAULT_AUGMENT: AugmentOptions = {
  paraphrase: 0.6,
  dropVitals: [0.25, 0.4],
  dropWord: 0.06,
  typo: 0.02,
  keepCircumstance: 0.85,
};
/** Other words, nothing lost and nothing mistyped. */
const OTHER_WORDS: AugmentOptions = {
  paraphrase: 1,
  dropVitals: [0, 0],
  dropWord: 0,
  typo: 0,
  keepCircumstance: 1,
};

const CIRCUMSTANCE_WAYS: Readonly<Record<keyof typeof CIRCUMSTANCES, readonly string[]>> = {
  followUp: ["follow-up visit", "f/u", "here for f/u", "follow up", "return visit as planned"],
  seen72: [
    "seen in this ED in the last 72 hours",
    "seen here 2d ago",
    "bounce back",
    "seen here yesterday",
    "was here x2d ago",
  ],
  selfInflicted: ["self-inflicted", "self inflicted", "intentional", "did it on purpose"],
  assault: ["assault", "assaulted", "states was assaulted", "hit by known person"],
  poisoning: ["poisoning", "possible poisoning", "ingestion"],
  adverseEffect: ["adverse effect of medical treatment", "complication of treatment", "side effect of tx"],
};
const CIRCUMSTANCE_BY_TEXT = new Map(
  Object.entries(CIRCUMSTANCES).map(([key, text]) => [text as string, key as keyof typeof CIRCUMSTANCES]),
);

export function augment(visit: SourceVisit, r: Random, o: AugmentOptions = DEFAULT_AUGMENT): TriageCase {
  let c = varyHistory(visit.case, r);
  const mind = visit.source === "ktas" ? null : consciousnessOf(visit, r);
  // What is written down need not be said as well: else the letter would teach nothing that the words do not.
  const unsaid = mind !== null && mind !== "alert" && r.chance(0.5) ? REDUCED : NONE;
  if (visit.source !== "ktas") c = retell(visit, c, r, o, unsaid);
  else if (c.chiefComplaint) c = { ...c, chiefComplaint: spoil(c.chiefComplaint, r, o) };
  if (mind && !c.vitals?.consciousness) c = { ...c, vitals: { ...c.vitals, consciousness: mind } };
  return dropFacts(c, r, o);
}

/** A survey visit in the words of another nurse: complaint and note retold, every fact, vital and condition as it was. */
export const retold = (visit: SourceVisit, r: Random): TriageCase =>
  visit.source === "ktas" ? visit.case : retell(visit, visit.case, r, OTHER_WORDS);

/** A site's own visit, told with words and facts missing. Its words are kept as its nurses wrote them. */
export function vary(c: TriageCase, r: Random, o: AugmentOptions = DEFAULT_AUGMENT): TriageCase {
  const spoiled = {
    ...c,
    ...(c.chiefComplaint ? { chiefComplaint: spoil(c.chiefComplaint, r, o) } : {}),
    ...(c.note ? { note: spoil(c.note, r, o) } : {}),
  };
  return dropFacts(spoiled, r, o);
}

function retell(
  visit: SourceVisit,
  c: TriageCase,
  r: Random,
  o: AugmentOptions,
  unsaid: ReadonlySet<string> = NONE,
): TriageCase {
  const labels = (c.chiefComplaint ?? "").split("; ");
  const circumstances = (c.note ?? "").split(", ").flatMap((text) => {
    const key = CIRCUMSTANCE_BY_TEXT.get(text);
    return key && r.chance(o.keepCircumstance) ? [r.pick(CIRCUMSTANCE_WAYS[key])] : [];
  });
  const { complaint, note } = tell(
    visit.reasons
      .map((code, i) => ({ code, label: labels[i] ?? "" }))
      .filter(({ code }) => !unsaid.has(code)),
    circumstances,
    c,
    r,
    { paraphrase: o.paraphrase, spoil: (text) => spoil(text, r, o) },
  );
  const { chiefComplaint: _c, note: _n, ...rest } = c;
  return { ...rest, ...(complaint ? { chiefComplaint: complaint } : {}), ...(note ? { note } : {}) };
}

/** A word that turns round the meaning of what follows it. */
const DENIES =
  /^\(?-|^(no|not|denies|denied|denying|without|w\/o|neg|negative|never|non|none|r\/o|hx|h\/o|for|any)\b/i;

/**
 * Words lost, hidden, or mistyped. Never all of them, and never one that denies or the one after it: "denies CP" must not
 * become "CP", nor "denies CP, abd pain" become "denies abd pain".
 */
function spoil(text: string, r: Random, o: AugmentOptions): string {
  const words = text.split(" ").filter((w) => w !== "");
  const kept: string[] = [];
  for (const [i, word] of words.entries()) {
    const denies =
      DENIES.test(word) || DENIES.test(words[i - 1] ?? "") || /denie[ds]|\(-\)/i.test(words[i + 1] ?? "");
    if (!denies && words.length > 1 && r.chance(o.dropWord)) {
      // A short complaint that lost a word would be another complaint.
      if (words.length < 4 || r.chance(0.7)) kept.push(MASK_WORD);
    } else kept.push(word.length > 3 && r.chance(o.typo) ? mistype(word, r) : word);
  }
  return (kept.length > 0 ? kept : words).join(" ");
}

export function mistype(word: string, r: Random): string {
  const i = r.below(word.length - 1);
  switch (r.below(3)) {
    case 0:
      return word.slice(0, i) + word.slice(i + 1);
    case 1:
      return word.slice(0, i) + (word[i + 1] ?? "") + (word[i] ?? "") + word.slice(i + 2);
    default:
      return word.slice(0, i) + (word[i] ?? "") + word.slice(i);
  }
}

/** Reasons for visit by what they say of consciousness: gone, reduced, or perhaps not whole. */
const GONE = new Set(["58400", "58370", "58390", "58350", "58360"]);
const DROWSY = new Set(["58420", "58410"]);
const DOUBTFUL = new Set(["12400", "12050", "59100", "59150", "10300", "25250", "58201", "23000"]);
const REDUCED: ReadonlySet<string> = new Set([...GONE, ...DROWSY]);
const NONE: ReadonlySet<string> = new Set();

/**
 * The survey records no AVPU. Where the reasons speak of it, a fitting level is written down most of the time; where they
 * do not, "alert" is half of the time, so that the model knows the word as the ordinary answer. (Said in the model card.)
 */
function consciousnessOf({ reasons }: SourceVisit, r: Random): Consciousness | null {
  const says = (codes: ReadonlySet<string>) => reasons.some((code) => codes.has(code));
  if (says(GONE)) return r.chance(0.85) ? r.pick(["unresponsive", "unresponsive", "pain"] as const) : null;
  if (says(DROWSY)) return r.chance(0.85) ? r.pick(["voice", "voice", "pain"] as const) : null;
  return !says(DOUBTFUL) && r.chance(0.5) ? "alert" : null;
}

function varyHistory(c: TriageCase, r: Random): TriageCase {
  if (!c.history || c.history.length === 0) return c;
  const history = c.history.map((item) => {
    if (item === GENERIC_CONDITION) return r.pick(OTHER_CONDITIONS);
    const words = Object.values(CONDITION_WORDS).find((w) => w[0] === item);
    return words ? r.pick(words as readonly string[]) : item;
  });
  return { ...c, history };
}

/** What was not measured or not asked: keeps the model honest at the door, and knows explanations' masked cases. */
function dropFacts(c: TriageCase, r: Random, o: AugmentOptions): TriageCase {
  const out: { -readonly [K in keyof TriageCase]: TriageCase[K] } = { ...c };
  if (out.vitals && r.chance(o.dropVitals[0])) {
    const each = r.chance(0.15) ? 1 : o.dropVitals[1];
    out.vitals = Object.fromEntries(Object.entries(out.vitals).filter(() => !r.chance(each))) as Partial<
      Record<VitalKey, number>
    >;
  }
  if (r.chance(0.05)) delete out.sex;
  if (r.chance(0.08)) delete out.arrivalMode;
  if (r.chance(0.15)) delete out.injury;
  if (r.chance(0.12)) delete out.history;
  else if (out.history && out.history.length > 0 && r.chance(0.1))
    out.history = out.history.filter(() => r.chance(0.6));
  if (r.chance(0.04)) delete out.chiefComplaint;
  return out;
}
