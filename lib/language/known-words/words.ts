import { WORD_LIST } from "./word-list";

/** What is known of a word that may stay in a text. */
export type WordKind = {
  /** 0 the commonest thousands, 1 and 2 rarer ordinary words, 3 clinical terms alone. */
  readonly level: number;
  /** Given name, surname: 0 no, 1 seldom, 2 often (US Census 1990). */
  readonly given: number;
  readonly surname: number;
  readonly town: boolean;
  /** Written with a capital without being anybody's name: a drug, the eponym of a disease, a land. */
  readonly proper: boolean;
};

/** A name that looks like a form of a word ("Childs") and is on the list for that reason alone. */
const NOBODYS = 4;
/** Regular forms: the ending, and what stands there in the word itself. */
const ENDINGS: readonly (readonly [string, string])[] = [
  ["s", ""],
  ["es", ""],
  ["ies", "y"],
  ["ed", ""],
  ["ed", "e"],
  ["ing", ""],
  ["ing", "e"],
  ["ly", ""],
];

let table: Map<string, WordKind> | null = null;

function read(): Map<string, WordKind> {
  const kinds = new Map<string, WordKind>();
  const result = new Map<string, WordKind>();
  let word = "";
  for (const [, shared = "0", rest = "", kind = ""] of WORD_LIST.matchAll(
    /([0-9a-z])([A-Z]*)([0-9a-z][0-9a-z])/g,
  )) {
    word = word.slice(0, Number.parseInt(shared, 36)) + rest.toLowerCase();
    let known = kinds.get(kind);
    if (!known) {
      const flags = Number.parseInt(kind.slice(1), 36);
      known = {
        level: Number.parseInt(kind.slice(0, 1), 36),
        given: Math.floor(flags / 12),
        surname: Math.floor(flags / 4) % 3,
        town: (flags & 2) !== 0,
        proper: (flags & 1) !== 0,
      };
      kinds.set(kind, known);
    }
    result.set(word, known);
  }
  return result;
}

/** The word as it stands, without a possessive "s", or without accents; null when nobody's list has it. */
export function wordKind(word: string): WordKind | null {
  table ??= read();
  if (/^[a-z]+$/.test(word)) return listed(table, word);
  const plain = word
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’]s$/, "")
    .replace(/['’]/g, "");
  return listed(table, plain);
}

function listed(words: ReadonlyMap<string, WordKind>, word: string): WordKind | null {
  const known = words.get(word) ?? inflectionOf(words, word);
  return known && known.level < NOBODYS ? known : null;
}

/** A regular form of a listed word; what that word names, its forms do not. */
function inflectionOf(words: ReadonlyMap<string, WordKind>, word: string): WordKind | null {
  for (const [ending, instead] of ENDINGS) {
    const root =
      word.length - ending.length >= 3 && word.endsWith(ending)
        ? word.slice(0, -ending.length) + instead
        : null;
    const known = root === null ? undefined : words.get(root);
    if (known && known.level < NOBODYS) return { ...known, given: 0, surname: 0, town: false, proper: false };
  }
  return null;
}

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
const SHORTEST = 6;

/** One letter wrong, missing, doubled or swapped in a longer ordinary or clinical word, all in small letters: "diarhea", "vomitting". */
export function isMisspelled(word: string): boolean {
  if (word.length < SHORTEST || word.length > 20 || !/^[a-z]+$/.test(word)) return false;
  table ??= read();
  const isWord = (w: string) => {
    const kind = w.length >= SHORTEST ? table?.get(w) : undefined;
    return kind !== undefined && kind.given === 0 && kind.surname < 2;
  };
  for (let i = 0; i <= word.length; i++) {
    const [head, tail] = [word.slice(0, i), word.slice(i)];
    // A name is seldom one letter from a word but in its first.
    if (i > 0 && isWord(head + tail.slice(1))) return true;
    if (tail.length > 1 && isWord(head + tail.slice(1, 2) + tail.slice(0, 1) + tail.slice(2))) return true;
    if (
      i > 0 &&
      LETTERS.some((c) => isWord(head + c + tail) || (tail !== "" && isWord(head + c + tail.slice(1))))
    )
      return true;
  }
  return false;
}

/** Every word that may stay, for training the tagger of names. */
export function everyWord(): ReadonlyMap<string, WordKind> {
  table ??= read();
  return table;
}
