import type { TriageCase } from "@/lib/case/triage-case";
import { tokenize } from "@/lib/language/text-tokens";
import { categoryOf } from "@/lib/model/features";

/** What is watched of one patient. Absent: not recorded. No identifier and no text, but for single words. */
export type Observation = {
  /** Catalogue units; one outside the catalogue's range is an impossible value, not a missing one. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly categories: Readonly<Record<string, string>>;
  /** Distinct words of the complaint, lower case, without numbers. */
  readonly words: readonly string[];
};

/** What a clinician decided on one patient that the model had answered. */
export type DecisionObservation = {
  readonly decided: number;
  readonly shown: number;
  /** The model's probability of level 1 or 2; null where it gave none. */
  readonly urgent: number | null;
  /** The level it expects on average; null where it gave none. */
  readonly expected: number | null;
};

export type ObservedCase = Omit<TriageCase, "id" | "ageYears" | "vitals"> & {
  readonly ageYears: number;
  /** As they came: impossible values are wanted here. */
  readonly vitals?: Readonly<Record<string, unknown>>;
};

export function observe(c: ObservedCase, level: number | null): Observation {
  const numbers: Record<string, number> = { ageYears: c.ageYears };
  for (const [key, value] of Object.entries(c.vitals ?? {}))
    if (typeof value === "number" && key !== "oxygenFlow" && key !== "inspiredOxygen") numbers[key] = value;
  if (c.history) numbers.historyCount = c.history.length;
  const categories: Record<string, string> = {};
  for (const key of ["sex", "arrivalMode", "injury", "consciousness"] as const) {
    const value = categoryOf(key, c as TriageCase);
    if (value !== null) categories[key] = value;
  }
  const words = wordsOf(c.chiefComplaint ?? "");
  if (words.length > 0) categories.complaint = "written";
  if (level !== null) categories.level = String(level);
  return { numbers, categories, words };
}

/** A word is of two letters or more. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    tokenize(text)
      .map((t) => t.text)
      .filter((t) => /^\p{L}[\p{L}'/-]+$/u.test(t)),
  ),
];
