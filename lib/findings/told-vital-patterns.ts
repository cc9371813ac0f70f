import type { VitalKey } from "@/lib/case/features";

/** How vital signs are written in words: names, what stands between a name and its number, and what makes it something else. */
type Name = {
  readonly key: VitalKey;
  /** How it is called; what is between a name and its number is BETWEEN. */
  readonly name: string;
  /** From here to there such a number is this vital sign and no dose, hour or vertebra. */
  readonly within: readonly [low: number, high: number];
  /** What may stand directly before the name and makes it something else. */
  readonly notAfter?: RegExp;
};

const BETWEEN =
  "[\\s:=~-]*(?:(?:is|was|were|of|at|in|the|about|approx|around|only|now|today|currently|reading|reads|measured|found|to|down|up|dropped|dropping|drops|falling|fell|went|rose|high|low|mid|been|initial|initially|on|arrival|scene|per|ems|by|a|going|running|oral|rectal|tympanic|axillary)[\\s:=~-]+){0,5}";
const LESS = "(?<less>(?:below|under|less than|lower than|<)\\s*)?";
const MORE = "(?<more>(?:above|over|more than|greater than|>)\\s*)?";
/** "130s", "low 80s", "88-90", "24 to 30". */
const NUMBER = "(?<first>\\d{1,3}(?:\\.\\d)?)(?<tens>'?s\\b)?";
const RANGE = "(?:\\s*(?:-|–|to)\\s*(?<second>\\d{1,3}(?:\\.\\d)?)'?s?)?";
/** Units of something else behind the number, a date, a pair. */
const NOT_THEN =
  "(?![\\d.]*\\d)(?!\\s*(?:/\\s*\\d|mg|mcg|ml|mls|g\\b|kg|lbs?|cm|ft|feet|hrs?\\b|hours?|h\\b|days?|d\\b|weeks?|wks?|months?|mos?\\b|years?|yrs?|yo\\b|y\\/o|y\\b|mins?\\b|minutes? (?!ago)|times a (?:day|week|night)|x a|tabs?|units?))";

const NAMES: readonly Name[] = [
  { key: "gcs", name: "gcs|glasgow(?: coma)?(?: scale| score)?", within: [3, 15] },
  {
    key: "spo2",
    name: "(?:o2|oxygen|pulse|spo2|sp02|spo₂|o₂)[ -]?(?:sats?|saturations?|ox|level)|spo2|sp02|spo₂|sats|saturations?|satt?ing|(?:o2 )?desat(?:s|ted|urat\\w+|ting)?|sat(?=\\s*(?:of|is|was|at|in|\\d{2,3} ?(?:%|[.,;)]|$|on\\b|ra\\b)))|hypoxi(?:a|c)|(?:o2|oxygen)(?=[\\s:=]*(?:is |was |at |of )?\\d{2,3} ?%)",
    within: [40, 100],
  },
  {
    key: "respiratoryRate",
    name: "rr|resp(?:iratory)?\\.? rate|resps?|respirations?|breathing rate|breathing(?= (?:at )?\\d{1,2} (?:times|breaths|a min|per min|/ ?min))",
    within: [2, 90],
  },
  {
    key: "heartRate",
    name: "hr|heart ?rate|pulse(?: rate)?(?! ?ox)|ventricular rate|(?:af|afib|a-fib|svt|flutter)(?= (?:at |of |rate )?\\d{3}\\b)|rate(?= (?:of )?\\d{3}\\b)",
    within: [20, 300],
    notAfter:
      /\d ?$|\b(?:an|per|1|24|48) ?$|(?:resp|respiratory|breathing|flow|fetal|foetal|target|goal|max|maximum|maximal) ?$/i,
  },
  {
    key: "temperature",
    name: "temp(?:s|erature)?|tmax|core(?: temp(?:erature)?)?|t(?=[\\s:=]{0,2}\\d{2,3}\\.\\d)",
    within: [24, 112],
  },
];

/** "BP 70/40", "sbp in the 80s", "pressure 70 palp"; without its name "70/30" may be an insulin. */
export const PRESSURE =
  /\b(?:bp|b\/p|blood pressure|pressures?|sbp|systolic|hypotensive|hypertensive)(?![a-z])[\s:=~-]*(?:(?:is|was|were|of|at|in|the|about|around|only|now|today|down|up|to|dropped|reading|on|arrival|scene|per|ems|by|initial|initially|low|mid|high|upper|still|first|last)[\s:=~-]+){0,5}(?<less>(?:below|under|less than|<)\s*)?(?<more>(?:above|over|more than|>)\s*)?(?<first>\d{2,3})(?<tens>'?s\b)?(?:\s*(?:\/|over)\s*(?:(?<diastolic>\d{2,3})(?:'?s\b)?|palp(?:ation)?|p\b|doppler|unable|\?|-+))?(?<range>\s*(?:-|–|to)\s*(?<second>\d{2,3}))?(?![\d.]*\d)(?!\s*(?:mg|mcg|ml|days?|hours?|hrs?|min|weeks?|%))/gi;

const patternOf = ({ name }: Name): RegExp =>
  new RegExp(`(?<!\\w)(?:${name})(?![a-z])${BETWEEN}${LESS}${MORE}${NUMBER}${RANGE}${NOT_THEN}`, "gi");
/** Every vital sign but the pressure. */
export const NAMED_VITALS = NAMES.map((name) => ({ ...name, pattern: patternOf(name) }));

/** "82 % on room air", "82% RA": a saturation without its name. */
export const NAMELESS_SATURATION =
  /(?<![\d.])(?<first>\d{2})(?<tens>'?s)? ?%? (?:on |with )?(?:room air|ra\b|air\b|\d{1,2} ?(?:l|lpm|liters?|litres?)\b|nrb|non-?rebreather|nasal cannula|nc\b)/gi;
/** What follows a reading and takes its place: "82 -> 96 on 4 L", "140 at scene, now 96". */
export const THEN =
  /^ ?%?[^.;\n\d]{0,30}(?:->|=>|→|\bnow\b|\b(?:up|down|improv\w+|came|went|ris\w+|rose|dropp\w+|fell|falling) (?:back )?(?:up |down )?to\b)\s*(?:is |at |about |around )?(\d{1,3}(?:\.\d)?)(?![\d/]*\d)/i;

/** What a reading should be, not what it is. */
export const NOT_A_READING =
  /\b(?:(?:goal|target|targets|aim|aiming|keep|keeping|maintain\w*|titrat\w*|if|should|unless|until|alarms?|thresholds?|parameters?|hold for|return|call)\b[^.;\n]{0,40}|(?:usual|usually|normally|baseline|always|chronically|runs|lives|habitual\w*|yesterday|last (?:night|week|month|visit)|(?:days?|weeks?|months?|years?) ago|discharge)\b[^.;,\n]{0,25}|(?:not|never|no)(?: \w+){0,2} ?)$/i;
export const NOT_A_READING_AFTER =
  /^[^.;\n\d]{0,16}\b(?:baseline|(?:is|are) (?:his|her|their) (?:usual|norm\w*)|which is (?:normal|usual)|normally|usually|chronically|yesterday|last (?:week|month|visit)|(?:days?|weeks?|months?|years?) ago|outside|outdoors|weather|water|room temp\w*|oven)\b/i;
export const PRESSURE_THEN =
  /^[^.;\n\d]{0,30}(?:->|=>|→|\bnow\b|\b(?:up|down|improv\w+) to\b)\s*(\d{2,3})(?:\/\d{2,3})?|^[^.;\n\d]{0,10}\bthen\b[^.;\n]{0,12}?\b(\d{2,3})\/\d{2,3}/i;
export const NO_READING_WITHIN = /\b(?:not|never|no|goal|target|usual\w*|baseline|normal\w*)\b/i;
/** "Pain 10/10", "8 out of 10 pain": what is out of ten and beside a pain. */
export const PAIN_TOLD =
  /\b(?:pain|hurts?|ache|aching|cramps?|cramping)\b[^.;\n\d]{0,25}(?<first>10|\d)(?:-(?<second>10|\d))? ?(?:\/|out of) ?10\b(?!\/)|\b(?<before>10|\d) ?(?:\/|out of) ?10 (?:[a-z]+ ){0,2}(?:pain|headache|cramps?)\b/gi;
