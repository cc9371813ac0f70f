import type { Rule } from "./redaction";

/**
 * Ages above 89 become "90+" (HIPAA safe harbour, 45 CFR 164.514(b)(2)(i)(C)). A number is an age where it says so
 * ("94 yo", "age 94") or stands as an age and sex do ("94F from home"); a temperature, a pulse, a weight or a distance
 * that looks like one stays ("T 98F", "walked 100 m"). Where "98F" says nothing of itself, 95 and more is a temperature.
 */
const OLD = "(?:9\\d|1[0-2]\\d)";
/** Not a part of another number, a range, a fraction or an identifier. */
const ALONE = "(?<![\\d\\p{L}/.,<>=~-]|[-–]\\s?)";
const WHOLE = "(?![\\d+%]|[.,/]\\d)";

/** "94 yo", "94 y.o.", "94-year-old", "94 yrs", "94yoF". */
const IN_YEARS = new RegExp(
  `${ALONE}${OLD}${WHOLE}(?<after>\\s*-?\\s*(?:y\\s?\\/?\\.?\\s?o(?:[mf]|ld)?|yrs?\\.?(?:\\s*\\/?-?\\s*o(?:ld)?)?|years?|y\\s*[mf]|ye?ar-?old)(?![\\p{L}])|\\s?y(?![\\p{L}\\d/])|\\s?(?:세|歳|岁|años|anos|ans|jahre)(?![\\p{L}]))`,
  "giu",
);
/** "age 94", "aged 97", "age: 93", "age of 92", "turned 95", "94th birthday". */
const UNITS =
  "(?!\\s*(?:%|°|deg|kg|lbs?\\b|bpm|mm|cm|mg|ml|mcg|units?\\b|months?|mos?\\b|weeks?|wks?\\b|days?|hours?|hrs?\\b|min))";
const SAID = new RegExp(
  `(?<before>\\b(?:age[ds]?|turn(?:s|ed|ing)?)\\b(?:\\s*[:=(]\\s*|\\s+(?:of\\s+|is\\s+|was\\s+)?))${OLD}${WHOLE}${UNITS}`,
  "giu",
);
const BIRTHDAY = new RegExp(`${ALONE}${OLD}(?<after>(?:th|st|nd|rd)\\s+(?:birthday|b-?day|year)\\b)`, "giu");
/** "F/94", "M/92", and "F 94" where a note begins. */
const SEX_FIRST = new RegExp(
  `(?<before>(?<![\\p{L}\\d])(?:[MF]\\/\\s?|(?:fe)?male,?\\s+(?:of\\s+)?))${OLD}${WHOLE}${UNITS}(?!\\p{L})`,
  "giu",
);
const NOTE_BEGINS = new RegExp(`^(?<before>\\s*[MF],?\\s)${OLD}${WHOLE}(?!\\p{L})`, "gu");
const IN_WORDS =
  /\b(?:ninety(?:[\s-]?(?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one)[\s-]hundred(?:[\s-](?:and[\s-])?\w+)?)(?<after>[\s-]*(?:y\/?o\b|yo[mf]?\b|years?\b|yrs?\b))/giu;
/** "turned ninety-two", "is ninety-four". */
const IN_WORDS_ALONE =
  /(?<before>\b(?:age[ds]?|turn(?:s|ed|ing)?|is|was|she['’]s|he['’]s)\s)(?:ninety(?:[\s-]?(?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one)[\s-]hundred)(?![\p{L}]|\s*(?:percent|%|degrees|over|minutes|days|weeks|pounds|lbs|mg|and))/giu;
const OF_THAT_AGE = /\b(?:nonagenarian|centenarian)\b/giu;

/** A number on its own where an age stands: "She's 90.", "who is 92", "Ilse 95. Found down". */
const BARE = new RegExp(
  `(?<before>(?:^|[.!?;]\\s+|,\\s+|\\]\\s+|\\b(?:is|was|she['’]s|he['’]s|pt|patient|female|male|lady|gentleman|resident)\\s+))${OLD}${WHOLE}(?=\\s*(?:[.,;:)]|$|and\\b|but\\b|who\\b))`,
  "giu",
);
/** A line of vital signs, or what is measured, right before a bare number. */
const AMONG_VITALS =
  /(?:\d[\s,;%)]*|(?:hr|bp|rr|sats?|spo2|o2|t|temp|pulse|p|bg|glucose|weight|wt|map|ef|inr|ra|room air|age[ds]?)[\s,:=]*(?:is|was)?\s*)$/iu;
/** A number and what may be a sex. */
const WITH_SEX = new RegExp(
  `${ALONE}(?<age>${OLD})${WHOLE}(?<after>[\\s/-]?(?<sex>[mf]|female|male|woman|man|lady|gentleman))(?![\\p{L}\\p{N}/°]|-\\p{L})`,
  "giu",
);

const BETWEEN =
  "[\\s.:=~<>@(]*(?:(?:of|is|was|were|to|at|up|about|around|approx|a|high|low|running|reads?|reading|measured|recorded|taken|taking|oral(?:ly)?|rectal(?:ly)?|tympanic|axillary|temporal|today|now|here|home|max|rate|currently|initial|repeat|and|then)[\\s.:=,]*){0,4}";
/** What is measured, right before its number. */
const MEASURED = new RegExp(
  `(?<![\\p{L}])(?:t|tm|tmp|temps?|temperature|tmax|t-max|tcurrent|fevers?|feverish|febrile|afebrile|hyperthermi[ac]|hypothermi[ac]|oral|rectal|tympanic|axillary|vs|vitals?|hr|heart|pulse|p|rr|resps?|respirations?|bp|sbp|dbp|map|sats?|spo2|o2|ox|pulse ?ox|glucose|glu|bgl?|fsbs|fsbg|cbg|sugar|wt|weight|weighs|ht|height|peak flow|pefr|rate)${BETWEEN}$`,
  "iu",
);
const TEMPERATURE_FOLLOWS =
  /^[\s,;(]*(?:oral|orally|po\b|rectal|rectally|pr\b|tympanic|axillary|temporal|fever|febrile|temp|tmax|degrees|this (?:am|morning)|last night|at home|yesterday|today|[)]?\s*(?:hr|rr|bp|p|spo2|sat|pulse)\b)/iu;
const DISTANCE_BEFORE =
  /(?:walk|ran|run|fell|fall|jog|swam|swim|swum|climb|drop|within|every|distance|height|about|only|than|over|past|after|from|x)\w*\s*(?:of|about|only|approx\.?|up to|than|for|~)?\s*$/iu;
const DISTANCE_AFTER =
  /^\s*(?:walk|away|high|dash|sprint|race|swim|radius|deep|above|below|from the|fall)\b/iu;
/** Somebody is being spoken of. */
const PERSON_BEFORE =
  /(?:^|[.!?\n;]\s*|(?:\b(?:pt|patient|is|a|an|this|elderly|frail|old|resident|mother|father|mom|dad|grandmother|grandfather|grandma|grandpa|wife|husband|mr|mrs|ms)\.?|\[name\])[\s,:(]*)$/iu;
const PERSON_AFTER =
  /^[\s,)]*(?:c\/o|w\/|with\b|who\b|present|brought|bib|from\b|found|fell|s\/p|hx\b|h\/o|pmh|complain|here\b|sent|known|resident|living|lives|reports?|denies|states?|dnr|dementia|a&o|alert|aox)/iu;
/** Below it hardly anybody's temperature in Fahrenheit is. */
const COLDEST = 95;

const of = (pattern: RegExp): Rule => ({ pattern, kind: "age" });
/** Read again when names are known: "[name] 95." */
export const BARE_AGE: Rule = {
  ...of(BARE),
  when: ({ before, after }) =>
    !AMONG_VITALS.test(before) &&
    !/^[\s,;]*(?:%|on\b|ra\b|bpm|mm|sats?|spo2|rr|hr|bp|afeb|\d)/iu.test(after) &&
    !MEASURED.test(before),
};

export const OLD_AGES: readonly Rule[] = [
  of(IN_YEARS),
  of(SAID),
  of(BIRTHDAY),
  of(SEX_FIRST),
  of(NOTE_BEGINS),
  BARE_AGE,
  of(IN_WORDS),
  of(IN_WORDS_ALONE),
  { ...of(OF_THAT_AGE), tag: "person of 90+ years" },
  {
    ...of(WITH_SEX),
    when: ({ match, before, after }) => {
      const { age = "", sex = "" } = match.groups ?? {};
      return isAge({ age, sex }, before, after.slice(match.groups?.after?.length ?? 0));
    },
  },
];

function isAge(
  { age, sex }: { readonly age: string; readonly sex: string },
  before: string,
  after: string,
): boolean {
  if (MEASURED.test(before)) return false;
  if (sex.length > 1) return true;
  if (/m/i.test(sex)) return !DISTANCE_BEFORE.test(before) && !DISTANCE_AFTER.test(after);
  if (PERSON_AFTER.test(after)) return true;
  if (PERSON_BEFORE.test(before)) return !/^[\s,]*(?:oral|rectal|tympanic|axillary|temp|fever)/iu.test(after);
  return !TEMPERATURE_FOLLOWS.test(after) && Number(age) < COLDEST;
}
