import { type VitalKey, vital } from "@/lib/case/features";
import type { Vitals } from "@/lib/case/triage-case";
import { around, fromContext } from "./context";
import type { FieldText } from "./read-findings";
import {
  NAMED_VITALS,
  NAMELESS_SATURATION,
  NO_READING_WITHIN,
  NOT_A_READING,
  NOT_A_READING_AFTER,
  PAIN_TOLD,
  PRESSURE,
  PRESSURE_THEN,
  THEN,
} from "./told-vital-patterns";

/** A vital sign that stands in words ("GCS 6", "sats 82 on air"), with the words that say so. */
export type ToldVital = { readonly value: number; readonly quote: string };
export type ToldVitals = Readonly<Partial<Record<VitalKey, ToldVital>>>;
type Reading = { readonly value: number; readonly start: number; readonly end: number };

/**
 * Vital signs that complaint and note tell and nobody put into the field for them: for the safety rules alone, and only where
 * the field is empty. The last one told of each holds; of a range ("88-92") the value nearest to normal. What is said of
 * somebody else, of another day, of a goal or of how the patient always is, is left out. Pure.
 */
export function toldVitals(texts: readonly FieldText[]): ToldVitals {
  const told: Partial<Record<VitalKey, ToldVital>> = {};
  for (const text of texts.filter((t) => t.field !== "history" && /\d/.test(t.text.source)))
    for (const [key, reading] of readingsIn(text)) {
      const { source } = text.text;
      told[key] = {
        value: reading.value,
        quote: source.slice(reading.start, reading.end).replace(/\s+/g, " ").trim(),
      };
    }
  return told;
}

/** The told ones as vital signs, without those that were measured. */
export const unmeasured = (told: ToldVitals, measured: Vitals): Vitals =>
  Object.fromEntries(
    Object.entries(told).flatMap(([key, { value }]) =>
      measured[key as VitalKey] === undefined ? [[key, value]] : [],
    ),
  );

function readingsIn(text: FieldText): [VitalKey, Reading][] {
  const { source } = text.text;
  const found: [VitalKey, Reading][] = [...eyeVerbalMotor(source), ...pressures(source), ...pains(source)];
  for (const { key, within, notAfter, pattern } of NAMED_VITALS)
    for (const match of source.matchAll(pattern)) {
      if (notAfter?.test(source.slice(Math.max(0, match.index - 12), match.index))) continue;
      const reading = readingOf(key, match, within);
      if (reading) found.push([key, followed(key, reading, source, within)]);
    }
  for (const match of source.matchAll(NAMELESS_SATURATION)) {
    const reading = readingOf("spo2", match, [50, 100]);
    if (reading && !found.some(([, r]) => r.start < reading.end && reading.start < r.end))
      found.push(["spo2", reading]);
  }
  return found
    .filter(([key, reading]) => isOfNow(reading, text, key === "spo2" || key === "systolic"))
    .sort(([, a], [, b]) => a.start - b.start);
}

/** "Low 80s", "mid-80s". */
const PART_OF_TEN = /\b(low|mid|high|upper)[- ]?\d+'?s\b/i;

function readingOf(
  key: VitalKey,
  match: RegExpExecArray,
  [low, high]: readonly [number, number],
): Reading | null {
  if (key !== "temperature" && match.groups?.first?.includes(".")) return null;
  const first = numberSaid(key, match);
  const second = match.groups?.second === undefined ? null : Number(match.groups.second);
  if (first < low || first > high) return null;
  const from = /\bfrom\s*$/i.test(match[0].slice(0, match[0].search(/\d/)));
  const value =
    second === null || second < low || second > high
      ? first
      : from
        ? second
        : nearerNormal(key, first, second);
  const inUnit = key === "temperature" ? celsius(value) : value;
  const range = vital(key).range;
  if (inUnit === null || inUnit < range[0] || inUnit > range[1]) return null;
  return { value: inUnit, start: match.index, end: match.index + match[0].length };
}

/** "130s" is read as the mildest of the ten, "below 85" as the next value below. */
function numberSaid(key: VitalKey, { 0: said, groups = {} }: RegExpExecArray): number {
  const number = Number(groups.first);
  const step = key === "temperature" ? 0.1 : 1;
  if (groups.less) return number - step;
  if (groups.more) return number + step;
  if (!groups.tens) return number;
  const part = PART_OF_TEN.exec(said)?.[1]?.toLowerCase();
  const [low, high] = part === "low" ? [0, 3] : part === "mid" ? [4, 6] : part ? [7, 9] : [0, 9];
  return nearerNormal(key, number + low, number + high);
}

/** Near to these a value says the least (of an adult; the rules know the ages). */
const NORMAL: Readonly<Record<VitalKey, number>> = {
  heartRate: 80,
  respiratoryRate: 16,
  systolic: 120,
  diastolic: 75,
  temperature: 37,
  spo2: 100,
  pain: 0,
  gcs: 15,
};
const nearerNormal = (key: VitalKey, a: number, b: number): number =>
  Math.abs(a - NORMAL[key]) <= Math.abs(b - NORMAL[key]) ? a : b;

/** As a temperature that comes without its unit; what is warm for a room in Fahrenheit ("temp 70") is none of a body. */
const celsius = (value: number): number | null => {
  const read = vital("temperature").ucum[""]?.(value) ?? Number.NaN;
  return Number.isNaN(read) || (value > 45 && value < 75) ? null : Math.round(read * 10) / 10;
};

function followed(
  key: VitalKey,
  reading: Reading,
  source: string,
  [low, high]: readonly [number, number],
): Reading {
  const then = THEN.exec(source.slice(reading.end, reading.end + 70));
  const value = then ? Number(then[1]) : Number.NaN;
  if (!then || !(value >= low && value <= high)) return reading;
  const inUnit = key === "temperature" ? celsius(value) : value;
  return inUnit === null
    ? reading
    : { value: inUnit, start: reading.start, end: reading.end + then[0].length };
}

/** "E2V2M4": a coma scale by its parts. */
function eyeVerbalMotor(source: string): [VitalKey, Reading][] {
  return [...source.matchAll(/\be ?([1-4])[ ,/]*v ?([1-5])[ ,/]*m ?([1-6])\b/gi)].map((match) => [
    "gcs",
    {
      value: Number(match[1]) + Number(match[2]) + Number(match[3]),
      start: match.index,
      end: match.index + match[0].length,
    },
  ]);
}

function pains(source: string): [VitalKey, Reading][] {
  return [...source.matchAll(PAIN_TOLD)].map(({ 0: said, index, groups = {} }) => [
    "pain",
    { value: Number(groups.first ?? groups.before), start: index, end: index + said.length },
  ]);
}

function pressures(source: string): [VitalKey, Reading][] {
  return [...source.matchAll(PRESSURE)].flatMap((match): [VitalKey, Reading][] => {
    const { groups = {} } = match;
    const place = { start: match.index, end: match.index + match[0].length };
    const systolic = groups.second
      ? nearerNormal("systolic", Number(groups.first), Number(groups.second))
      : numberSaid("systolic", match);
    const diastolic = groups.diastolic === undefined ? null : Number(groups.diastolic);
    if (systolic < 40 || systolic > 300 || (diastolic !== null && diastolic >= systolic)) return [];
    const then = PRESSURE_THEN.exec(source.slice(place.end, place.end + 70));
    if (then) {
      const end = place.end + then[0].length;
      return [["systolic", { value: Number(then[1] ?? then[2]), start: place.start, end }]];
    }
    return [
      ["systolic", { value: systolic, ...place }],
      ...(diastolic === null
        ? []
        : [["diastolic", { value: diastolic, ...place }] satisfies [VitalKey, Reading]]),
    ];
  });
}

/**
 * What standings count for a number. It cannot be denied ("denies fever, sats 82"), and in "hx of COPD sats 82" the disease is
 * of old, not the number: what is told of a number's own past stands in the patterns.
 */
const NOT_NOW: ReadonlySet<string> = new Set(["days-ago", "hypothetical", "family"]);
const OF_NOW: ReadonlySet<string | null> = new Set([null, "uncertain", "baseline"]);

/** Whether the text says it of this patient and of now. */
function isOfNow({ start, end }: Reading, { text }: FieldText, isTreated: boolean): boolean {
  const { source, words } = text;
  if (NOT_A_READING.test(source.slice(Math.max(0, start - 60), start))) return false;
  if (NO_READING_WITHIN.test(source.slice(start, end))) return false;
  if (NOT_A_READING_AFTER.test(source.slice(end, end + 60))) return false;
  const own = words.flatMap((w, i) => (w.start < end && w.end > start ? [i] : []));
  if (own.some((i) => NOT_NOW.has(words[i]?.standing ?? "affirmed"))) return false;
  // What surrounds a number means the same of every vital sign: asked as of the one that is a finding.
  const said = fromContext(around(text, own), "temperature-told");
  // Better under oxygen or fluids is treated, not gone.
  return OF_NOW.has(said) || (said === "resolved" && isTreated);
}
