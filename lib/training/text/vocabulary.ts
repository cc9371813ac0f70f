import { SPECIAL_TOKENS } from "@/lib/model/tokenizer";

/**
 * Trains a word-piece vocabulary by merging the most frequent neighbours (Sennrich et al. 2016) and writes it in Hugging
 * Face's `tokenizer.json` format (BERT normalizer and pre-tokenizer, WordPiece model), which any of their libraries reads.
 */
const CONTINUING = "##";

/** Words as BertPreTokenizer sees them after lower-casing: runs of letters and digits, single punctuation marks. */
const splitWords = (text: string): string[] =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

export function trainVocabulary(texts: Iterable<string>, size: number): string[] {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);

  const pieces: string[] = [...SPECIAL_TOKENS];
  const known = new Set(pieces);
  const add = (piece: string) => {
    if (!known.has(piece)) {
      known.add(piece);
      pieces.push(piece);
    }
  };
  // Every single printable character, so that no Latin text is unknown.
  for (let c = 33; c < 127; c++) {
    const char = String.fromCharCode(c).toLowerCase();
    add(char);
    if (/[a-z0-9]/.test(char)) add(CONTINUING + char);
  }
  const words = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, count]) => ({ count, parts: [...word].map((ch, i) => (i === 0 ? ch : CONTINUING + ch)) }));
  for (const { parts } of words) for (const part of parts) add(part);

  while (pieces.length < size) {
    const best = mostFrequentPair(words);
    if (!best) break;
    const [left, right] = best;
    const merged = left + right.slice(CONTINUING.length);
    add(merged);
    for (const word of words) mergeIn(word.parts, left, right, merged);
  }
  return pieces.slice(0, Math.max(size, SPECIAL_TOKENS.length));
}

type Word = { count: number; parts: string[] };

function mostFrequentPair(words: readonly Word[]): [string, string] | null {
  const pairs = new Map<string, number>();
  for (const { count, parts } of words)
    for (let i = 0; i + 1 < parts.length; i++) {
      const key = `${parts[i]}\u0000${parts[i + 1]}`;
      pairs.set(key, (pairs.get(key) ?? 0) + count);
    }
  let best: string | null = null;
  let most = 0;
  for (const [key, n] of pairs)
    if (n > most || (n === most && best !== null && key < best)) {
      best = key;
      most = n;
    }
  return best === null || most < 2 ? null : (best.split("\u0000") as [string, string]);
}

function mergeIn(parts: string[], left: string, right: string, merged: string): void {
  for (let i = 0; i + 1 < parts.length; i++)
    if (parts[i] === left && parts[i + 1] === right) parts.splice(i, 2, merged);
}

export function tokenizerJson(pieces: readonly string[]): Record<string, unknown> {
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: SPECIAL_TOKENS.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: true,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: null,
    decoder: { type: "WordPiece", prefix: CONTINUING, cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: CONTINUING,
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
    },
  };
}
