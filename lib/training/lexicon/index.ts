import { ABDOMEN } from "./abdomen";
import { INJURY } from "./injury";
import { MEDICAL } from "./medical";
import { OTHER } from "./other";

const PHRASES = new Map<string, readonly string[]>(
  Object.entries({ ...MEDICAL, ...ABDOMEN, ...INJURY, ...OTHER }).map(([code, ways]) => [
    code,
    ways.split("|"),
  ]),
);

/** Ways to say a reason (5-digit code), or none: then its label is all there is. */
export const phrasesFor = (code: string): readonly string[] => PHRASES.get(code) ?? [];

/** Every phrase of the lexicon, for the vocabulary. */
export const allPhrases = (): string[] => [...PHRASES.values()].flat();

/**
 * A survey label as plain phrases: "Nosebleed (epistaxis)" -> "nosebleed", "epistaxis"; "Leg pain, ache, soreness" ->
 * "leg pain"; cut ends ("...") and "NOS" removed. The first is the closest to the label.
 */
export function plainLabel(label: string): string[] {
  const cut = label.endsWith("...");
  let text = label.replace(/\.\.\.$/, "").toLowerCase();
  // A label cut at the source ends in half a word.
  if (cut && text.includes(" ")) text = text.slice(0, text.lastIndexOf(" "));
  text = text.replace(/\b(nos|nec)\b/g, "").replace(/^oth\b/, "other");
  const inBrackets = [...text.matchAll(/\(([^)]+)\)/g)].map((m) => (m[1] as string).trim());
  const whole = text
    .replace(/\([^)]*\)?/g, " ")
    .replace(/\s+/g, " ")
    .replace(/[\s,-]+$/, "")
    .trim();
  const first = whole.split(/,\s*/)[0] as string;
  return [...new Set([whole, first, ...inBrackets].filter((p) => p.length > 1))];
}

/**
 * The one way an importer writes a reason. A label cut at the source may have lost the word that matters ("Injury, other
 * and unspecified of head..."), so there the lexicon's first phrase stands in.
 */
export function canonicalReason(code: string, label: string): string {
  const ways = phrasesFor(code);
  const plain = plainLabel(label)[0] ?? "";
  return label.endsWith("...") ? (ways[0] ?? plain) : plain;
}
