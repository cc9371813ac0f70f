import type { Consciousness } from "./features";

/**
 * How EHRs write the AVPU answer. LOINC 80288-4 and 67775-7 answer codes, the SNOMED CT findings of UK Core's ACVPU value
 * set, single letters, and plain words. New confusion has no AVPU letter of its own; NEWS2 (RCP 2017) scores it like a
 * patient who is not alert, so it is read as "responds to voice".
 */
export const CONSCIOUSNESS_LOINC: readonly string[] = ["80288-4", "67775-7"];

const CODES: Readonly<Record<string, Consciousness>> = {
  "LA9340-6": "alert",
  "LA17108-4": "voice",
  "LA17107-6": "pain",
  "LA9343-0": "unresponsive",
  "LA6560-2": "voice",
  "248234008": "alert",
  "300202002": "voice",
  "450847001": "pain",
  "422768004": "unresponsive",
  "130987000": "voice",
  A: "alert",
  C: "voice",
  V: "voice",
  P: "pain",
  U: "unresponsive",
};

/** Worst first: "responds to pain only, otherwise unresponsive" must not be read as its mildest word. */
const WORDS: readonly (readonly [RegExp, Consciousness])[] = [
  [/\bresponds?( only)? to (pain|painful)|\bpain(ful)?\b/, "pain"],
  [/\b(unresponsive|unconscious|not responsive|no response|coma|comatose)\b/, "unresponsive"],
  [/\b(voice|verbal|vocal|confus\w*|drowsy|lethargic|somnolent|not alert)\b/, "voice"],
  [/\b(alert|awake|conscious|oriented)\b/, "alert"],
];

/** null when the text says nothing we know: a consciousness level is never guessed. */
export function readConsciousness(text: string): Consciousness | null {
  const trimmed = text.trim();
  const coded = CODES[trimmed] ?? CODES[trimmed.toUpperCase()];
  if (coded) return coded;
  const lower = trimmed.toLowerCase();
  return WORDS.find(([pattern]) => pattern.test(lower))?.[1] ?? null;
}
