/** The first step of reading a text: words, numbers and the marks that mean something, each with its place. */

export type Token = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether white space (or an opening mark) stands before, and after: "CP -SOB" against "x-ray". */
  readonly gapBefore: boolean;
  readonly gapAfter: boolean;
};

/** Slashed shorthand that is one word; any other slash separates ("SI/HI", "chest/back"). */
const SLASHED = new Set([
  "n/v",
  "n/v/d",
  "s/p",
  "h/o",
  "c/o",
  "r/o",
  "w/o",
  "h/a",
  "p/w",
  "f/u",
  "y/o",
  "b/l",
  "d/t",
  "n/v/f",
]);
const TOKEN =
  /w\/(?!o\b)(?=\s|\p{L})|\d+(?:[.,:/]\d+)*(?:%|\p{L}+)?|[\p{L}\p{N}]+(?:['’\-/][\p{L}\p{N}]+)*|\(\+\)|\(-\)|[.,;:!?+\-/&()|•\n]/gu;

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const push = (text: string, start: number) => {
    const end = start + text.length;
    tokens.push({
      text: text.toLowerCase().replace(/’/g, "'"),
      start,
      end,
      gapBefore: start === 0 || /[\s(,;:]/.test(source[start - 1] ?? " "),
      gapAfter: end >= source.length || /\s/.test(source[end] ?? " "),
    });
  };
  for (const match of source.matchAll(TOKEN)) {
    const text = match[0];
    const lower = text.toLowerCase();
    const splits = /[/-]/.test(text) && /\p{L}/u.test(text) && !SLASHED.has(lower) && lower !== "w/";
    if (!splits) {
      push(text, match.index);
      continue;
    }
    // "SI/HI", "c/o-chest": split at the separator, keeping places; "w/chest" style was already cut by TOKEN.
    for (const part of text.matchAll(/[^/-]+|[/-]/g)) push(part[0], match.index + part.index);
  }
  return tokens;
}

/** A full stop after these shortens a word and ends no sentence. */
const SHORTENED = new Set(
  "lt rt pt hx ant post abd diff resp approx st vs dr inc sec min hr temp pts".split(" "),
);

/** Cuts at full stops, semicolons, line ends and bullets; a comma does not end a sentence. */
export function sentences(tokens: readonly Token[]): Token[][] {
  const result: Token[][] = [[]];
  for (const token of tokens) {
    const last = result[result.length - 1];
    if (!last) continue;
    const breaks = ".;!\n|•".includes(token.text) || (token.text === "?" && token.gapAfter);
    const shortened = token.text === "." && SHORTENED.has(last.at(-1)?.text ?? "");
    if (shortened) continue;
    if (breaks) {
      if (last.length > 0) result.push([]);
    } else last.push(token);
  }
  return result.filter((s) => s.length > 0);
}
