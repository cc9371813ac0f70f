import type { GenericPattern } from "./generic-patterns";

/**
 * Dates finer than a year (HIPAA safe harbour): with a month in words, or in numbers where it can be nothing else. A year
 * alone stays, as do "10/10 pain", "GCS 12/15", "20/40", "1/2 tab" and "4/5 strength".
 */
const CAPITAL_MONTH =
  "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?";
const PLAIN_MONTH = "(?:january|february|april|june|july|august|september|october|november|december)";
const ANY_MONTH = `(?:${CAPITAL_MONTH}|${PLAIN_MONTH})`;
const DAY = "(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?";
const WEEKDAY = "(?:(?:Mon|Tues?|Wednes|Wed|Thurs?|Fri|Satur|Sat|Sun)(?:day)?\\.?,?\\s+)?";
const AMOUNT =
  "(?!\\s*(?:tabs?|tablets?|pills?|cups?|cans?|packs?|bottles?|hours?|hrs?|h\\b|miles?|doses?|way|the\\b|of\\b|pain|strength|scale|mg|mcg|ml|times|x\\b|ppd|glass|liters?|inch|in\\b))";
const MONTH_DAY = "(?:0?[1-9]|1[0-2])\\/(?:0?[1-9]|[12]\\d|3[01])";

const of = (source: string, replace = "[date]", flags = "gu"): GenericPattern => ({
  pattern: new RegExp(source, flags),
  replace,
});

export const DATES: readonly GenericPattern[] = [
  of(
    `(?<![\\p{L}\\d])${WEEKDAY}${ANY_MONTH}\\s+${DAY}(?!\\d|[/.]\\d|\\s*(?:mg|x\\b|times|tabs?|%))(?:,?\\s+(?:19|20)\\d\\d)?`,
  ),
  of(
    `(?<![\\p{L}\\d./])(?:the\\s+)?${DAY}\\s+(?:of\\s+)?${ANY_MONTH}(?![\\p{L}\\d])(?:,?\\s+(?:19|20)\\d\\d)?`,
  ),
  of(`(?<![\\p{L}])${ANY_MONTH},?\\s+(?:of\\s+)?(?:(?:19|20)\\d\\d|['’]\\d\\d)(?!\\d)`),
  of("(?<![\\d/.-])(?:0?[1-9]|1[0-2])\\/(?:19|20)\\d\\d(?![\\d/])"),
  of("(?<![\\d/.-])(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\\d|3[01])-\\d{2}(?![\\d/.-])"),
  // day and month in numbers, where a word before them says that it is a day
  of(
    `(?<before>(?<![\\p{L}])(?:on|since|seen|dated|admitted|discharged|until|till|thru|through|lmp|edd|appt|appointment|due|missed|last (?:seizure|dose|seen|visit|bm|period|tetanus)|surgery|placed|started|began|returned|dx(?:'d)?|d\\/c(?:'d)?|from|as of|and)[\\s:]+)${MONTH_DAY}(?![\\d/])${AMOUNT}`,
    "$<before>[date]",
    "giu",
  ),
  of(
    "(?<![\\p{L}])(?:Christmas|Thanksgiving|Easter|Halloween|New Year['’]?s|Independence Day|Labor Day|Memorial Day|Veterans Day|Valentine['’]?s(?: Day)?|Mother['’]?s Day|Father['’]?s Day|Hanukkah|Diwali|Ramadan|Eid)(?:\\s+(?:Eve|Day))?(?![\\p{L}])",
  ),
];
