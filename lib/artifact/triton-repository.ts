import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@/lib/core/errors";
import { loadOnnxRuntime } from "@/lib/engine/onnx";
import { type Artifact, graphFile, servedPrecision } from "@/lib/model/artifact";
import { EMBEDDING, HEAD_SIZES, numberWidth } from "@/lib/model/config";

/**
 * A model repository of Triton (server, docs/user_guide/model_repository.md and model_configuration.md) for an artifact:
 * NAME/config.pbtxt and NAME/1/model.onnx, the file as it ships.
 */
export type TritonOptions = {
  /** Most cases Triton puts into one batch. */
  readonly maxBatch: number;
  /** Longest that a request waits there for others. */
  readonly delayMicroseconds: number;
  readonly device: "gpu" | "cpu";
};

/**
 * @returns the folder of the model
 * @throws AppError("invalid-input") for a version that is served in int8: a remote engine is not used for it
 */
export async function writeTritonRepository(
  artifact: Artifact,
  out: string,
  options: TritonOptions,
): Promise<string> {
  if (servedPrecision(artifact.manifest) !== "fp32")
    throw new AppError("invalid-input", "this version is served in int8, for which no remote engine is used");
  const graph = await artifact.read(graphFile("fp32"));
  const model = join(out, artifact.identity.name);
  await mkdir(join(model, "1"), { recursive: true });
  await writeFile(join(model, "1", "model.onnx"), graph);
  await writeFile(join(model, "config.pbtxt"), await configOf(artifact, graph, options));
  return model;
}

async function configOf(artifact: Artifact, graph: Uint8Array, o: TritonOptions): Promise<string> {
  const { config, identity, manifest } = artifact;
  const inputs = [
    tensor("numbers", "TYPE_FP32", [config.numbers.length, numberWidth(config)]),
    tensor("categories", "TYPE_INT32", [config.categories.length]),
    ...["tokens", "segments", "positions"].map((name) => tensor(name, "TYPE_INT32", [-1])),
  ];
  const outputs = config.heads.map((head) => tensor(head, "TYPE_FP32", [HEAD_SIZES[head]]));
  if (await hasEmbedding(graph)) outputs.push(tensor(EMBEDDING, "TYPE_FP32", [config.hidden_size]));
  return `# ${identity.name} ${identity.version}, written by: npm run triage -- triton
name: "${identity.name}"
backend: "onnxruntime"
default_model_filename: "model.onnx"
max_batch_size: ${o.maxBatch}
input [
${inputs.join(",\n")}
]
output [
${outputs.join(",\n")}
]
# Requests whose texts are padded to the same length (steps of 8 word pieces) are joined.
dynamic_batching {
  max_queue_delay_microseconds: ${o.delayMicroseconds}
}
instance_group [ { count: 1 kind: ${o.device === "gpu" ? "KIND_GPU" : "KIND_CPU"} } ]
${o.device === "gpu" ? GPU : ""}parameters { key: "openacuity_model_sha256" value: { string_value: "${manifest.files[graphFile("fp32")]}" } }
`;
}

/** Full fp32: TF32 and fp16 answer further from the artifact than the product takes. */
const GPU = `# TensorRT instead of CUDA: name: "tensorrt" and parameters { key: "precision_mode" value: "FP32" }. It builds an engine for each shape
# at its first request, which can take long: add trt_engine_cache_enable and trt_profile_min_shapes, _opt_shapes and _max_shapes.
optimization { execution_accelerators {
  gpu_execution_accelerator : [ { name: "cuda" parameters { key: "use_tf32" value: "0" } } ]
} }
`;

const tensor = (name: string, type: string, dims: readonly number[]): string =>
  `  { name: "${name}" data_type: ${type} dims: [ ${dims.join(", ")} ] }`;

/** Artifacts exported before the embedding had a name have none. */
async function hasEmbedding(graph: Uint8Array): Promise<boolean> {
  const ort = await loadOnnxRuntime();
  const session = await ort.InferenceSession.create(graph, { logSeverityLevel: 3 });
  try {
    return session.outputNames.includes(EMBEDDING);
  } finally {
    await session.release();
  }
}
