import type * as tfjs from "@tensorflow/tfjs";
import {
  categoryRows,
  HEAD_SIZES,
  type HeadName,
  type ModelConfig,
  numberWidth,
  SEGMENT_COUNT,
  structuredTokens,
} from "./config";
import type { ModelInputs } from "./inputs";
import { embed, layerNorm, linear, matMul, quickGelu } from "./ops";
import type { Tf } from "./tf";

/**
 * The whole network, in the order the numbers flow. B cases, N numbers of K slots, C categories, T word pieces,
 * S = 1 + N + C + T tokens, D hidden, H heads.
 */
export type Weights<T = tfjs.Tensor> = Readonly<Record<string, T>>;
export type HeadOutputs = Readonly<Partial<Record<HeadName, tfjs.Tensor2D>>>;
/** The heads' logits and the vector they read, (B, D): where a case lies among all cases, as the encoder sees it. */
export type Outputs = HeadOutputs & { readonly embedding: tfjs.Tensor2D };

/** Multiplies a (B, S, D) activation by a random 0 / 1/(1-p) mask; absent when not training. */
export type Dropout = (x: tfjs.Tensor3D) => tfjs.Tensor3D;
const keepAll: Dropout = (x) => x;

/** @returns logits by head: esi (B, 5), ktas (B, 5), critical (B, 1); embedding (B, D). Caller disposes, best in a tf.tidy. */
export function forward(
  tf: Tf,
  config: ModelConfig,
  w: Weights,
  inputs: ModelInputs,
  dropout: Dropout = keepAll,
): Outputs {
  const get = (name: string): tfjs.Tensor => {
    const weight = w[name];
    if (!weight) throw new Error(`weight ${name} is missing`);
    return weight;
  };
  const eps = config.layer_norm_eps;
  const norm = (x: tfjs.Tensor, name: string) =>
    layerNorm(tf, x, get(`${name}.weight`), get(`${name}.bias`), eps);
  const dense = (x: tfjs.Tensor, name: string) => linear(tf, x, get(`${name}.weight`), get(`${name}.bias`));

  let x = dropout(embedInputs(tf, config, get, inputs)); // (B, S, D)
  const mask = paddingMask(tf, config, inputs); // (B, 1, 1, S): 0 or -1e9
  const last = config.num_hidden_layers - 1;
  for (let l = 0; l <= last; l++) {
    const p = `encoder.layer.${l}`;
    // Only the summary token is read after the last layer, so only its row is computed there: the same answer, cheaper.
    const h = norm(x, `${p}.attention.norm`); // (B, S, D)
    if (l === last) x = tf.slice(x as tfjs.Tensor3D, [0, 0, 0], [-1, 1, -1]); // (B, 1, D) from here on
    x = tf.add(x, dropout(attention(tf, config, get, p, h, mask, l === last)));
    const f = dense(
      quickGelu(tf, dense(norm(x, `${p}.feed_forward.norm`), `${p}.feed_forward.up`)),
      `${p}.feed_forward.down`,
    );
    x = tf.add(x, dropout(f as tfjs.Tensor3D));
  }
  const embedding = norm(tf.squeeze(x, [1]), "norm") as tfjs.Tensor2D; // (B, D)
  const outputs: Partial<Record<HeadName, tfjs.Tensor2D>> = {};
  for (const head of config.heads) outputs[head] = dense(embedding, `heads.${head}`) as tfjs.Tensor2D;
  return { ...outputs, embedding };
}

type Get = (name: string) => tfjs.Tensor;

function embedInputs(tf: Tf, config: ModelConfig, get: Get, inputs: ModelInputs): tfjs.Tensor3D {
  const { size: B, textLength: T } = inputs;
  const N = config.numbers.length;
  const D = config.hidden_size;
  const cls = tf.tile(tf.reshape(get("embeddings.summary"), [1, 1, D]), [B, 1, 1]); // (B, 1, D)

  // Each number has its own matrix: (N, B, K) x (N, K, D) -> (N, B, D) -> (B, N, D).
  const numbers = tf.tensor3d(inputs.numbers, [B, N, numberWidth(config)]);
  const perNumber = matMul(tf, tf.transpose(numbers, [1, 0, 2]), get("embeddings.numbers.weight"));
  const n = tf.add(tf.transpose(perNumber, [1, 0, 2]), get("embeddings.numbers.bias")); // bias (N, D)

  const c = embed(tf, get("embeddings.categories.weight"), inputs.categories, [B, config.categories.length]);
  const t = tf.addN([
    embed(tf, get("embeddings.words.weight"), inputs.tokens, [B, T]),
    embed(tf, get("embeddings.segments.weight"), inputs.segments, [B, T]),
    embed(tf, get("embeddings.positions.weight"), inputs.positions, [B, T]),
  ]);
  return tf.concat([cls, n, c, t], 1) as tfjs.Tensor3D; // (B, S, D)
}

/** Structured tokens are always attended to (a missing number is information); padding never is. */
function paddingMask(tf: Tf, config: ModelConfig, inputs: ModelInputs): tfjs.Tensor {
  const { size: B, textLength: T } = inputs;
  const S = structuredTokens(config) + T;
  const mask = new Float32Array(B * S);
  for (let b = 0; b < B; b++)
    for (let t = 0; t < T; t++) if (inputs.tokens[b * T + t] === 0) mask[b * S + (S - T) + t] = -1e9;
  return tf.tensor4d(mask, [B, 1, 1, S]);
}

/** Multi-head self-attention (Vaswani et al. 2017). `firstOnly`: the query of the first token alone. */
function attention(
  tf: Tf,
  config: ModelConfig,
  get: Get,
  p: string,
  h: tfjs.Tensor,
  mask: tfjs.Tensor,
  firstOnly: boolean,
): tfjs.Tensor3D {
  const [B, S, D] = h.shape as [number, number, number];
  const H = config.num_attention_heads;
  const E = D / H;
  const Q = firstOnly ? 1 : S;
  const project = (x: tfjs.Tensor, name: string) =>
    linear(tf, x, get(`${p}.attention.${name}.weight`), get(`${p}.attention.${name}.bias`));
  const split = (x: tfjs.Tensor, rows: number) => tf.reshape(x, [B, rows, H, E]);

  const source = firstOnly ? tf.slice(h as tfjs.Tensor3D, [0, 0, 0], [-1, 1, -1]) : h;
  const q = tf.transpose(split(project(source, "query"), Q), [0, 2, 1, 3]); // (B, H, Q, E)
  const k = tf.transpose(split(project(h, "key"), S), [0, 2, 3, 1]); // (B, H, E, S), transposed as it is laid out
  const v = tf.transpose(split(project(h, "value"), S), [0, 2, 1, 3]); // (B, H, S, E)
  const scores = tf.add(tf.mul(matMul(tf, q, k), 1 / Math.sqrt(E)), mask); // (B, H, Q, S)
  const mixed = matMul(tf, tf.softmax(scores), v); // (B, H, Q, E)
  const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [B, Q, D]);
  return project(joined, "output") as tfjs.Tensor3D; // (B, Q, D)
}

/** Every weight's name and shape; initial values are drawn in lib/training. Dense weights are (in, out). */
export function weightShapes(config: ModelConfig): Record<string, number[]> {
  const { hidden_size: D, intermediate_size: F } = config;
  const N = config.numbers.length;
  const shapes: Record<string, number[]> = {
    "embeddings.summary": [D],
    "embeddings.numbers.weight": [N, numberWidth(config), D],
    "embeddings.numbers.bias": [N, D],
    "embeddings.categories.weight": [categoryRows(config), D],
    "embeddings.words.weight": [config.vocab_size, D],
    "embeddings.segments.weight": [SEGMENT_COUNT, D],
    "embeddings.positions.weight": [config.max_text_length, D],
  };
  const dense = (name: string, from: number, to: number) => {
    shapes[`${name}.weight`] = [from, to];
    shapes[`${name}.bias`] = [to];
  };
  const norm = (name: string) => {
    shapes[`${name}.weight`] = [D];
    shapes[`${name}.bias`] = [D];
  };
  for (let l = 0; l < config.num_hidden_layers; l++) {
    const p = `encoder.layer.${l}`;
    norm(`${p}.attention.norm`);
    for (const part of ["query", "key", "value", "output"]) dense(`${p}.attention.${part}`, D, D);
    norm(`${p}.feed_forward.norm`);
    dense(`${p}.feed_forward.up`, D, F);
    dense(`${p}.feed_forward.down`, F, D);
  }
  norm("norm");
  for (const head of config.heads) dense(`heads.${head}`, D, HEAD_SIZES[head]);
  return shapes;
}
