import { SYMPTOM_WORDS } from "./floor-phrases";

/**
 * What the text says about each word. The method is NegEx (Chapman et al., J Biomed Inform 2001;34:301) and its
 * successor ConText (Harkema et al. 2009): trigger words open a scope that ends at a terminator, widened here for the
 * lists triage notes are made of ("denies CP, SOB, n/v" denies all three) and ended by a new positive finding
 * ("no fever, CP x2h"). In doubt a word stays affirmed: the floor may cost a second look, it must not miss.
 */
export type Standing =
  /** Said of the patient now. */
  | "affirmed"
  /** Said of the patient, some days ago: too long for a trauma mechanism, not for a symptom. */
  | "days-ago"
  /** "r/o stroke", "worried about meningitis": somebody thinks of it, nobody says it is so. */
  | "considered"
  | "negated"
  | "historical"
  | "hypothetical"
  | "family";

/** A word on its way: `mark` tells a plus or minus sign used as one from a dash. */
export type Draft = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly mark?: "plus" | "minus" | "minus-after";
  /** A word that begins a statement of its own ("fainted", "took", "can't"), as it was written. */
  readonly statement?: boolean;
  standing: Standing;
};

/** What stands between the commas of a sentence. */
export function items(drafts: readonly Draft[]): Draft[][] {
  const result: Draft[][] = [[]];
  for (const d of drafts) {
    const spacedDash = d.text === "-" && !d.mark;
    if (d.text === "," || spacedDash || d.text === "(" || d.text === ")") result.push([]);
    else if (d.mark === "plus") result.push([d]);
    else result[result.length - 1]?.push(d);
  }
  return result.filter((i) => i.length > 0);
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

/** Deny everything after them, through commas. */
const DENY = words("denies deny denied denying without no none nil absent neither");
/** Deny the few words after them. */
const NOT = words(
  "not never non nor doesn't doesnt didn't didnt isn't isnt wasn't wasnt hasn't hasnt don't dont aren't haven't",
);
const NOT_REACH = 4;
/** "no relief", "not sure": not about a finding. */
const AFTER_NO = words(
  "relief improvement change changes better help longer pmh pmhx hx history meds medications medication allergies known " +
    "insurance pcp ride idea doubt recollection memory matter other reason apparent",
);
/** "Without warning passed out", "without relief": as well. */
const AFTER_WITHOUT = words("warning prodrome provocation reason relief improvement help change apparent");
const AFTER_NOT = words(
  "sure only certain just necessarily able improving improved better feeling relieved resolved resolving controlled stopping stopped stop " +
    "working taking took compliant eating drinking sleeping herself himself acting right well helping tolerating",
);
/** End a denial or a history: a new statement begins. */
const TERMINATORS = words(
  "but however although though except besides reports reporting states stating c/o complains complaining p/w presents " +
    "presenting presented now currently has having have had woke started began developed since because due d/t after while " +
    "here brought bib biba sent positive also which who is was are became noticed feels endorses admits only then",
);
/** Words that show that an item of a list is a finding of its own: it is dated, or said to be going on. */
const EVIDENCE =
  /^(x\d*|since|started|onset|worsening|worse|radiating|now|today|tonight|currently|still|ongoing|positive|has|is|c\/o|reports|began|yesterday|constant|continuous|\d+(hrs?|h|days?|d|mins?|wks?)|x\d+\w*)$/;
/** With what somebody was doing, saw or heard said: "no trauma, syncope while shopping" tells of a syncope. */
const TOLD = /^(while|during|after|twice|telling|commanding)$/;
const TAKEN = /^(3[89]|4[01]|10[0-6])(\.\d)?$/;
const LIMIT = /^(over|above|greater|than|higher|or)$/;
/** Words that may stand before the verb of a statement. */
const SUBJECT = /^(she|he|they|i|patient|and|also|then|just|who|did|has|is|was)$/;
const FINITE = words(
  "fainted passed blacked collapsed vomited threw took overdosed lost hit struck fell tripped slipped slid stabbed shot cut slit " +
    "tried attempted wants wanted woke ate drank drove crashed jumped swallowed ingested inhaled stopped went got can't cant cannot " +
    "unable pregnant preg postpartum",
);
/** Whether a word, as written, begins a statement: lists of what is denied are made of nouns. */
export const beginsStatement = (written: string): boolean => FINITE.has(written);

/** Weaker: a plain "no fever, severe headache" turns, a "denies fever, severe headache" does not. */
const STRONG_WORDS = words("severe sudden acute worst crushing");

const CONSIDERED = words("r/o googled");
const CONSIDERED_PAIRS: readonly (readonly [string, string])[] = [
  ["rule", "out"],
  ["ruling", "out"],
  ["worried", "about"],
  ["worried", "its"],
  ["worried", "it's"],
  ["worried", "it"],
  ["read", "about"],
  ["afraid", "of"],
  ["fear", "of"],
  ["concerned", "about"],
];
const HYPOTHETICAL = words("if unless");
const UNSURE = /^(sure|unsure|certain|uncertain|know|knows|unknown|remember|recall|unclear)$/;
const HYPOTHETICAL_PAIRS: readonly (readonly [string, string])[] = [
  ["risk", "of"],
  ["risk", "for"],
  ["in", "case"],
  ["return", "for"],
  ["precautions", "for"],
  ["screening", "for"],
  ["prevent", "a"],
];
const HISTORY = words("hx h/o history pmh pmhx psh pmx");
const HISTORY_SHORT = words("prior previous past remote old known");
const AGE_UNIT = /^\d*(d|day|days|w|wk|wks|week|weeks|m|mo|mos|month|months|y|yr|yrs|year|years)$/;
const HISTORY_PSEUDO = words("from obtained per limited given unobtainable taken unknown");
/** After "s/p" these happened just now; anything else ("s/p CABG") is an old operation. */
const NOW_AFTER =
  /^(fall|fell|mvc|motorcycle|pedestrian|gunshot|stab\w*|assault\w*|sexual|crash\w*|ejected|burn\w*|bite\w*|bitten|arrest|cardiac|cpr|rosc|seizure\w*|seizing|syncope\w*|overdose|ingestion|suicidal|hang\w*|strang\w*|drown\w*|electrocut\w*|head|trauma\w*|injur\w*|struck|rollover|choking|poisoning|hit|kicked|punched|exposure)$/;
const FAMILY = words("fhx fh");
const RELATIVES = words(
  "mother father mom dad brother sister uncle aunt grandmother grandfather grandma grandpa cousin coworker roommate parent parents",
);
const RELATIVE_VERBS = words("had died hx diagnosed dx");

/** Whether a word opens or closes a scope ("denies", "hx", "r/o", "negative"), so that it means nothing without it. */
export const isTrigger = (text: string): boolean =>
  DENY.has(text) ||
  NOT.has(text) ||
  HISTORY.has(text) ||
  HISTORY_SHORT.has(text) ||
  CONSIDERED.has(text) ||
  HYPOTHETICAL.has(text) ||
  FAMILY.has(text) ||
  RELATIVES.has(text) ||
  TRIGGER_PARTS.has(text);
/** Parts of two-word triggers: "negative for", "rule out", "risk of", "hx of", "mother had". */
const TRIGGER_PARTS = words(
  "negative for of out rule ruled ruling worried about afraid risk return s/p status post family had",
);

type Scope = {
  standing: Standing;
  /** Words left, Infinity through the item. */
  reach: number;
  /** Whether it goes on past the next comma. */
  list: boolean;
  plainNo: boolean;
} | null;

/** Sets the standing of every word of a sentence, given as its items. */
export function setStandings(sentence: readonly (readonly Draft[])[]): void {
  let scope: Scope = null;
  for (const drafts of sentence) {
    scope = carryOver(scope, drafts);
    for (let i = 0; i < drafts.length; i++) {
      const draft = drafts[i];
      if (!draft) continue;
      const next = drafts[i + 1]?.text ?? "";
      const opened: { scope: Scope; skip: number } | null = open(drafts, i, next);
      // "Bring back if not drinking": what is not done is still a condition.
      const conditional = scope?.standing === "hypothetical" && opened?.scope === null && !draft.mark;
      if (opened && !conditional) {
        scope = opened.scope;
        i += opened.skip;
        continue;
      }
      if (ends(scope, drafts, i)) scope = null;
      if (!scope) continue;
      draft.standing = scope.standing;
      scope.reach -= 1;
      if (scope.reach <= 0) scope = null;
    }
    backwards(drafts);
    longAgo(drafts);
  }
}

/** Whether a scope goes on into the next item of the sentence. */
function carryOver(scope: Scope, drafts: readonly Draft[]): Scope {
  if (!scope?.list) return null;
  if (drafts[0]?.mark === "plus") return null;
  const texts = drafts.map((d) => d.text);
  if (texts.some((t) => EVIDENCE.test(t) || TOLD.test(t))) return null;
  const verb = drafts.findIndex((d) => d.statement);
  if (verb >= 0 && texts.slice(0, verb).every((t) => SUBJECT.test(t))) return null;
  if (texts.some((t, i) => /^(noted|noticed|seen|witnessed|reported)$/.test(t) && texts[i + 1] === "by"))
    return null;
  if (texts.some((t, i) => t === "for" && /^\d/.test(texts[i + 1] ?? ""))) return null;
  // "Return if fever, fever 39.5": a temperature that was taken is no condition.
  if (
    scope.standing === "hypothetical" &&
    texts.some((t) => TAKEN.test(t)) &&
    !texts.some((t) => LIMIT.test(t))
  )
    return null;
  if (scope.plainNo && texts.some((t) => STRONG_WORDS.has(t))) return null;
  if (scope.standing === "historical" && texts.some((t) => SYMPTOM_WORDS.has(t))) return null;
  return { ...scope };
}

/** A trigger at `i`: the scope it opens and how many words of the trigger to pass over. */
function open(drafts: readonly Draft[], i: number, next: string): { scope: Scope; skip: number } | null {
  const { text, mark } = drafts[i] ?? { text: "", mark: undefined };
  const through = (standing: Standing, list: boolean, plainNo = false): Scope => ({
    standing,
    reach: Number.POSITIVE_INFINITY,
    list,
    plainNo,
  });
  const short = (standing: Standing, reach: number): Scope => ({
    standing,
    reach,
    list: false,
    plainNo: false,
  });
  const pair = (pairs: readonly (readonly [string, string])[]) =>
    pairs.some(([a, b]) => a === text && b === next);

  if (mark === "plus") return { scope: null, skip: 0 };
  if (mark === "minus") return next ? { scope: short("negated", 2), skip: 0 } : null;
  // A word that ends its item denies what stands before it ("CP: no", "SI denied"): read backwards.
  if (DENY.has(text)) {
    if (!next) return null;
    if (text === "no" && next === "known" && !/^(drug|allerg|food|med)/.test(drafts[i + 2]?.text ?? ""))
      return { scope: through("negated", true, true), skip: 1 };
    // "No hx of diabetes" denies it, and nothing past the comma.
    if (text === "no" && HISTORY.has(next) && drafts[i + 2]?.text === "of")
      return { scope: through("negated", false, true), skip: 2 };
    if (text === "no" && (AFTER_NO.has(next) || next === "1")) return { scope: null, skip: 1 };
    if (text === "without" && next === "known") return { scope: through("negated", true), skip: 1 };
    if (text === "without" && AFTER_WITHOUT.has(next)) return { scope: null, skip: 1 };
    return { scope: through("negated", true, text === "no"), skip: 0 };
  }
  if (NOT.has(text)) {
    if (AFTER_NOT.has(next)) return { scope: null, skip: 1 };
    // "Has not been eating" says what "not eating" says.
    if (next === "been" && AFTER_NOT.has(drafts[i + 2]?.text ?? "")) return { scope: null, skip: 2 };
    return { scope: short("negated", text === "non" ? 1 : NOT_REACH), skip: 0 };
  }
  if (text === "negative" && next)
    return next === "for"
      ? { scope: through("negated", true), skip: 1 }
      : { scope: short("negated", 3), skip: 0 };
  if (text === "ruled" && next === "out" && drafts[i + 2])
    return { scope: through("negated", false), skip: 1 };
  if (CONSIDERED.has(text)) return { scope: through("considered", true), skip: 0 };
  if (pair(CONSIDERED_PAIRS)) return { scope: through("considered", true), skip: 1 };
  // "Not sure if LOC", "unknown if seizure": somebody asks, and in doubt it is so.
  if (text === "if" && UNSURE.test(drafts[i - 1]?.text ?? "") && !isTold(drafts, i))
    return { scope: null, skip: 0 };
  if (HYPOTHETICAL.has(text)) return { scope: through("hypothetical", true), skip: 0 };
  if (pair(HYPOTHETICAL_PAIRS)) return { scope: through("hypothetical", true), skip: 1 };
  if (FAMILY.has(text)) return { scope: through("family", true), skip: 0 };
  if (text === "family" && HISTORY.has(next)) return { scope: through("family", true), skip: 1 };
  if (RELATIVES.has(text) && RELATIVE_VERBS.has(next)) return { scope: through("family", false), skip: 1 };
  if (HISTORY.has(text)) {
    if (HISTORY_PSEUDO.has(next)) return { scope: null, skip: 1 };
    if (!next) return null;
    return { scope: through("historical", true), skip: next === "of" ? 1 : 0 };
  }
  // "Same as prior, L arm numb": compared with the past, not in it.
  if (HISTORY_SHORT.has(text) && /^(as|like|than|vs|to)$/.test(drafts[i - 1]?.text ?? ""))
    return { scope: null, skip: 0 };
  // "9 day old not feeding": an age, no history.
  if (text === "old" && AGE_UNIT.test(drafts[i - 1]?.text ?? "")) return { scope: null, skip: 0 };
  if (HISTORY_SHORT.has(text) && next) return { scope: short("historical", 3), skip: 0 };
  if (text === "s/p" || (text === "status" && next === "post")) {
    const skip = text === "s/p" ? 0 : 1;
    const after = drafts.slice(i + 1 + skip, i + 4 + skip).map((d) => d.text);
    if (after.some((t) => NOW_AFTER.test(t))) return { scope: null, skip };
    return { scope: short("historical", 6), skip };
  }
  return null;
}

/** "Let staff know if": a warning, not a doubt. */
const isTold = (drafts: readonly Draft[], i: number): boolean =>
  drafts[i - 1]?.text === "know" && drafts.slice(Math.max(0, i - 5), i - 1).some((d) => d.text === "let");

const SAYING =
  /^(having|have|has|had|c\/o|complains|complaining|reports|reporting|states|stating|presents|endorses)$/;

function ends(scope: Scope, drafts: readonly Draft[], i: number): boolean {
  if (!scope) return false;
  const text = drafts[i]?.text ?? "";
  if (text === "other" && drafts[i + 1]?.text === "than") return true;
  if (text === "with" && scope.standing === "historical")
    return drafts.slice(i).some((d) => EVIDENCE.test(d.text)) && !drafts.some((d) => d.text === "residual");
  if (!TERMINATORS.has(text)) return false;
  // "denies having chest pain" denies; "if she has ..." stays a condition.
  const first = drafts[i - 1]?.text ?? "";
  // "No c/o chest pain", "no reports of fever" deny as well.
  if (SAYING.test(text) && (DENY.has(first) || NOT.has(first))) return false;
  return scope.standing !== "hypothetical" || text === "but";
}

/** "CP: no", "SI denied", "LOC (-)", "stroke ruled out", "CVA hx": the end of an item speaks of what stands before it. */
function backwards(drafts: readonly Draft[]): void {
  const last = drafts.at(-1);
  const before = drafts.at(-2);
  if (!last) return;
  const all = (standing: Standing, keep: number) => {
    for (const d of drafts.slice(0, drafts.length - keep))
      if (d.standing === "affirmed") d.standing = standing;
  };
  if (drafts.length < 2) return;
  if (last.mark === "minus" || last.mark === "minus-after") all("negated", 1);
  else if (/^(no|none|denies|denied|absent|negative|nil|unlikely)$/.test(last.text)) all("negated", 1);
  else if (last.text === "out" && before?.text === "ruled") all("negated", 2);
  else if (HISTORY.has(last.text) && drafts.length <= 5) all("historical", 1);
}

const AGO = /^(ago|prior|back)$/;
const LONG = /^(w|wk|wks|week|weeks|m|mo|mos|month|months|y|yr|yrs|year|years)$/;
const LONG_GLUED = /^\d+(w|wk|wks|mo|mos|m|y|yr|yrs)$/;
const DAYS = /^(d|day|days)$/;
const BEGAN = /^(started|began|begun|onset|since|starting|developed|ongoing|worsening|constant)$/;

/** "MVC 2 wks ago", "stroke 2015", "MI last year": past, unless it is when something began that still is. */
function longAgo(drafts: readonly Draft[]): void {
  const texts = drafts.map((d) => d.text);
  if (texts.some((t) => BEGAN.test(t))) return;
  const at = texts.findIndex((t, i) => {
    const previous = texts[i - 1] ?? "";
    if (AGO.test(t)) return LONG.test(previous) || LONG_GLUED.test(previous);
    if (/^(19|20)\d\d$/.test(t))
      return i > 0 && !/^(at|@)$/.test(previous) && Number(t) >= 1930 && texts.length <= 6;
    if (LONG.test(t)) return previous === "last";
    return t === "child" && previous === "a" && texts[i - 2] === "as";
  });
  const mark = (end: number, standing: Standing) => {
    for (const d of drafts.slice(0, end)) if (d.standing === "affirmed") d.standing = standing;
  };
  if (at >= 0) {
    mark(at, "historical");
    // What follows may be now ("fell 2 wks ago now confused") but not a mechanism ("MVC 2 wks ago rollover").
    mark(drafts.length, "days-ago");
    return;
  }
  const days = texts.findIndex((t, i) => {
    if (!AGO.test(t)) return false;
    const unit = texts[i - 1] ?? "";
    const glued = /^(\d+)d$/.exec(unit);
    const count = glued ? Number(glued[1]) : DAYS.test(unit) ? countOf(texts[i - 2] ?? "") : 0;
    return count >= 2;
  });
  if (days >= 0) mark(days, "days-ago");
}

const COUNTS: Readonly<Record<string, number>> = {
  one: 1,
  a: 1,
  two: 2,
  couple: 2,
  few: 3,
  three: 3,
  several: 4,
  four: 4,
  five: 5,
};
const countOf = (text: string): number => COUNTS[text] ?? Number.parseInt(text, 10);
