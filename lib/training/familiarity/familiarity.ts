import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import type { ModelConfig } from "@/lib/model/config";
import {
  createScorer,
  FAMILIARITY_PARTS,
  type FamiliarityPart,
  type FamiliarityTable,
  type Scores,
  START,
} from "@/lib/model/familiarity";
import type { CaseEncoder, EncodedCase } from "@/lib/model/inputs";
import type { NamedTensors } from "@/lib/model/safetensors";

/** A case as the network read it, and where the encoder placed it. */
export type Placed = { readonly encoded: EncodedCase; readonly embedding: Float32Array };
/** The network, as far as this needs it: where it places each case. */
export type Embed = (cases: readonly TriageCase[]) => Promise<readonly Float32Array[]>;
export type Place = (cases: readonly TriageCase[]) => Promise<Placed[]>;

export const placer =
  (encode: CaseEncoder, embed: Embed): Place =>
  async (cases) => {
    const embeddings = await embed(cases);
    return cases.map((c, i) => ({ encoded: encode(c), embedding: embeddings[i] as Float32Array }));
  };

/** What goes into an artifact. */
export type FamiliarityFiles = { readonly table: FamiliarityTable; readonly tensors: NamedTensors };

/** Of ordinary held-out visits, each score lets this share pass: about one in a hundred is beyond one of the two bounds. */
export const QUANTILE = 0.9975;
/** Pull of the covariance towards a ball (Ledoit & Wolf 2004): enough to invert it, too little to blur thin directions. */
const SHRINKAGE = 1e-4;
/** Word pairs seen less often say something about single visits, and nothing about the language. */
const FEWEST_PAIRS = 3;

/** Mean and whitening (inverse Cholesky factor of the shrunk covariance) of the embeddings. */
export function fitPlace(embeddings: readonly Float32Array[]): NamedTensors {
  const D = embeddings[0]?.length ?? 0;
  const n = embeddings.length;
  const mean = new Float64Array(D);
  for (const x of embeddings)
    for (let i = 0; i < D; i++) mean[i] = (mean[i] as number) + (x[i] as number) / n;
  const covariance = new Float64Array(D * D);
  const centred = new Float64Array(D);
  for (const x of embeddings) {
    for (let i = 0; i < D; i++) centred[i] = (x[i] as number) - (mean[i] as number);
    for (let i = 0; i < D; i++)
      for (let j = 0; j <= i; j++)
        covariance[i * D + j] =
          (covariance[i * D + j] as number) + ((centred[i] as number) * (centred[j] as number)) / n;
  }
  let trace = 0;
  for (let i = 0; i < D; i++) trace += covariance[i * D + i] as number;
  for (let i = 0; i < D * D; i++) covariance[i] = (1 - SHRINKAGE) * (covariance[i] as number);
  for (let i = 0; i < D; i++)
    covariance[i * D + i] = (covariance[i * D + i] as number) + (SHRINKAGE * trace) / D + 1e-9;
  return {
    "whole.mean": { shape: [D], data: Float32Array.from(mean) },
    "whole.whitening": { shape: [D, D], data: Float32Array.from(inverseOfLower(cholesky(covariance, D), D)) },
  };
}

/** Lower triangular L with L L' = S; S is read from its lower triangle. */
function cholesky(S: Float64Array, D: number): Float64Array {
  const L = new Float64Array(D * D);
  for (let i = 0; i < D; i++)
    for (let j = 0; j <= i; j++) {
      let sum = S[i * D + j] as number;
      for (let k = 0; k < j; k++) sum -= (L[i * D + k] as number) * (L[j * D + k] as number);
      if (i === j && !(sum > 0)) throw new RangeError("the covariance is not positive definite");
      L[i * D + j] = i === j ? Math.sqrt(sum) : sum / (L[j * D + j] as number);
    }
  return L;
}

function inverseOfLower(L: Float64Array, D: number): Float64Array {
  const W = new Float64Array(D * D);
  for (let j = 0; j < D; j++)
    for (let i = j; i < D; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= (L[i * D + k] as number) * (W[k * D + j] as number);
      W[i * D + j] = sum / (L[i * D + i] as number);
    }
  return W;
}

/** Counts of pieces and of pairs of pieces that stand beside each other within one text. */
export function fitWords(config: ModelConfig, cases: Iterable<EncodedCase>): NamedTensors {
  const V = config.vocab_size;
  const counts = new Float32Array(V);
  const contexts = new Float32Array(V);
  const pairs = new Map<number, number>();
  for (const { tokens, segments } of cases)
    tokens.forEach((piece, i) => {
      const before = i > 0 && segments[i] === segments[i - 1] ? (tokens[i - 1] as number) : START;
      counts[piece] = (counts[piece] as number) + 1;
      contexts[before] = (contexts[before] as number) + 1;
      const pair = before * V + piece;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    });
  const kept = [...pairs].filter(([, n]) => n >= FEWEST_PAIRS).sort(([a], [b]) => a - b);
  const rows = new Float32Array(3 * kept.length);
  kept.forEach(([pair, n], i) => {
    rows[i] = Math.floor(pair / V);
    rows[kept.length + i] = pair % V;
    rows[2 * kept.length + i] = n;
  });
  return {
    "words.counts": { shape: [V], data: counts },
    "words.contexts": { shape: [V], data: contexts },
    "words.pairs": { shape: [3, kept.length], data: rows },
  };
}

export type Bounds = Pick<FamiliarityTable, "quantile" | "bounds" | "pairs">;

/** Bounds of both scores and what "near" means, from visits that nothing was fitted on. */
export function fitBounds(config: ModelConfig, tensors: NamedTensors, heldOut: readonly Placed[]): Bounds {
  const scores = scoresOf(config, tensors, heldOut);
  const bound = (part: FamiliarityPart) =>
    quantileOf(
      scores.map((s) => s[part]),
      QUANTILE,
    );
  return {
    quantile: QUANTILE,
    bounds: { whole: bound("whole"), words: bound("words") },
    pairs: fitPairs(heldOut),
  };
}

const PAIRS = 20_000;

/** How near one in a hundred and one in ten pairs of visits are to each other. */
export function fitPairs(placed: readonly Placed[]): FamiliarityTable["pairs"] {
  const r = random("familiarity", "pairs");
  const distances = Array.from({ length: PAIRS }, () =>
    cosineDistance(r.pick(placed).embedding, r.pick(placed).embedding),
  ).filter((d) => d > 1e-12);
  return { hundredth: quantileOf(distances, 0.01), tenth: quantileOf(distances, 0.1) };
}

export function scoresOf(config: ModelConfig, tensors: NamedTensors, placed: readonly Placed[]): Scores[] {
  const score = createScorer(config, tensors);
  return placed.map((p) => score(p.encoded, p.embedding));
}

/** Share beyond a bound, to four decimals. */
export const shareBeyond = (scores: readonly Scores[], bounds: Pick<Bounds, "bounds">): number =>
  scores.length === 0
    ? 0
    : Math.round((scores.filter((s) => isBeyond(s, bounds)).length / scores.length) * 10_000) / 10_000;

export const isBeyond = (scores: Scores, { bounds }: Pick<Bounds, "bounds">): boolean =>
  FAMILIARITY_PARTS.some((part) => !(scores[part] <= bounds[part]));

export function quantileOf(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  // A tiny model of made-up visits can place all of them alike; a bound must be above nothing.
  return Math.max(value ?? 1, 1e-9);
}

export function cosineDistance(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return 1 - dot / Math.sqrt(aa * bb);
}
