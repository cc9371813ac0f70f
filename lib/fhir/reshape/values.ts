import {
  CONSCIOUSNESS,
  GCS_PARTS,
  GCS_TOTAL,
  INSPIRED_OXYGEN,
  isRoomAir,
  OXYGEN_DEVICE,
  PAIN,
  SPO2,
  SYSTOLIC,
} from "./codes";
import { readGcs, speechUntestable } from "./coma";
import { type Concept, conceptText, type ForeignValue, whyUnanswered } from "./schemas";
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
  | { readonly kind: "pressure"; readonly systolic: number; readonly diastolic: number | null }
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
  // Of a whole observation the reader has seen to it already; of a component it is told here.
  if (Array.isArray(part.modifierExtension) && part.modifierExtension.length > 0)
    return unreadable("with a mark that OpenAcuity does not know");
  const wantsWords = loinc !== null && WORDS_WANTED.includes(loinc);
  const { valueQuantity: quantity, valueInteger, valueRange, valueRatio } = part;
  if (quantity?.value !== undefined) {
    const { value, comparator } = quantity;
    if (comparator && !COMPARATORS.includes(comparator)) return unreadable("in a way that is not known");
    const ucum = ucumOf(quantity);
    return { kind: "number", value, ucum, ...(comparator ? { comparator: comparator as Comparator } : {}) };
  }
  const masked = absentBeside(part) ?? whyUnanswered(part.valueCodeableConcept);
  if (masked) return { kind: "absent", why: masked };
  if (valueInteger !== undefined) return { kind: "number", value: valueInteger, ucum: "" };
  if (valueRange) return ofRange(valueRange);
  if (valueRatio) return ofRatio(valueRatio, loinc);
  const text = part.valueString?.trim() || conceptText(part.valueCodeableConcept);
  if (part.valueBoolean !== undefined && loinc === OXYGEN_DEVICE)
    return { kind: "text", text: part.valueBoolean ? "Oxygen" : "Room air", codes: [] };
  const score = loinc && SCORED.includes(loinc) ? scoreOf(part.valueCodeableConcept) : null;
  if (score !== null) return { kind: "number", value: score, ucum: "{score}" };
  if (text) {
    if (wantsWords) return { kind: "text", text, codes: codesIn(part.valueCodeableConcept) };
    return (
      ofText(text, loinc, part.valueCodeableConcept) ??
      unreadable(`in words that are no number ("${text.slice(0, 40)}")`)
    );
  }
  if (part.valueBoolean !== undefined && wantsWords) return unreadable("as a mere yes or no");
  const other = Object.keys(part).find((key) => key.startsWith("value") && part[key] !== undefined);
  if (other) return unreadable(other === "valueSampledData" ? "as a curve" : "in a form that is not known");
  const why = conceptText(part.dataAbsentReason);
  return why ? { kind: "absent", why } : { kind: "none" };
}

/** Scales whose answers stand for a number, said in an extension of the answer (hl7.org/fhir/extensions: ordinalValue, itemWeight). */
const SCORED: readonly string[] = [GCS_TOTAL, ...Object.values(GCS_PARTS), PAIN];
const SCORE = /\/StructureDefinition\/(ordinalValue|itemWeight)$/;
function scoreOf(concept: Concept | undefined): number | null {
  const said = new Set(
    concept?.coding.flatMap((c) =>
      (c.extension ?? []).filter((e) => SCORE.test(e.url ?? "")).map((e) => e.valueDecimal),
    ),
  );
  const [score, another] = [...said];
  return score !== undefined && another === undefined ? score : null;
}

/** Said beside the value itself in place of it: masked, not asked, unknown. */
const ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
function absentBeside(part: ForeignValue): string | null {
  const beside = [part.valueQuantity, part._valueString, part._valueInteger].flatMap(
    (b) => b?.extension ?? [],
  );
  return beside.find((e) => e.url === ABSENT)?.valueCode ?? null;
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
const SCALES: Readonly<Record<string, number>> = {
  [SPO2]: 100,
  [INSPIRED_OXYGEN]: 100,
  [PAIN]: 10,
  [GCS_TOTAL]: 15,
};
function ofRatio(
  { numerator, denominator }: NonNullable<ForeignValue["valueRatio"]>,
  loinc: string | null,
): Value {
  const [upper, lower] = [numerator?.value, denominator?.value];
  if (upper === undefined || lower === undefined) return unreadable("as a ratio without its parts");
  if (loinc === null || loinc === SYSTOLIC) {
    const units = [ucumOf(numerator), ucumOf(denominator)];
    return units.every((u) => u === "mm[Hg]" || u === "")
      ? { kind: "pressure", systolic: upper, diastolic: lower }
      : unreadable("as a ratio of another scale");
  }
  if (SCALES[loinc] === lower) return { kind: "number", value: upper, ucum: lower === 100 ? "%" : "{score}" };
  const perMinute = lower === 1 && /^min/i.test(denominator?.code ?? denominator?.unit ?? "");
  return perMinute
    ? { kind: "number", value: upper, ucum: "/min" }
    : unreadable("as a ratio of another scale");
}

const NUMBER = /^([<>]=?|≤|≥)?\s*(-?\d{1,3}(?:[.,]\d{1,2})?)\s*(.*)$/s;
/** Also with its name before it, the mean in brackets and how the patient was placed behind it. */
const PRESSURE =
  /^(?:(?:(?:ni)?bp|[tp]a|rr)\W*)?(\d{2,3})\s*[/x]\s*(\d{2,3})\s*(?:mm ?hg|mm\[hg\])?\s*(?:\(\s*(?:map\s*)?\d{2,3}\s*\))?[\s,;(]*(?:(?:lying|supine|sitting|standing|left|right|arm|manual|automatic)[\s,;)]*)*$/i;
/** Felt, not heard: the systolic alone. */
const PALPATED = /^(\d{2,3})\s*\/\s*(?:p|palp\.?|palpation)$/i;
/** "94% on 2 L", "96 RA": how saturation is told over the desk. */
const ON_AIR =
  /^(\d{2,3})\s*%?\s*(?:sats?\s*)?(?:(?:on|@|w\/|with)\s+)?((?:ra|r\/a|aa|room air|air|aire? ambiente?|air ambiant|raumluft|kamerlucht|romluft|rumluft)|\d{1,2}(?:\.\d)?\s*l\b.*|o2\b.*|oxygen\b.*)$/i;
/** Where or how, behind the number; it changes nothing about it. */
const SITE =
  /[\s,;(]*\b(oral|orally|tympanic|axillary|rectal|temporal|ear|forehead|apical|radial|regular|irregular|reg|irreg)\b\.?\)?$/i;
/** "86-88 %": both ends count. */
const SPAN = /^(\d{1,3}(?:[.,]\d)?)\s*(?:-|–|to)\s*(\d{1,3}(?:[.,]\d)?)\s*(.*)$/i;
/** "8 - severe pain", "8/10, chest": what follows holds no other number. */
const PAIN_WORDS =
  /^(\d{1,2})\s*(?:\/\s*10|(?:out of|von|sur|de|su|van|av|af) 10)?\s*(?:$|[-–:=,(.]\s*[^\d]*$)/i;
const NO_PAIN = /^(?:no pain|none|pain free|pain-free)\.?$/i;
/** Faces, by what stands under each (wongbakerfaces.org). */
const FACES: Readonly<Record<string, number>> = {
  "no hurt": 0,
  "hurts little bit": 2,
  "hurts a little bit": 2,
  "hurts little more": 4,
  "hurts a little more": 4,
  "hurts even more": 6,
  "hurts whole lot": 8,
  "hurts a whole lot": 8,
  "hurts worst": 10,
};
/**
 * Pain in words, as the part of 0 to 10 that people mean by them (Palos et al., J Pain 2006;7:49-56): mild 1 to 4, moderate 5 to 6,
 * severe from 7. By the words, or SNOMED CT as hl7.org/fhir/R4/valueset-condition-severity.html has it.
 */
const PAIN_IN_WORDS: readonly (readonly [RegExp, string, Value])[] = [
  [/^(?:mild|slight|minor)(?: pain)?\.?$/i, "255604002", { kind: "range", low: 1, high: 4, ucum: "{score}" }],
  [/^moderate(?: pain)?\.?$/i, "6736007", { kind: "range", low: 5, high: 6, ucum: "{score}" }],
  [
    /^(?:very )?severe(?: pain)?\.?$/i,
    "24484000",
    { kind: "number", value: 7, ucum: "{score}", comparator: ">=" },
  ],
];
const UNEQUAL: Readonly<Record<string, Comparator>> = { "≤": "<=", "≥": ">=" };

function ofSpan(text: string): Value | null {
  const [, low, high, rest] = SPAN.exec(text) ?? [];
  if (!low || !high) return null;
  const unit = (rest ?? "").trim();
  const ucum = unit === "" ? "" : knownUnit(unit);
  const [from, to] = [low, high].map((n) => Number(n.replace(",", "."))) as [number, number];
  return ucum === null || from > to ? null : { kind: "range", low: from, high: to, ucum };
}

/** The measure's own short name before its number, and a temperature told once more in the other unit. */
const LABEL =
  /^(?:sp ?o2|sa ?o2|o2 ?sats?|sats?|hr|heart rate|pulse|rr|resp(?:iratory rate)?|t|temp(?:erature)?|pain(?: score)?)\s*[:=]?\s*(?=[\d<>≤≥])/i;
const OTHER_UNIT = /(?<=[cf]\s*)\(\s*\d{2,3}(?:[.,]\d{1,2})?\s*(?:°|deg)?\s*[cf]\s*\)$/i;

/** A number written as words, where there is one way to read it. */
function ofText(written: string, loinc: string | null, concept: Concept | undefined): Value | null {
  const text = written.replace(LABEL, "").replace(OTHER_UNIT, "").trim();
  const pressure = PRESSURE.exec(text);
  if (pressure && (loinc === null || loinc === SYSTOLIC))
    return { kind: "pressure", systolic: Number(pressure[1]), diastolic: Number(pressure[2]) };
  const palpated = loinc === null || loinc === SYSTOLIC ? PALPATED.exec(text) : null;
  if (palpated) return { kind: "pressure", systolic: Number(palpated[1]), diastolic: null };
  if (loinc === null) return null;
  if (loinc === INSPIRED_OXYGEN && isRoomAir(text)) return { kind: "number", value: 21, ucum: "%" };
  if (loinc === PAIN) {
    const pain = NO_PAIN.test(text) ? "0" : PAIN_WORDS.exec(text)?.[1];
    if (pain) return { kind: "number", value: Number(pain), ucum: "{score}" };
    const face = FACES[text.toLowerCase()];
    if (face !== undefined) return { kind: "number", value: face, ucum: "{score}" };
    const codes = codesIn(concept);
    const told = PAIN_IN_WORDS.find(([words, code]) => words.test(text) || codes.includes(code));
    if (told) return told[2];
  }
  if (loinc === GCS_TOTAL || (Object.values(GCS_PARTS) as string[]).includes(loinc)) {
    const score = readGcs(text, loinc, codesIn(concept));
    if (score === null && speechUntestable(text, loinc))
      return unreadable(`without speech, which could not be tested ("${text.slice(0, 40)}")`);
    return score === null ? null : { kind: "number", value: score, ucum: "{score}" };
  }
  const onAir = loinc === SPO2 ? ON_AIR.exec(text) : null;
  if (onAir) {
    const told = onAir[2] as string;
    // "Air ambiant", "aire ambiente": beside a saturation it is nothing else.
    return { kind: "oxygen", saturation: Number(onAir[1]), air: /^aa$/i.test(told) ? "air" : told };
  }
  const span = ofSpan(text);
  if (span) return span;
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
