import type * as tfjs from "@tensorflow/tfjs";
import { headSize, type ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, collate } from "@/lib/model/inputs";
import { forward } from "@/lib/model/network";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import { disposeWeights, type ExampleStream } from "../fitting/fit";
import { collateTargets, type Example, type LossOptions, loss } from "../fitting/loss";
import type { Importance } from "./slice";

/**
 * How much the loss would change, to first order, were a head or a feed-forward unit gone: |sum of activation x gradient|
 * over a batch, averaged over batches (Michel et al. 2019, "Are Sixteen Heads Really Better than One?"; Molchanov et al.
 * 2019, "Importance Estimation for Neural Network Pruning").
 *
 * The sum over a batch's activations equals the sum of weight x gradient over the weights that carry them on, which needs
 * no place in the network to listen at: d loss / d (gate on row r of W) = sum_c W[r, c] dL/dW[r, c].
 */
export type ImportanceOptions = LossOptions & {
  readonly batches: number;
  /** Small: what helps one visit and harms the next must not cancel out. */
  readonly batchSize: number;
};

/** Weights by which heads and units reach the rest of the network; one row a lane of a head, or a unit. */
const OUTGOING = /^encoder\.layer\.\d+\.(attention\.output|feed_forward\.down)\.weight$/;

export async function measureImportance(
  tf: Tf,
  config: ModelConfig,
  encode: CaseEncoder,
  tensors: NamedTensors,
  stream: ExampleStream,
  o: ImportanceOptions,
  onProgress?: (done: number, total: number) => void,
): Promise<Importance> {
  const weights: Record<string, tfjs.Variable> = {};
  for (const [name, t] of Object.entries(tensors))
    weights[name] = tf.tidy(() => tf.variable(tf.tensor(t.data, [...t.shape]), OUTGOING.test(name)));
  const width: Record<string, number> = {};
  for (const name of Object.keys(weights).filter((n) => OUTGOING.test(n)))
    width[name] = name.includes(".attention.") ? headSize(config) : 1;
  const sums = Object.fromEntries(
    Object.entries(width).map(([name, w]) => [
      name,
      new Float64Array((tensors[name]?.shape[0] as number) / w),
    ]),
  );
  try {
    for (let batch = 0; batch < o.batches; batch++) {
      const examples = await stream(batch, o.batchSize);
      for (const [name, rows] of Object.entries(await rowEffects(tf, config, encode, weights, examples, o)))
        addGroups(sums[name] as Float64Array, rows, width[name] as number);
      onProgress?.(batch + 1, o.batches);
    }
  } finally {
    disposeWeights(weights);
  }
  const of = (l: number, part: string) =>
    Array.from(sums[`encoder.layer.${l}.${part}.weight`] as Float64Array, (s) => s / o.batches);
  const layers = Array.from({ length: config.num_hidden_layers }, (_, l) => l);
  return {
    heads: layers.map((l) => of(l, "attention.output")),
    units: layers.map((l) => of(l, "feed_forward.down")),
  };
}

/** sum_c W[r, c] dL/dW[r, c] of each row of each outgoing weight, for one batch. */
async function rowEffects(
  tf: Tf,
  config: ModelConfig,
  encode: CaseEncoder,
  weights: Readonly<Record<string, tfjs.Variable>>,
  examples: readonly Example[],
  o: LossOptions,
): Promise<Record<string, Float32Array>> {
  const inputs = collate(
    config,
    examples.map((e) => encode(e.case)),
  );
  const targets = collateTargets(examples);
  const outgoing = Object.entries(weights).filter(([, w]) => w.trainable);
  const { value, grads } = tf.variableGrads(
    () => loss(tf, forward(tf, config, weights, inputs), targets, o),
    outgoing.map(([, w]) => w),
  );
  const out: Record<string, Float32Array> = {};
  for (const [name, w] of outgoing) {
    const effect = tf.tidy(() => tf.sum(tf.mul(w, grads[w.name] as tfjs.Tensor), 1));
    out[name] = (await effect.data()) as Float32Array;
    effect.dispose();
  }
  tf.dispose([value, ...Object.values(grads)]);
  return out;
}

/** Adds |sum| of every `width` neighbouring effects to its group. */
function addGroups(sums: Float64Array, effects: Float32Array, width: number): void {
  for (let g = 0; g < sums.length; g++) {
    let effect = 0;
    for (let i = 0; i < width; i++) effect += effects[g * width + i] as number;
    sums[g] = (sums[g] as number) + Math.abs(effect);
  }
}
