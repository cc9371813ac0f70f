import type { ReadText, ReadWord } from "@/lib/language/text";

/**
 * A phrase the catalogue looks for. Written as words with alternatives: "chest pain|pressure|tight*" means one of the last
 * three near "chest", in any order, in one sentence ("pressure in the chest", "pain, chest"). `*` matches any ending.
 * A leading "=" asks for exactly these words side by side ("=worst headache").
 */
export type Pattern = { readonly exact: boolean; readonly slots: readonly Slot[] };
/** Alternatives of one place: whole words (with their plurals) and beginnings. */
export type Slot = {
  readonly words: ReadonlySet<string>;
  readonly beginnings: readonly string[];
  readonly written: readonly string[];
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

/** Words and beginnings (with their "*") of a pattern, for the spelling vocabulary. */
export const patternWords = (p: Pattern): string[] =>
  p.slots.flatMap((slot) => [...slot.written, ...slot.beginnings.map((b) => `${b}*`)]);

const fits = (word: string, { words, beginnings }: Slot): boolean =>
  words.has(word) || beginnings.some((b) => word.startsWith(b));

/** How little a standing says of the patient now; the nearest and best-standing words make a phrase. */
const STANDING_COST: Readonly<Record<ReadWord["standing"], number>> = {
  affirmed: 0,
  "days-ago": 1,
  considered: 2,
  negated: 9,
  historical: 9,
  hypothetical: 9,
  family: 9,
};

/** The words (as places in the text) that make the phrase with its first part at `at`; null when it is not there. */
export function matchAt(text: ReadText, at: number, { exact, slots }: Pattern): number[] | null {
  const [first] = slots;
  const head = text.words[at];
  if (!first || !head || !fits(head.text, first)) return null;
  return exact ? sideBySide(text, at, slots) : nearby(text, at, slots);
}

function sideBySide({ source, words }: ReadText, at: number, slots: Pattern["slots"]): number[] | null {
  for (let k = 0; k < slots.length; k++) {
    const word = words[at + k];
    if (!word || word.sentence !== words[at]?.sentence || !fits(word.text, slots[k] as Slot)) return null;
    const last = k > 0 ? words[at + k - 1] : undefined;
    // "common cold, foot pain" holds no cold foot.
    if (last && /[,:()]/.test(source.slice(last.end, word.start))) return null;
  }
  return slots.map((_, k) => at + k);
}

function nearby({ words }: ReadText, at: number, slots: Pattern["slots"]): number[] | null {
  const head = words[at] as ReadWord;
  const reach = slots.length - 1 + SLACK;
  const taken = [at];
  let low = at;
  let high = at;
  for (const slot of slots.slice(1)) {
    let chosen = -1;
    let chosenCost = Number.POSITIVE_INFINITY;
    for (let j = Math.max(0, high - reach); j <= Math.min(words.length - 1, low + reach); j++) {
      const word = words[j];
      if (!word || word.sentence !== head.sentence || taken.includes(j) || !fits(word.text, slot)) continue;
      const cost = Math.abs(j - at) + 100 * STANDING_COST[word.standing];
      if (cost < chosenCost) {
        chosen = j;
        chosenCost = cost;
      }
    }
    if (chosen < 0) return null;
    taken.push(chosen);
    low = Math.min(low, chosen);
    high = Math.max(high, chosen);
  }
  return taken.sort((a, b) => a - b);
}
