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

/** Tablets said to have been taken at once: "took 40 tylenol", "ingested about 30 tabs"; doses in mg do not count. */
export function tabletCount(text: string): number | null {
  const match =
    /\b(?:took|taken|swallowed|ingested|ingestion of)\s+(?:about |approx\.? |approximately |~)?(\d{1,3})\b(?!\s*(?:mg|mcg|ml|g|hrs?|hours?|days?|min)\b)/i.exec(
      text,
    );
  return match ? Number(match[1]) : null;
}
