import type * as tfjs from "@tensorflow/tfjs";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { HEAD_SIZES, HEADS, type HeadName, isClassHead, type ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, collate } from "@/lib/model/inputs";
import { forward, type Outputs, type Weights } from "@/lib/model/network";
import { sigmoid, softmax } from "@/lib/model/softmax";
import type { Tf } from "@/lib/model/tf";
import type { Targets } from "./loss";

/** Raw outputs of the network by head, one row a case. */
export type CaseLogits = Readonly<Partial<Record<HeadName, readonly (readonly number[])[]>>>;

const BATCH = 256;

/** Read back asynchronously: a GPU's numbers cannot be waited for in place. */
export async function logitsOf(
  tf: Tf,
  config: ModelConfig,
  encode: CaseEncoder,
  weights: Weights<tfjs.Tensor>,
  cases: readonly TriageCase[],
): Promise<CaseLogits> {
  const out = emptyLogits(config, cases.length);
  await inBatches(tf, config, encode, weights, cases, (outputs, rows) =>
    takeLogits(config, outputs, rows, out),
  );
  return out;
}

/** Where the encoder places each case: one vector of hidden_size numbers a case. */
export async function embeddingsOf(
  tf: Tf,
  config: ModelConfig,
  encode: CaseEncoder,
  weights: Weights<tfjs.Tensor>,
  cases: readonly TriageCase[],
): Promise<Float32Array[]> {
  const out: Float32Array[] = new Array(cases.length);
  await inBatches(tf, config, encode, weights, cases, (outputs, rows) =>
    takeEmbeddings(config, outputs, rows, out),
  );
  return out;
}

/** Both of the above in one pass. */
export async function logitsAndEmbeddingsOf(
  tf: Tf,
  config: ModelConfig,
  encode: CaseEncoder,
  weights: Weights<tfjs.Tensor>,
  cases: readonly TriageCase[],
): Promise<{ readonly logits: CaseLogits; readonly embeddings: readonly Float32Array[] }> {
  const logits = emptyLogits(config, cases.length);
  const embeddings: Float32Array[] = new Array(cases.length);
  await inBatches(tf, config, encode, weights, cases, async (outputs, rows) => {
    await takeLogits(config, outputs, rows, logits);
    await takeEmbeddings(config, outputs, rows, embeddings);
  });
  return { logits, embeddings };
}

type Rows = Partial<Record<HeadName, number[][]>>;

const emptyLogits = (config: ModelConfig, count: number): Rows =>
  Object.fromEntries(config.heads.map((head) => [head, new Array(count)]));

async function takeLogits(config: ModelConfig, outputs: Outputs, rows: readonly number[], out: Rows) {
  for (const head of config.heads) {
    const values = (await outputs[head]?.array()) as number[][];
    rows.forEach((i, row) => {
      (out[head] as number[][])[i] = values[row] as number[];
    });
  }
}

async function takeEmbeddings(
  { hidden_size: D }: ModelConfig,
  { embedding }: Outputs,
  rows: readonly number[],
  out: Float32Array[],
) {
  const values = (await embedding.data()) as Float32Array;
  rows.forEach((i, row) => {
    out[i] = values.slice(row * D, (row + 1) * D);
  });
}

/** Runs the network over cases of like length together; `take` reads a batch's outputs, whose rows are `cases[rows[i]]`. */
async function inBatches(
  tf: Tf,
  config: ModelConfig,
  encode: CaseEncoder,
  weights: Weights<tfjs.Tensor>,
  cases: readonly TriageCase[],
  take: (outputs: Outputs, rows: readonly number[]) => Promise<void>,
): Promise<void> {
  const encoded = cases.map(encode);
  const lengthOf = (i: number): number => encoded[i]?.tokens.length ?? 0;
  const order = encoded.map((_, i) => i).sort((a, b) => lengthOf(a) - lengthOf(b));
  for (let at = 0; at < order.length; at += BATCH) {
    const rows = order.slice(at, at + BATCH);
    const inputs = collate(
      config,
      rows.map((i) => encoded[i] as (typeof encoded)[number]),
    );
    const outputs = tf.tidy(() => forward(tf, config, weights, inputs));
    await take(outputs, rows);
    tf.dispose(outputs as Record<string, tfjs.Tensor>);
  }
}

/** One case's answers on every head the model has, as targets another model can learn. */
export function answersAsTargets(logits: CaseLogits, i: number): Targets {
  const targets: Partial<Record<HeadName, number | number[]>> = {};
  for (const head of HEADS) {
    const row = logits[head]?.[i];
    if (!row) continue;
    const answer = isClassHead(head) ? softmax(row) : row.map(sigmoid);
    targets[head] = HEAD_SIZES[head] === 1 ? (answer[0] as number) : answer;
  }
  return targets as Targets;
}

/** Mean cross-entropy (nats) of the levels under a scale's raw logits: what training without its price would show. */
export function crossEntropy(rows: readonly (readonly number[])[], levels: readonly Level[]): number {
  const total = levels.reduce((sum, level, i) => {
    const p = softmax(rows[i] as readonly number[])[level - 1] as number;
    return sum - Math.log(Math.max(p, 1e-12));
  }, 0);
  return total / levels.length;
}
