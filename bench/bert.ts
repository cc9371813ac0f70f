// A BERT of the artifact's own size with random weights, in the layout `@huggingface/transformers` loads from a folder:
// the same layers, width, heads, feed-forward width, vocabulary and tokenizer. What another library needs for like work.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import {
  type Dense,
  encodeGraph,
  GraphBuilder,
  linearFloat,
  linearInt8,
  value,
} from "@/lib/artifact/export-onnx";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import type { Artifact, Precision } from "@/lib/model/artifact";
import { type ModelConfig, structuredTokens } from "@/lib/model/config";
import { createCaseEncoder } from "@/lib/model/inputs";

const { onnx } = onnxProto;
const [FLOAT, INT64] = [1, 7] as const;
const LABELS = 5;
const SEGMENTS = 2;
const LONGEST = 512;

export async function writeBert(artifact: Artifact, folder: string): Promise<void> {
  const { config, tokenizerJson, tokenizer } = artifact;
  const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;
  const { cls, sep } = tokenizer.special;
  await mkdir(join(folder, "onnx"), { recursive: true });
  await writeFile(join(folder, "config.json"), json(bertConfig(config)));
  await writeFile(
    join(folder, "tokenizer.json"),
    json({
      ...tokenizerJson,
      post_processor: { type: "BertProcessing", sep: ["[SEP]", sep], cls: ["[CLS]", cls] },
    }),
  );
  await writeFile(
    join(folder, "tokenizer_config.json"),
    json({
      tokenizer_class: "BertTokenizer",
      model_max_length: LONGEST,
      pad_token: "[PAD]",
      unk_token: "[UNK]",
      cls_token: "[CLS]",
      sep_token: "[SEP]",
      mask_token: "[MASK]",
    }),
  );
  await writeFile(join(folder, "onnx/model.onnx"), bertGraph(config, "fp32"));
  await writeFile(join(folder, "onnx/model_quantized.onnx"), bertGraph(config, "int8"));
}

const bertConfig = (config: ModelConfig) => ({
  model_type: "bert",
  architectures: ["BertForSequenceClassification"],
  hidden_size: config.hidden_size,
  num_hidden_layers: config.num_hidden_layers,
  num_attention_heads: config.num_attention_heads,
  intermediate_size: config.intermediate_size,
  vocab_size: config.vocab_size,
  max_position_embeddings: LONGEST,
  type_vocab_size: SEGMENTS,
  hidden_act: "gelu",
  pad_token_id: config.pad_token_id,
  id2label: Object.fromEntries(Array.from({ length: LABELS }, (_, i) => [i, `LABEL_${i}`])),
});

/** A text that has as many tokens, [CLS] and [SEP] among them, as our network has for a case. */
export function bertTexts(artifact: Artifact, cases: readonly TriageCase[]): string[] {
  const encode = createCaseEncoder(artifact.config, artifact.tokenizer);
  const filler = oneWord(artifact);
  return cases.map((c) => {
    const tokens = structuredTokens(artifact.config) + encode(c).tokens.length - 2;
    const words = [c.chiefComplaint, c.note, ...(c.history ?? [])].filter(Boolean).join(" ");
    const have = artifact.tokenizer.encode(words, tokens).length;
    return `${words} ${`${filler} `.repeat(Math.max(0, tokens - have))}`.trim();
  });
}

/** Any word that is one piece. */
function oneWord({ tokenizer }: Artifact): string {
  const word = ["pain", "fever", "the", "a"].find((w) => tokenizer.encode(w, 2).length === 1);
  if (!word) throw new Error("the vocabulary has no word of one piece to fill texts up with");
  return word;
}

/** Devlin et al. 2019, as BertForSequenceClassification: normalised after each block, a pooler, five labels. */
function bertGraph(config: ModelConfig, precision: Precision): Buffer {
  const g = new GraphBuilder();
  const { hidden_size: D, intermediate_size: F, num_attention_heads: H } = config;
  const r = random(1, "bert");
  const drawn = (size: number) => Float32Array.from({ length: size }, () => r.normal() * 0.02);
  const table = (name: string, rows: number) => g.constant(name, [rows, D], drawn(rows * D));
  const dense = (x: string, name: string, from: number, to: number) => {
    const d: Dense = { weight: drawn(from * to), bias: new Float32Array(to), from, to };
    return precision === "int8" ? linearInt8(g, x, name, d) : linearFloat(g, x, name, d);
  };
  const norm = (x: string, name: string) =>
    g.one(
      "LayerNormalization",
      [
        x,
        g.constant(`${name}.weight`, [D], new Float32Array(D).fill(1)),
        g.constant(`${name}.bias`, [D], new Float32Array(D)),
      ],
      { axis: -1, epsilon: 1e-12 },
    );
  const first = (x: string) =>
    g.one("Squeeze", [g.one("Slice", [x, g.ints(0), g.ints(1), g.ints(1)]), g.ints(1)]);

  const places = g.constant(
    "places",
    [LONGEST],
    BigInt64Array.from({ length: LONGEST }, (_, i) => BigInt(i)),
  );
  const length = g.one("Slice", [g.one("Shape", ["input_ids"]), g.ints(1), g.ints(2)]);
  const position = g.one("Slice", [places, g.ints(0), length, g.ints(0)]);
  let x = norm(
    g.one("Add", [
      g.one("Add", [
        g.one("Gather", [table("words", config.vocab_size), "input_ids"]),
        g.one("Gather", [table("segments", SEGMENTS), "token_type_ids"]),
      ]),
      g.one("Gather", [table("positions", LONGEST), position]),
    ]),
    "embeddings.norm",
  );
  const attended = g.one("Cast", ["attention_mask"], { to: FLOAT });
  const hidden = g.one("Mul", [g.one("Sub", [g.scalar(1), attended]), g.scalar(-1e9)]);
  const mask = g.one("Unsqueeze", [hidden, g.ints(1, 2)]); // (B, 1, 1, S)
  const byHead = (y: string, perm: number[]) =>
    g.one("Transpose", [g.one("Reshape", [y, g.ints(0, -1, H, D / H)])], { perm });
  for (let l = 0; l < config.num_hidden_layers; l++) {
    const q = byHead(dense(x, `${l}.query`, D, D), [0, 2, 1, 3]);
    const k = byHead(dense(x, `${l}.key`, D, D), [0, 2, 3, 1]);
    const v = byHead(dense(x, `${l}.value`, D, D), [0, 2, 1, 3]);
    const scores = g.one("Div", [g.one("MatMul", [q, k]), g.scalar(Math.sqrt(D / H))]);
    const weights = g.one("Softmax", [g.one("Add", [scores, mask])], { axis: -1 });
    const mixed = g.one("Transpose", [g.one("MatMul", [weights, v])], { perm: [0, 2, 1, 3] });
    const output = dense(g.one("Reshape", [mixed, g.ints(0, -1, D)]), `${l}.output`, D, D);
    x = norm(g.one("Add", [x, output]), `${l}.attention.norm`);
    const up = dense(x, `${l}.up`, D, F);
    const erf = g.one("Erf", [g.one("Div", [up, g.scalar(Math.SQRT2)])]);
    const gelu = g.one("Mul", [g.one("Mul", [up, g.one("Add", [erf, g.scalar(1)])]), g.scalar(0.5)]);
    x = norm(g.one("Add", [x, dense(gelu, `${l}.down`, F, D)]), `${l}.feed_forward.norm`);
  }
  const pooled = g.one("Tanh", [dense(first(x), "pooler", D, D)]);
  const logits = dense(pooled, "classifier", D, LABELS);
  g.nodes.push(
    onnx.NodeProto.create({ opType: "Identity", name: "logits", input: [logits], output: ["logits"] }),
  );
  const inputs = ["input_ids", "attention_mask", "token_type_ids"];
  return encodeGraph(
    g,
    "bert",
    inputs.map((name) => value(name, INT64, ["batch", "length"])),
    [value("logits", FLOAT, ["batch", LABELS])],
  );
}
