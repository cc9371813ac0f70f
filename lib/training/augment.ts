import type { VitalKey } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import { MASK_WORD } from "@/lib/model/tokenizer";
import { phrasesFor, plainLabel } from "./lexicon";
import { ABBREVIATIONS, CONDITION_WORDS, NEGATED_FINDINGS, OTHER_CONDITIONS } from "./lexicon/words";
import type { Random } from "./random";
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
  let c = visit.case;
  if (visit.source !== "ktas") c = retell(visit, c, r, o);
  else if (c.chiefComplaint) c = { ...c, chiefComplaint: spoil(c.chiefComplaint, r, o) };
  c = imputeConsciousness(visit, c, r);
  c = varyHistory(c, r);
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

function retell(visit: SourceVisit, c: TriageCase, r: Random, o: AugmentOptions): TriageCase {
  const labels = (c.chiefComplaint ?? "").split("; ");
  const said = visit.reasons.map((code, i) => sayReason(code, labels[i] ?? "", c, r, o));
  // Second and third reasons are as often in the triage note as in the complaint.
  const keep = said.length > 1 && r.chance(0.25) ? 1 : said.length;
  const joint = r.pick(["; ", "; ", ", ", " & ", " and ", "/", " + ", " with "]);
  let complaint = said.slice(0, keep).join(joint);
  if (r.chance(0.08))
    complaint = `${r.pick(["c/o", "pt c/o", "complains of", "here for", "presents with", "states"])} ${complaint}`;
  if (complaint && r.chance(0.12)) complaint = `${complaint} ${duration(r)}`;

  const notes = said.slice(keep);
  for (const text of (c.note ?? "").split(", ")) {
    const key = CIRCUMSTANCE_BY_TEXT.get(text);
    if (key && r.chance(o.keepCircumstance)) notes.push(r.pick(CIRCUMSTANCE_WAYS[key]));
  }
  const pain = c.vitals?.pain;
  if (pain !== undefined && r.chance(0.1)) notes.push(`${r.pick(["pain", "rates pain"])} ${pain}/10`);
  if (r.chance(0.2)) {
    const denial = denied(visit.reasons, r);
    if (denial) {
      if (r.chance(0.4) && complaint) complaint = `${complaint}, ${denial}`;
      else notes.push(denial);
    }
  }
  complaint = spoil(complaint, r, o);
  const note = notes.join(r.pick([", ", "; ", ". "]));
  const { chiefComplaint: _c, note: _n, ...rest } = c;
  return { ...rest, ...(complaint ? { chiefComplaint: complaint } : {}), ...(note ? { note } : {}) };
}

const SIDED = /\b(leg|arm|knee|ankle|foot|shoulder|elbow|wrist|hand|finger|toe|hip|eye|ear|flank|side)\b/;
const HAS_SIDE = /\b(l|r|lt|rt|left|right|bilat|both)\b/i;

function sayReason(code: string, label: string, c: TriageCase, r: Random, o: AugmentOptions): string {
  const ways = phrasesFor(code);
  let phrase = label;
  if (r.chance(o.paraphrase))
    phrase = ways.length > 0 && r.chance(0.8) ? r.pick(ways) : r.pick([...plainLabel(label), label]);
  if (r.chance(0.3)) phrase = abbreviate(phrase, r);
  if (SIDED.test(phrase) && !HAS_SIDE.test(phrase) && r.chance(0.3))
    phrase = `${r.pick(["L", "R", "left", "right", "lt", "rt"])} ${phrase}`;
  // "Severe" is only written of pain that was scored so; the word must not lose its meaning.
  if (/\b(pain|ha|headache|cp)\b/i.test(phrase) && r.chance(0.08)) {
    const pain = c.vitals?.pain;
    if (pain !== undefined) phrase = `${pain >= 8 ? "severe" : pain <= 3 ? "mild" : "moderate"} ${phrase}`;
  }
  return phrase;
}

function abbreviate(text: string, r: Random): string {
  let out = text;
  for (const [phrase, short] of ABBREVIATIONS) {
    const at = out.toLowerCase().search(new RegExp(`\\b${phrase}\\b`));
    if (at >= 0 && r.chance(0.6)) out = out.slice(0, at) + r.pick(short) + out.slice(at + phrase.length);
  }
  return out;
}

function duration(r: Random): string {
  const n = 1 + r.below(7);
  return r.pick([
    `x${n}d`,
    `x ${n} days`,
    `x${n}h`,
    `for ${n} days`,
    "since this am",
    "since yesterday",
    "x1wk",
    "on and off",
    "today",
    "since last night",
  ]);
}

/** "denies CP/SOB": findings that are none of the visit's reasons. */
export function denied(reasons: readonly string[], r: Random): string {
  const free = NEGATED_FINDINGS.filter(([stem]) => !reasons.some((code) => code.startsWith(stem)));
  if (free.length === 0) return "";
  const findings = Array.from({ length: 1 + r.below(3) }, () => r.pick(r.pick(free)[1]));
  return `${r.pick(["denies", "no", "neg for", "-", "without", "denies any"])} ${[...new Set(findings)].join(r.pick(["/", ", ", " or "]))}`;
}

/** Words lost, hidden, or mistyped. Never all of them. */
function spoil(text: string, r: Random, o: AugmentOptions): string {
  const words = text.split(" ").filter((w) => w !== "");
  const kept: string[] = [];
  for (const word of words) {
    if (words.length > 1 && r.chance(o.dropWord)) {
      if (r.chance(0.7)) kept.push(MASK_WORD);
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
