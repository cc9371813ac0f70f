import type { ReadText, ReadWord } from "@/lib/language/text";
import { isConditional } from "./cues/conditional";
import { isErrand } from "./cues/errand";
import { isResolved } from "./cues/resolved";
import { isSomebodyElse } from "./cues/somebody-else";
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
  `^( \\w+){0,3} ${YEARS} ?(of )?(years?|yrs?|y|months?|mos?|weeks?|wks?) ?(ago|back|prior) |^( \\w+){0,2} (\\d+)(y|yr|yrs|mo|mos|wk|wks) (ago|back|prior) |^( in)? (19|20)\\d\\d |^( \\w+){0,1} (last year|as a child) |^( \\w+){0,3} (?<!(since|the|over|for|past) )(last (winter|spring|summer|autumn)|as (a|an) (child|kid|teen|teenager|infant|toddler)|in (college|childhood) $|in the past $|(in|during) (the |her |early )?(first|1st|second|2nd|early) (trimester|pregnancy) )`,
);
const BEGAN_THEN = / (started|began|begun|onset|starting|developed|ongoing|worsening|constant) /;
const OLD_BEFORE =
  /(?<! as| than| like| to) ((?<!(day|days|week|weeks|wk|wks|month|months|mo|year|years|yr|yrs) )old|remote|prior|previous|healed|former) ((?!with |and |but |now )\w+ )?$/;
const SUSPECTED_BEFORE =
  / (possible|possibly|poss|probable|probably|suspected|suspect|suspects|questionable|maybe|might|likely|presumed|concern for|concerns for|concerned for|concern of|thinks|appears|looks like|query|versus|vs|may have( had)?|may be|might have|could be|could have|unsure if|not sure if|unknown if|unclear if) (\w+ ){0,2}$/;

/** The assertion that the surroundings give an otherwise present mention; null when they say nothing. */
export function fromContext(a: Around): Exclude<Assertion, "present" | "denied"> | null {
  const [before, after, own, next] = [join(a.before), join(a.after), join(a.own), join(a.next)];
  if (isConditional(before, after, join(a.lead))) return "hypothetical";
  if (isErrand(before, own, after)) return "logistics";
  if (isSomebodyElse(before, own, after)) return "other-person";
  if (LONG_AGO_AFTER.test(after) && !BEGAN_THEN.test(after) && !BEGAN_THEN.test(before)) return "past";
  if (OLD_BEFORE.test(before) || (/ stroke /.test(own) && CAUSE_OF_BASELINE.test(before))) return "past";
  if (isBaseline(before, own, after, next)) return "baseline";
  if (isResolved({ before, own, after, next, rest: join(a.rest) })) return "resolved";
  if (a.asked || SUSPECTED_BEFORE.test(before)) return "uncertain";
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
