import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { ModelConfig } from "./config";
import type { EncodedCase } from "./inputs";
import type { NamedTensors } from "./safetensors";

/**
 * How like the visits a model learned from a case is: `familiarity.json` (bounds, and what was measured with them) and
 * `familiarity.safetensors`. Two scores, because each is blind where the other sees (docs/decisions, 2026-11-25):
 *
 * - `whole`: Mahalanobis distance of the embedding from the training visits' (Lee et al. 2018, arXiv:1807.03888, with one
 *   Gaussian). Finds vital signs, ages and words that do not go together. Words it hardly sees: the encoder maps what it
 *   cannot read near to what it can.
 * - `words`: mean surprise of the word pieces, in nats a piece, under a bigram model of the training texts interpolated
 *   with their unigrams (Jelinek & Mercer 1980). Finds other languages, scrambled text, texts about something else.
 */
export const FAMILIARITY_FILES = ["familiarity.json", "familiarity.safetensors"] as const;
export const FAMILIARITY_PARTS = ["whole", "words"] as const;
export type FamiliarityPart = (typeof FAMILIARITY_PARTS)[number];

/** One case's scores as multiples of their bounds: above 1 the case is unlike the visits the model learned from. */
export type Familiarity = {
  readonly whole: number;
  readonly words: number;
  /** The scores beyond their bounds; empty for an ordinary case. */
  readonly unlike: readonly FamiliarityPart[];
};

/**
 * Whether the model's answer must not be shown. It is withheld where the words are beyond their bound: that finds what it is
 * meant to find, and answers about such cases are worse. A `whole` beyond its bound is a caution and no more: it finds a
 * third of what it is meant to, is most often true of the sickest patients, and answers about them are no worse
 * (docs/decisions/2026-11-25-unlike-patients.md has the figures).
 */
export const isWithheld = (f: Familiarity | null | undefined): boolean =>
  f?.unlike.includes("words") ?? false;

const share = z.number().min(0).max(1);
export const familiaritySchema = z.strictObject({
  format_version: z.literal(1),
  /** Each bound is this quantile of the score over held-out visits. */
  quantile: z.number().gt(0).lt(1),
  bounds: z.strictObject({ whole: z.number().positive(), words: z.number().positive() }),
  /** What the scores were fitted on, and what the bounds, in words. */
  fittedOn: z.string(),
  boundsFrom: z.string(),
  /** Share of other visits beyond a bound: of these, nothing was fitted on any. */
  measured: z.array(z.strictObject({ dataset: z.string(), cases: z.int(), flagged: share })),
  /** Planted unlike cases against the ordinary visits they were made from. */
  planted: z.array(
    z.strictObject({
      kind: z.string(),
      cases: z.int(),
      auroc: z.strictObject({ whole: share, words: share }),
      flagged: share,
    }),
  ),
  /** Cosine distances that one in a hundred and one in ten pairs of held-out visits fall below: what "near" means here. */
  pairs: z.strictObject({ hundredth: z.number().positive(), tenth: z.number().positive() }),
});
export type FamiliarityTable = z.infer<typeof familiaritySchema>;

/** Weight of the bigrams beside the unigrams. */
export const BIGRAM_WEIGHT = 0.7;
/** Stands before the first piece of a text. */
export const START = 0;

export type FamiliarityModel = {
  readonly table: FamiliarityTable;
  score(encoded: EncodedCase, embedding: Float32Array): Familiarity;
};

/** Raw scores, before their bounds. */
export type Scores = Readonly<Record<FamiliarityPart, number>>;

export function parseFamiliarity(json: unknown): FamiliarityTable {
  const parsed = familiaritySchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("artifact-invalid", `familiarity.json: ${issue?.path.join(".")} ${issue?.message}`);
}

/** @throws AppError("artifact-invalid") when a tensor is missing or does not fit the model. */
export function loadFamiliarity(
  config: ModelConfig,
  table: FamiliarityTable,
  tensors: NamedTensors,
): FamiliarityModel {
  const scoresOf = createScorer(config, tensors);
  const { bounds } = table;
  return {
    table,
    score(encoded, embedding) {
      const raw = scoresOf(encoded, embedding);
      const scores = { whole: raw.whole / bounds.whole, words: raw.words / bounds.words };
      // A score that is not a number is no reason to trust the answer.
      return { ...scores, unlike: FAMILIARITY_PARTS.filter((part) => !(scores[part] <= 1)) };
    },
  };
}

export function createScorer(
  config: ModelConfig,
  tensors: NamedTensors,
): (encoded: EncodedCase, embedding: Float32Array) => Scores {
  const D = config.hidden_size;
  const mean = dataOf(tensors, "whole.mean", [D]);
  const whitening = dataOf(tensors, "whole.whitening", [D, D]);
  const surprise = surpriseOf(config, tensors);
  return (encoded, embedding) => ({ whole: distance(embedding, mean, whitening), words: surprise(encoded) });
}

/** sqrt((x - m)' S^-1 (x - m)) with S^-1 = W'W, W lower triangular. */
function distance(x: Float32Array, mean: Float32Array, whitening: Float32Array): number {
  const D = mean.length;
  const centred = Float64Array.from(x, (v, i) => v - (mean[i] as number));
  let sum = 0;
  for (let i = 0; i < D; i++) {
    let z = 0;
    for (let j = 0; j <= i; j++) z += (whitening[i * D + j] as number) * (centred[j] as number);
    sum += z * z;
  }
  return Math.sqrt(sum);
}

/** Mean of -log p over a case's pieces; 0 for a case without text, which is nothing unheard of. */
function surpriseOf(config: ModelConfig, tensors: NamedTensors): (encoded: EncodedCase) => number {
  const V = config.vocab_size;
  const counts = dataOf(tensors, "words.counts", [V]);
  const contexts = dataOf(tensors, "words.contexts", [V]);
  const P = tensors["words.pairs"]?.shape[1] ?? 0;
  const rows = dataOf(tensors, "words.pairs", [3, P]);
  const pairs = new Map<number, number>();
  for (let i = 0; i < P; i++)
    pairs.set((rows[i] as number) * V + (rows[P + i] as number), rows[2 * P + i] as number);
  // Half a count for what was never seen, so that nothing is impossible.
  const total = counts.reduce((a, b) => a + b, 0) + V / 2;
  return ({ tokens, segments }) => {
    let sum = 0;
    tokens.forEach((piece, i) => {
      const before = i > 0 && segments[i] === segments[i - 1] ? (tokens[i - 1] as number) : START;
      const seen = contexts[before] as number;
      const follows = seen > 0 ? (pairs.get(before * V + piece) ?? 0) / seen : 0;
      const alone = ((counts[piece] as number) + 0.5) / total;
      sum -= Math.log(BIGRAM_WEIGHT * follows + (1 - BIGRAM_WEIGHT) * alone);
    });
    return tokens.length === 0 ? 0 : sum / tokens.length;
  };
}

function dataOf(tensors: NamedTensors, name: string, shape: readonly number[]): Float32Array {
  const tensor = tensors[name];
  if (!tensor || tensor.shape.join() !== shape.join())
    throw new AppError("artifact-invalid", `familiarity.safetensors: ${name} is not [${shape.join(", ")}]`);
  return tensor.data;
}
