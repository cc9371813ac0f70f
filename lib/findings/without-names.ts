import type { TriageCase } from "@/lib/case/triage-case";
import { isNameAlone, isNameBeside, isOnlyAWord, plainOf } from "./name-words";

type Word = { readonly text: string; readonly start: number; readonly end: number };

/**
 * A text without the names in it: what a person is called says nothing of how ill they are, and a model that reads words takes
 * something from any (docs/evaluation/fairness.md). Three kinds go: what stands as a name and on no list of words; a word that may be one
 * beside such; and `own`, the words of this text that the record knows for names, as they are spelt in it. The tag that de-identification
 * puts in the place of a name goes as well, so that a model reads in learning what it reads in use.
 * @returns the text itself where there is no name in it
 */
export function withoutNames(text: string, own: readonly string[] = []): string {
  const words = wordsOf(text);
  const mine = new Set(own);
  const goes = words.map((w) => w.text === TAG || mine.has(w.text) || isNameAlone(w.text));
  // Outwards from each, so that "Nguyen Thi Mai Precious" goes whole.
  for (let i = 1; i < words.length; i++) if (goes[i - 1] && isPart(text, words, i - 1, i, i)) goes[i] = true;
  for (let i = words.length - 2; i >= 0; i--)
    if (goes[i + 1] && isPart(text, words, i, i + 1, i)) goes[i] = true;
  const gone = joined(
    text,
    words.filter((_, i) => goes[i]),
  );
  if (gone.length === 0) return text;
  let left = "";
  let at = 0;
  for (const { start, end } of gone) {
    left += text.slice(at, start);
    at = end;
  }
  return tidied(left + text.slice(at));
}

/** The case as the model reads it; complaint and note alone, since history comes from coded conditions. */
export function caseWithoutNames(c: TriageCase): TriageCase {
  const [complaint, note] = [c.chiefComplaint, c.note].map((t) => t && withoutNames(t, c.names));
  if (complaint === c.chiefComplaint && note === c.note) return c;
  const { chiefComplaint: _complaint, note: _note, ...rest } = c;
  return { ...rest, ...(complaint ? { chiefComplaint: complaint } : {}), ...(note ? { note } : {}) };
}

/**
 * The case with the words of complaint and note that the record knows for names (`names`): parts of the patient's own and of people of the visit,
 * whole words alone. A word that the rules read, or that is nobody's name by the census, stays, whoever is called so; so does an
 * everyday word that is a name but where it is written as a name, or beside another part of one ("Rose Okafor", not "rose from the chair").
 * @param identifyingTexts what the EHR knows to identify the patient (PatientSummary.identifyingTexts)
 */
export function withKnownNames<C extends Pick<TriageCase, "chiefComplaint" | "note">>(
  c: C,
  identifyingTexts: readonly string[],
): C {
  const parts = new Set(identifyingTexts.filter((t) => !/[\d@]/.test(t)).flatMap(partsOf));
  const names = [...new Set([c.chiefComplaint, c.note].flatMap((t) => (t ? ownNames(t, parts) : [])))];
  return names.length === 0 ? c : { ...c, names: names.slice(0, MOST) };
}

const MOST = 50;
const TAG = "[name]";
const WORD = /\[name\]|\p{L}[\p{L}\p{M}]*(?:['’][\p{L}\p{M}]+)*/gu;
/** Before, between and after the parts of names, and nobody's: titles, kin, days. */
const NOT_A_PART = new Set(
  "mr mrs ms miss dr prof jr sr md rn the and for emergency department hospital".split(" "),
);

const wordsOf = (text: string): Word[] =>
  [...text.matchAll(WORD)].map((m) => ({ text: m[0], start: m.index, end: m.index + m[0].length }));

function partsOf(name: string): string[] {
  return wordsOf(name)
    .map((w) => plainOf(w.text))
    .filter((part) => part.length >= 2 && !NOT_A_PART.has(part) && !isOnlyAWord(part));
}

/** Words that are a part of a known name; of everyday words only those that are written or placed as one. */
function ownNames(text: string, parts: ReadonlySet<string>): string[] {
  const words = wordsOf(text);
  const isKnown = words.map((w) => parts.has(plainOf(w.text)));
  const isSure = words.map((w, i) => isKnown[i] === true && !isEveryday(w.text));
  return words.flatMap((w, i) => {
    if (!isKnown[i]) return [];
    const beside = [i - 1, i + 1].some(
      (k) => isKnown[k] && isNear(text, words, Math.min(i, k), Math.max(i, k)),
    );
    return isSure[i] || beside || isCapitalWithin(text, w) ? [w.text] : [];
  });
}

/** On some list of words without being a name there first of all. */
const isEveryday = (word: string): boolean => !isNameAlone(capital(plainOf(word)));
const capital = (plain: string): string => plain.charAt(0).toUpperCase() + plain.slice(1);

/** "seen with Rose today": a capital that no beginning of a sentence asks for. */
function isCapitalWithin(text: string, { text: word, start }: Word): boolean {
  return (
    /^\p{Lu}\p{Ll}/u.test(word) && !/(?:^|[.!?;:\n]\s*)$/.test(text.slice(Math.max(0, start - 3), start))
  );
}

const isNear = (text: string, words: readonly Word[], a: number, b: number): boolean =>
  /^[\s,.'’-]{1,2}$/.test(text.slice(words[a]?.end, words[b]?.start));

/** Whether word `of` belongs to the name at its side: next to it, within one sentence. */
const isPart = (text: string, words: readonly Word[], a: number, b: number, of: number): boolean =>
  /^[ ,]?[ -]$/.test(text.slice(words[a]?.end, words[b]?.start)) && isNameBeside(words[of]?.text ?? "");

/** Neighbours as one, with what stands between them. */
function joined(text: string, gone: readonly Word[]): Pick<Word, "start" | "end">[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of gone) {
    const last = result.at(-1);
    if (last && /^[\s,.'’-]{0,3}$/.test(text.slice(last.end, start))) last.end = end;
    else result.push({ start, end });
  }
  return result;
}

/** As it would have been written without the names: no marks left over. */
const tidied = (text: string): string =>
  text
    .replace(/\(\s*\)/g, "")
    .replace(/[ \t]{2,}/g, " ")
    .replace(/\s+([.,;:!?])/g, "$1")
    .replace(/^[\s.,;:!?-]+/, "")
    .replace(/([.;:!?])[.,;:]+/g, "$1")
    .replace(/[\s,;:-]+$/, "");
