import type * as tfjs from "@tensorflow/tfjs";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { HeadName, ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, collate } from "@/lib/model/inputs";
import { forward, type Weights } from "@/lib/model/network";
import type { Tf } from "@/lib/model/tf";

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
  const encoded = cases.map(encode);
  const order = encoded.map((_, i) => i).sort((a, b) => lengthOf(a) - lengthOf(b));
  function lengthOf(i: number): number {
    return encoded[i]?.tokens.length ?? 0;
  }
  const out: Partial<Record<HeadName, number[][]>> = {};
  for (const head of config.heads) out[head] = new Array(cases.length);
  for (let at = 0; at < order.length; at += BATCH) {
    const rows = order.slice(at, at + BATCH);
    const inputs = collate(
      config,
      rows.map((i) => encoded[i] as (typeof encoded)[number]),
    );
    const outputs = tf.tidy(() => forward(tf, config, weights, inputs) as Record<HeadName, tfjs.Tensor2D>);
    for (const head of config.heads) {
      const values = await outputs[head].array();
      rows.forEach((i, row) => {
        (out[head] as number[][])[i] = values[row] as number[];
      });
    }
    tf.dispose(outputs);
  }
  return out;
}

/** Mean cross-entropy (nats) of the levels under a scale's raw logits: what training without its price would show. */
export function crossEntropy(rows: readonly (readonly number[])[], levels: readonly Level[]): number {
  const total = levels.reduce((sum, level, i) => {
    const p = softmax(rows[i] as readonly number[])[level - 1] as number;
    return sum - Math.log(Math.max(p, 1e-12));
  }, 0);
  return total / levels.length;
}

export const softmax = (logits: readonly number[]): number[] => {
  const top = Math.max(...logits);
  const e = logits.map((z) => Math.exp(z - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
};
