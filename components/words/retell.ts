import { lowerFirst, upperFirst } from "@/components/format";

/**
 * The rooms of lib/ know no languages: rules, refusals and reasons come from them as English sentences, and what was shown of an
 * assessment is kept as it was shown. Here such a sentence is told again in another language. Its English pattern stands in
 * messages/en/said.json, and its translation under the same key; tests hold the patterns against what lib says.
 *
 * `{name}` in a pattern stands for any words, told again themselves where they are something lib says; a name that begins with
 * "said" stands only for something lib says, and "level", "count" or "number" only for a number. A sentence that nobody knows
 * stays as it is: never a guess.
 */
export type Sayings = { readonly [key: string]: string | Sayings };

type Pattern = {
  readonly literals: readonly string[];
  readonly names: readonly string[];
  readonly to: string;
};

const ARGUMENT = /\{(\w+)\}/g;
/** A number with its unit, and nothing after it: "142 /min", "178/95 mmHg", "40 years". */
const NUMBER = /^[<>≤≥±−+-]?\d[\d.,/]*(?: ?[^\s()]{1,8})?$/;
const NUMBERS = ["level", "count", "number"];
const MOST_REMEMBERED = 5_000;
/** What is longer is told sentence by sentence or not at all: trying every way to part it would take minutes. */
const LONGEST_PATTERN = 600;

export function reteller(from: Sayings, to: Sayings, and: string): (text: string) => string {
  const exact = new Map<string, string>();
  const patterns: Pattern[] = [];
  for (const [english, other] of pairs(from, to)) {
    const names = [...english.matchAll(ARGUMENT)].map(([, name]) => name as string);
    if (names.length === 0) exact.set(english, other);
    else patterns.push({ literals: english.split(/\{\w+\}/), names, to: other });
  }
  // The pattern that says most itself is the one that was meant.
  const said = ({ literals }: Pattern) => literals.join("").length;
  patterns.sort((a, b) => said(b) - said(a));

  const whole = (text: string): string | null => {
    const found = exact.get(text);
    if (found !== undefined) return found;
    // The same words at the beginning of a sentence and within it.
    const lowered = exact.get(lowerFirst(text));
    if (lowered !== undefined) return upperFirst(lowered);
    const raised = exact.get(upperFirst(text));
    return raised === undefined ? null : lowerPlain(raised);
  };
  const byPattern = (text: string): string | null => {
    for (const { literals, names, to } of patterns)
      for (const parts of matchesOf(text, literals)) {
        const words = parts.map((part, i) => argument(part, names[i] as string));
        if (!words.includes(null))
          return to.replace(ARGUMENT, (_, name: string) => words[names.indexOf(name)] ?? "");
      }
    return null;
  };
  const bySentences = (text: string): string | null => {
    const sentences = text.split(/(?<=[.!?]) (?=\p{Lu})/u);
    if (sentences.length < 2) return null;
    const told = sentences.map((sentence) => tell(sentence));
    return told.includes(null) ? null : told.join(" ");
  };
  // Sentences that are each known are surer than a pattern that happens to reach over both.
  // Parts are shorter than the whole: telling them comes to an end.
  const known = new Map<string, string | null>();
  const tell = (text: string): string | null => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const told = whole(text) ?? bySentences(text) ?? (text.length > LONGEST_PATTERN ? null : byPattern(text));
    known.set(text, told);
    return told;
  };

  const argument = (part: string, name: string): string | null => {
    if (NUMBERS.includes(name) && !NUMBER.test(part)) return null;
    const told = tell(part);
    if (told !== null || name.startsWith("said")) return told;
    return list(part) ?? decimals(part);
  };
  /** "fast breathing 31 /min, “onset” and diabetes": what lib says of it, and the rest as it is. */
  const list = (text: string): string | null => {
    const items = itemsOf(text);
    if (items.length < 2) return null;
    const told = items.map((item) => tell(item));
    // What is quoted is somebody's words, or a name; anything else must be known in part at least.
    const quoted = items.every((item) => item.startsWith("“"));
    if (!quoted && told.every((item) => item === null)) return null;
    const all = told.map((item, i) => item ?? (items[i] as string));
    const last = all.at(-1) as string;
    return `${all.slice(0, -1).join(", ")} ${joiner(and, last)} ${last}`;
  };

  return (text) => {
    if (known.size >= MOST_REMEMBERED) known.clear();
    // A space that keeps a value and its unit on one line is a space.
    const plain = text.replaceAll("\u00a0", " ");
    return tell(plain) ?? decimals(text);
  };
}

/** Every way in which the literals stand in the text one after the other, with something between any two. */
function* matchesOf(text: string, [first = "", ...rest]: readonly string[]): Generator<string[]> {
  if (!text.startsWith(first) || !text.endsWith(rest.at(-1) ?? "")) return;
  yield* restOf(text.slice(first.length), rest);
}
function* restOf(text: string, [next, ...rest]: readonly string[]): Generator<string[]> {
  if (next === undefined) {
    if (text === "") yield [];
    return;
  }
  if (rest.length === 0) {
    if (text.length > next.length && text.endsWith(next)) yield [text.slice(0, text.length - next.length)];
    return;
  }
  for (let at = text.indexOf(next, 1); at > 0; at = text.indexOf(next, at + 1))
    for (const parts of restOf(text.slice(at + next.length), rest)) yield [text.slice(0, at), ...parts];
}

/** Parts of a list, with what is quoted or in brackets left whole. */
function itemsOf(text: string): string[] {
  const items: string[] = [""];
  let depth = 0;
  for (const piece of text.split(/([“”()"]|, | and )/)) {
    if (piece === "“" || piece === "(") depth += 1;
    else if (piece === "”" || piece === ")") depth -= 1;
    else if ((piece === ", " || piece === " and ") && depth === 0) {
      items.push("");
      continue;
    }
    items[items.length - 1] += piece;
  }
  return items.filter((item) => item !== "");
}

/** Spanish: "y", but "e" before the same sound. */
const joiner = (and: string, next: string): string => (and === "y" && /^h?i(?!e)/i.test(next) ? "e" : and);

/** "38.5 °C" -> "38,5 °C", "12,345" -> "12.345", and nothing else. */
const decimals = (part: string): string => {
  if (/^\d{1,3}(?:,\d{3})+$/.test(part)) return part.replaceAll(",", ".");
  return /^[−±+-]?\d+\.\d+(?:\s\S+)?$/.test(part) ? part.replace(".", ",") : part;
};

/** "Asma o EPOC" -> "asma o EPOC", but "EPOC" stays. */
const lowerPlain = (text: string): string => (/^\p{Lu}\p{Ll}/u.test(text) ? lowerFirst(text) : text);

function* pairs(from: Sayings, to: Sayings): Generator<[string, string]> {
  for (const [key, english] of Object.entries(from)) {
    const other = to[key];
    if (typeof english === "string") {
      if (typeof other === "string") yield [english, other];
    } else if (typeof other === "object") yield* pairs(english, other);
  }
}
