/**
 * Units as EHRs write them. UCUM (ucum.org) first: what stands in braces is an annotation and means nothing (§12), case
 * counts in codes but not in the words people use. A code that claims to be UCUM and is none of these counts as sent, so
 * that kelvin never becomes Celsius.
 */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  Cel: [
    "cel",
    "°c",
    "ºc",
    "℃",
    "c",
    "degc",
    "deg c",
    "deg.c",
    "deg. c",
    "degree c",
    "degrees c",
    "celsius",
    "degree celsius",
    "degrees celsius",
    "grad celsius",
    "centigrade",
    "grader celsius",
    // As Denmark's core profiles spell it.
    "grader celcius",
  ],
  "[degF]": [
    "[degf]",
    "°f",
    "ºf",
    "℉",
    "f",
    "degf",
    "deg f",
    "deg.f",
    "deg. f",
    "degree f",
    "degrees f",
    "fahrenheit",
    "degree fahrenheit",
    "degrees fahrenheit",
  ],
  "/min": [
    "/min",
    "1/min",
    "min-1",
    "/minute",
    "per min",
    "per minute",
    "bpm",
    "brpm",
    "rpm",
    ...["b", "beat", "beats", "br", "breath", "breaths", "resp", "resps", "respirations", "pulse"].flatMap(
      (w) => [`${w}/min`, `${w}/minute`, `${w} / min`, `${w} per min`, `${w} per minute`],
    ),
    "count/min",
    "lat/min",
    ...["slag/min", "slag/minut", "andedrag/min", "krt/min", "battiti/min", "atti/min", "irpm", "mpm"],
    ...["回/分", "回/min", "次/分", "次/分钟", "次/min", "회/분"],
    ...["schläge", "atemzüge", "slagen", "ademhalingen", "battements", "latidos", "respiraciones"].flatMap(
      (w) => [
        `${w}/min`,
        `${w}/minute`,
        `${w} pro minute`,
        `${w} per minuut`,
        `${w} par minute`,
        `${w} por minuto`,
      ],
    ),
  ],
  "mm[Hg]": [
    "mm[hg]",
    "mmhg",
    "mm hg",
    "mm(hg)",
    "millimeter of mercury",
    "millimeters of mercury",
    "millimetre of mercury",
    "millimetres of mercury",
    "torr",
  ],
  K: ["k", "kelvin", "kelvins"],
  Hz: ["hz", "hertz", "/s", "1/s"],
  mm: ["mm", "millimeter", "millimeters", "millimetre", "millimetres"],
  cm: ["cm", "centimeter", "centimeters", "centimetre", "centimetres"],
  "cm[Hg]": ["cm[hg]", "cmhg", "cm hg"],
  kPa: ["kpa", "kilopascal", "kilopascals"],
  "%": [
    "%",
    "percent",
    "per cent",
    "pct",
    "prozent",
    "procent",
    "pour cent",
    "por ciento",
    "% saturation",
    "%o2",
    "% o2",
    "%spo2",
    "% spo2",
    "% sat",
  ],
  "{score}": [
    "{score}",
    "{#}",
    "score",
    "points",
    "point",
    "punkte",
    "punktwert",
    "/10",
    "/15",
    "out of 10",
    "out of 15",
  ],
  "1": ["1"],
  "L/min": [
    "l/min",
    "l/m",
    "lpm",
    "l/minute",
    "liter/min",
    "liters/min",
    "litre/min",
    "litres/min",
    "liter per minute",
    "liters per minute",
    "litres per minute",
    "litre per minute",
  ],
  "mL/min": ["ml/min", "ml/m", "ml/minute", "milliliters/min", "millilitres/min"],
  kg: ["kg", "kilogram", "kilograms"],
  "[lb_av]": ["[lb_av]", "lb", "lbs", "pounds"],
};
const ALIASES = new Map(
  Object.entries(WRITTEN).flatMap(([ucum, names]) => names.map((name) => [name, ucum] as const)),
);
const UCUM = /^(https?:\/\/(www\.)?unitsofmeasure\.org\/?|(urn:oid:)?2\.16\.840\.1\.113883\.6\.8|ucum)$/i;

/** The unit behind a spelling; null when it is none of ours. */
export function knownUnit(text: string): string | null {
  const lower = text.trim().toLowerCase().replace(/\s+/g, " ");
  const direct = ALIASES.get(lower);
  if (direct) return direct;
  if (!lower.includes("{")) return null;
  // Denmark's core profiles send a saturation so: a share of one.
  if (lower === "{fraction}") return "1";
  const bare = lower.replace(/\{[^}]*\}/g, "").trim();
  // Nothing but an annotation is the number one with a name to it: "{GCS}", "{0-10}".
  return bare === "" ? "{score}" : (ALIASES.get(bare) ?? null);
}

/** Whether a site may say what a unit means: not of what has one meaning. */
export const mayBeMapped = (unit: string): boolean => unit.trim() !== "" && knownUnit(unit) === null;

type ForeignQuantity =
  | {
      readonly code?: string | undefined;
      readonly unit?: string | undefined;
      readonly system?: string | undefined;
    }
  | undefined;

/**
 * The unit as UCUM, or as it was sent when it is unknown; "" when there is none. A code that claims to be UCUM counts
 * alone; else code, then the unit in words.
 */
export function ucumOf(quantity: ForeignQuantity): string {
  const code = quantity?.code?.trim() ?? "";
  const unit = quantity?.unit?.trim() ?? "";
  if (code && UCUM.test(quantity?.system?.trim() ?? "")) return knownUnit(code) ?? code;
  return (code && knownUnit(code)) || (unit && knownUnit(unit)) || code || unit;
}
