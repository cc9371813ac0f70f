import type { TriageCase } from "@/lib/case/triage-case";
import { BASE_VOCABULARY } from "@/lib/language/spelling";
import { type ReadText, type ReadWord, readText } from "@/lib/language/text";
import { CATALOGUE, type FindingKey } from "./catalogue";
import { around, fromContext, isOfSomebodyElse } from "./context";
import type { Assertion, Finding, TextField } from "./finding";
import { CATALOGUE_WORDS, type Mention, mentionsIn } from "./match";
import { isSudden, onsetHoursOf, severityOf, sideOf } from "./qualifiers";

/**
 * The one reader of words: complaint, note and history become findings of the catalogue, each with what is said about it
 * and where it stands. Pure; the same text gives the same findings. Under a millisecond for an ordinary case.
 */
/** Words that the catalogue knows by their beginnings: what they are misspelt from. */
const FORMS =
  "withdrawal withdrawing hallucinating hallucinations hallucination dislocated dislocation ordering commanding threatening threatened " +
  "dehisced dehiscence evisceration degloved degloving confused confusion disoriented agitated agitation palpitations hypotensive intubated cardioverted defibrillated amputated " +
  "amputation deformed deformity radiating delirious paranoid delusional ejected entrapped";
export const VOCABULARY: ReadonlySet<string> = new Set([
  ...BASE_VOCABULARY,
  ...CATALOGUE_WORDS,
  ...FORMS.split(" "),
]);

export type FieldText = { readonly field: TextField; readonly item: number; readonly text: ReadText };

/** The texts of a case, each read once. */
export function textsOf(c: TriageCase): FieldText[] {
  const read = (field: TextField, item: number, source: string | undefined): FieldText[] =>
    source?.trim() ? [{ field, item, text: readText(source, VOCABULARY) }] : [];
  return [
    ...read("chiefComplaint", 0, c.chiefComplaint),
    ...read("note", 0, c.note),
    ...(c.history ?? []).flatMap((entry, i) => read("history", i, entry)),
  ];
}

export const readFindings = (c: TriageCase): Finding[] => textsOf(c).flatMap(findingsIn);

export function findingsIn({ field, item, text }: FieldText): Finding[] {
  const mentions = mentionsIn(text);
  const findings = mentions.map((mention) => toFinding(mention, text, field, item));
  // What is said last of it in a sentence holds: "SOB earlier, better after neb, no longer short of breath"; "fever last
  // night, no fever today". Read from the end, with what was said further on of each.
  const later = new Map<string, Finding>();
  for (let i = findings.length - 1; i >= 0; i--) {
    const f = findings[i] as Finding;
    const place = `${f.key} ${text.words[mentions[i]?.words[0] ?? 0]?.sentence}`;
    const said = later.get(place);
    const isOver =
      said?.assertion === "resolved" || (said?.assertion === "denied" && isNowDenied(text.source, f, said));
    if (f.assertion === "present" && isOver) findings[i] = { ...f, assertion: "resolved" };
    else if (f.assertion === "resolved" || (f.assertion === "denied" && !said)) later.set(place, f);
  }
  return findings;
}

const EARLIER =
  /\b(earlier|was|were|had|yesterday|last night|this (am|morning)|overnight|all night|over the weekend)\b/i;
const BY_NOW =
  /^[^.;,]{0,12}\b(now|today|currently|at present|at this time|since|on arrival|at the moment)\b/i;

/** Whether the second says that what the first tells of an earlier hour is no longer so. */
function isNowDenied(source: string, first: Finding, second: Finding): boolean {
  const begins =
    source
      .slice(Math.max(0, first.start - 40), second.start)
      .split(/[.\n]/)
      .at(-1) ?? "";
  return EARLIER.test(begins) && BY_NOW.test(source.slice(second.end, second.end + 40));
}

function toFinding({ key, words, denies }: Mention, text: ReadText, field: TextField, item: number): Finding {
  const said = words.map((i) => text.words[i] as ReadWord);
  const start = Math.min(...said.map((w) => w.start));
  const end = Math.max(...said.map((w) => w.end));
  const context = around(text, words);
  const clause = [...context.before, ...context.own, ...context.after].join(" ");
  const onset = onsetHoursOf(clause);
  const lasts = (CATALOGUE[key].lastsWeeks ?? 0) * 168;
  const heard = assertionOf(key, said, context, field);
  const read =
    CATALOGUE[key].ofOthers && heard.assertion === "other-person" && field !== "history"
      ? { ...heard, assertion: "present" as const }
      : heard;
  const goesOn = read.assertion === "past" && field !== "history" && onset !== null && onset <= lasts;
  const isDenied = denies && read.assertion === "present";
  const isWell = CATALOGUE[key].reassuring === true && read.assertion === "baseline";
  const { assertion, doubt, daysAgo } = isDenied
    ? { ...read, assertion: "denied" as const }
    : goesOn || isWell
      ? { ...read, assertion: "present" as const, daysAgo: false }
      : read;
  return {
    key,
    assertion,
    doubt,
    severity: severityOf(clause),
    side: sideOf(clause),
    onsetHours: onset ?? (daysAgo ? 48 : null),
    daysAgo,
    sudden: isSudden(clause),
    field,
    item,
    start,
    end,
    quote: text.source.slice(start, end).replace(/\s+/g, " "),
  };
}

const RANK: Readonly<Record<ReadWord["standing"], number>> = {
  affirmed: 0,
  "days-ago": 1,
  considered: 2,
  negated: 3,
  historical: 4,
  hypothetical: 5,
  family: 6,
};
const ASSERTIONS: Readonly<Record<ReadWord["standing"], Assertion>> = {
  affirmed: "present",
  "days-ago": "present",
  considered: "uncertain",
  negated: "denied",
  historical: "past",
  hypothetical: "hypothetical",
  family: "other-person",
};

/** A phrase stands as its worst-standing word does; only a present one is looked at again in its surroundings. */
function assertionOf(
  key: FindingKey,
  words: readonly ReadWord[],
  context: ReturnType<typeof around>,
  field: TextField,
): Pick<Finding, "assertion" | "doubt" | "daysAgo"> {
  const standing = words.reduce(
    (worst, w) => (RANK[w.standing] > RANK[worst] ? w.standing : worst),
    "affirmed" as ReadWord["standing"],
  );
  const daysAgo = standing === "days-ago";
  const dated = ASSERTIONS[standing];
  const stated = dated === "past" && isOfSomebodyElse(context, key) ? "other-person" : dated;
  // An item of the history is something the patient has or had, not what today is about.
  if (field === "history") return { assertion: stated === "present" ? "past" : stated, doubt: null, daysAgo };
  if (stated === "uncertain")
    return {
      assertion: fromContext(context, key) === "logistics" ? "logistics" : stated,
      doubt: "considered",
      daysAgo,
    };
  if (stated !== "present") return { assertion: stated, doubt: null, daysAgo };
  const assertion = fromContext(context, key) ?? "present";
  return { assertion, doubt: assertion === "uncertain" ? "suspected" : null, daysAgo };
}
