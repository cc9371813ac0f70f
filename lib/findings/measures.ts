const FEET_PER_METRE = 3.28084;
const FEET_PER_STOREY = 10;
const MPH_PER_KMH = 0.621371;

const NAMED: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  second: 2,
  third: 3,
  fourth: 4,
  "2nd": 2,
  "3rd": 3,
  "4th": 4,
};

/** Height of a fall in feet as the text says it: "20 ft", "6 m", "2nd story"; null when it says none. */
export function fallHeightFeet(text: string): number | null {
  const lower = text.toLowerCase();
  if (!/\b(falls?|fell|fallen|jump(ed)?|dropped)\b/.test(lower)) return null;
  const feet = /(\d+)\s*\+?\s*(?:-\s*)?(?:ft|feet|foot)\b/.exec(lower);
  if (feet) return Number(feet[1]);
  const metres = /(\d+(?:\.\d+)?)\s*(?:m|meters?|metres?)\b(?!\s*(?:ago|in\b|old))/.exec(lower);
  if (metres) return Number(metres[1]) * FEET_PER_METRE;
  const storeys = /(\d+|[a-z]+|\d(?:nd|rd|th))[\s-]*(?:stor(?:y|ies|ey|eys)|floors?)\b/.exec(lower);
  const count = storeys && (NAMED[storeys[1] ?? ""] ?? Number(storeys[1]));
  return count && Number.isFinite(count) ? count * FEET_PER_STOREY : null;
}

/** Speed of a crash in miles an hour: "45 mph", "80 km/h"; null when the text says none. */
export function crashSpeedMph(text: string): number | null {
  const lower = text.toLowerCase();
  const miles = /(\d+)\s*(?:mph|miles (?:an|per) hour)\b/.exec(lower);
  if (miles) return Number(miles[1]);
  const km = /(\d+)\s*(?:km\/?h|kph|kmh)\b/.exec(lower);
  return km ? Number(km[1]) * MPH_PER_KMH : null;
}

/** Sold as tablets: a number before the name counts them ("30 co-codamol"). */
const TABLETS =
  "co-codamol|cocodamol|paracetamol|tylenol|codeine|tramadol|zopiclone|diazepam|sertraline|citalopram|fluoxetine|amitriptyline|propranolol|quetiapine|ibuprofen|aspirin|benadryl";

/**
 * Tablets said to have been taken at once: "took 40 tylenol", "swallowed them, about 30 tabs"; doses in mg do not count, nor
 * what is to be prescribed.
 */
export function tabletCount(text: string): number | null {
  const match =
    /\b(?:took|taken|swallowed|ingested|ingestion of)\s+(?:about |approx\.? |approximately |maybe |almost |over |at least |~)?(\d{1,3})\b(?!\s*(?:mg|mcg|ml|g|hrs?|hours?|days?|min|units?)\b)/i.exec(
      text,
    );
  if (match) return Number(match[1]);
  if (/\b(?:refills?|rx|prescri\w+|dispens\w+|needs|supply|a (?:day|week|month)|daily|left)\b/i.test(text))
    return null;
  const named = new RegExp(`(?:^|[^#\\d.])(\\d{2,3})\\+? ?x? ?(?:${TABLETS})\\b(?! ?\\d* ?mg)`, "i").exec(
    text,
  );
  if (named) return Number(named[1]);
  const counted = /(?:^|[^#\d.])(\d{1,3})\+? (?:x )?(?:tabs?|tablets?|pills?|caps?|capsules?)\b/i.exec(text);
  return counted ? Number(counted[1]) : null;
}

/** A heart rate told in words: "hr 180", "heart racing, 190 on watch"; null when none is. */
export function heartRateSaid(text: string): number | null {
  const match =
    /\b(?:hr|heart ?rate|pulse|heart|racing|watch|monitor)\b[^\d.;\n]{0,25}\b(\d{3})\b(?! ?(?:\/|mg|lbs?|kg|over|ml|mcg))/i.exec(
      text,
    ) ?? /(?:^|[\s,])(\d{3}) (?:on (?:watch|monitor|the monitor)|bpm)\b/i.exec(text);
  return match ? Number(match[1]) : null;
}

const MG_PER_MMOL = 18;

/** A low blood sugar in mg/dl (3.0 mmol/l): clinically significant (ADA Standards of Care in Diabetes 2024, section 6). */
const LOW_SUGAR = 54;
const OTHER_UNIT =
  "hours?|hrs?|h|days?|d|weeks?|wks?|min|mins|units?|u|g|grams?|oz|tsp|years?|yrs?|yo|y|lbs?|kg|x|times|tabs?|am|pm|mg(?! ?\\/? ?dl)";
const SUGAR = new RegExp(
  `\\b(?:sugars?|glucose|bgl?|bs|fsbs|bm|cbg|accucheck|glucometer|meter)\\b[^\\d.;\\n]{0,20}(\\d{1,2}\\.\\d|\\d{2})(?!\\.?\\d|[:/%-])(?! ?(?:${OTHER_UNIT})\\b)`,
  "gi",
);

/** Whether the last blood sugar told in words is low: "sugar 38", "BG 2.1"; numbers with a decimal are mmol/l. */
export function isLowSugarSaid(text: string): boolean {
  const last = [...text.matchAll(SUGAR)].at(-1)?.[1];
  if (!last || Number(last) === 0) return false;
  const low = last.includes(".") ? Number(last) * MG_PER_MMOL <= LOW_SUGAR : Number(last) <= LOW_SUGAR;
  // "Over 20 mmol" and "20 in mmol" are high: so are whole numbers below 25, which no meter shows in mg/dl.
  return low && (last.includes(".") || Number(last) >= 25);
}

/** A blood sugar told in words, in mg/dl: "sugar over 600", "bg 24 mmol"; null when none is. */
export function glucoseSaid(text: string): number | null {
  const match =
    /\b(?:sugars?|glucose|bgl?|bs|fsbs|accucheck|glucometer|meter)\b[^\d.;\n]{0,20}(\d{2,4}(?:\.\d)?)(?: ?(mmol))?/i.exec(
      text,
    );
  if (!match) return null;
  return match[2] ? Number(match[1]) * MG_PER_MMOL : Number(match[1]);
}
