import { PHRASES } from "./floor-phrases";
import { BASE_VOCABULARY, correct } from "./spelling";
import { beginsStatement, type Draft, items, type Standing, setStandings } from "./standings";
import { sentences, type Token, tokenize } from "./text-tokens";

export type { Standing } from "./standings";

/** A word in canonical form ("SOB" and "short of breath" are both "dyspnea") with what the text says about it. */
export type ReadWord = {
  readonly text: string;
  readonly standing: Standing;
  readonly sentence: number;
  /** Character span in the original text. */
  readonly start: number;
  readonly end: number;
};

export type ReadText = { readonly source: string; readonly words: readonly ReadWord[] };

/** Reads one text. `vocabulary`: words that are right as they stand and that misspellings are corrected towards. */
export function readText(source: string, vocabulary: ReadonlySet<string> = BASE_VOCABULARY): ReadText {
  const words: ReadWord[] = [];
  const eyes = /\b(eyes?|ocular|vision|visual|corneal?|cornea|os|ou)\b/i.test(source);
  sentences(tokenize(source)).forEach((tokens, sentence) => {
    const sentenceItems = items(canonical(tokens, vocabulary, eyes));
    setStandings(sentenceItems);
    for (const { text, standing, start, end } of sentenceItems.flat())
      if (/[\p{L}\p{N}]/u.test(text)) words.push({ text, standing, sentence, start, end });
  });
  return { source, words };
}

function canonical(tokens: readonly Token[], vocabulary: ReadonlySet<string>, eyes: boolean): Draft[] {
  const spelled = tokens
    // A hyphen inside a word ("non-blanching") joins, so that phrases are found with and without it.
    .filter((t) => t.text !== "-" || t.gapBefore || t.gapAfter)
    .map((t) => ({ ...t, text: correct(t.text, vocabulary) }));
  const drafts: Draft[] = [];
  let i = 0;
  while (i < spelled.length) {
    const token = spelled[i];
    if (!token) break;
    const phrase = PHRASES.get(token.text)?.find((p) => p.from.every((w, k) => spelled[i + k]?.text === w));
    // "OD" is the right eye where eyes are spoken of (oculus dexter).
    if (phrase && !(token.text === "od" && eyes)) {
      const end = spelled[i + phrase.from.length - 1]?.end ?? token.end;
      const statement = beginsStatement(token.text);
      for (const text of phrase.to)
        drafts.push({ text, start: token.start, end, standing: "affirmed", statement });
      i += phrase.from.length;
      continue;
    }
    const mark = markOf(token, i === 0);
    drafts.push({
      text: token.text,
      start: token.start,
      end: token.end,
      standing: "affirmed",
      statement: beginsStatement(token.text),
      ...(mark ? { mark } : {}),
    });
    i += 1;
  }
  return drafts;
}

/** "+LOC" and "(+) LOC" affirm, " -LOC" and "(-) LOC" deny, "LOC -" denies what stands before; at a line's start a dash is a bullet. */
function markOf(token: Token, first: boolean): Draft["mark"] {
  if (token.text === "(+)") return "plus";
  if (token.text === "+") return token.gapBefore || !token.gapAfter ? "plus" : undefined;
  if (token.text === "(-)") return "minus";
  if (token.text !== "-" || first) return undefined;
  if (token.gapBefore && !token.gapAfter) return "minus";
  return token.gapAfter && !token.gapBefore ? "minus-after" : undefined;
}
