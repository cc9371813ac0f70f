import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { AppError } from "@/lib/core/errors";
import { OutOfTime, withinTime } from "@/lib/core/within-time";
import { refuseUnsafeTokenizer } from "./tokenizer-parts";

/** The special tokens of our own vocabularies, in the order of their ids: those of BERT. */
export const SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] as const;
/** The same five as RoBERTa calls them. */
const ROBERTA_TOKENS = ["<pad>", "<unk>", "<s>", "</s>", "<mask>"] as const;

type SpecialIds = Readonly<Record<"pad" | "unk" | "cls" | "sep" | "mask", number>>;

/**
 * Put in place of a word to hide it from the model: it becomes one piece, the vocabulary's mask token, as words hidden in
 * training are.
 */
export const MASK_WORD = "[MASK]";

export interface TextTokenizer {
  /** One more than the highest id: the rows a table of pieces needs. */
  readonly vocabSize: number;
  readonly special: SpecialIds;
  /** Word-piece ids of a text, without any special token around it, at most `limit` of them. */
  encode(text: string, limit: number): number[];
}

/** Words kept with their pieces. Texts share most words, and SHAP asks for the same ones thousands of times. */
const CACHED_WORDS = 20_000;
/** No clinical word is longer; a longer run of characters is cut rather than tokenized at quadratic cost. */
const LONGEST_WORD = 60;

/** A vocabulary of a million pieces opens in a few seconds. */
const OPENED_WITHIN_MS = 30_000;
/** Words of the greatest length, of the kinds that make a bad expression go round in circles. */
const TRYING_WORDS = ["a", "A1", "1", "-", "é", "a1-"].map((piece) =>
  piece.repeat(LONGEST_WORD).slice(0, LONGEST_WORD),
);

/**
 * Reads a Hugging Face `tokenizer.json` with BERT's or RoBERTa's special tokens: word pieces, or byte-level BPE.
 * @throws AppError("artifact-invalid") when it is none, or one that could run for ever
 */
export function loadTokenizer(json: unknown): TextTokenizer {
  const tokenizer = open(json);
  const { special, maskToken } = specialTokens(tokenizer);
  const spaced = joinsSpaces(json);
  const cache = new Map<string, readonly number[]>();

  const piecesOf = (word: string): readonly number[] => {
    const known = cache.get(word);
    if (known) return known;
    const text = word.replaceAll(MASK_WORD, maskToken);
    const pieces = tokenizer.encode(text, { add_special_tokens: false }).ids;
    if (cache.size >= CACHED_WORDS) cache.clear();
    cache.set(word, pieces);
    return pieces;
  };

  return {
    vocabSize: rowsNeeded(tokenizer),
    special,
    // The pre-tokenizer splits at white space, so a text is the sum of its words; that is what makes the cache exact. How
    // wide the space is carries no meaning here and is not told; where words bring theirs along, it is one.
    encode(text, limit) {
      const ids: number[] = [];
      let before = "";
      for (const word of text.split(/\s+/)) {
        if (word === "") continue;
        if (ids.length >= limit) break;
        for (const id of piecesOf(before + word.slice(0, LONGEST_WORD))) ids.push(id);
        if (spaced) before = " ";
      }
      return ids.length > limit ? ids.slice(0, limit) : ids;
    },
  };
}

/** Ids may have holes, where a vocabulary was added to later. */
function rowsNeeded(tokenizer: HuggingFaceTokenizer): number {
  let highest = -1;
  for (const id of tokenizer.get_vocab(true).values()) highest = Math.max(highest, id);
  return highest + 1;
}

/** Whether the space before a word is a part of its first piece (GPT-2's byte-level BPE), or only parts words. */
function joinsSpaces(json: unknown): boolean {
  type PreTokenizer = { readonly type?: string; readonly pretokenizers?: readonly PreTokenizer[] };
  const has = (p: PreTokenizer | null | undefined): boolean =>
    p?.type === "ByteLevel" || (p?.pretokenizers ?? []).some(has);
  return has((json as { pre_tokenizer?: PreTokenizer | null }).pre_tokenizer);
}

function specialTokens(tokenizer: HuggingFaceTokenizer): { special: SpecialIds; maskToken: string } {
  for (const names of [SPECIAL_TOKENS, ROBERTA_TOKENS]) {
    const [pad, unk, cls, sep, mask] = names.map((name) => tokenizer.token_to_id(name));
    if (pad === undefined || unk === undefined || cls === undefined) continue;
    if (sep === undefined || mask === undefined) continue;
    return { special: { pad, unk, cls, sep, mask }, maskToken: names[4] };
  }
  throw new AppError(
    "artifact-invalid",
    `tokenizer.json: has neither ${SPECIAL_TOKENS.join(" ")} nor ${ROBERTA_TOKENS.join(" ")}`,
  );
}

function open(json: unknown): HuggingFaceTokenizer {
  refuseUnsafeTokenizer(json);
  try {
    // What comes after the pieces is never asked for here, so it is not even built.
    const parts = { ...(json as object), decoder: null, post_processor: null };
    return withinTime(OPENED_WITHIN_MS, () => {
      const tokenizer = new HuggingFaceTokenizer(parts, {});
      for (const word of TRYING_WORDS) tokenizer.encode(word, { add_special_tokens: false });
      return tokenizer;
    });
  } catch (cause) {
    if (cause instanceof OutOfTime)
      throw new AppError("artifact-invalid", "tokenizer.json takes too long on ordinary words", { cause });
    throw new AppError("artifact-invalid", "tokenizer.json could not be read", { cause });
  }
}
