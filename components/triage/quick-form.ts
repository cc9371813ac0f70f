import type { Words } from "@/components/words/words";
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
export const ageProblem = (form: QuickForm, t: Words<"quick">): string | null =>
  form.age.trim() === "" || ageOf(form) !== null ? null : t("ageProblem", { years: AGE_RANGE[1] });

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
export function vitalProblem(
  form: QuickForm,
  key: VitalKey,
  t: Words<"quick">,
  typing = false,
): string | null {
  const text = (form.vitals[key] ?? "").trim();
  if (text === "") return null;
  const value = readingOf(form, key);
  const { range, decimals } = vital(key);
  const [low, high] = range;
  if (value === null) return typing && /^\d+[.,]$/.test(text) ? null : t("aNumberPlease");
  if (value > high || (value < low && !typing)) {
    const bounds = { vital: key, low: inTyped(form, key, low), high: inTyped(form, key, high) };
    const swapped = key === "temperature" && form.tempUnit === "C" && value > 80 && value < 115;
    return t(swapped ? "isBetweenFahrenheit" : "isBetween", bounds);
  }
  if (decimals === 0 && !Number.isInteger(value)) return t("aWholeNumberPlease");
  const systolic = readingOf(form, "systolic");
  if (key === "diastolic" && !typing && systolic !== null && value >= systolic) return t("pressuresSwapped");
  return null;
}

/** For those who ask only whether, not why. */
const NO_WORDS = ((key: string) => key) as unknown as Words<"quick">;
const isWrong = (form: QuickForm, key: VitalKey): boolean => vitalProblem(form, key, NO_WORDS) !== null;

export const standsOut = (form: QuickForm, key: VitalKey): "low" | "high" | null => {
  const value = readingOf(form, key);
  return value === null || isWrong(form, key) ? null : outsideNormal(key, value, ageOf(form));
};

export const problemsOf = (form: QuickForm, t: Words<"quick">): string[] => [
  ...(form.who.trim() === "" ? [t("writeAName")] : []),
  ...(form.complaint.trim() === "" ? [t("writeWhyThePatientCame")] : []),
  ...(ageProblem(form, t) ? [t("theAgeIsNotOne")] : []),
  ...VITALS.flatMap(({ key }) => (isWrong(form, key) ? [t("cannotBeRight", { vital: key })] : [])),
];

/** There is something to judge. */
export const isJudgeable = (form: QuickForm): boolean =>
  form.complaint.trim().length > 2 || VITALS.some(({ key }) => readingOf(form, key) !== null);

/** What is plausible of it; the rest is left out of the suggestion until it is put right. */
export function caseOf(form: QuickForm): QuickCase {
  const vitals = Object.fromEntries(
    VITALS.flatMap(({ key }) => {
      const value = readingOf(form, key);
      return value === null || isWrong(form, key) ? [] : [[key, value]];
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
