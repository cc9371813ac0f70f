import type * as tfjs from "@tensorflow/tfjs";
import type { TriageCase } from "@/lib/case/triage-case";
import type { HeadName, ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, collate } from "@/lib/model/inputs";
import { forward, type Outputs, type Weights } from "@/lib/model/network";
import type { Tf } from "@/lib/model/tf";

/** Raw outputs of the network by head, one row a case. */
export type CaseLogits = Readonly<Partial<Record<HeadName, readonly (readonly number[])[]>>>;

const BATCH = 256;

export function logitsOf(
  tf: Tf,
  config: ModelConfig,
  encode: CaseEncoder,
  weights: Weights<tfjs.Tensor>,
  cases: readonly TriageCase[],
): CaseLogits {
  const out: Partial<Record<HeadName, number[][]>> = {};
  for (const head of config.heads) out[head] = new Array(cases.length);
  inBatches(tf, config, encode, weights, cases, (outputs, rows) => {
    for (const head of config.heads) {
      const values = outputs[head]?.arraySync() as number[][];
      rows.forEach((i, row) => {
        (out[head] as number[][])[i] = values[row] as number[];
      });
    }
  });
  return out;
}

/** Where the encoder places each case: one vector of hidden_size numbers a case. */
export function embeddingsOf(
  tf: Tf,
  config: ModelConfig,
  encode: CaseEncoder,
  weights: Weights<tfjs.Tensor>,
  cases: readonly TriageCase[],
): Float32Array[] {
  const D = config.hidden_size;
  const out: Float32Array[] = new Array(cases.length);
  inBatches(tf, config, encode, weights, cases, ({ embedding }, rows) => {
    const values = embedding.dataSync() as Float32Array;
    rows.forEach((i, row) => {
      out[i] = values.slice(row * D, (row + 1) * D);
    });
  });
  return out;
}

/** Runs the network over cases of like length together; `take` reads a batch's outputs, whose rows are `cases[rows[i]]`. */
function inBatches(
  tf: Tf,
  config: ModelConfig,
  encode: CaseEncoder,
  weights: Weights<tfjs.Tensor>,
  cases: readonly TriageCase[],
  take: (outputs: Outputs, rows: readonly number[]) => void,
): void {
  const encoded = cases.map(encode);
  const lengthOf = (i: number): number => encoded[i]?.tokens.length ?? 0;
  const order = encoded.map((_, i) => i).sort((a, b) => lengthOf(a) - lengthOf(b));
  for (let at = 0; at < order.length; at += BATCH) {
    const rows = order.slice(at, at + BATCH);
    const inputs = collate(
      config,
      rows.map((i) => encoded[i] as (typeof encoded)[number]),
    );
    tf.tidy(() => take(forward(tf, config, weights, inputs), rows));
  }
}

export const softmax = (logits: readonly number[]): number[] => {
  const top = Math.max(...logits);
  const e = logits.map((z) => Math.exp(z - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
};
