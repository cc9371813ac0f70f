import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import type * as Ort from "onnxruntime-node";
import { AppError } from "@/lib/core/errors";
import { type Artifact, graphFile, servedPrecision } from "@/lib/model/artifact";
import { EMBEDDING, numberWidth } from "@/lib/model/config";
import type { ModelInputs } from "@/lib/model/inputs";
import type { Engine } from "./engine";
import { createEngine, type EngineOptions, type Logits, type Runtime } from "./serve";

export type OnnxOptions = EngineOptions & {
  /** The artifact's own by default. */
  readonly precision?: Engine["precision"];
  /** Execution providers to try in order; CPU is always the last. Default: cuda and webgpu where the build has them. */
  readonly devices?: readonly ("cuda" | "webgpu" | "cpu")[];
  /** Threads of one call; as many as there are cores, at most four, when absent. */
  readonly threads?: number;
};

/**
 * Serves an artifact through ONNX Runtime, in process.
 * @throws AppError("artifact-invalid") when the artifact does not verify, AppError("model-unavailable") when no provider
 * can run it.
 */
export function createOnnxEngine(artifactDir: string, options: OnnxOptions = {}): Promise<Engine> {
  return createEngine(artifactDir, (artifact) => startOnnx(artifact, options), options);
}

async function startOnnx(artifact: Artifact, options: OnnxOptions): Promise<Runtime> {
  const precision = options.precision ?? servedPrecision(artifact.manifest);
  const bytes = await artifact.read(graphFile(precision));
  const ort = await loadOnnxRuntime().catch((cause: unknown) => {
    throw new AppError("model-unavailable", "onnxruntime-node could not be loaded", { cause });
  });
  const { session, device } = await openSession(ort, bytes, options);
  const { heads } = artifact.config;
  const withEmbedding = session.outputNames.includes(EMBEDDING) ? [...heads, EMBEDDING] : heads;
  return {
    engine: "onnx",
    device,
    precision,
    async run(inputs, { embedding = false }) {
      const feeds = toFeeds(ort, artifact, inputs);
      const wanted = embedding ? withEmbedding : heads;
      const outputs = await session.run(feeds, wanted);
      const logits: Record<string, Float32Array> = {};
      for (const name of wanted) logits[name] = outputs[name]?.data as Float32Array;
      return logits as Logits;
    },
    async close() {
      await session.release();
    },
  };
}

/** ONNX Runtime without its reports to its makers: nothing of a hospital goes anywhere that the hospital has not named. */
export function loadOnnxRuntime(): Promise<typeof Ort> {
  process.env.ORT_DISABLE_TELEMETRY ??= "1";
  return import("onnxruntime-node");
}

async function openSession(
  ort: typeof Ort,
  bytes: Uint8Array,
  options: OnnxOptions,
): Promise<{ session: Ort.InferenceSession; device: string }> {
  const built = new Set<string>(ort.listSupportedBackends().map((b) => b.name));
  // The build knows CUDA everywhere on Linux; its libraries are a separate download that most machines lack.
  if (!hasCudaLibraries()) built.delete("cuda");
  // WebGPU is in every Linux build but needs a GPU to be worth anything, so it is only used when asked for.
  const wanted = options.devices ?? ["cuda"];
  // Ampere and later round products of fp32 to TF32 unless told not to: further from the CPU's answers than engines may be.
  if (built.has("cuda") && wanted.includes("cuda")) process.env.NVIDIA_TF32_OVERRIDE ??= "0";
  let last: unknown;
  for (const device of [...wanted.filter((d) => d !== "cpu" && built.has(d)), "cpu"] as const) {
    try {
      const session = await ort.InferenceSession.create(bytes, {
        executionProviders: device === "cpu" ? ["cpu"] : [device, "cpu"],
        graphOptimizationLevel: "all",
        logSeverityLevel: 3,
        intraOpNumThreads: options.threads ?? defaultThreads(),
        extra: WAIT_ASLEEP,
      });
      return { session, device };
    } catch (error) {
      last = error;
    }
  }
  throw new AppError("model-unavailable", "ONNX Runtime could not open the model", { cause: last });
}

/**
 * Threads with nothing to do sleep. By default they spin, on cores that Node, the database and the next request need:
 * with two threads on two busy cores that made every answer slower than one thread's (bench/engine.ts).
 */
const WAIT_ASLEEP = { session: { intra_op: { allow_spinning: "0" } } };

/** The model is small: beyond a few threads they wait for each other. */
const defaultThreads = (): number => Math.min(4, availableParallelism());

function hasCudaLibraries(): boolean {
  try {
    const main = createRequire(join(process.cwd(), "package.json")).resolve("onnxruntime-node");
    const folder = join(dirname(main), "..", "bin", "napi-v6", process.platform, process.arch);
    return existsSync(join(folder, "libonnxruntime_providers_cuda.so"));
  } catch {
    return false;
  }
}

function toFeeds(ort: typeof Ort, artifact: Artifact, inputs: ModelInputs): Record<string, Ort.Tensor> {
  const { size: B, textLength: T } = inputs;
  const { config } = artifact;
  return {
    numbers: new ort.Tensor("float32", inputs.numbers, [B, config.numbers.length, numberWidth(config)]),
    categories: new ort.Tensor("int32", inputs.categories, [B, config.categories.length]),
    tokens: new ort.Tensor("int32", inputs.tokens, [B, T]),
    segments: new ort.Tensor("int32", inputs.segments, [B, T]),
    positions: new ort.Tensor("int32", inputs.positions, [B, T]),
  };
}
