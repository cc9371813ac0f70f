import { wordKind } from "@/lib/language/known-words/words";
import { LONGEST_PHRASE } from "../reasons";
import { fold } from "./fold";
import type { IdentityPattern } from "./identity-patterns";
import type { Kind } from "./redaction";

/** What a site found left in a text and takes out from then on, as it is written in notes: "Elm Grove", "Nana Jean". */
export type SitePhrase = { readonly phrase: string; readonly kind: Kind };

const SHORTEST_PHRASE = 3;
const tokensOf = (phrase: string): string[] => fold(phrase).text.match(/[\p{L}\p{N}]+/gu) ?? [];

/** Why a phrase cannot be taken out of every note, for whoever entered it; null: it can. */
export function whyNotPhrase(phrase: string): string | null {
  const tokens = tokensOf(phrase);
  if (tokens.join("").length < SHORTEST_PHRASE) return "It is too short: it would take ordinary words apart.";
  if (phrase.length > LONGEST_PHRASE)
    return `It is longer than ${LONGEST_PHRASE} characters. Enter only what identifies somebody.`;
  const [only] = tokens;
  const word = tokens.length === 1 && only ? wordKind(only) : null;
  return word && word.given + word.surname === 0 && !word.town
    ? "It is an ordinary or clinical word, and would be missing from every note. Enter it with the words around it."
    : null;
}

/** Finds a phrase whole, in any capitals, accents, spacing and punctuation between its words; never a part of it. */
export const sitePatterns = (phrases: readonly SitePhrase[]): IdentityPattern[] =>
  phrases.flatMap(({ phrase, kind }) => {
    const tokens = tokensOf(phrase);
    if (tokens.length === 0) return [];
    return [
      {
        pattern: new RegExp(
          `(?<![\\p{L}\\p{N}])${tokens.join("[^\\p{L}\\p{N}]{0,3}")}(?![\\p{L}\\p{N}])`,
          "gu",
        ),
        kind,
      },
    ];
  });
