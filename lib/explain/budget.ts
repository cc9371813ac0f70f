import type { TriageCase } from "@/lib/case/triage-case";

/** Most model answers of a first look, LIME's included; what 0.3 s allow a case of ordinary length on two cores (bench/explain.ts). */
export const DEFAULT_MAX_EVALUATIONS = 600;
/** For a second look, while the first picture is on the screen, where it left the order of the largest effects open. */
export const REFINED_MAX_EVALUATIONS = 2_500;

/**
 * An answer takes longer the more words the model reads: (15 + words) places, least squares over 137 explained cases of 2 to 45 words
 * (R2 0.83; a case of 25 words takes twice the time of one of 5).
 */
const placesOf = (words: number): number => 15 + words;
const ORDINARY_WORDS = 20;

/**
 * Answers that a first look may take: of a long text fewer, so that nobody waits longer for it. By the text alone and never by the clock, so
 * that the same case is explained by the same numbers on every machine.
 */
export function firstLook(c: TriageCase): number {
  const words = [c.chiefComplaint, c.note, ...(c.history ?? [])].reduce(
    (sum, text) => sum + (text?.match(WORD)?.length ?? 0),
    0,
  );
  const share = placesOf(ORDINARY_WORDS) / placesOf(Math.max(ORDINARY_WORDS, Math.min(words, MOST_WORDS)));
  return Math.round(DEFAULT_MAX_EVALUATIONS * share);
}

const WORD = /[\p{L}\p{N}]+/gu;
/** The model reads no more than this of any text (config.max_text_length, in word pieces). */
const MOST_WORDS = 64;
