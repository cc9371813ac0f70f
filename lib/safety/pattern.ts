import type { ReadText, ReadWord, Standing } from "./text";

/**
 * A phrase the rules look for. Written as words with alternatives: "chest pain|pressure|tight*" means one of the last
 * three near "chest", in any order, in one sentence ("pressure in the chest", "pain, chest"). `*` matches any ending.
 * A leading "=" asks for exactly these words side by side ("=worst headache").
 */
export type Pattern = { readonly exact: boolean; readonly slots: readonly Slot[] };
/** Alternatives of one place: whole words (with their plurals) and beginnings. */
type Slot = {
  readonly words: ReadonlySet<string>;
  readonly beginnings: readonly string[];
  readonly written: readonly string[];
};

export type TextMatch = {
  readonly standing: "affirmed" | "days-ago" | "considered";
  readonly start: number;
  readonly end: number;
  /** The words as the nurse wrote them. */
  readonly quote: string;
};

/** Words that may stand between the parts of a phrase. */
const SLACK = 3;

export function pattern(source: string): Pattern {
  const exact = source.startsWith("=");
  const slots = source
    .replace(/^=/, "")
    .trim()
    .split(/\s+/)
    .map((slot) => {
      const written = slot.split("|");
      const whole = written.filter((w) => !w.endsWith("*"));
      return {
        words: new Set(whole.flatMap((w) => [w, `${w}s`])),
        beginnings: written.filter((w) => w.endsWith("*")).map((w) => w.slice(0, -1)),
        written: whole,
      };
    });
  return { exact, slots };
}

/** Whole words of a pattern, for the spelling vocabulary. */
export const patternWords = (p: Pattern): string[] => p.slots.flatMap((slot) => slot.written);

const fits = (word: string, { words, beginnings }: Slot): boolean =>
  words.has(word) || beginnings.some((b) => word.startsWith(b));

const RANK: Readonly<Record<Standing, number>> = {
  affirmed: 0,
  "days-ago": 1,
  considered: 2,
  negated: 9,
  historical: 9,
  hypothetical: 9,
  family: 9,
};

/** The best-standing occurrence; null when there is none, or none that speaks of the patient now. */
export function findPattern(text: ReadText, { exact, slots }: Pattern): TextMatch | null {
  let best: { words: ReadWord[]; rank: number } | null = null;
  const first = slots[0];
  if (!first) return null;
  for (let i = 0; i < text.words.length; i++) {
    const head = text.words[i];
    if (!head || RANK[head.standing] >= 9 || !fits(head.text, first)) continue;
    const matched = exact ? sideBySide(text, i, slots) : nearby(text.words, i, slots);
    if (!matched) continue;
    const rank = Math.max(...matched.map((w) => RANK[w.standing]));
    if (rank < 9 && (!best || rank < best.rank)) best = { words: matched, rank };
  }
  if (!best) return null;
  const start = Math.min(...best.words.map((w) => w.start));
  const end = Math.max(...best.words.map((w) => w.end));
  const standing = best.rank === 0 ? "affirmed" : best.rank === 1 ? "days-ago" : "considered";
  return { standing, start, end, quote: text.source.slice(start, end).replace(/\s+/g, " ") };
}

function sideBySide({ source, words }: ReadText, at: number, slots: Pattern["slots"]): ReadWord[] | null {
  const matched: ReadWord[] = [];
  for (let k = 0; k < slots.length; k++) {
    const word = words[at + k];
    if (!word || word.sentence !== words[at]?.sentence || !fits(word.text, slots[k] as Slot)) return null;
    const last = matched.at(-1);
    // "common cold, foot pain" holds no cold foot.
    if (last && /[,:()]/.test(source.slice(last.end, word.start))) return null;
    matched.push(word);
  }
  return matched;
}

function nearby(words: readonly ReadWord[], at: number, slots: Pattern["slots"]): ReadWord[] | null {
  const head = words[at];
  if (!head) return null;
  const reach = slots.length - 1 + SLACK;
  const taken = new Set([at]);
  let low = at;
  let high = at;
  for (const slot of slots.slice(1)) {
    let chosen = -1;
    let chosenCost = Number.POSITIVE_INFINITY;
    for (let j = Math.max(0, high - reach); j <= Math.min(words.length - 1, low + reach); j++) {
      const word = words[j];
      if (!word || taken.has(j) || word.sentence !== head.sentence || !fits(word.text, slot)) continue;
      const cost = Math.abs(j - at) + 100 * RANK[word.standing];
      if (cost < chosenCost) {
        chosen = j;
        chosenCost = cost;
      }
    }
    if (chosen < 0) return null;
    taken.add(chosen);
    low = Math.min(low, chosen);
    high = Math.max(high, chosen);
  }
  return [...taken].flatMap((j) => words[j] ?? []);
}
