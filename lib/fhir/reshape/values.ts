import { CONSCIOUSNESS, GCS_PARTS, GCS_TOTAL, OXYGEN_DEVICE, PAIN, SPO2 } from "./codes";
import { readGcs } from "./coma";
import { type Concept, conceptText, type ForeignValue } from "./schemas";
import { knownUnit, ucumOf } from "./units";

export type Comparator = "<" | "<=" | ">" | ">=";
/** One value of a measurement as it was sent, of whatever type; what cannot be read says why. */
export type Value =
  | {
      readonly kind: "number";
      readonly value: number;
      readonly ucum: string;
      readonly comparator?: Comparator;
    }
  | { readonly kind: "range"; readonly low: number; readonly high: number; readonly ucum: string }
  | { readonly kind: "pressure"; readonly systolic: number; readonly diastolic: number }
  | { readonly kind: "oxygen"; readonly saturation: number; readonly air: string }
  | { readonly kind: "text"; readonly text: string; readonly codes: readonly string[] }
  /** The EHR itself says that there is none. */
  | { readonly kind: "absent"; readonly why: string }
  | { readonly kind: "unreadable"; readonly why: string }
  | { readonly kind: "none" };

const COMPARATORS: readonly string[] = ["<", "<=", ">", ">="];
const WORDS_WANTED = [CONSCIOUSNESS, OXYGEN_DEVICE];
const unreadable = (why: string): Value => ({ kind: "unreadable", why });

/** @param loinc the measure's code; null for a blood pressure panel. */
export function readValue(part: ForeignValue, loinc: string | null): Value {
  const wantsWords = loinc !== null && WORDS_WANTED.includes(loinc);
  const { valueQuantity: quantity, valueInteger, valueRange, valueRatio } = part;
  if (quantity?.value !== undefined) {
    const { value, comparator } = quantity;
    if (comparator && !COMPARATORS.includes(comparator)) return unreadable("in a way that is not known");
    const ucum = ucumOf(quantity);
    return { kind: "number", value, ucum, ...(comparator ? { comparator: comparator as Comparator } : {}) };
  }
  if (valueInteger !== undefined) return { kind: "number", value: valueInteger, ucum: "" };
  if (valueRange) return ofRange(valueRange);
  if (valueRatio) return ofRatio(valueRatio, loinc);
  const text = part.valueString?.trim() || conceptText(part.valueCodeableConcept);
  if (text) {
    if (wantsWords) return { kind: "text", text, codes: codesIn(part.valueCodeableConcept) };
    return ofText(text, loinc, part.valueCodeableConcept) ?? unreadable("in words that are no number");
  }
  if (part.valueBoolean !== undefined && wantsWords) return unreadable("as a mere yes or no");
  const other = Object.keys(part).find((key) => key.startsWith("value") && part[key] !== undefined);
  if (other) return unreadable(other === "valueSampledData" ? "as a curve" : "in a form that is not known");
  const why = conceptText(part.dataAbsentReason);
  return why ? { kind: "absent", why } : { kind: "none" };
}

const codesIn = (concept: Concept | undefined): string[] =>
  concept?.coding.flatMap((c) => (c.code ? [c.code] : [])) ?? [];

type Range = NonNullable<ForeignValue["valueRange"]>;
function ofRange({ low, high }: Range): Value {
  const ucum = ucumOf(low?.value === undefined ? high : low);
  if (low?.value !== undefined && high?.value !== undefined)
    return { kind: "range", low: low.value, high: high.value, ucum };
  if (low?.value !== undefined) return { kind: "number", value: low.value, ucum, comparator: ">=" };
  if (high?.value !== undefined) return { kind: "number", value: high.value, ucum, comparator: "<=" };
  return unreadable("as a range without ends");
}

/** The scale a ratio's lower half must be for it to say the upper one: 72/100 %, 9/10, 5/15, 160/1 min. */
const SCALES: Readonly<Record<string, number>> = { [SPO2]: 100, [PAIN]: 10, [GCS_TOTAL]: 15 };
function ofRatio(
  { numerator, denominator }: NonNullable<ForeignValue["valueRatio"]>,
  loinc: string | null,
): Value {
  const [upper, lower] = [numerator?.value, denominator?.value];
  if (upper === undefined || lower === undefined || loinc === null)
    return unreadable("as a ratio without its parts");
  if (SCALES[loinc] === lower)
    return { kind: "number", value: upper, ucum: loinc === SPO2 ? "%" : "{score}" };
  const perMinute = lower === 1 && /^min/i.test(denominator?.code ?? denominator?.unit ?? "");
  return perMinute
    ? { kind: "number", value: upper, ucum: "/min" }
    : unreadable("as a ratio of another scale");
}

const NUMBER = /^([<>]=?|≤|≥)?\s*(-?\d{1,3}(?:[.,]\d{1,2})?)\s*(.*)$/s;
const PRESSURE = /^(\d{2,3})\s*\/\s*(\d{2,3})\s*(mm ?hg|mm\[hg\])?$/i;
/** "94% on 2 L", "96 RA": how saturation is told over the desk. */
const ON_AIR =
  /^(\d{2,3})\s*%?\s*(?:sats?\s*)?(?:(?:on|@|w\/|with)\s+)?((?:ra|r\/a|room air|air)|\d{1,2}(?:\.\d)?\s*l\b.*|o2\b.*|oxygen\b.*)$/i;
const SITE = /\b(oral|orally|tympanic|axillary|rectal|temporal|ear|forehead)\b\.?$/i;
const UNEQUAL: Readonly<Record<string, Comparator>> = { "≤": "<=", "≥": ">=" };

/** A number written as words, where there is one way to read it. */
function ofText(text: string, loinc: string | null, concept: Concept | undefined): Value | null {
  const pressure = PRESSURE.exec(text);
  if (pressure && (loinc === null || loinc === "8480-6"))
    return { kind: "pressure", systolic: Number(pressure[1]), diastolic: Number(pressure[2]) };
  if (loinc === null) return null;
  if (loinc === GCS_TOTAL || (Object.values(GCS_PARTS) as string[]).includes(loinc)) {
    const score = readGcs(text, loinc, codesIn(concept));
    return score === null ? null : { kind: "number", value: score, ucum: "{score}" };
  }
  const onAir = loinc === SPO2 ? ON_AIR.exec(text) : null;
  if (onAir) return { kind: "oxygen", saturation: Number(onAir[1]), air: onAir[2] as string };
  const [, sign, digits, rest] = NUMBER.exec(text) ?? [];
  if (digits === undefined) return null;
  const unit = (rest ?? "").replace(SITE, "").trim().replace(/\.$/, "");
  const ucum = unit === "" ? "" : knownUnit(unit);
  if (ucum === null) return null;
  const comparator = sign ? (UNEQUAL[sign] ?? (sign as Comparator)) : undefined;
  return {
    kind: "number",
    value: Number(digits.replace(",", ".")),
    ucum,
    ...(comparator ? { comparator } : {}),
  };
}
