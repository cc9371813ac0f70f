import { LEXICON_WORDS, SYMPTOM_WORDS } from "./floor-phrases";
import { ORDINARY_WORDS } from "./ordinary-words";

/** Words of triage notes that stand one letter from a word of the rules. */
const OF_THE_TRADE =
  "contusion stabbing shooting burning started stopped breath breathing breathe standing strained sprained strain sprain " +
  "shorter chronic patient patients worsening swelling bleeding feeling falling seen severe several pressure " +
  "testing treated treats regular pregnancy pregnant stroller stroking pointing positive arrested assisted choked " +
  "weakly sweat sweating sweater sleeping speaking spotting hearing heating teeth bloody burned burns stubbed stubbing tested chilled rushed";
export const BASE_VOCABULARY: ReadonlySet<string> = new Set([
  ...LEXICON_WORDS,
  ...OF_THE_TRADE.split(" "),
  ...SYMPTOM_WORDS,
]);

/** Never corrected, and nothing is corrected towards them. */
const ORDINARY: ReadonlySet<string> = new Set(ORDINARY_WORDS);

const corrections = new WeakMap<ReadonlySet<string>, Map<string, string>>();

/** One edit away from a known word of six letters or more (two from ten), same first letter: that word. */
export function correct(word: string, vocabulary: ReadonlySet<string>): string {
  if (word.length < 6 || word.length > 20 || vocabulary.has(word) || ORDINARY.has(word)) return word;
  if (!/^\p{L}+$/u.test(word)) return word;
  if (beginningsOf(vocabulary).some((b) => word.startsWith(b))) return word;
  let cache = corrections.get(vocabulary);
  if (!cache) {
    cache = new Map();
    corrections.set(vocabulary, cache);
  }
  const known = cache.get(word);
  if (known !== undefined) return known;
  let best = word;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidatesOf(vocabulary).get(word[0] ?? "") ?? []) {
    const allowed = candidate.length >= 10 ? 2 : 1;
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    // A plural or another ending is another form of the word, not a misspelling; patterns name their forms.
    if (word.startsWith(candidate) || candidate.startsWith(word)) continue;
    const d = editDistance(word, candidate);
    if (d <= allowed && d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  if (cache.size > 5_000) cache.clear();
  cache.set(word, best);
  return best;
}

const byFirstLetter = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, readonly string[]>>();

/** Words long enough to be meant by a misspelling, by their first letter. */
function candidatesOf(vocabulary: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const known = byFirstLetter.get(vocabulary);
  if (known) return known;
  const index = new Map<string, string[]>();
  for (const word of vocabulary)
    if (word.length >= 6 && !word.endsWith("*"))
      index.set(word[0] ?? "", [...(index.get(word[0] ?? "") ?? []), word]);
  byFirstLetter.set(vocabulary, index);
  return index;
}

const beginnings = new WeakMap<ReadonlySet<string>, readonly string[]>();

/** Beginnings a vocabulary knows ("hypotensi*"): a word with one of them is right, "hypotensive" is no "hypertensive". */
function beginningsOf(vocabulary: ReadonlySet<string>): readonly string[] {
  const known = beginnings.get(vocabulary);
  if (known) return known;
  const list = [...vocabulary].filter((w) => w.length > 5 && w.endsWith("*")).map((w) => w.slice(0, -1));
  beginnings.set(vocabulary, list);
  return list;
}

/** Damerau-Levenshtein distance with adjacent transpositions. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let d = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d = Math.min(d, (before[j - 2] ?? 0) + 1);
      row.push(d);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
