import type { ArrivalMode, Sex } from "@/lib/case/features";
import { isLevel } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { canonicalReason } from "@/lib/language/lexicon";
import { CONDITION_WORDS } from "@/lib/language/lexicon/words";
import { code, fahrenheitTenths, plausibleVitals, type Row, type SourceVisit, unlessDoppler } from "./visit";

/**
 * NHAMCS emergency department micro-data, CDC/NCHS, public-use files 2012-2014.
 * Code books: ftp.cdc.gov/pub/Health_Statistics/NCHS/Dataset_Documentation/NHAMCS.
 */
const SEX: Readonly<Record<number, Sex>> = { 1: "female", 2: "male" };
export const RACE_ETHNICITY: Readonly<Record<number, string>> = {
  1: "White, not Hispanic",
  2: "Black, not Hispanic",
  3: "Hispanic",
  4: "Other, not Hispanic",
};
const ARRIVAL: Readonly<Record<number, ArrivalMode>> = { 1: "ambulance", 2: "walk-in" };

/** Words for what the survey ticks besides the reasons for visit; they go into the case's note. */
export const CIRCUMSTANCES = {
  followUp: "follow-up visit",
  seen72: "seen in this ED in the last 72 hours",
  selfInflicted: "self-inflicted",
  assault: "assault",
  poisoning: "poisoning",
  adverseEffect: "adverse effect of medical treatment",
} as const;
export type Circumstance = keyof typeof CIRCUMSTANCES;

export const GENERIC_CONDITION = "other chronic condition";

/** 0 years with the age in days when it was recorded; a year is 365.25 days. */
export function ageYears(row: Row): number | null {
  const years = code(row, "AGE");
  if (years === null) return null;
  const days = "AGEDAYS" in row ? code(row, "AGEDAYS") : null;
  return years === 0 && days !== null ? Math.round((days / 365.25) * 1e4) / 1e4 : years;
}

/** The named conditions, and a generic entry for each the survey only counted; undefined when not asked. */
function history(row: Row): string[] | undefined {
  const total = code(row, "TOTCHRON");
  if (total === null) return undefined;
  const named = (Object.keys(CONDITION_WORDS) as (keyof typeof CONDITION_WORDS)[])
    .filter((column) => column in row && code(row, column) === 1)
    .map((column) => CONDITION_WORDS[column][0] as string);
  const unnamed = Math.max(0, total - named.length);
  return [...named, ...Array.from({ length: unnamed }, () => GENERIC_CONDITION)];
}

function vitals(row: Row) {
  return plausibleVitals({
    heartRate: unlessDoppler(code(row, "PULSE")),
    respiratoryRate: code(row, "RESPR"),
    systolic: code(row, "BPSYS"),
    diastolic: unlessDoppler(code(row, "BPDIAS")),
    temperature: fahrenheitTenths(code(row, "TEMPF")),
    spo2: code(row, "POPCT"),
    pain: "PAINSCALE" in row ? code(row, "PAINSCALE") : null,
  });
}

export function common(
  id: string,
  row: Row,
  age: number,
  conditions: readonly string[] | undefined,
): TriageCase {
  const sex = SEX[code(row, "SEX") ?? -1];
  const arrivalMode = ARRIVAL[code(row, "ARREMS") ?? -1];
  return {
    id,
    ageYears: age,
    ...(sex ? { sex } : {}),
    ...(arrivalMode ? { arrivalMode } : {}),
    vitals: vitals(row),
    ...(conditions ? { history: [...conditions] } : {}),
  };
}

/** Circumstances ticked in a row, in a fixed order. */
export function circumstances(row: Row): Circumstance[] {
  const is = (column: string, value: number) => code(row, column) === value;
  const found: [Circumstance, boolean][] = [
    ["followUp", is("EPISODE", 2)],
    ["seen72", is("SEEN72", 1)],
    ["selfInflicted", "INTENT" in row && is("INTENT", 1)],
    ["assault", "INTENT" in row && is("INTENT", 2)],
    ["poisoning", is("INJPOISAD", 2)],
    ["adverseEffect", is("INJPOISAD", 3)],
  ];
  return found.filter(([, yes]) => yes).map(([name]) => name);
}

/** One row of the ED file; null when it has no age. `labels`: reason code -> text of the 5-digit list. */
export function nhamcsVisit(row: Row, labels: ReadonlyMap<string, string>): SourceVisit | null {
  const age = ageYears(row);
  if (age === null) return null;
  const key = `${row.YEAR}-${row.ROW}`;
  const coded = [1, 2, 3].map((n) => [row[`RFV${n}`] ?? "", row[`RFV${n}_LABEL`] ?? ""] as const);
  const reasons = coded.filter(([c, label]) => Number(c) > 0 && label !== "Blank");
  const complaint = reasons.map(([c, label]) => canonicalReason(c, labels.get(c) ?? label)).join("; ");
  const ticked = circumstances(row);
  const injured = code(row, "INJPOISAD");
  const level = code(row, "IMMEDR");
  return {
    source: "nhamcs-ed",
    key,
    year: Number(row.YEAR),
    case: {
      ...common(`nhamcs-${key}`, row, age, history(row)),
      ...(complaint ? { chiefComplaint: complaint } : {}),
      ...(ticked.length > 0 ? { note: ticked.map((t) => CIRCUMSTANCES[t]).join(", ") } : {}),
      ...(injured === null || injured === 5 ? {} : { injury: injured === 1 }),
    },
    reasons: reasons.map(([c]) => c),
    level: isLevel(level) ? { scale: "esi", value: level } : null,
    critical: null,
    nurseLevel: null,
    raceEthnicity: RACE_ETHNICITY[code(row, "RACERETH") ?? -1] ?? null,
  };
}
