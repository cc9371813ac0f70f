import type { ForeignObservation } from "./schemas";

const UCUM = "http://unitsofmeasure.org";

/** UCUM (ucum.org) -> what EHRs write in its place, in lower case. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  Cel: ["cel", "°c", "c", "degc", "deg c", "celsius"],
  "[degF]": ["[degf]", "°f", "f", "degf", "deg f", "fahrenheit"],
  "/min": [
    "/min",
    "/minute",
    "per minute",
    "bpm",
    "beats/min",
    "beats/minute",
    "{beats}/min",
    "breaths/min",
    "breaths/minute",
    "{breaths}/min",
  ],
  "mm[Hg]": ["mm[hg]", "mmhg", "mm hg"],
  "%": ["%", "percent"],
  "{score}": ["{score}", "{#}", "score", "1"],
  "L/min": ["l/min", "lpm", "liters/min", "litres/min"],
  kg: ["kg", "kilogram", "kilograms"],
  "[lb_av]": ["[lb_av]", "lb", "lbs", "pounds"],
};
const ALIASES = new Map(
  Object.entries(WRITTEN).flatMap(([ucum, names]) => names.map((name) => [name, ucum] as const)),
);

/**
 * The unit as UCUM, or as it was sent when it is unknown; "" when there is none. A code that claims to be UCUM counts
 * alone; else code, then the unit in words.
 */
export function ucumOf(quantity: ForeignObservation["valueQuantity"]): string {
  const code = quantity?.code?.trim() ?? "";
  const unit = quantity?.unit?.trim() ?? "";
  const alias = (text: string) => ALIASES.get(text.toLowerCase());
  if (quantity?.system === UCUM && code) return alias(code) ?? code;
  return alias(code) ?? alias(unit) ?? (code || unit);
}
