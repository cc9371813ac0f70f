import { random } from "@/lib/core/random";
import { type ModelConfig, SEGMENT_COUNT } from "@/lib/model/config";
import { weightShapes } from "@/lib/model/network";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Pretrained } from "./read-pretrained";

/** What the model is besides its encoder: its heads, numbers and categories, and how much text it reads. */
type Rest = Pick<ModelConfig, "heads" | "wide" | "numbers" | "categories" | "max_text_length">;

/** The config of a model that begins as this checkpoint. The text is as long as asked for, or as its places reach. */
export function configFrom(p: Pretrained, rest: Rest): ModelConfig {
  const { sizes } = p;
  return {
    model_type: "openacuity-encoder",
    format_version: 1,
    architectures: ["OpenAcuityTriageModel"],
    encoder: "bert",
    ...(sizes.embedding === sizes.hidden ? {} : { embedding_size: sizes.embedding }),
    hidden_size: sizes.hidden,
    num_hidden_layers: sizes.layers,
    num_attention_heads: sizes.heads,
    intermediate_size: sizes.intermediate,
    vocab_size: p.tokenizer.vocabSize,
    max_text_length: Math.min(rest.max_text_length, p.positions.length / sizes.embedding - 1),
    hidden_act: sizes.activation,
    layer_norm_eps: sizes.eps,
    pad_token_id: p.tokenizer.special.pad,
    heads: rest.heads,
    ...(rest.wide ? { wide: rest.wide } : {}),
    numbers: rest.numbers,
    categories: rest.categories,
  };
}

/**
 * The checkpoint's weights where it has them, fresh ones where it has none.
 * - [CLS] is the summary token: its row is the sum of its word, first place and first token type.
 * - Word pieces take the places after it; rows of pieces the tokenizer cannot make (padding of the table) are left out.
 * - The complaint is the checkpoint's first sentence, note and history its second; each may part from it in training.
 * - Numbers and categories have no place or type. They are further tokens of the same sequence, through the same norm,
 *   and begin near the mean word, so that they look like words the encoder knows (Hewitt 2021).
 * - Heads begin small, so that the first answers are even.
 */
export function weightsFrom(p: Pretrained, config: ModelConfig, seed: number): NamedTensors {
  const E = p.sizes.embedding;
  const row = (table: Float32Array, i: number) => table.subarray(i * E, (i + 1) * E);
  const [firstType, secondType = firstType] = p.types;
  const none = new Float32Array(E);
  const cls = row(p.words, p.tokenizer.special.cls);
  const from: Record<string, Float32Array> = {
    "embeddings.summary": cls.map(
      (v, i) => v + ((firstType?.[i] as number) ?? 0) + (p.positions[i] as number),
    ),
    "embeddings.words.weight": p.words.slice(0, config.vocab_size * E),
    "embeddings.positions.weight": p.positions.slice(E, (1 + config.max_text_length) * E),
    "embeddings.segments.weight": joined(
      Array.from({ length: SEGMENT_COUNT }, (_, s) => (s === 0 ? firstType : secondType) ?? none),
    ),
  };
  const words = wordsOf(p.words.subarray(0, config.vocab_size * E), E);
  const weights: Record<string, NamedTensors[string]> = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    const size = shape.reduce((a, b) => a * b, 1);
    const data = from[name] ?? p.encoder[name]?.data ?? fresh(name, size, words, random(seed, "init", name));
    weights[name] = { shape, data };
  }
  return weights;
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const out = new Float32Array(rows.length * width);
  rows.forEach((r, i) => {
    out.set(r, i * width);
  });
  return out;
}

type Words = { readonly mean: Float32Array; readonly spread: number };

/** The mean row of the word table, and how far a number of a row is from it in the mean. */
function wordsOf(table: Float32Array, width: number): Words {
  const rows = table.length / width;
  const mean = new Float32Array(width);
  for (let i = 0; i < table.length; i++)
    mean[i % width] = (mean[i % width] as number) + (table[i] as number) / rows;
  let squares = 0;
  for (let i = 0; i < table.length; i++) squares += ((table[i] as number) - (mean[i % width] as number)) ** 2;
  return { mean, spread: Math.sqrt(squares / table.length) };
}

function fresh(name: string, size: number, words: Words, r: ReturnType<typeof random>): Float32Array {
  const out = new Float32Array(size);
  if (name.startsWith("heads.")) {
    if (name.endsWith(".weight")) for (let i = 0; i < size; i++) out[i] = r.normal() * 0.02;
    return out;
  }
  const width = words.mean.length;
  // A number's token is its bias plus several rows of its matrix; the bias is the word-like part of the two.
  const isMatrix = name === "embeddings.numbers.weight";
  const spread = isMatrix ? words.spread / 4 : words.spread;
  for (let i = 0; i < size; i++)
    out[i] = (isMatrix ? 0 : (words.mean[i % width] as number)) + r.normal() * spread;
  return out;
}
