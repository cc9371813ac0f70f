import type { ReadText } from "@/lib/language/text";
import { CATALOGUE, FINDING_KEYS, type FindingKey } from "./catalogue";
import { matchAt, type Pattern, pattern, patternWords } from "./pattern";

/** Words (as places in the text, ascending) that say a finding, whatever is said of it. */
export type Mention = {
  readonly key: FindingKey;
  readonly words: readonly number[];
  /** The words themselves say that it is not so. */
  readonly denies: boolean;
};

type Entry = { readonly key: FindingKey; readonly pattern: Pattern; readonly denies: boolean };
type Index = {
  readonly byWord: ReadonlyMap<string, readonly Entry[]>;
  /** By the first three letters of a beginning. */
  readonly byBeginning: ReadonlyMap<string, readonly (Entry & { readonly beginning: string })[]>;
};

const PHRASES: readonly Entry[] = FINDING_KEYS.flatMap((key) => [
  ...CATALOGUE[key].phrases.map((source) => ({ key, pattern: pattern(source), denies: false })),
  ...(CATALOGUE[key].deniedBy ?? []).map((source) => ({ key, pattern: pattern(source), denies: true })),
]);
const EXCEPTIONS = exceptions("not");
const COMPANIONS = exceptions("notWith");

function exceptions(of: "not" | "notWith"): ReadonlyMap<FindingKey, readonly Pattern[]> {
  return new Map(
    FINDING_KEYS.flatMap((key) => {
      const patterns = CATALOGUE[key][of]?.map(pattern);
      return patterns ? [[key, patterns] as const] : [];
    }),
  );
}

/** Every word and beginning of the catalogue: right as it stands, and what misspellings are corrected towards. */
export const CATALOGUE_WORDS: readonly string[] = [
  ...new Set(
    [
      ...PHRASES.map((p) => p.pattern),
      ...[EXCEPTIONS, COMPANIONS].flatMap((m) => [...m.values()].flat()),
    ].flatMap(patternWords),
  ),
];

const INDEX = buildIndex();

function buildIndex(): Index {
  const byWord = new Map<string, Entry[]>();
  const byBeginning = new Map<string, (Entry & { beginning: string })[]>();
  const add = <V>(map: Map<string, V[]>, key: string, value: V) =>
    map.set(key, [...(map.get(key) ?? []), value]);
  for (const entry of PHRASES) {
    const [first] = entry.pattern.slots;
    for (const word of first?.words ?? []) add(byWord, word, entry);
    for (const beginning of first?.beginnings ?? [])
      add(byBeginning, beginning.slice(0, 3), { ...entry, beginning });
  }
  return { byWord, byBeginning };
}

function candidates(word: string): readonly Entry[] {
  const whole = INDEX.byWord.get(word) ?? [];
  const begun = (INDEX.byBeginning.get(word.slice(0, 3)) ?? []).filter((e) => word.startsWith(e.beginning));
  return begun.length === 0 ? whole : [...whole, ...begun];
}

/** How far around a mention the words that make something else of it are looked for. */
const REACH = 25;

/** Every mention of every finding in one text, in the order of the text; the same words name a finding once. */
export function mentionsIn(text: ReadText): Mention[] {
  const seen = new Set<string>();
  const mentions: Mention[] = [];
  text.words.forEach((word, at) => {
    for (const { key, pattern: p, denies } of candidates(word.text)) {
      const words = matchAt(text, at, p);
      if (!words) continue;
      const name = `${key} ${words.join(" ")}`;
      if (seen.has(name)) continue;
      seen.add(name);
      if (!isException(text, key, words)) mentions.push({ key, words, denies });
    }
  });
  return mentions;
}

/** Whether the words around say that it is something else. */
function isException(text: ReadText, key: FindingKey, words: readonly number[]): boolean {
  const sentence = text.words[words[0] ?? 0]?.sentence;
  const not = EXCEPTIONS.get(key);
  const notWith = COMPANIONS.get(key);
  if (!not && !notWith) return false;
  const from = Math.max(0, (words[0] ?? 0) - REACH);
  return text.words.slice(from, (words.at(-1) ?? 0) + REACH).some((word, i) => {
    const at = from + i;
    if (word.sentence !== sentence) return false;
    if (notWith?.some((p) => matchAt(text, at, p) !== null)) return true;
    return not?.some((p) => matchAt(text, at, p)?.some((i) => words.includes(i))) ?? false;
  });
}
