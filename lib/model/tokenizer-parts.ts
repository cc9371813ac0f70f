import { AppError } from "@/lib/core/errors";

/**
 * A `tokenizer.json` is a program: it names the steps a text goes through, and some steps run regular expressions of its
 * own, which can take for ever on an ordinary word. Only the steps of BERT's and RoBERTa's tokenizers are accepted, and
 * of expressions only those their authors publish.
 */
const STEPS: Readonly<Record<string, ReadonlySet<string>>> = {
  normalizer: new Set([
    "Sequence",
    "BertNormalizer",
    "Lowercase",
    "NFC",
    "NFD",
    "NFKC",
    "NFKD",
    "StripAccents",
    "Strip",
  ]),
  pre_tokenizer: new Set([
    "Sequence",
    "BertPreTokenizer",
    "ByteLevel",
    "Whitespace",
    "WhitespaceSplit",
    "Punctuation",
    "Digits",
    "Split",
  ]),
  model: new Set(["WordPiece", "BPE"]),
};
/** Radford et al. 2019, as RoBERTa's `Split` step writes it. */
const KNOWN_EXPRESSIONS = new Set([
  String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  String.raw`'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
]);

const MOST_PIECES = 1_000_000;
const LONGEST_PIECE = 512;
const DEEPEST = 8;

const invalid = (why: string) => new AppError("artifact-invalid", `tokenizer.json: ${why}`);

/** @throws AppError("artifact-invalid") naming the step that is not accepted */
export function refuseUnsafeTokenizer(json: unknown): void {
  if (!isObject(json)) throw invalid("it is no object");
  for (const [part, allowed] of Object.entries(STEPS)) refuseSteps(part, json[part], allowed, 0);
  const { model, added_tokens: added } = json;
  const pieces = isObject(model) ? piecesOf(model.vocab) : [];
  const merges = isObject(model) && Array.isArray(model.merges) ? model.merges : [];
  const tokens = Array.isArray(added) ? added : [];
  if (pieces.length + merges.length + tokens.length > MOST_PIECES)
    throw invalid(`it has more than ${MOST_PIECES} pieces`);
  const words = [...pieces, ...tokens.map((t: unknown) => (isObject(t) ? t.content : null))];
  if (words.some((w) => typeof w !== "string" || w.length > LONGEST_PIECE))
    throw invalid(`a piece is no text, or longer than ${LONGEST_PIECE} characters`);
}

function refuseSteps(part: string, step: unknown, allowed: ReadonlySet<string>, depth: number): void {
  if (step === null || step === undefined) return;
  if (!isObject(step) || depth > DEEPEST) throw invalid(`${part} is not understood`);
  // Older files leave a model's type out.
  if (part !== "model" || step.type !== undefined)
    if (typeof step.type !== "string" || !allowed.has(step.type))
      throw invalid(`${part} has a step that is not accepted (${named(step.type)})`);
  refuseExpressions(part, step);
  for (const inner of [step.normalizers, step.pretokenizers])
    if (Array.isArray(inner)) for (const one of inner) refuseSteps(part, one, allowed, depth + 1);
}

/** `pattern`: {"String": …} is taken literally, {"Regex": …} runs. */
function refuseExpressions(part: string, { pattern }: Readonly<Record<string, unknown>>): void {
  if (pattern === undefined || pattern === null || typeof pattern === "string") {
    if (typeof pattern === "string") throw invalid(`${part} has an expression that is not accepted`);
    return;
  }
  if (!isObject(pattern)) throw invalid(`${part} has a pattern that is not understood`);
  const { Regex: expression, String: literal } = pattern;
  if (expression === undefined && typeof literal === "string" && literal.length <= LONGEST_PIECE) return;
  if (typeof expression !== "string" || !KNOWN_EXPRESSIONS.has(expression))
    throw invalid(`${part} has an expression that is not accepted`);
}

function piecesOf(vocab: unknown): unknown[] {
  if (Array.isArray(vocab)) return vocab.map((entry: unknown) => (Array.isArray(entry) ? entry[0] : entry));
  return isObject(vocab) ? Object.keys(vocab) : [];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const named = (type: unknown): string =>
  typeof type === "string" && /^\w{1,40}$/.test(type) ? type : "no name";
