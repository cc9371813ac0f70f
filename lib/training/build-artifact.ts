import type * as tfjs from "@tensorflow/tfjs";
import { exportOnnx } from "@/lib/artifact/export-onnx";
import { AppError } from "@/lib/core/errors";
import { random } from "@/lib/core/random";
import { loadOnnxRuntime } from "@/lib/engine/onnx";
import { type ArtifactFiles, checkShapes, type Manifest, writeArtifact } from "@/lib/model/artifact";
import { type Calibration, calibrationSchema } from "@/lib/model/calibration";
import type { ModelConfig } from "@/lib/model/config";
import { numberWidth } from "@/lib/model/config";
import { familiaritySchema } from "@/lib/model/familiarity";
import { collate, createCaseEncoder, type ModelInputs } from "@/lib/model/inputs";
import { forward } from "@/lib/model/network";
import { encodeSafetensors, type NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import { loadTokenizer } from "@/lib/model/tokenizer";
import { BENCHMARK_FILE, type Benchmark, drawBenchmark } from "./benchmark";
import type { FamiliarityFiles } from "./familiarity/familiarity";
import { type ReplaySummary, synthesize } from "./replay";

/** Everything an artifact is made of, before it is files. */
export type Parts = {
  readonly about: Omit<Manifest, "files" | "format_version">;
  readonly config: ModelConfig;
  readonly tokenizer: Record<string, unknown>;
  readonly weights: NamedTensors;
  readonly calibration: Calibration;
  readonly replay: ReplaySummary;
  /** What it and its children are measured on; drawn from `replay` when absent. */
  readonly benchmark?: Benchmark;
  /** Absent: the artifact does not say what it takes for an ordinary patient. */
  readonly familiarity?: FamiliarityFiles | null;
  /** The card and other texts. */
  readonly extra: ArtifactFiles;
};

/** Largest difference of any logit, or number of the embedding, between the exported graph and TensorFlow.js that is let through. */
const PARITY_TOLERANCE = 1e-4;

/**
 * Exports and writes an artifact, after the exported graph has answered made-up cases as TensorFlow.js does.
 * @returns the new artifact's digest @throws AppError("internal") when the two disagree by more than 1e-4
 */
export async function buildArtifact(
  tf: Tf,
  dir: string,
  parts: Parts,
): Promise<{ digest: string; parity: number }> {
  checkShapes(parts.weights, parts.config);
  const model = exportOnnx(parts.config, parts.weights, "fp32");
  const parity = await exportParity(tf, parts, model);
  if (!(parity <= PARITY_TOLERANCE))
    throw new AppError(
      "internal",
      `the exported model differs from TensorFlow.js by ${parity.toExponential(1)}`,
    );
  const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;
  const digest = await writeArtifact(dir, parts.about, {
    "config.json": json(parts.config),
    "tokenizer.json": json(parts.tokenizer),
    "model.safetensors": encodeSafetensors(parts.weights, { format: "pt" }),
    "model.onnx": model,
    "model.int8.onnx": exportOnnx(parts.config, parts.weights, "int8"),
    "calibration.json": json(calibrationSchema.parse(parts.calibration)),
    "replay.json": `${JSON.stringify(parts.replay)}\n`,
    [BENCHMARK_FILE]: `${JSON.stringify(parts.benchmark ?? drawBenchmark(parts.replay))}\n`,
    ...(parts.familiarity
      ? {
          "familiarity.json": json(familiaritySchema.parse(parts.familiarity.table)),
          "familiarity.safetensors": encodeSafetensors(parts.familiarity.tensors, { format: "pt" }),
        }
      : {}),
    ...parts.extra,
  });
  return { digest, parity };
}

/** Largest absolute difference between the outputs (logits and embedding) of the ONNX graph and of TensorFlow.js on made-up cases. */
async function exportParity(tf: Tf, parts: Parts, model: Buffer): Promise<number> {
  const ort = await loadOnnxRuntime();
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ["cpu"],
    logSeverityLevel: 3,
  });
  const encode = createCaseEncoder(parts.config, loadTokenizer(parts.tokenizer));
  const r = random(1, "parity");
  const inputs = collate(
    parts.config,
    Array.from({ length: 32 }, () => encode(synthesize(parts.replay, r))),
  );
  const weights: Record<string, tfjs.Tensor> = {};
  for (const [name, t] of Object.entries(parts.weights)) weights[name] = tf.tensor(t.data, [...t.shape]);
  let worst = 0;
  try {
    const outputs = await session.run(feeds(ort, parts.config, inputs));
    const own = tf.tidy(() => forward(tf, parts.config, weights, inputs) as Record<string, tfjs.Tensor>);
    for (const [head, t] of Object.entries(own)) {
      const other = outputs[head]?.data as Float32Array;
      (await t.data()).forEach((v, i) => {
        worst = Math.max(worst, Math.abs(v - (other[i] ?? Number.NaN)));
      });
    }
    tf.dispose(own);
  } finally {
    tf.dispose(weights);
    await session.release();
  }
  return worst;
}

function feeds(ort: typeof import("onnxruntime-node"), config: ModelConfig, inputs: ModelInputs) {
  const { size: B, textLength: T } = inputs;
  return {
    numbers: new ort.Tensor("float32", inputs.numbers, [B, config.numbers.length, numberWidth(config)]),
    categories: new ort.Tensor("int32", inputs.categories, [B, config.categories.length]),
    tokens: new ort.Tensor("int32", inputs.tokens, [B, T]),
    segments: new ort.Tensor("int32", inputs.segments, [B, T]),
    positions: new ort.Tensor("int32", inputs.positions, [B, T]),
  };
}

/** Reads weights off the backend. */
export async function tensorsOf(weights: Readonly<Record<string, tfjs.Variable>>): Promise<NamedTensors> {
  const out: Record<string, NamedTensors[string]> = {};
  for (const [name, w] of Object.entries(weights))
    out[name] = { shape: w.shape, data: Float32Array.from(await w.data()) };
  return out;
}

export function variablesOf(tf: Tf, tensors: NamedTensors): Record<string, tfjs.Variable> {
  const out: Record<string, tfjs.Variable> = {};
  for (const [name, t] of Object.entries(tensors))
    out[name] = tf.tidy(() => tf.variable(tf.tensor(t.data, [...t.shape]), true));
  return out;
}
