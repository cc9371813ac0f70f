import type * as tfjs from "@tensorflow/tfjs";
import { AppError } from "@/lib/core/errors";
import { type Random, random, shuffled } from "@/lib/core/random";
import type { ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, collate, type EncodedCase } from "@/lib/model/inputs";
import { type Dropout, forward, type Weights, weightShapes } from "@/lib/model/network";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import { variablesOf } from "../build-artifact";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint";
import { EarlyStop, type StopOptions, type Stopped } from "./early-stop";
import { collateTargets, type Example, type LossOptions, loss } from "./loss";
import { AdamW, type OptimizerOptions, schedule } from "./optimizer";

/**
 * The fit loop. Everything random in step n comes from (seed, n), so that a run killed and resumed from a checkpoint ends
 * with the same weights as one that was not.
 */
export type FitOptions = OptimizerOptions &
  LossOptions & {
    readonly seed: number;
    readonly steps: number;
    readonly batchSize: number;
    readonly warmup: number;
    readonly dropout: number;
    readonly checkpointEvery: number;
  };

export type FitProgress = {
  readonly step: number;
  readonly totalSteps: number;
  /** Mean loss since the last report. */
  readonly loss: number;
  /** Mean loss on examples that are never learned from, where it was measured since the last report. */
  readonly validation?: number;
  readonly etaSeconds: number;
};

/** Gives the examples of a block of batches; must depend on nothing but the block's number and what it was made with. */
export type ExampleStream = (
  block: number,
  count: number,
) => readonly Example[] | Promise<readonly Example[]>;

/** A batch as an objective sees it: examples and the same encoded, shortest first within a block. */
export type Prepared = { readonly example: Example; readonly encoded: EncodedCase };

/**
 * What a step makes smaller: a scalar from the weights and a batch. Everything random in it comes from (seed, step).
 * The default is the heads' losses against the examples' targets.
 */
export type Objective = (
  tf: Tf,
  config: ModelConfig,
  weights: Weights,
  batch: readonly Prepared[],
  step: number,
  dropout: Dropout | undefined,
) => tfjs.Scalar;

/** How a step comes by the gradients it learns by, and the loss it reports: what it lets go of is the caller's to dispose of. */
export type Gradients = (
  tf: Tf,
  config: ModelConfig,
  weights: Readonly<Record<string, tfjs.Variable>>,
  batch: readonly Prepared[],
  step: number,
  dropout: Dropout | undefined,
) => { readonly value: tfjs.Scalar; readonly grads: Readonly<Record<string, tfjs.Tensor>> };

export type FitHooks = {
  readonly objective?: Objective;
  /** Instead of the objective's over the batch: by weight, and only of those that learn. */
  readonly gradients?: Gradients;
  /** Measures the weights on what they do not learn from, every so many steps and at the last; changes nothing. */
  readonly validate?: {
    readonly every: number;
    readonly measure: (weights: Readonly<Record<string, tfjs.Variable>>) => Promise<number>;
  };
  /** Ends it before its last step where this gets no better, with the best weights; what it measures is reported as validation. */
  readonly stop?: StopOptions;
  readonly onProgress?: (p: FitProgress) => void;
  readonly onStep?: (
    step: number,
    weights: Readonly<Record<string, tfjs.Variable>>,
    loss: number,
  ) => void | Promise<void>;
  readonly checkpointFile?: string;
  /** Names the data and options; a checkpoint of another run is not resumed. */
  readonly fingerprint?: string;
  readonly signal?: AbortSignal;
};

/** Batches prepared together and sorted by length, so that padding is small. */
const BLOCK = 4;
const REPORT_EVERY = 10;

export async function fitModel(
  tf: Tf,
  config: ModelConfig,
  encode: CaseEncoder,
  weights: Readonly<Record<string, tfjs.Variable>>,
  stream: ExampleStream,
  o: FitOptions,
  hooks: FitHooks = {},
): Promise<Stopped | null> {
  const trained = trainedOf(weights);
  const early = hooks.stop ? new EarlyStop(tf, hooks.stop) : null;
  let looked = false;
  const gradients = hooks.gradients ?? gradientsOf(hooks.objective ?? supervised(o));
  const optimizer = new AdamW(tf, trained, o);
  let step = 0;
  if (hooks.checkpointFile) {
    const saved = await readCheckpoint(hooks.checkpointFile, hooks.fingerprint ?? "");
    if (saved) {
      restore(tf, trained, optimizer, saved);
      step = saved.step;
      looked = (await early?.restore(saved.tensors, trained)) ?? false;
    }
  }
  if (!looked) await early?.look(step, trained);
  const started = performance.now();
  const resumedAt = step;
  let sum = 0;
  let counted = 0;
  let validation: number | null = null;
  let block: readonly (readonly Prepared[])[] = [];
  let blockIndex = -1;

  while (step < o.steps && !early?.isOver) {
    if (hooks.signal?.aborted) throw new AppError("internal", "training was stopped");
    const needed = Math.floor(step / BLOCK);
    if (needed !== blockIndex) {
      blockIndex = needed;
      block = prepareBlock(await stream(blockIndex, BLOCK * o.batchSize), encode, o, blockIndex);
    }
    const batch = block[step % BLOCK];
    if (!batch || batch.length === 0)
      throw new AppError("insufficient-data", "there are no examples to train on");
    step++;
    const value = await trainStep(tf, config, weights, optimizer, batch, o, step, gradients);
    if (!Number.isFinite(value)) throw new AppError("internal", `training diverged at step ${step}`);
    sum += value;
    counted++;
    if (hooks.validate && (step % hooks.validate.every === 0 || step === o.steps))
      validation = await hooks.validate.measure(weights);
    if (early && (early.isDue(step) || step === o.steps)) validation = await early.look(step, trained);
    if (step % REPORT_EVERY === 0 || step === o.steps || early?.isOver) {
      const perStep = (performance.now() - started) / 1000 / (step - resumedAt);
      hooks.onProgress?.({
        step,
        totalSteps: early?.isOver ? step : o.steps,
        loss: sum / counted,
        ...(validation === null ? {} : { validation }),
        etaSeconds: Math.round(perStep * (o.steps - step)),
      });
      sum = 0;
      counted = 0;
      validation = null;
    }
    await hooks.onStep?.(step, weights, value);
    if (hooks.checkpointFile && (step % o.checkpointEvery === 0 || step === o.steps))
      await writeCheckpoint(
        hooks.checkpointFile,
        hooks.fingerprint ?? "",
        step,
        trained,
        optimizer,
        early?.state(),
      );
    // Lets signals and the parent process be heard.
    await new Promise((resolve) => setImmediate(resolve));
  }
  optimizer.dispose();
  return early?.putBack(trained, step, o.steps) ?? null;
}

/** The weights that learn: all but those made not to (lib/training/fitting/tuning.ts). */
export const trainedOf = (weights: Readonly<Record<string, tfjs.Variable>>): Record<string, tfjs.Variable> =>
  Object.fromEntries(Object.entries(weights).filter(([, w]) => w.trainable));

function prepareBlock(
  examples: readonly Example[],
  encode: CaseEncoder,
  o: FitOptions,
  index: number,
): Prepared[][] {
  const prepared = examples
    .map((example) => ({ example, encoded: encode(example.case) }))
    .sort((a, b) => a.encoded.tokens.length - b.encoded.tokens.length);
  const batches: Prepared[][] = [];
  for (let i = 0; i < prepared.length; i += o.batchSize) batches.push(prepared.slice(i, i + o.batchSize));
  return shuffled(batches, random(o.seed, "order", index));
}

async function trainStep(
  tf: Tf,
  config: ModelConfig,
  weights: Readonly<Record<string, tfjs.Variable>>,
  optimizer: AdamW,
  batch: readonly Prepared[],
  o: FitOptions,
  step: number,
  gradients: Gradients,
): Promise<number> {
  const dropout = dropoutFor(tf, o.dropout, random(o.seed, "drop", step));
  const { value, grads } = gradients(tf, config, weights, batch, step, dropout);
  optimizer.apply(grads, step, schedule(step, o.steps, o.warmup));
  const result = (await value.data())[0] as number;
  tf.dispose([value, ...Object.values(grads)]);
  return result;
}

/** An objective's gradients over a batch, by weight. */
export const gradientsOf =
  (objective: Objective): Gradients =>
  (tf, config, weights, batch, step, dropout) => {
    const trained = trainedOf(weights);
    const { value, grads } = tf.variableGrads(
      () => objective(tf, config, weights, batch, step, dropout),
      Object.values(trained),
    );
    const byWeight: Record<string, tfjs.Tensor> = {};
    for (const [name, w] of Object.entries(trained)) {
      const g = grads[w.name];
      if (g) byWeight[name] = g;
    }
    return { value, grads: byWeight };
  };

export const supervised =
  (o: LossOptions): Objective =>
  (tf, config, weights, batch, _step, dropout) => {
    const inputs = collate(
      config,
      batch.map((p) => p.encoded),
    );
    const targets = collateTargets(batch.map((p) => p.example));
    return loss(tf, forward(tf, config, weights, inputs, dropout), targets, o);
  };

/** One mask per case, shared by its tokens (Gal & Ghahramani 2016): as good here, and 30 times fewer random numbers. */
function dropoutFor(tf: Tf, rate: number, r: Random): Dropout | undefined {
  if (rate <= 0) return undefined;
  return (x) => {
    const [B, , D] = x.shape;
    const mask = new Float32Array(B * D);
    const keep = 1 / (1 - rate);
    for (let i = 0; i < mask.length; i++) mask[i] = r.next() < rate ? 0 : keep;
    return tf.mul(x, tf.tensor3d(mask, [B, 1, D])) as tfjs.Tensor3D;
  };
}

/** Fresh weights: normal with standard deviation 0.02 (0.05 for what is looked up), norms 1, biases and wide tables 0. */
export function initialValues(config: ModelConfig, seed: number): NamedTensors {
  const tensors: Record<string, { shape: number[]; data: Float32Array }> = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    const size = shape.reduce((a, b) => a * b, 1);
    const data = new Float32Array(size);
    const isNorm = name.endsWith("norm.weight");
    const isBias = name.endsWith(".bias") && !name.startsWith("embeddings.");
    const isWide = name.startsWith("heads.") && !name.endsWith(".weight");
    if (isNorm) data.fill(1);
    else if (!isBias && !isWide) {
      const r = random(seed, "init", name);
      const spread = name.startsWith("embeddings.") ? 0.05 : 1 / Math.sqrt(shape[0] as number) / 2;
      for (let i = 0; i < size; i++) data[i] = r.normal() * spread;
    }
    tensors[name] = { shape, data };
  }
  return tensors;
}

export const initialWeights = (tf: Tf, config: ModelConfig, seed: number): Record<string, tfjs.Variable> =>
  variablesOf(tf, initialValues(config, seed));

export const disposeWeights = (weights: Readonly<Record<string, tfjs.Variable>>): void => {
  for (const w of Object.values(weights)) w.dispose();
};

function restore(
  tf: Tf,
  weights: Readonly<Record<string, tfjs.Variable>>,
  optimizer: AdamW,
  saved: Checkpoint,
): void {
  const numbers = (name: string, size: number): Float32Array => {
    const values = saved.tensors[name];
    if (values?.length !== size)
      throw new AppError("artifact-invalid", `checkpoint: ${name} does not fit the model`);
    return values;
  };
  for (const [name, w] of Object.entries(weights))
    tf.tidy(() => w.assign(tf.tensor(numbers(`weight/${name}`, w.size), w.shape)));
  optimizer.restore(numbers);
}
