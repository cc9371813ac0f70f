import type { VitalKey } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import { MASK_WORD } from "@/lib/model/tokenizer";
import { CONDITION_WORDS, OTHER_CONDITIONS } from "./lexicon/words";
import type { Random } from "./random";
import { tell } from "./retell";
import { CIRCUMSTANCES, GENERIC_CONDITION } from "./sources/nhamcs";
import type { SourceVisit } from "./sources/visit";

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
};
const DEFAULT_AUGMENT: AugmentOptions = {
  paraphrase: 0.6,
  dropVitals: [0.25, 0.4],
  dropWord: 0.06,
  typo: 0.02,
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
  if (visit.source !== "ktas") c = retell(visit, c, r, o);
  else if (c.chiefComplaint) c = { ...c, chiefComplaint: spoil(c.chiefComplaint, r, o) };
  c = imputeConsciousness(visit, c, r);
  return dropFacts(c, r, o);
}

/** A site's own visit, told with words and facts missing. Its words are kept as its nurses wrote them. */
export function vary(c: TriageCase, r: Random, o: AugmentOptions = DEFAULT_AUGMENT): TriageCase {
  const spoiled = {
    ...c,
    ...(c.chiefComplaint ? { chiefComplaint: spoil(c.chiefComplaint, r, o) } : {}),
    ...(c.note ? { note: spoil(c.note, r, o) } : {}),
  };
  return dropFacts(spoiled, r, o);
}

function retell(visit: SourceVisit, c: TriageCase, r: Random, o: AugmentOptions): TriageCase {
  const labels = (c.chiefComplaint ?? "").split("; ");
  const circumstances = (c.note ?? "").split(", ").flatMap((text) => {
    const key = CIRCUMSTANCE_BY_TEXT.get(text);
    return key && r.chance(0.85) ? [r.pick(CIRCUMSTANCE_WAYS[key])] : [];
  });
  const { complaint, note } = tell(
    visit.reasons.map((code, i) => ({ code, label: labels[i] ?? "" })),
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

/**
 * The survey records no AVPU. Where the reasons speak of it, a fitting level is written down half of the time; where they
 * do not, "alert" is, so that the model knows the word as the ordinary answer. (Said in the model card.)
 */
function imputeConsciousness(visit: SourceVisit, c: TriageCase, r: Random): TriageCase {
  if (visit.source === "ktas" || c.vitals?.consciousness || !r.chance(0.5)) return c;
  const says = (...codes: string[]) => visit.reasons.some((code) => codes.includes(code));
  const consciousness = says("58400", "58370", "58390", "58350", "58360")
    ? r.pick(["unresponsive", "unresponsive", "pain"] as const)
    : says("58420", "58410")
      ? r.pick(["voice", "voice", "pain"] as const)
      : says("12400", "12050", "59100", "59150", "10300", "25250", "58201", "23000")
        ? null
        : ("alert" as const);
  return consciousness ? { ...c, vitals: { ...c.vitals, consciousness } } : c;
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
