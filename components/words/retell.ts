/**
 * The rooms of lib/ know no languages: rules, refusals and reasons come from them as English sentences, and what was shown of an
 * assessment is kept as it was shown. Here such a sentence is told again in another language. Its English pattern stands in
 * messages/en/said.json beside its translation under the same key, and tests hold every pattern against what lib says.
 *
 * `{name}` in a pattern stands for any words; they are told again themselves where they are something lib says. A name that begins
 * with "said" stands only for something lib says. A sentence that nobody knows stays as it is: never a guess.
 */
export type Sayings = { readonly [key: string]: string | Sayings };

type Pattern = { readonly matches: RegExp; readonly names: readonly string[]; readonly to: string };

const ARGUMENT = /\{(\w+)\}/g;
/** How deep words stand in words: "Systolic blood pressure 78 mmHg (below 90)" is two. */
const DEEPEST = 4;

export function reteller(from: Sayings, to: Sayings): (text: string) => string {
  const exact = new Map<string, string>();
  const patterns: (Pattern & { readonly literal: number })[] = [];
  for (const [english, other] of pairs(from, to)) {
    const names = [...english.matchAll(ARGUMENT)].map(([, name]) => name as string);
    if (names.length === 0) exact.set(english, other);
    else {
      const parts = english.split(/\{\w+\}/).map(escapeRegExp);
      const matches = new RegExp(`^${parts.join("(.+?)")}$`, "s");
      patterns.push({ matches, names, to: other, literal: english.replace(ARGUMENT, "").length });
    }
  }
  // The pattern that says most itself is the one that was meant.
  patterns.sort((a, b) => b.literal - a.literal);
  const known = new Map<string, string>();

  const tell = (text: string, depth: number): string | null => {
    const said = exact.get(text);
    if (said !== undefined || depth > DEEPEST) return said ?? null;
    for (const { matches, names, to } of patterns) {
      const found = matches.exec(text);
      if (!found) continue;
      const words = names.map((name, i) => {
        const part = found[i + 1] as string;
        return tell(part, depth + 1) ?? (name.startsWith("said") ? null : decimals(part));
      });
      if (words.includes(null)) continue;
      return to.replace(ARGUMENT, (_, name: string) => words[names.indexOf(name)] ?? "");
    }
    return null;
  };
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const told = tell(text, 0) ?? text;
    if (known.size > 2_000) known.clear();
    known.set(text, told);
    return told;
  };
}

/** "38.5 °C" -> "38,5 °C", and nothing else. */
const decimals = (part: string): string =>
  /^[−-]?\d+\.\d+(?:\s\S+)?$/.test(part) ? part.replace(".", ",") : part;

function* pairs(from: Sayings, to: Sayings): Generator<[string, string]> {
  for (const [key, english] of Object.entries(from)) {
    const other = to[key];
    if (typeof english === "string") {
      if (typeof other === "string") yield [english, other];
    } else if (typeof other === "object") yield* pairs(english, other);
  }
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
