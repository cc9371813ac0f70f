import type { Find, Rule } from "./redaction";

/**
 * Dates finer than a year (HIPAA safe harbour): with a month in words, a holiday, or in numbers where they are no fraction, score or
 * range. A year alone stays, as do "10/10 pain", "GCS 12/15", "VA 20/40", "1/2 tab", "4/5 strength" and "5-6 episodes".
 */
const CAPITAL_MONTH =
  "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?";
const PLAIN_MONTH =
  "(?:jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\\.?";
const DOUBTFUL_MONTH = "(?:mar(?:ch)?|may)";
const ANY_MONTH = `(?:${CAPITAL_MONTH}|${PLAIN_MONTH})`;
const DAY = "(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?";
const WEEKDAY =
  "(?:(?:Mon|Tues?|Wednes|Wed|Thurs?|Thu|Fri|Satur|Sat|Sun|mon|tues?|wednes|wed|thurs?|thu|fri|satur|sat|sun|MON|TUES?|WED|THURS?|FRI|SAT|SUN)(?:day|DAY)?\\.?,?\\s+)?";
const YEAR = "(?:(?:,?\\s+|[-/.])(?:(?:19|20)\\d\\d|['’]\\d\\d))?";
const NO_DOSE = "(?!\\d|[/.]\\d|\\s*(?:mg|mcg|ml|x\\b|times|tabs?|%|days?|weeks?|hours?|hrs?|per\\b))";
const MONTH_DAY = "(?:0?[1-9]|1[0-2])[/](?:0?[1-9]|[12]\\d|3[01])";

const of = (source: string, when?: Rule["when"], flags = "gu"): Rule => ({
  pattern: new RegExp(source, flags),
  kind: "date",
  ...(when ? { when } : {}),
});
const START = "(?<![\\p{L}\\d])";
const END = "(?![\\p{L}\\d])";

const HOLIDAYS =
  "christmas|xmas|thanksgiving|easter|halloween|new year['’]?s|independence day|(?:the )?(?:4th|fourth) of july|july (?:4th|fourth)|labor day|memorial day|veterans['’]? day|valentine['’]?s(?: day)?|valentines|mother['’]?s day|father['’]?s day|president['’]?s['’]? day|presidents day|mlk day|martin luther king day|columbus day|indigenous peoples['’]? day|juneteenth|st\\.? patrick['’]?s(?: day)?|saint patrick['’]?s day|cinco de mayo|groundhog day|mardi gras|ash wednesday|good friday|palm sunday|black friday|super ?bowl(?: sunday)?|flag day|boxing day|earth day|april fools['’]?(?: day)?|hanukkah|chanukah|passover|rosh hashanah?|yom kippur|purim|diwali|ramadan|eid(?: al-\\w+)?|kwanzaa|lent|pentecost|epiphany|all saints['’]? day|all souls|d[ií]a de (?:los )?muertos|day of the dead|lunar new year|chinese new year|hmong new year|tet|holi|nowruz|pride sunday|orthodox easter|election day|tax day|leap day|patriots['’]? day|bastille day|canada day|oktoberfest";

/** Words around two numbers that make them a share, a score, a dose or a range. */
const SCORE_BEFORE =
  /(?<!\p{L})(?:bipap|cpap|peep|ratio|settings?|pain|scale|strength|str|motor|power|rates?|rated|rating|apgars?|gcs|nihss|va|vision|acuity|od|os|ou|murmur|reflex(?:es)?|dtrs?|pulses?|ef|score|stage|grade|bp|sbp|flacc|wong|anx(?:iety)?|nausea|severity|severe|discomfort|ha|cp|headache|approx|about|only|~|labetalol|sinemet|norco|vicodin|percocet|advair|symbicort|trelegy|bactrim|hctz|entresto|fraction|ratio|cycle|dose|day|wk|week|every|q|x|met|sx|criteria|centor|wells|curb-?65|ran?son|now|currently|still|to|at|was|is|of)[\s:=(]*$/iu;
const SCORE_AFTER =
  /^\s*(?:pain|strength|str\b|scale|murmur|sem\b|systolic|holosystolic|diastolic|motor|power|at rest|with|w\/|w\b|on scale|severity|tabs?|tablets?|pills?|cups?|cans?|packs?|bottles?|hours?|hrs?|h\b|miles?|doses?|way|of\b|mg|mcg|ml|times|x\b|ppd|glass|liters?|inch|in\b|ehl|ta\b|triceps|biceps|deltoid|quads?|hams(?:tring)?s?|grip|gs\b|le\b|ue\b|lue|rue|lle|rle|b\/l|bilat|bue|ble|all\b|extremit|dorsiflex|plantar|hip|knee|ankle|wrist|finger|shoulder|elbow|arm|leg|foot|hand|radiat|constant|sharp|dull|throbbing|pressure|ha\b|headache|abd|back|chest|cramp|worse|when|squeez|burning|ache|achy|aching|stab|tight|criteria|days|positive|pos\b|visits|meals|wet|diapers|feeds|exam|on exam|and .{0,20}strength|throughout|intact|weak|equal)/iu;
const DATE_BEFORE =
  /(?:\b(?:on|since|seen|dated|admitted|discharged|until|till|thru|through|lmp|edd|edc|appt|appointment|due|missed|seizure|dose|visit|bm|period|tetanus|tdap|tet|surgery|placed|started|began|returned|dx'?d?|d\/c'?d?|from|as of|born|dob|bday|b-?day|birthday|date|arrived|arr|injured|injury|fell|fall|crash|mvc|mva|fx|cabg|tka|tha|turp|cath|stent|mri|ct|xr|us|scan|biopsy|bx|delivered|delivery|removed|changed|filled|refilled|stopped|quit|ended|last|sent|signed|revised|inserted|implanted|f\/u|fu|return|clinic|er|ed|here|hosp|hospital|vats|op|s\/p|post|result|results|labs?|drawn|cx|culture|test|neg|upt|shot|shots|vaccine|booster|sx|onset|lkw|between|before|after|by|game|meet|prom|show|party|wedding|mon|tues?|wed|thurs?|thu|fri|sat|sun|sunday|monday|tuesday|wednesday|thursday|friday|saturday)\.?[\s:@(,]*|[@(&]\s*|\[date\][\s,&-]*(?:and|to|through|thru)?\s*)$/iu;

const parts = (found: string): [number, number] => {
  const [a, b] = found.split(/[/.-]/).map(Number);
  return [a ?? 0, b ?? 0];
};

/** What makes a day of any two numbers that are no strength and no pain. */
const SURELY_DATED =
  /\b(?:(?:mon|tues?|wednes|wed|thurs?|thu|fri|satur|sat|sun)(?:day)?|today|tomorrow|yesterday|tonight|appt|appointment|dated|due|dob|scheduled|planned|lmp|edd)\.?[\s:@(,]*(?:(?:on|for)\s)?$/iu;
const SURELY_SCORED = /^\s*(?:pain|strength|str\b|scale|murmur|tabs?|tablets?|pills?|doses?)/iu;

/** "9/17" is a day unless it is said to be something else; "4/5" and "7/10" unless they are said to be a day. */
function isDay({ match, before, after }: Find): boolean {
  const [month, day] = parts(match.groups?.day ?? match[0]);
  const dated = DATE_BEFORE.test(before);
  const said = /^\p{L}/u.test(match[0]) || SURELY_DATED.test(before);
  if (said && !SURELY_SCORED.test(after)) return true;
  if (SCORE_AFTER.test(after) && !(dated && day > 10)) return false;
  if (dated) return true;
  if (SCORE_BEFORE.test(before))
    return (
      day > 10 &&
      !/(?:apgars?|gcs|nihss|va|vision|acuity|od|os|ou|bp|score|labetalol|dose)[\s:=(]*$/iu.test(before)
    );
  // Out of ten, of five, of six, a half, a third, a quarter.
  if (month <= day && (day === 10 || day <= 6)) return false;
  return true;
}

/** "2-17" is a day where a range would be odd: said to be one, or far too wide. */
function isDayWithHyphen({ match, before, after }: Find): boolean {
  const [month, day] = parts(match.groups?.day ?? match[0]);
  if (
    /^\s*(?:%|\/|-|x\b|[a-z]{1,12}\b(?! ))/iu.test(after) &&
    !/^\s*(?:for|at|by|in|after|per|from|and|with|w\b)/iu.test(after)
  )
    return false;
  if (SCORE_AFTER.test(after)) return false;
  if (
    /\b(?:on|since|due|dated?|dob|born|bday|birthday|seen|until|till|lmp|edd|from|level due)[\s:]*$/iu.test(
      before,
    )
  )
    return true;
  return (
    day - month >= 8 &&
    /^\s*(?:[.,;)]|$|for\b|at\b|by\b|in\b)/iu.test(after) &&
    !/(?:about|approx|x|~|q|every|lasting|times|age[ds]?|rates?|pain|rr|hr|for|of|past|last|takes?|drinks?)\s*$/iu.test(
      before,
    )
  );
}

/** "27/9": the day first, where no month could stand. Said to be a score, a vision or a dose it is none. */
function isDayFirst({ match, before, after }: Find): boolean {
  // Worse than the scale allows is still a score.
  if (/\/10$/.test(match[0]) && SCORE_BEFORE.test(before)) return false;
  return (
    !SCORE_AFTER.test(after) &&
    !/(?:gcs|nihss|va|vision|acuity|od|os|ou|bp|score|dose)[\s:=(]*$/iu.test(before)
  );
}

const NUMERIC_YEAR = "(?:\\d{4}|\\d{2})";

export const DATES: readonly Rule[] = [
  // A holiday, with its year.
  of(
    `${START}(?:${HOLIDAYS})(?:\\s+(?:eve|day|weekend|morning|night))?${END}(?:,?\\s+(?:19|20)\\d\\d)?`,
    ({ match, before }) =>
      !/^(?:lent|tet|holi|easter|purim)$/.test(match[0]) ||
      /\b(?:on|since|during|after|before|for)\s$/.test(before),
    "giu",
  ),
  of(`${START}${WEEKDAY}${ANY_MONTH}[\\s-]+${DAY}${NO_DOSE}(?:\\s?-\\s?${DAY}(?!\\d))?${YEAR}`),
  of(`(?<![\\p{L}\\d./])(?:the\\s+)?${WEEKDAY}${DAY}[\\s-]+(?:of\\s+)?${ANY_MONTH}${END}${YEAR}`),
  of(
    `(?<![\\p{L}\\d./])(?:the\\s+)?${DAY.replace(")?", ")")}\\s+of\\s+${DOUBTFUL_MONTH}${END}${YEAR}`,
    undefined,
    "giu",
  ),
  of(`${START}${DOUBTFUL_MONTH}\\s+${DAY}${NO_DOSE}${YEAR}`, undefined, "giu"),
  of(`${START}(?:${ANY_MONTH}|${DOUBTFUL_MONTH}),?\\s*(?:of\\s+)?(?:(?:19|20)\\d\\d|['’]\\d\\d)(?!\\d)`),
  of(`${START}${CAPITAL_MONTH}(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?(?!\\p{L}|\\d)`),
  of("(?<![\\d/.-])(?:19|20)\\d\\d-(?:0[1-9]|1[0-2])(?![\\d/-])"),
  of(
    `(?<before>${START}(?:on|since|until|till|by|due|from)\\s+)(?:[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)(?=\\s*(?:[.,;:)!?]|$))`,
  ),
  // A month alone.
  of(
    `(?<before>${START}(?:in|of|since|last|this|next|early|late|mid|until|till|by|from|through|around|during|end of)[\\s-]+)(?:${ANY_MONTH}|${DOUBTFUL_MONTH}(?!\\s+(?:have|be|need|not|also)))${END}`,
  ),
  of(
    `${START}(?:January|February|April|June|July|August|September|October|November|December|Sept|Oct|Nov|Dec|Feb|Aug)${END}\\.?`,
  ),
  // With a year, in any order.
  of(
    `(?<![\\d/.-])${WEEKDAY}(?:0?[1-9]|[12]\\d|3[01])([-/.])(?:0?[1-9]|[12]\\d|3[01])\\1${NUMERIC_YEAR}(?![\\d/-]|\\.\\d)`,
    ({ match }) => !/^\d-\d-\d$/.test(match[0]),
  ),
  of("(?<![\\d/.-])(?:0?[1-9]|1[0-2])[/-](?:19|20)\\d\\d(?![\\d/-])"),
  // Month and day in numbers.
  of(
    `(?<![\\d/.,-]|[A-Za-z])(?:(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun|mon|tues?|wed|thurs?|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\\.?,?\\s+)?(?<day>${MONTH_DAY})(?:\\s?-\\s?${MONTH_DAY})?(?![\\d/%]|\\.\\d)`,
    isDay,
  ),
  of("(?<![\\d/.,-]|[A-Za-z])(?:1[3-9]|2\\d|3[01])/(?:0?[1-9]|1[0-2])(?![\\d/%]|\\.\\d)", isDayFirst),
  of(
    `(?<![\\d/.,-]|[A-Za-z])(?<day>(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\\d|3[01]))(?![\\d/%-]|\\.\\d)`,
    isDayWithHyphen,
  ),
  // "Nov 12 and 26", "3/4, 3/11": what goes on with a date.
  of(
    `(?<before>\\[date\\](?:,\\s|\\s(?:and|&|or)\\s|\\s?&\\s?))(?:${MONTH_DAY}|(?:[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?)(?=\\s*(?:[.,;:)]|$|at\\b|with\\b))`,
  ),
  // "the 22nd", "on the 5th"; no floor, digit or dose.
  of(
    `${START}(?<before>(?:on|since|until|till|by|was|is|due|from|before|after|around|of)\\s+)?the\\s+(?:[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)(?=\\s*(?:[.,;:)!?]|$|at\\b|w\\/|with\\b|around\\b|and\\b|for\\b|but\\b|she\\b|he\\b|pt\\b))`,
  ),
];
