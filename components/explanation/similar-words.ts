import { plural } from "@/components/format";
import type { Likeness, SimilarPatient } from "@/lib/workflows/views";

export const LIKENESS_WORDS: Readonly<Record<Likeness, string>> = {
  "very-like": "Very alike",
  like: "Alike",
  "loosely-like": "Loosely alike",
};

/** "The model agreed with the clinicians on 4 of these 5." Counts only those a model had answered on. */
export function agreementInWords(patients: readonly SimilarPatient[]): string {
  const answered = patients.filter((p) => p.modelLevel !== null);
  const agreed = answered.filter((p) => p.modelLevel === p.level).length;
  const [all, n] = [patients.length, answered.length];
  if (n === 0) return `No model had answered on ${all === 1 ? "this patient" : "any of these"}.`;
  if (all === 1)
    return `The model ${agreed === 1 ? "agreed" : "did not agree"} with the clinicians on this one.`;
  if (n < all)
    return `The model had answered on ${n} of these ${all} and agreed with the clinicians on ${agreed === 0 ? "none" : agreed} of them.`;
  return `The model agreed with the clinicians on ${agreed === 0 ? "none" : agreed === all ? "all" : agreed} of these ${all}.`;
}

/** What the model alone had said of one. */
export function modelInWords({ level, modelLevel }: SimilarPatient): string {
  if (modelLevel === null) return "No model answered";
  if (modelLevel === level) return "Model agreed";
  return `Model alone said ${modelLevel}`;
}

export const visitsInWords = (n: number): string => plural(n, "decided visit");
