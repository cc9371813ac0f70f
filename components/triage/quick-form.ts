import { outsideNormal } from "@/lib/case/age-bands";
import {
  AGE_RANGE,
  type ArrivalMode,
  type Consciousness,
  fahrenheitToCelsius,
  type Sex,
  VITALS,
  type VitalKey,
  vital,
} from "@/lib/case/features";
import type { QuickCase } from "@/lib/decision/quick";

/** What is typed, as it is typed; and what it says. Pure, so that it can be tested without a screen. */
export type AgeUnit = "years" | "months" | "days";
type TempUnit = "C" | "F";
export type QuickForm = {
  readonly who: string;
  readonly age: string;
  readonly ageUnit: AgeUnit;
  readonly sex: Sex;
  readonly arrivalMode: Exclude<ArrivalMode, "other">;
  readonly complaint: string;
  readonly note: string;
  readonly consciousness: "" | Consciousness;
  readonly tempUnit: TempUnit;
  readonly vitals: Readonly<Partial<Record<VitalKey, string>>>;
};
export const EMPTY_FORM: QuickForm = {
  who: "",
  age: "",
  ageUnit: "years",
  sex: "unknown",
  arrivalMode: "walk-in",
  complaint: "",
  note: "",
  consciousness: "",
  tempUnit: "C",
  vitals: {},
};

/** "37,8" is 37.8 where people write it so. */
const numberOf = (text: string): number | null => {
  const clean = text.trim().replace(",", ".");
  return /^\d+(\.\d+)?$/.test(clean) ? Number(clean) : null;
};
const PER_YEAR: Readonly<Record<AgeUnit, number>> = { years: 1, months: 12, days: 365.25 };

/** Years; null: not given or no age; see {@link ageProblem}. */
export function ageOf({ age, ageUnit }: Pick<QuickForm, "age" | "ageUnit">): number | null {
  const n = numberOf(age);
  if (n === null) return null;
  const years = n / PER_YEAR[ageUnit];
  return years <= AGE_RANGE[1] ? years : null;
}
export const ageProblem = (form: QuickForm): string | null =>
  form.age.trim() === "" || ageOf(form) !== null
    ? null
    : `A number up to ${AGE_RANGE[1]} years; leave it empty if it is not known.`;

/** In the catalogue's unit; null: nothing typed, or no number. */
export function readingOf(form: QuickForm, key: VitalKey): number | null {
  const n = numberOf(form.vitals[key] ?? "");
  if (n === null) return null;
  return key === "temperature" && form.tempUnit === "F" ? Math.round(fahrenheitToCelsius(n) * 10) / 10 : n;
}

const inTyped = (form: QuickForm, key: VitalKey, value: number): string => {
  const fahrenheit = key === "temperature" && form.tempUnit === "F";
  return fahrenheit
    ? `${Math.round((value * 9) / 5 + 32)} °F`
    : `${value}${key === "temperature" ? " °C" : ""}`;
};

/** Why what is typed cannot be, at the keystroke; null: it can. A half-typed number is not called wrong while it may become right. */
export function vitalProblem(form: QuickForm, key: VitalKey, typing = false): string | null {
  const text = (form.vitals[key] ?? "").trim();
  if (text === "") return null;
  const value = readingOf(form, key);
  const { range, label, decimals } = vital(key);
  const [low, high] = range;
  if (value === null) return typing && /^\d+[.,]$/.test(text) ? null : "A number, please.";
  if (value > high || (value < low && !typing)) {
    const swap =
      key === "temperature" && form.tempUnit === "C" && value > 80 && value < 115 ? " Is it in °F?" : "";
    return `${label} is between ${inTyped(form, key, low)} and ${inTyped(form, key, high)}.${swap}`;
  }
  if (decimals === 0 && !Number.isInteger(value)) return "A whole number, please.";
  const systolic = readingOf(form, "systolic");
  if (key === "diastolic" && !typing && systolic !== null && value >= systolic)
    return "The lower pressure is not below the upper one.";
  return null;
}

export const standsOut = (form: QuickForm, key: VitalKey): "low" | "high" | null => {
  const value = readingOf(form, key);
  return value === null || vitalProblem(form, key) ? null : outsideNormal(key, value, ageOf(form));
};

export const problemsOf = (form: QuickForm): string[] => [
  ...(form.who.trim() === "" ? ["Write a name, or how to find this patient."] : []),
  ...(form.complaint.trim() === "" ? ["Write why the patient came."] : []),
  ...(ageProblem(form) ? ["The age is not one."] : []),
  ...VITALS.flatMap(({ key, label }) => (vitalProblem(form, key) ? [`${label} cannot be right.`] : [])),
];

/** There is something to judge. */
export const isJudgeable = (form: QuickForm): boolean =>
  form.complaint.trim().length > 2 || VITALS.some(({ key }) => readingOf(form, key) !== null);

/** What is plausible of it; the rest is left out of the suggestion until it is put right. */
export function caseOf(form: QuickForm): QuickCase {
  const vitals = Object.fromEntries(
    VITALS.flatMap(({ key }) => {
      const value = readingOf(form, key);
      return value === null || vitalProblem(form, key) ? [] : [[key, value]];
    }),
  );
  const ageYears = ageOf(form);
  const [chiefComplaint, note] = [form.complaint.trim(), form.note.trim()];
  return {
    ...(ageYears === null ? {} : { ageYears }),
    sex: form.sex,
    arrivalMode: form.arrivalMode,
    ...(chiefComplaint ? { chiefComplaint } : {}),
    ...(note ? { note } : {}),
    vitals: { ...vitals, ...(form.consciousness ? { consciousness: form.consciousness } : {}) },
  };
}
