import type { ReadText, ReadWord } from "@/lib/language/text";
import type { FindingKey } from "./catalogue";
import { isConditional } from "./cues/conditional";
import { isErrand } from "./cues/errand";
import { isResolved } from "./cues/resolved";
import { CUE_ROWS } from "./cues/rows";
import { type CueRow, cueReader, type Sides } from "./cues/scope";
import { isSomebodyElse, mayBeBrought } from "./cues/somebody-else";
import type { Assertion } from "./finding";

/**
 * What the words around a mention make of it, beyond what lib/language/standings.ts has read (denials, history, family,
 * conditions): a baseline, an earlier event, an errand, somebody else, a thing that has passed.
 */
type Around = {
  /** Words of the same clause before and after the mention, nearest last and first; the mention's own words. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly own: readonly string[];
  /** The clause that follows in the same sentence. */
  readonly next: readonly string[];
  /** What the sentence says before this clause, and after the next one. */
  readonly lead: readonly string[];
  readonly rest: readonly string[];
  /** Somebody put a question mark before it ("?stroke"). */
  readonly asked: boolean;
};

/** Words of a clause that are looked at on either side: enough for any clause a nurse writes, and a bound for any other text. */
const REACH = 14;
const BREAK = /[,;:()]|\s-\s/;
const join = (words: readonly string[]): string => ` ${words.join(" ")} `;

/** The clause of a mention: words of its sentence up to a comma, colon or bracket. */
export function around({ source, words }: ReadText, mention: readonly number[]): Around {
  const first = mention[0] ?? 0;
  const last = mention.at(-1) ?? first;
  const sentence = words[first]?.sentence;
  const joined = (i: number) => {
    const [a, b] = [words[i], words[i + 1]];
    return a && b && b.sentence === sentence && !BREAK.test(source.slice(a.end, b.start));
  };
  const inSentence = (w: ReadWord | undefined): w is ReadWord => w?.sentence === sentence;
  let low = first;
  while (low > Math.max(0, first - REACH) && inSentence(words[low - 1]) && joined(low - 1)) low--;
  let high = last;
  while (high < last + REACH && inSentence(words[high + 1]) && joined(high)) high++;
  let end = high + 1;
  while (end < high + REACH && inSentence(words[end]) && (end === high + 1 || joined(end - 1))) end++;
  let back = low;
  while (back > Math.max(0, low - REACH) && inSentence(words[back - 1])) back--;
  let stop = end;
  while (stop < end + REACH && inSentence(words[stop])) stop++;
  const text = (from: number, to: number) => words.slice(from, to).map((w) => w.text);
  return {
    before: text(low, first),
    after: text(last + 1, high + 1),
    own: text(first, last + 1),
    next: inSentence(words[high + 1]) ? text(high + 1, end) : [],
    lead: text(back, low),
    rest: text(end, stop),
    asked: /(^|[\s,;:(.])\?{1,3} ?$/.test(source.slice(0, words[first]?.start ?? 0)),
  };
}

const CHANGED =
  / (worse|worsening|worsened|new|newly|acute|acutely|sudden|suddenly|increased|increasing|more than|than (usual|normal|baseline)|(from|off|below|not at|not his|not her|change in|changed from) (his |her |their )?(baseline|usual|normal)|today|tonight|this (am|morning|evening|afternoon)|since (this|last night|yesterday)) /;
const GETS_WORSE =
  /^ (now |is |are |was |and |but |much |has been |have been |has |gotten |getting |got )*(worse|worsening|increased|acutely) /;
const ALWAYS_BEFORE = / (usually|normally|chronically|chronic|longstanding|always|habitually|lifelong) /;
const BASELINE_AFTER =
  / (at|is|per|which is|this is|as) (his|her|their|the|patient|patients|a)? ?(baseline|usual|norm) | (is|are) (baseline|chronic|normal for|usual for|unchanged|longstanding|not new) |^ (baseline|chronic|chronically|unchanged) | since (birth|childhood) | (for|x|since) (many|several|\d+|a few|two|three|four|five|ten) ?(years|yrs|y|yr) | (years|yrs) (baseline|unchanged) | as usual /;
const BASELINE_NEXT =
  /^ (which is |this is |is )?(at |per )?(his |her |their )?(baseline|usual) (per |since |no |$)/;
/** "Droop is baseline since CVA": the cause of what has been so ever since is past. */
const CAUSE_OF_BASELINE =
  / (baseline|residual|chronic|chronically) (\w+ ){0,4}(since|from|after|due to|secondary to) (\w+ ){0,2}$/;
/** "Chronic back pain after fall": the pain is chronic, the fall is not. */
const BEGAN_WITH_IT = / (since|after) (\w+ ){0,2}$/;
/** "Residual" is said of these for years; a residual pain is what is left of today's. */
const LEFT_BY_A_STROKE = / (weak\w*|hemiparesis|droop\w*|aphasia|numb\w*|paralysis) /;
const ITS_BASELINE = / (baseline|usual) (is|mental status|function)? ?$/;
const YEARS = "(\\d+|a|an|one|two|three|four|five|six|several|many|few|couple|last|of)";
const LONG_AGO_AFTER = new RegExp(
  `^( \\w+){0,3} ${YEARS} ?(of )?(years?|yrs?|y|months?|mos?|weeks?|wks?) ?(ago|back|prior) |^( \\w+){0,2} (\\d+)(y|yr|yrs|mo|mos|wk|wks) (ago|back|prior) |^( in)? (19|20)\\d\\d |^( \\w+){0,1} (last year|as a child) |^( \\w+){0,3} (?<!(since|the|over|for|past) )(last (winter|spring|summer|autumn)|as (a|an) (child|kid|teen|teenager|infant|toddler)|in (college|childhood) $|in the past $)`,
);
/** "Had spotting in the first trimester, now 30 weeks"; without the "now" it is this trimester that bleeds. */
const EARLIER_IN_PREGNANCY =
  /^( \w+){0,3} (in|during) (the |her |early )?(first|1st|second|2nd|early) (trimester|pregnancy) /;
const BEGAN_THEN = / (started|began|begun|onset|starting|developed|ongoing|worsening|constant) /;
const OLD_BEFORE =
  /(?<! as| than| like| to) ((?<!(day|days|week|weeks|wk|wks|month|months|mo|year|years|yr|yrs) )old|remote|prior|previous|healed|former) ((?!with |and |but |now )\w+ )?$/;
const SUSPECTED_BEFORE =
  / (possible|possibly|poss|probable|probably|suspected|suspect|suspects|questionable|maybe|might|likely|presumed|concern for|concerns for|concerned for|concern of|thinks|appears|looks like|query|versus|vs|may have( had)?|may be|might have|could be|could have|unsure if|not sure if|unknown if|unclear if) (\w+ ){0,2}$/;

/** What somebody does to the patient: who is named before it did it. */
const DEEDS: ReadonlySet<FindingKey> = new Set([
  "handled-roughly",
  "struck-or-assaulted",
  "sexual-assault",
  "non-accidental-injury",
  "homicidal",
  "stab",
  "stab-trunk",
  "gunshot",
  "gunshot-trunk",
]);
/** What cannot wait until it is clear whose it is. */
const CANNOT_WAIT: ReadonlySet<FindingKey> = new Set([
  "cardiac-arrest",
  "not-breathing",
  "unresponsive",
  "respiratory-distress",
  "dyspnea",
  "throat-closing",
  "anaphylaxis",
  "chest-pain",
  "chest-pressure",
  "heart-attack",
  "stroke-sign",
  "seizing",
  "seizure",
  "syncope",
  "altered-mental-status",
  "overdose",
  "bleeding-heavy",
  "hematemesis",
]);
const BEFELL = / (was|were|got|been) (\w+ )?$/;
const cueSays = cueReader(CUE_ROWS);

/** Whether what is past by its date is somebody else's all the same ("her husband's heart attack last year"). */
export function isOfSomebodyElse(a: Around, key: FindingKey): boolean {
  const sides = sidesOf(a, key);
  return isSomebodyElse(sides.before, sides.own, sides.after) || cueSays("other-person", sides);
}

const sidesOf = (a: Around, key: FindingKey): Sides => ({
  key,
  before: join(a.before),
  own: join(a.own),
  after: join(a.after),
  next: join(a.next),
  lead: join(a.lead),
  rest: join(a.rest),
});

/** The assertion that the surroundings give an otherwise present mention; null when they say nothing. */
export function fromContext(a: Around, key: FindingKey): Exclude<Assertion, "present" | "denied"> | null {
  const sides = sidesOf(a, key);
  const { before, after, own, next } = sides;
  const says = (assertion: CueRow["says"]) => cueSays(assertion, sides);
  if (isConditional(before, after, sides.lead) || says("hypothetical")) return "hypothetical";
  if (isErrand(before, own, after) || says("logistics")) return "logistics";
  const isDeed = DEEDS.has(key) && !BEFELL.test(before);
  const isBrought = CANNOT_WAIT.has(key) && mayBeBrought(before, own, after, next);
  if (!isDeed && !isBrought && (isSomebodyElse(before, own, after, next) || says("other-person")))
    return "other-person";
  if (says("past")) return "past";
  if (LONG_AGO_AFTER.test(after) && !BEGAN_THEN.test(after) && !BEGAN_THEN.test(before)) return "past";
  if (EARLIER_IN_PREGNANCY.test(after) && / had /.test(before) && / now /.test(next)) return "past";
  if (OLD_BEFORE.test(before) || (/ stroke /.test(own) && CAUSE_OF_BASELINE.test(before))) return "past";
  if (isBaseline(before, own, after, next) || says("baseline")) return "baseline";
  if (isResolved(sides)) return "resolved";
  if (a.asked || SUSPECTED_BEFORE.test(before) || says("uncertain")) return "uncertain";
  return null;
}

function isBaseline(before: string, own: string, after: string, next: string): boolean {
  const clause = before + own + after;
  if (CHANGED.test(clause.replaceAll("  ", " ")) || GETS_WORSE.test(next)) return false;
  if (
    (ALWAYS_BEFORE.test(before) && !BEGAN_WITH_IT.test(before)) ||
    BASELINE_AFTER.test(after) ||
    BASELINE_NEXT.test(next) ||
    ITS_BASELINE.test(before)
  )
    return true;
  if (/ residual (\w+ ){0,2}$/.test(before) && LEFT_BY_A_STROKE.test(own)) return true;
  // "Chronic" one word into the mention itself ("left chronic weakness").
  return / (chronic|chronically|longstanding|baseline) /.test(own);
}
