import onnxProto from "onnx-proto";
import type { Precision } from "@/lib/model/artifact";
import {
  type Activation,
  attentionSize,
  BIGRAM_FACTOR,
  EMBEDDING,
  embeddingSize,
  HEAD_SIZES,
  type HeadName,
  headSize,
  type ModelConfig,
  numberWidth,
  type Scale,
  SEGMENTS,
  structuredTokens,
} from "@/lib/model/config";
import type { NamedTensors } from "@/lib/model/safetensors";

/**
 * The network of lib/model/network.ts as an ONNX graph (opset 17), batch and text length dynamic. With `int8`, dense
 * layers multiply int8 weights (one scale per column) with activations quantised on the fly, and the word table is
 * stored as int8 (one scale per row). Activations of one product share one scale, so that an int8 answer depends a little on
 * what else is in its batch.
 *
 * Inputs: numbers (B, N, K) float32; categories (B, C), tokens, segments, positions (B, T) int32. Outputs: a head each, and the
 * vector they read: embedding (B, D) float32, last so that readers of the heads alone find them where they were.
 */
const { onnx } = onnxProto;
const FLOAT = 1;
const INT8 = 3;
const INT32 = 6;
const INT64 = 7;
const FLOAT_TYPE = onnx.AttributeProto.AttributeType.FLOAT;
/** Beyond every axis: a slice to it goes to the end. */
const END = 2 ** 31 - 1;
const INT_TYPE = onnx.AttributeProto.AttributeType.INT;
const INTS_TYPE = onnx.AttributeProto.AttributeType.INTS;

export class GraphBuilder {
  readonly nodes: InstanceType<typeof onnx.NodeProto>[] = [];
  readonly initializers: Record<string, unknown>[] = [];
  private readonly known = new Set<string>();
  private count = 0;

  op(
    opType: string,
    inputs: string[],
    attributes: Record<string, number | number[]> = {},
    outputs = 1,
  ): string[] {
    const output = Array.from({ length: outputs }, () => `${opType.toLowerCase()}_${this.count++}`);
    const attribute = Object.entries(attributes).map(([name, value]) =>
      Array.isArray(value)
        ? { name, type: INTS_TYPE, ints: value }
        : Number.isInteger(value)
          ? { name, type: INT_TYPE, i: value }
          : { name, type: FLOAT_TYPE, f: value },
    );
    this.nodes.push(onnx.NodeProto.create({ opType, name: output[0], input: inputs, output, attribute }));
    return output;
  }

  one(opType: string, inputs: string[], attributes: Record<string, number | number[]> = {}): string {
    return this.op(opType, inputs, attributes)[0] as string;
  }

  constant(
    name: string,
    dims: readonly number[],
    data: Float32Array | Int8Array | BigInt64Array | Int32Array,
  ): string {
    if (!this.known.has(name)) {
      this.known.add(name);
      const dataType =
        data instanceof Float32Array
          ? FLOAT
          : data instanceof Int8Array
            ? INT8
            : data instanceof Int32Array
              ? INT32
              : INT64;
      this.initializers.push({
        name,
        dims: [...dims],
        dataType,
        rawData: new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)),
      });
    }
    return name;
  }

  ints(...values: number[]): string {
    return this.constant(`ints_${values.join("_")}`, [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  scalar(value: number): string {
    return this.constant(`scalar_${value}`, [], Float32Array.of(value));
  }
}

export type Dense = {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly from: number;
  readonly to: number;
};

export function exportOnnx(config: ModelConfig, weights: NamedTensors, precision: Precision): Buffer {
  const g = new GraphBuilder();
  const E = embeddingSize(config);
  const H = config.num_attention_heads;
  const W = headSize(config);
  const A = attentionSize(config);
  const N = config.numbers.length;
  const post = config.encoder === "bert";
  const tensor = (name: string) => {
    const t = weights[name];
    if (!t) throw new Error(`weight ${name} is missing`);
    return t;
  };
  const weight = (name: string) => g.constant(name, tensor(name).shape, tensor(name).data);
  const dense = (name: string): Dense => {
    const w = tensor(`${name}.weight`);
    return {
      weight: w.data,
      bias: tensor(`${name}.bias`).data,
      from: w.shape[0] as number,
      to: w.shape[1] as number,
    };
  };
  const linear = (x: string, name: string, d: Dense) =>
    precision === "int8" ? linearInt8(g, x, name, d) : linearFloat(g, x, name, d);
  const norm = (x: string, name: string) =>
    g.one("LayerNormalization", [x, weight(`${name}.weight`), weight(`${name}.bias`)], {
      axis: -1,
      epsilon: config.layer_norm_eps,
    });

  // The summary token is a row of zeros put in front of the numbers; its weights come in with their biases.
  const perNumber = g.one("MatMul", [
    g.one("Transpose", ["numbers"], { perm: [1, 0, 2] }),
    weight("embeddings.numbers.weight"),
  ]);
  const numbers = g.one("Pad", [
    g.one("Transpose", [perNumber], { perm: [1, 0, 2] }),
    g.ints(0, 1, 0, 0, 0, 0),
  ]);
  const leading = new Float32Array((1 + N) * E);
  leading.set(tensor("embeddings.summary").data, 0);
  leading.set(tensor("embeddings.numbers.bias").data, E);
  const structured = g.one("Add", [numbers, g.constant("embeddings.leading", [1 + N, E], leading)]);
  const words =
    precision === "int8"
      ? wordsInt8(g, tensor("embeddings.words.weight"))
      : g.one("Gather", [weight("embeddings.words.weight"), "tokens"]);
  const text = g.one("Add", [
    g.one("Add", [words, g.one("Gather", [weight("embeddings.segments.weight"), "segments"])]),
    g.one("Gather", [weight("embeddings.positions.weight"), "positions"]),
  ]);
  const categories = g.one("Gather", [weight("embeddings.categories.weight"), "categories"]);
  let x = g.one("Concat", [structured, categories, text], { axis: 1 }); // (B, S, E)
  if (post) x = norm(x, "embeddings.norm");
  if (config.embedding_size !== undefined)
    x = linear(x, "embeddings.projection", dense("embeddings.projection")); // (B, S, D)

  const pad = g.constant("pad", [], Int32Array.of(config.pad_token_id));
  const isPadding = g.one("Cast", [g.one("Equal", ["tokens", pad])], { to: FLOAT });
  const padded = g.one("Pad", [
    g.one("Mul", [isPadding, g.scalar(-1e9)]),
    g.ints(0, structuredTokens(config), 0, 0),
  ]);
  const mask = g.one("Unsqueeze", [padded, g.ints(1, 2)]); // (B, 1, 1, S)

  const first = (y: string) => g.one("Slice", [y, g.ints(0), g.ints(1), g.ints(1)]); // (B, 1, D)
  const heads = (y: string, perm: number[]) =>
    g.one("Transpose", [g.one("Reshape", [y, g.ints(0, -1, H, W)])], { perm });
  const top = config.num_hidden_layers - 1;
  for (let l = 0; l <= top; l++) {
    const p = `encoder.layer.${l}`;
    const part = (name: string) => dense(`${p}.attention.${name}`);
    const h = post ? x : norm(x, `${p}.attention.norm`);
    let q: string;
    let k: string;
    let v: string;
    if (l === top) {
      // Only the summary row is read after the last layer.
      q = linear(first(h), `${p}.query`, part("query"));
      [k, v] = g.op(
        "Split",
        [linear(h, `${p}.kv`, beside(part("key"), part("value"))), g.ints(A, A)],
        { axis: 2 },
        2,
      ) as [string, string];
      x = first(x);
    } else
      [q, k, v] = g.op(
        "Split",
        [linear(h, `${p}.qkv`, beside(part("query"), part("key"), part("value"))), g.ints(A, A, A)],
        { axis: 2 },
        3,
      ) as [string, string, string];
    const scores = g.one("MatMul", [heads(q, [0, 2, 1, 3]), heads(k, [0, 2, 3, 1])]);
    const scaled = g.one("Add", [g.one("Mul", [scores, g.scalar(1 / Math.sqrt(W))]), mask]);
    const mixed = g.one("MatMul", [g.one("Softmax", [scaled], { axis: -1 }), heads(v, [0, 2, 1, 3])]);
    const joined = g.one("Reshape", [g.one("Transpose", [mixed], { perm: [0, 2, 1, 3] }), g.ints(0, -1, A)]);
    x = g.one("Add", [x, linear(joined, `${p}.output`, part("output"))]);
    if (post) x = norm(x, `${p}.attention.norm`);
    const f = post ? x : norm(x, `${p}.feed_forward.norm`);
    const up = activate(g, linear(f, `${p}.up`, dense(`${p}.feed_forward.up`)), config.hidden_act);
    x = g.one("Add", [x, linear(up, `${p}.down`, dense(`${p}.feed_forward.down`))]);
    if (post) x = norm(x, `${p}.feed_forward.norm`);
  }
  const last = g.one("Squeeze", [x, g.ints(1)]);
  const summary = post ? last : norm(last, "norm");
  const output = (name: string, from: string) =>
    g.nodes.push(onnx.NodeProto.create({ opType: "Identity", name, input: [from], output: [name] }));
  // Heads are tiny and stay exact.
  const logits: Partial<Record<HeadName, string>> = {};
  for (const head of config.heads)
    logits[head] = linearFloat(g, summary, `heads.${head}`, dense(`heads.${head}`));
  for (const head of config.wide?.heads ?? [])
    logits[head] = g.one("Add", [
      logits[head] as string,
      wideLogits(g, config, weight, head, logits.esi as string),
    ]);
  for (const head of config.heads) output(head, logits[head] as string);
  output(EMBEDDING, summary);
  return encode(g, config);
}

/** `wideLogits` of lib/model/network.ts. `weight` puts a tensor into the graph by its name. */
function wideLogits(
  g: GraphBuilder,
  config: ModelConfig,
  weight: (name: string) => string,
  head: Scale,
  esi: string,
): string {
  const table = (name: string) => weight(`heads.${head}.${name}`);
  const int = (name: string, value: number) => g.constant(name, [], Int32Array.of(value));
  const sum = (x: string) => g.one("ReduceSum", [x, g.ints(1)], { keepdims: 0 });
  const sumOf = (looked: string, mask: string) =>
    sum(g.one("Mul", [looked, g.one("Unsqueeze", [mask, g.ints(2)])]));

  const complaint = g.one("And", [
    g.one("Not", [g.one("Equal", ["tokens", int("pad", config.pad_token_id)])]),
    g.one("Equal", ["segments", int("complaint", SEGMENTS.complaint)]),
  ]);
  const pieces = g.one("Cast", [complaint], { to: FLOAT }); // (B, T)
  const firsts = (x: string) => g.one("Slice", [x, g.ints(0), g.ints(-1), g.ints(1)]); // (B, T - 1)
  const seconds = (x: string) => g.one("Slice", [x, g.ints(1), g.ints(END), g.ints(1)]);
  const rows = g.one("Mod", [
    g.one("Add", [g.one("Mul", [firsts("tokens"), int("bigram.factor", BIGRAM_FACTOR)]), seconds("tokens")]),
    int("bigram.rows", config.wide?.bigram_rows ?? 1),
  ]);
  const numbers = g.one("Reshape", ["numbers", g.ints(0, -1)]);
  return [
    g.one("MatMul", [numbers, table("numbers")]),
    sum(g.one("Gather", [table("categories"), "categories"])),
    sumOf(g.one("Gather", [table("pieces"), "tokens"]), pieces),
    sumOf(g.one("Gather", [table("bigrams"), rows]), g.one("Mul", [firsts(pieces), seconds(pieces)])),
    g.one("MatMul", [g.one("Softmax", [esi], { axis: -1 }), table("acuity")]),
  ].reduce((a, b) => g.one("Add", [a, b]));
}

/** The non-linearities of lib/model/ops.ts; GELU by Erf is what ONNX Runtime fuses into one kernel. */
function activate(g: GraphBuilder, x: string, name: Activation): string {
  switch (name) {
    case "quick_gelu":
      return g.one("Mul", [x, g.one("Sigmoid", [g.one("Mul", [x, g.scalar(1.702)])])]);
    case "gelu": {
      const erf = g.one("Erf", [g.one("Div", [x, g.scalar(Math.SQRT2)])]);
      return g.one("Mul", [g.one("Mul", [x, g.one("Add", [erf, g.scalar(1)])]), g.scalar(0.5)]);
    }
    case "gelu_new": {
      const cube = g.one("Mul", [g.one("Mul", [x, x]), g.one("Mul", [x, g.scalar(0.044715)])]);
      const inner = g.one("Mul", [g.one("Add", [x, cube]), g.scalar(Math.sqrt(2 / Math.PI))]);
      return g.one("Mul", [
        g.one("Mul", [x, g.one("Add", [g.one("Tanh", [inner]), g.scalar(1)])]),
        g.scalar(0.5),
      ]);
    }
    case "relu":
      return g.one("Relu", [x]);
  }
}

function beside(...parts: readonly Dense[]): Dense {
  const from = (parts[0] as Dense).from;
  const to = parts.reduce((n, p) => n + p.to, 0);
  const weight = new Float32Array(from * to);
  const bias = new Float32Array(to);
  let column = 0;
  for (const p of parts) {
    for (let r = 0; r < from; r++) weight.set(p.weight.subarray(r * p.to, (r + 1) * p.to), r * to + column);
    bias.set(p.bias, column);
    column += p.to;
  }
  return { weight, bias, from, to };
}

export function linearFloat(g: GraphBuilder, x: string, name: string, d: Dense): string {
  const product = g.one("MatMul", [x, g.constant(`${name}.weight`, [d.from, d.to], d.weight)]);
  return g.one("Add", [product, g.constant(`${name}.bias`, [d.to], d.bias)]);
}

/**
 * Weights take seven bits of the eight: processors without VNNI add two products of 8 bits each in 16, and 255 * 127 * 2 overflows that
 * (ONNX Runtime, Quantize ONNX Models, "reduce_range"), so that the same file would answer otherwise there.
 */
const MOST_WEIGHT = 63;

/** In the order in which ONNX Runtime fuses all of it into one kernel, DynamicQuantizeMatMul (export-onnx.test.ts). */
export function linearInt8(g: GraphBuilder, x: string, name: string, d: Dense): string {
  const scales = new Float32Array(d.to);
  for (let i = 0; i < d.weight.length; i++) {
    const c = i % d.to;
    scales[c] = Math.max(scales[c] as number, Math.abs(d.weight[i] as number) / MOST_WEIGHT);
  }
  const q = Int8Array.from(d.weight, (w, i) => Math.round(w / ((scales[i % d.to] as number) || 1)));
  const [xq, xScale, xZero] = g.op("DynamicQuantizeLinear", [x], {}, 3) as [string, string, string];
  const product = g.one("MatMulInteger", [xq, g.constant(`${name}.weight`, [d.from, d.to], q), xZero]);
  const scale = g.one("Mul", [xScale, g.constant(`${name}.scale`, [d.to], scales)]);
  const real = g.one("Mul", [g.one("Cast", [product], { to: FLOAT }), scale]);
  return g.one("Add", [real, g.constant(`${name}.bias`, [d.to], d.bias)]);
}

function wordsInt8(g: GraphBuilder, table: NamedTensors[string]): string {
  const [rows, D] = table.shape as [number, number];
  const scales = new Float32Array(rows);
  for (let i = 0; i < table.data.length; i++) {
    const r = Math.floor(i / D);
    scales[r] = Math.max(scales[r] as number, Math.abs(table.data[i] as number) / 127);
  }
  const q = Int8Array.from(table.data, (w, i) =>
    Math.round(w / ((scales[Math.floor(i / D)] as number) || 1)),
  );
  const rowsOf = g.one("Cast", [g.one("Gather", [g.constant("words.weight", [rows, D], q), "tokens"])], {
    to: FLOAT,
  });
  const scale = g.one("Gather", [g.constant("words.scale", [rows, 1], scales), "tokens"]); // (B, T, 1)
  return g.one("Mul", [rowsOf, scale]);
}

type Value = ReturnType<typeof value>;

/** An input or output of a graph; a dimension that is a name is dynamic. */
export const value = (name: string, elemType: number, dims: readonly (string | number)[]) => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: { dim: dims.map((d) => (typeof d === "string" ? { dimParam: d } : { dimValue: d })) },
    },
  },
});

/** The file of a built graph (opset 17). */
export function encodeGraph(
  g: GraphBuilder,
  name: string,
  input: readonly Value[],
  output: readonly Value[],
): Buffer {
  const model = onnx.ModelProto.create({
    irVersion: 8,
    producerName: "openacuity",
    opsetImport: [{ domain: "", version: 17 }],
    graph: { name, node: g.nodes, initializer: g.initializers, input: [...input], output: [...output] },
  });
  return Buffer.from(onnx.ModelProto.encode(model).finish());
}

const encode = (g: GraphBuilder, config: ModelConfig): Buffer =>
  encodeGraph(
    g,
    "triage",
    [
      value("numbers", FLOAT, ["batch", config.numbers.length, numberWidth(config)]),
      value("categories", INT32, ["batch", config.categories.length]),
      value("tokens", INT32, ["batch", "length"]),
      value("segments", INT32, ["batch", "length"]),
      value("positions", INT32, ["batch", "length"]),
    ],
    [
      ...config.heads.map((head) => value(head, FLOAT, ["batch", HEAD_SIZES[head]])),
      value(EMBEDDING, FLOAT, ["batch", config.hidden_size]),
    ],
  );
