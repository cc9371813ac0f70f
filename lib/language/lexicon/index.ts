import { ACCIDENTS_AND_EFFECTS } from "./accidents-and-effects";
import { BREATHING } from "./breathing";
import { CARE } from "./care";
import { DIGESTIVE } from "./digestive";
import { DISEASES } from "./diseases";
import { EYES_AND_EARS } from "./eyes-and-ears";
import { GENERAL, INFECTIONS_AND_GROWTHS } from "./general";
import { INJURY } from "./injury";
import { LIMBS } from "./limbs";
import { MIND } from "./mind";
import { NECK_AND_BACK } from "./neck-and-back";
import { NERVES_AND_HEART } from "./nerves-and-heart";
import { SKIN } from "./skin";
import { UROGENITAL } from "./urogenital";

const TABLES = [
  GENERAL,
  INFECTIONS_AND_GROWTHS,
  MIND,
  NERVES_AND_HEART,
  EYES_AND_EARS,
  BREATHING,
  DIGESTIVE,
  UROGENITAL,
  SKIN,
  NECK_AND_BACK,
  LIMBS,
  DISEASES,
  INJURY,
  ACCIDENTS_AND_EFFECTS,
  CARE,
];

const PHRASES = new Map<string, readonly string[]>(
  TABLES.flatMap((table) => Object.entries(table)).map(([code, ways]) => [code, ways.split("|")]),
);

/** Reason codes with nothing to say: "blank", "inadequate data base" (what was written cannot be coded), "illegible entry". */
export const UNSAYABLE: ReadonlySet<string> = new Set(["-9", "89980", "89990"]);

/** Every reason the lexicon can say. */
export const reasonCodes = (): string[] => [...PHRASES.keys()];
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
