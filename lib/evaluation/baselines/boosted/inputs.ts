import type { TriageCase } from "@/lib/case/triage-case";
import { CATEGORY_KEYS, categoryOf, NUMBER_KEYS, numberOf } from "@/lib/model/features";

/**
 * What the XGBoost baseline reads of a case, by name: numbers as they are, and 1 for each category and each word there is. What is
 * not named is missing. Words are taken as they stand, so that the same case is the same input in every release.
 */
export function boostedInputs(c: TriageCase): ReadonlyMap<string, number> {
  const inputs = new Map<string, number>();
  for (const key of NUMBER_KEYS) {
    const value = numberOf(key, c);
    if (value !== null) inputs.set(`number:${key}`, value);
  }
  for (const key of CATEGORY_KEYS) {
    const value = categoryOf(key, c);
    if (value !== null) inputs.set(`${key}=${value}`, 1);
  }
  for (const word of wordsOf(c.chiefComplaint ?? "")) inputs.set(`complaint:${word}`, 1);
  for (const word of (c.history ?? []).flatMap(wordsOf)) inputs.set(`history:${word}`, 1);
  return inputs;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]{2,}/g) ?? [];

/** In the order of the names; NaN where missing. */
export function inputRow(names: readonly string[], c: TriageCase): Float32Array {
  const inputs = boostedInputs(c);
  return Float32Array.from(names, (name) => inputs.get(name) ?? Number.NaN);
}
