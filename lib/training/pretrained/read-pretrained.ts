import { readdir } from "node:fs/promises";
import { z } from "zod";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import type { Activation } from "@/lib/model/config";
import { readCheckpointFile } from "@/lib/model/read-inside";
import { decodeSafetensors, type NamedTensors } from "@/lib/model/safetensors";
import { loadTokenizer, type TextTokenizer } from "@/lib/model/tokenizer";
import { DENSE_PARTS, EMBEDDINGS, FAMILIES, type Family, NORM_PARTS } from "./families";

/** A BERT-family checkpoint, read: sizes, tokenizer, and the encoder's weights under this product's names and layout. */
export type Pretrained = {
  /** Its `model_type`. */
  readonly family: string;
  readonly sizes: Sizes;
  readonly tokenizer: TextTokenizer;
  readonly tokenizerJson: Record<string, unknown>;
  /** Rows of every piece (V, E). */
  readonly words: Float32Array;
  /** Rows of the places in the order they are used, [CLS] first (P, E). */
  readonly positions: Float32Array;
  /** Rows of the token types, none for families without (t, E). */
  readonly types: readonly Float32Array[];
  /** Embeddings' norm, projection and all layers, as lib/model/network.ts names and shapes them. */
  readonly encoder: NamedTensors;
  /** sha256 of model.safetensors. */
  readonly digest: string;
};

type Sizes = {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly activation: Activation;
  /** Width of the embeddings. */
  readonly embedding: number;
  readonly eps: number;
  readonly vocabulary: number;
  readonly positions: number;
};

const invalid = (message: string, cause?: unknown) => new AppError("artifact-invalid", message, { cause });

/**
 * Reads `config.json`, `tokenizer.json` and `model.safetensors` of a folder as Hugging Face's libraries save it.
 * @throws AppError("artifact-invalid") naming what is missing, of another architecture or of another size
 */
export async function readPretrained(dir: string): Promise<Pretrained> {
  const config = await readJson(dir, "config.json");
  const { name, family } = familyOf(config);
  const sizes = sizesOf(config, name, family);
  const tokenizerJson = await readJson(dir, "tokenizer.json");
  const tokenizer = loadTokenizer(tokenizerJson);
  if (tokenizer.vocabSize > sizes.vocabulary)
    throw invalid(
      `tokenizer.json has ${tokenizer.vocabSize} pieces, config.json's vocab_size is ${sizes.vocabulary}`,
    );
  const content = await readFileOf(dir, "model.safetensors");
  return {
    family: name,
    sizes,
    tokenizer,
    tokenizerJson,
    ...readWeights(content, family, sizes, tokenizer),
    digest: sha256(content),
  };
}

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  gelu: "gelu",
  gelu_python: "gelu",
  gelu_new: "gelu_new",
  gelu_pytorch_tanh: "gelu_new",
  relu: "relu",
};

function familyOf(config: Record<string, unknown>): { name: string; family: Family } {
  const name = String(config.model_type ?? "");
  const family = FAMILIES[name];
  if (family) return { name, family };
  throw invalid(
    `config.json: model_type ${JSON.stringify(config.model_type)} is no encoder this model can start from; ` +
      `those are ${Object.keys(FAMILIES).join(", ")}`,
  );
}

const count = z.int().min(1);

function sizesOf(config: Record<string, unknown>, name: string, family: Family): Sizes {
  const { sizes } = family;
  const read = (key: string): number => {
    const parsed = count.safeParse(config[key]);
    if (parsed.success) return parsed.data;
    throw invalid(`config.json: ${key} must be a whole number above 0, it is ${JSON.stringify(config[key])}`);
  };
  const hidden = read(sizes.hidden);
  const heads = read(sizes.heads);
  if (hidden % heads !== 0)
    throw invalid(`config.json: ${sizes.hidden} ${hidden} is no multiple of ${sizes.heads} ${heads}`);
  const activation = ACTIVATIONS[String(config[sizes.activation] ?? "gelu")];
  if (!activation)
    throw invalid(
      `config.json: ${sizes.activation} ${JSON.stringify(config[sizes.activation])} is not known; ` +
        `known are ${Object.keys(ACTIVATIONS).join(", ")}`,
    );
  // What changes the arithmetic without changing a shape must be refused here, or it would pass unseen.
  const positions = config.position_embedding_type ?? "absolute";
  if (positions !== "absolute")
    throw invalid(`config.json: position_embedding_type ${JSON.stringify(positions)} is not supported`);
  if (config.is_decoder === true) throw invalid("config.json: a decoder cannot be the encoder");
  return {
    hidden,
    heads,
    layers: read(sizes.layers),
    intermediate: read(sizes.intermediate),
    activation,
    embedding: family.projection && config.embedding_size !== undefined ? read("embedding_size") : hidden,
    // DistilBERT has its epsilon in the code, not in the config.
    eps: name === "distilbert" ? 1e-12 : z.number().positive().catch(1e-12).parse(config.layer_norm_eps),
    vocabulary: read("vocab_size"),
    positions: read("max_position_embeddings"),
  };
}

function readWeights(content: Buffer, family: Family, s: Sizes, tokenizer: TextTokenizer) {
  const { names } = decodeSafetensors(content, () => false);
  const prefix = names.some((n) => n.startsWith(family.prefix)) ? family.prefix : "";
  const take = takerOf(content, names, prefix);
  refuseMoreLayers(names, prefix + family.layer(0)["attention.query"], s.layers);

  const words = take(EMBEDDINGS.words, [s.vocabulary, s.embedding]);
  const first = family.firstPosition(tokenizer.special.pad);
  const positions = take(EMBEDDINGS.positions, [s.positions, s.embedding]);
  const typeRows = family.tokenTypes ? take(family.tokenTypes, [null, s.embedding]) : new Float32Array(0);

  const encoder: Record<string, NamedTensors[string]> = {};
  const dense = (ours: string, theirs: string, from: number, to: number) => {
    const weight = take(`${theirs}.weight`, [to, from]);
    encoder[`${ours}.weight`] = { shape: [from, to], data: transposed(weight, to, from) };
    encoder[`${ours}.bias`] = { shape: [to], data: take(`${theirs}.bias`, [to]) };
  };
  const norm = (ours: string, theirs: string, width: number) => {
    for (const part of ["weight", "bias"])
      encoder[`${ours}.${part}`] = { shape: [width], data: take(`${theirs}.${part}`, [width]) };
  };
  norm("embeddings.norm", EMBEDDINGS.norm, s.embedding);
  if (s.embedding !== s.hidden)
    dense("embeddings.projection", family.projection as string, s.embedding, s.hidden);
  for (let l = 0; l < s.layers; l++) {
    const theirs = family.layer(l);
    for (const part of DENSE_PARTS) {
      const from = part === "feed_forward.down" ? s.intermediate : s.hidden;
      const to = part === "feed_forward.up" ? s.intermediate : s.hidden;
      dense(`encoder.layer.${l}.${part}`, theirs[part], from, to);
    }
    for (const part of NORM_PARTS) norm(`encoder.layer.${l}.${part}`, theirs[part], s.hidden);
  }
  return {
    words,
    positions: positions.subarray(first * s.embedding),
    types: Array.from({ length: typeRows.length / s.embedding }, (_, i) =>
      typeRows.subarray(i * s.embedding, (i + 1) * s.embedding),
    ),
    encoder,
  };
}

/** Checkpoints converted from TensorFlow keep its names of a norm's two weights. */
const OLD_NAMES: readonly [RegExp, string][] = [
  [/LayerNorm\.weight$/, "LayerNorm.gamma"],
  [/LayerNorm\.bias$/, "LayerNorm.beta"],
];

/** Reads one tensor by name and shape; null stands for any length. */
function takerOf(content: Buffer, names: readonly string[], prefix: string) {
  const known = new Set(names);
  return (name: string, shape: readonly (number | null)[]): Float32Array => {
    const wanted = prefix + name;
    const old = OLD_NAMES.map(([now, then]) => wanted.replace(now, then));
    const found = [wanted, ...old].find((n) => known.has(n));
    if (!found) throw invalid(`model.safetensors has no ${wanted}; ${nearest(wanted, names)}`);
    const tensor = decodeSafetensors(content, (n) => n === found).tensors[found] as NamedTensors[string];
    if (tensor.shape.length !== shape.length || shape.some((n, i) => n !== null && n !== tensor.shape[i]))
      throw invalid(
        `${found} has shape [${tensor.shape.join(", ")}], config.json asks for [${shape.map((n) => n ?? "any").join(", ")}]`,
      );
    return tensor.data;
  };
}

/** The names that begin most like the one that was looked for. */
function nearest(wanted: string, names: readonly string[]): string {
  if (names.length === 0) return "it has no weight at all";
  const alike = (name: string) => {
    let i = 0;
    while (i < name.length && name[i] === wanted[i]) i++;
    return i;
  };
  const sorted = [...names].sort((a, b) => alike(b) - alike(a));
  const more = names.length > 4 ? ` and ${names.length - 4} others` : "";
  return `it has ${sorted.slice(0, 4).join(", ")}${more}`;
}

function refuseMoreLayers(names: readonly string[], firstQuery: string, layers: number): void {
  const [before, after] = firstQuery.split(".0.") as [string, string];
  if (names.includes(`${before}.${layers}.${after}.weight`))
    throw invalid(`model.safetensors has more layers than the ${layers} of config.json`);
}

/** PyTorch's dense weights are (out, in); ours are (in, out). */
function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c] as number;
  return out;
}

async function readJson(dir: string, name: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse((await readFileOf(dir, name)).toString("utf8")) as Record<string, unknown>;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw invalid(`${name} is no JSON`, cause);
  }
}

async function readFileOf(dir: string, name: string): Promise<Buffer> {
  try {
    return await readCheckpointFile(dir, name);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const there = await readdir(dir).catch(() => []);
    throw invalid(`${dir} has no ${name}${adviceOn(name, there)}`, cause);
  }
}

/** Older checkpoints hold the same in other files, which their own library rewrites. */
function adviceOn(missing: string, there: readonly string[]): string {
  const older = there.filter((f) =>
    /^(pytorch_model.*\.bin|tf_model\.h5|vocab\.(txt|json)|.*index\.json)$/.test(f),
  );
  if (missing === "config.json" || older.length === 0) return "";
  return `; from ${older.join(", ")} the transformers library makes it (from_pretrained, then save_pretrained)`;
}
