import { LANDS } from "@/lib/language/known-words/clinical-words";
import { isMisspelled, wordKind } from "@/lib/language/known-words/words";
import { correct } from "@/lib/language/spelling";
import { VOCABULARY } from "./read-findings";

/**
 * Whether a word of a note can be nothing but a name: written as one ("Mohammed", "O'Brien") and on no list of ordinary English, clinical
 * terms, drugs, eponyms and abbreviations. No list of names is asked, so that a rare name counts as much as a common one.
 */
export function isNameAlone(word: string): boolean {
  if (!WRITTEN_AS_NAME.test(word) || word.length < 3) return false;
  const plain = plainOf(word);
  const before = known.get(plain);
  if (before !== undefined) return before;
  const answer = isOnNoList(plain);
  if (known.size >= REMEMBERED) known.clear();
  known.set(plain, answer);
  return answer;
}

/** A word of some list that is somebody's name where it stands beside another: "Precious", "Washington". */
export function isNameBeside(word: string): boolean {
  if (!/^\p{Lu}\p{Ll}/u.test(word)) return false;
  const plain = plainOf(word);
  if (VOCABULARY.has(plain)) return false;
  const kind = wordKind(plain);
  if (kind === null) return true;
  if (LAND_WORDS.has(plain)) return true;
  return !kind.proper && (kind.given > 0 || kind.surname > 0 || kind.town);
}

/** A word that the rules read, or of ordinary or clinical language and nobody's name: never taken for one, whoever is called so. */
export function isOnlyAWord(plain: string): boolean {
  if (VOCABULARY.has(plain)) return true;
  const kind = wordKind(plain);
  return kind !== null && kind.given === 0 && kind.surname === 0;
}

/** Lower case, without accents and a possessive "s". */
export const plainOf = (word: string): string =>
  word
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’]s$/, "")
    .replace(/['’]/g, "");

const WRITTEN_AS_NAME = /^\p{Lu}(?:['’]\p{Lu})?\p{Ll}/u;
const LAND_WORDS = new Set(LANDS);
/** What no list need hold to be clinical: "Sigmoidoscopy", "Cefalexin". Endings that names seldom have. */
const CLINICAL_ENDING =
  /(?:itis|osis|aemia|emia|uria|algia|ectomy|otomy|ostomy|opathy|plegia|paresis|phobia|pnoea|pnea|rrhoea|rrhea|scopy|graphy|cillin|mycin|statin|pril|sartan|olol|azole|mab|tinib|ovir|azepam|azolam|caine|idine|oxacin|cycline|profen)s?$/;
const CALENDAR = new Set(
  "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday".split(
    " ",
  ),
);

/** Explanations ask about the same words thousands of times. */
const REMEMBERED = 5_000;
const known = new Map<string, boolean>();

function isOnNoList(plain: string): boolean {
  if (!/^[a-z]+$/.test(plain) || VOCABULARY.has(plain) || CALENDAR.has(plain)) return false;
  if (wordKind(plain) !== null || CLINICAL_ENDING.test(plain)) return false;
  return !isMisspelled(plain) && correct(plain, VOCABULARY) === plain && !isTwoWords(plain);
}

/** "Sorethroat": two words that somebody has run together. */
function isTwoWords(plain: string): boolean {
  const isWord = (part: string): boolean => {
    const kind = wordKind(part);
    return kind !== null && kind.given === 0 && kind.surname === 0;
  };
  for (let at = 3; at <= plain.length - 3; at++)
    if (isWord(plain.slice(0, at)) && isWord(plain.slice(at))) return true;
  return false;
}
