import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { AppError } from "@/lib/core/errors";

/** Ids of the special tokens, fixed by the vocabulary trainer and checked on load. */
export const SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] as const;
export const UNK_ID = 1;
export const SEP_ID = 3;
export const MASK_ID = 4;

/** Put in place of a word to hide it from the model: it becomes one [MASK] piece, as words hidden in training are. */
export const MASK_WORD = "[MASK]";

export interface TextTokenizer {
  readonly vocabSize: number;
  /** Word-piece ids of a text, without any special token around it, at most `limit` of them. */
  encode(text: string, limit: number): number[];
}

/** Words kept with their pieces. Texts share most words, and SHAP asks for the same ones thousands of times. */
const CACHED_WORDS = 20_000;
/** No clinical word is longer; a longer run of characters is cut rather than tokenized at quadratic cost. */
const LONGEST_WORD = 60;

/** @throws AppError("artifact-invalid") when the JSON is no tokenizer of ours. */
export function loadTokenizer(json: unknown): TextTokenizer {
  const tokenizer = open(json);
  for (const [id, token] of SPECIAL_TOKENS.entries())
    if (tokenizer.token_to_id(token) !== id)
      throw new AppError("artifact-invalid", `tokenizer.json: ${token} must have id ${id}`);
  const cache = new Map<string, readonly number[]>();

  const piecesOf = (word: string): readonly number[] => {
    const known = cache.get(word);
    if (known) return known;
    const pieces = tokenizer.encode(word, { add_special_tokens: false }).ids;
    if (cache.size >= CACHED_WORDS) cache.clear();
    cache.set(word, pieces);
    return pieces;
  };

  return {
    vocabSize: tokenizer.get_vocab(true).size,
    // The pre-tokenizer splits at white space, so a text is the sum of its words; that is what makes the cache exact.
    encode(text, limit) {
      const ids: number[] = [];
      for (const word of text.split(/\s+/)) {
        if (word === "") continue;
        if (ids.length >= limit) break;
        for (const id of piecesOf(word.slice(0, LONGEST_WORD))) ids.push(id);
      }
      return ids.length > limit ? ids.slice(0, limit) : ids;
    },
  };
}

function open(json: unknown): HuggingFaceTokenizer {
  try {
    return new HuggingFaceTokenizer(json as object, {});
  } catch (cause) {
    throw new AppError("artifact-invalid", "tokenizer.json could not be read", { cause });
  }
}
