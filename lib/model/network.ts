import type * as tfjs from "@tensorflow/tfjs";
import {
  attentionSize,
  bigramRow,
  categoryRows,
  embeddingSize,
  HEAD_SIZES,
  type HeadName,
  headSize,
  type ModelConfig,
  numberWidth,
  type Scale,
  SEGMENT_COUNT,
  SEGMENTS,
  structuredTokens,
} from "./config";
import type { ModelInputs } from "./inputs";
import { type Adapter, activate, embed, layerNorm, linear, matMul, repeat } from "./ops";
import type { Tf } from "./tf";

/**
 * The whole network, in the order the numbers flow. B cases, N numbers of K slots, C categories, T word pieces,
 * S = 1 + N + C + T tokens, D hidden, H heads of W, side by side A = H W wide (D until heads are pruned); E is the embeddings'
 * width, D but for ELECTRA.
 *
 * One body, two orders of normalising: our own encoder norms before each block (pre-norm) and once at the end; one that
 * began as a BERT (config.encoder) norms its embeddings, then after each block, as its checkpoint was trained.
 */
export type Weights<T = tfjs.Tensor> = Readonly<Record<string, T>>;
export type HeadOutputs = Readonly<Partial<Record<HeadName, tfjs.Tensor2D>>>;
/** The heads' logits and the vector they read, (B, D): where a case lies among all cases, as the encoder sees it. */
export type Outputs = HeadOutputs & { readonly embedding: tfjs.Tensor2D };

/** Multiplies a (B, S, D) activation by a random 0 / 1/(1-p) mask; absent when not training. */
export type Dropout = (x: tfjs.Tensor3D) => tfjs.Tensor3D;
const keepAll: Dropout = (x) => x;

/** @returns logits by head, (B, HEAD_SIZES[head]); embedding (B, D). Caller disposes, best in a tf.tidy. */
export function forward(
  tf: Tf,
  config: ModelConfig,
  w: Weights,
  inputs: ModelInputs,
  dropout: Dropout = keepAll,
): Outputs {
  const net = layersOf(tf, config, w);
  let x = dropout(embedInputs(net, inputs)); // (B, S, D)
  x = encodeTokens(net, x, paddingMask(net, inputs), dropout, true); // (B, 1, D)
  const last = tf.squeeze(x, [1]);
  const embedding = (isPostNorm(config) ? last : net.norm(last, "norm")) as tfjs.Tensor2D; // (B, D)
  const outputs: Partial<Record<HeadName, tfjs.Tensor2D>> = {};
  for (const head of config.heads) outputs[head] = net.dense(embedding, `heads.${head}`) as tfjs.Tensor2D;
  for (const head of config.wide?.heads ?? [])
    outputs[head] = tf.add(
      outputs[head] as tfjs.Tensor2D,
      wideLogits(net, head, inputs, outputs.esi as tfjs.Tensor2D),
    ) as tfjs.Tensor2D;
  return { ...outputs, embedding };
}

/**
 * States of the summary token and of every word piece after the last layer, the numbers and categories hidden from them:
 * (B, 1 + T, D). What a checkpoint's own library answers for the text, and what is held against it.
 */
export function textStates(tf: Tf, config: ModelConfig, w: Weights, inputs: ModelInputs): tfjs.Tensor3D {
  const net = layersOf(tf, config, w);
  const from = structuredTokens(config);
  const x = encodeTokens(net, embedInputs(net, inputs), paddingMask(net, inputs, true), keepAll, false);
  return tf.concat([tf.slice(x, [0, 0, 0], [-1, 1, -1]), tf.slice(x, [0, from, 0], [-1, -1, -1])], 1);
}

/** Normalised states of every word piece after the last layer, seeing the numbers and categories too: (B, T, D). */
export function pieceStates(
  tf: Tf,
  config: ModelConfig,
  w: Weights,
  inputs: ModelInputs,
  dropout: Dropout = keepAll,
): tfjs.Tensor3D {
  const net = layersOf(tf, config, w);
  const x = encodeTokens(net, dropout(embedInputs(net, inputs)), paddingMask(net, inputs), dropout, false);
  const pieces = tf.slice(x, [0, structuredTokens(config), 0], [-1, -1, -1]);
  return (isPostNorm(config) ? pieces : net.norm(pieces, "norm")) as tfjs.Tensor3D;
}

/**
 * What a wide head adds to the logits it reads from the encoder's vector, (B, 5): a linear reading of the numbers'
 * encoding, the categories, the complaint's pieces and pairs of neighbouring pieces, and of the probabilities of the ESI head
 * before calibration.
 */
function wideLogits(
  { tf, config, get }: Net,
  head: Scale,
  inputs: ModelInputs,
  esi: tfjs.Tensor2D,
): tfjs.Tensor {
  const { size: B, textLength: T } = inputs;
  const C = config.categories.length;
  const table = (name: string) => get(`heads.${head}.${name}`);
  const { pieces, pairs, rows } = complaintMasks(config, inputs);
  const sumOf = (looked: tfjs.Tensor3D, mask: Float32Array) =>
    tf.sum(tf.mul(looked, tf.tensor3d(mask, [B, T, 1])), 1);
  const numbers = tf.tensor2d(inputs.numbers, [B, config.numbers.length * numberWidth(config)]);
  return tf.addN([
    matMul(tf, numbers, table("numbers")),
    tf.sum(embed(tf, table("categories"), inputs.categories, [B, C]), 1),
    sumOf(embed(tf, table("pieces"), inputs.tokens, [B, T]), pieces),
    sumOf(embed(tf, table("bigrams"), rows, [B, T]), pairs),
    matMul(tf, tf.softmax(esi), table("acuity")),
  ]);
}

/** Which places hold a piece of the complaint, which a pair of them that begins there, and the pairs' rows: (B * T) each. */
function complaintMasks(config: ModelConfig, { size: B, textLength: T, tokens, segments }: ModelInputs) {
  const pieces = new Float32Array(B * T);
  const pairs = new Float32Array(B * T);
  const rows = new Int32Array(B * T);
  for (let i = 0; i < B * T; i++)
    if (tokens[i] !== config.pad_token_id && segments[i] === SEGMENTS.complaint) pieces[i] = 1;
  for (let i = 0; i < B * T; i++) {
    if ((i + 1) % T === 0 || !pieces[i] || !pieces[i + 1]) continue;
    pairs[i] = 1;
    rows[i] = bigramRow(tokens[i] as number, tokens[i + 1] as number, config.wide?.bigram_rows ?? 1);
  }
  return { pieces, pairs, rows };
}

const isPostNorm = (config: ModelConfig): boolean => config.encoder === "bert";

/** What every part is computed with: weights by name, and the two layers that are everywhere. */
type Net = {
  readonly tf: Tf;
  readonly config: ModelConfig;
  get(name: string): tfjs.Tensor;
  norm(x: tfjs.Tensor, name: string): tfjs.Tensor;
  dense(x: tfjs.Tensor, name: string): tfjs.Tensor;
};

function layersOf(tf: Tf, config: ModelConfig, w: Weights): Net {
  const get = (name: string): tfjs.Tensor => {
    const weight = w[name];
    if (!weight) throw new Error(`weight ${name} is missing`);
    return weight;
  };
  const adapter = (name: string): Adapter | null =>
    w[`${name}.lora.down`]
      ? { down: get(`${name}.lora.down`), up: get(`${name}.lora.up`), scale: get("lora.scale") }
      : null;
  return {
    tf,
    config,
    get,
    norm: (x, name) => layerNorm(tf, x, get(`${name}.weight`), get(`${name}.bias`), config.layer_norm_eps),
    dense: (x, name) => linear(tf, x, get(`${name}.weight`), get(`${name}.bias`), adapter(name)),
  };
}

/** Tokens have no place among each other but for the text's; numbers and categories are a set. */
function embedInputs(net: Net, inputs: ModelInputs): tfjs.Tensor3D {
  const { tf, config, get } = net;
  const { size: B, textLength: T } = inputs;
  const N = config.numbers.length;
  const cls = repeat(tf, get("embeddings.summary"), B); // (B, 1, E)

  // Each number has its own matrix: (N, B, K) x (N, K, E) -> (N, B, E) -> (B, N, E).
  const numbers = tf.tensor3d(inputs.numbers, [B, N, numberWidth(config)]);
  const perNumber = matMul(tf, tf.transpose(numbers, [1, 0, 2]), get("embeddings.numbers.weight"));
  const n = tf.add(tf.transpose(perNumber, [1, 0, 2]), get("embeddings.numbers.bias")); // bias (N, E)

  const c = embed(tf, get("embeddings.categories.weight"), inputs.categories, [B, config.categories.length]);
  const t = tf.addN([
    embed(tf, get("embeddings.words.weight"), inputs.tokens, [B, T]),
    embed(tf, get("embeddings.segments.weight"), inputs.segments, [B, T]),
    embed(tf, get("embeddings.positions.weight"), inputs.positions, [B, T]),
  ]);
  let x = tf.concat([cls, n, c, t], 1) as tfjs.Tensor; // (B, S, E)
  if (isPostNorm(config)) x = net.norm(x, "embeddings.norm");
  if (config.embedding_size !== undefined) x = net.dense(x, "embeddings.projection"); // (B, S, D)
  return x as tfjs.Tensor3D;
}

/**
 * 0 where a token may be attended to, -1e9 where not: (B, 1, 1, S). Structured tokens always are (a missing number is
 * information), unless `textOnly`; padding never is.
 */
function paddingMask({ tf, config }: Net, inputs: ModelInputs, textOnly = false): tfjs.Tensor {
  const { size: B, textLength: T } = inputs;
  const S = structuredTokens(config) + T;
  const mask = new Float32Array(B * S);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++)
      if (inputs.tokens[b * T + t] === config.pad_token_id) mask[b * S + (S - T) + t] = -1e9;
    if (textOnly) mask.fill(-1e9, b * S + 1, b * S + (S - T));
  }
  return tf.tensor4d(mask, [B, 1, 1, S]);
}

/** The layers: x (B, S, D) -> (B, S, D), or (B, 1, D) with `firstOnly`. */
function encodeTokens(
  net: Net,
  tokens: tfjs.Tensor3D,
  mask: tfjs.Tensor,
  dropout: Dropout,
  firstOnly: boolean,
): tfjs.Tensor3D {
  const { tf, config, norm, dense } = net;
  const post = isPostNorm(config);
  const last = config.num_hidden_layers - 1;
  let x: tfjs.Tensor = tokens;
  for (let l = 0; l <= last; l++) {
    const p = `encoder.layer.${l}`;
    // When only the summary token is read after the last layer, only its row is computed there: the same answer, cheaper.
    const one = firstOnly && l === last;
    const h = post ? x : norm(x, `${p}.attention.norm`); // (B, S, D)
    if (one) x = tf.slice(x as tfjs.Tensor3D, [0, 0, 0], [-1, 1, -1]); // (B, 1, D) from here on
    x = tf.add(x, dropout(attention(net, p, h, mask, one)));
    if (post) x = norm(x, `${p}.attention.norm`);
    const g = post ? x : norm(x, `${p}.feed_forward.norm`);
    const up = activate(tf, dense(g, `${p}.feed_forward.up`), config.hidden_act); // (B, S, F)
    x = tf.add(x, dropout(dense(up, `${p}.feed_forward.down`) as tfjs.Tensor3D));
    if (post) x = norm(x, `${p}.feed_forward.norm`);
  }
  return x as tfjs.Tensor3D;
}

/** Multi-head self-attention (Vaswani et al. 2017). `firstOnly`: the query of the first token alone. */
function attention(
  { tf, config, dense }: Net,
  p: string,
  h: tfjs.Tensor,
  mask: tfjs.Tensor,
  firstOnly: boolean,
): tfjs.Tensor3D {
  const [B, S] = h.shape as [number, number, number];
  const H = config.num_attention_heads;
  const W = headSize(config);
  const Q = firstOnly ? 1 : S;
  const split = (x: tfjs.Tensor, rows: number) => tf.reshape(x, [B, rows, H, W]);

  const source = firstOnly ? tf.slice(h as tfjs.Tensor3D, [0, 0, 0], [-1, 1, -1]) : h;
  const q = tf.transpose(split(dense(source, `${p}.attention.query`), Q), [0, 2, 1, 3]); // (B, H, Q, W)
  const k = tf.transpose(split(dense(h, `${p}.attention.key`), S), [0, 2, 3, 1]); // (B, H, W, S), as it is laid out
  const v = tf.transpose(split(dense(h, `${p}.attention.value`), S), [0, 2, 1, 3]); // (B, H, S, W)
  const scores = tf.add(tf.mul(matMul(tf, q, k), 1 / Math.sqrt(W)), mask); // (B, H, Q, S)
  const mixed = matMul(tf, tf.softmax(scores), v); // (B, H, Q, W)
  const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [B, Q, H * W]); // (B, Q, A)
  return dense(joined, `${p}.attention.output`) as tfjs.Tensor3D; // (B, Q, D)
}

/** Every weight's name and shape; initial values are drawn in lib/training. Dense weights are (in, out). */
export function weightShapes(config: ModelConfig): Record<string, number[]> {
  const { hidden_size: D, intermediate_size: F } = config;
  const N = config.numbers.length;
  const A = attentionSize(config);
  const E = embeddingSize(config);
  const shapes: Record<string, number[]> = {
    "embeddings.summary": [E],
    "embeddings.numbers.weight": [N, numberWidth(config), E],
    "embeddings.numbers.bias": [N, E],
    "embeddings.categories.weight": [categoryRows(config), E],
    "embeddings.words.weight": [config.vocab_size, E],
    "embeddings.segments.weight": [SEGMENT_COUNT, E],
    "embeddings.positions.weight": [config.max_text_length, E],
  };
  const dense = (name: string, from: number, to: number) => {
    shapes[`${name}.weight`] = [from, to];
    shapes[`${name}.bias`] = [to];
  };
  const norm = (name: string, width = D) => {
    shapes[`${name}.weight`] = [width];
    shapes[`${name}.bias`] = [width];
  };
  if (isPostNorm(config)) norm("embeddings.norm", E);
  if (config.embedding_size !== undefined) dense("embeddings.projection", E, D);
  for (let l = 0; l < config.num_hidden_layers; l++) {
    const p = `encoder.layer.${l}`;
    norm(`${p}.attention.norm`);
    for (const part of ["query", "key", "value"]) dense(`${p}.attention.${part}`, D, A);
    dense(`${p}.attention.output`, A, D);
    norm(`${p}.feed_forward.norm`);
    dense(`${p}.feed_forward.up`, D, F);
    dense(`${p}.feed_forward.down`, F, D);
  }
  if (!isPostNorm(config)) norm("norm");
  for (const head of config.heads) dense(`heads.${head}`, D, HEAD_SIZES[head]);
  for (const head of config.wide?.heads ?? []) {
    const rows = {
      numbers: N * numberWidth(config),
      categories: categoryRows(config),
      pieces: config.vocab_size,
      bigrams: config.wide?.bigram_rows ?? 1,
      acuity: HEAD_SIZES.esi,
    };
    for (const [name, count] of Object.entries(rows))
      shapes[`heads.${head}.${name}`] = [count, HEAD_SIZES[head]];
  }
  return shapes;
}
