import { EMBEDDING, HEAD_SIZES, type HeadName, type ModelConfig, numberWidth } from "@/lib/model/config";
import type { ModelInputs } from "@/lib/model/inputs";
import type { Logits } from "../serve";
import { type Inferred, type ModelFacts, type NamedTensor, RemoteFailure } from "./client";

/** The graph's inputs (lib/artifact/export-onnx.ts) in the protocol's words. */
export function toTensors(config: ModelConfig, inputs: ModelInputs): NamedTensor[] {
  const { size: B, textLength: T } = inputs;
  return [
    {
      name: "numbers",
      datatype: "FP32",
      shape: [B, config.numbers.length, numberWidth(config)],
      data: inputs.numbers,
    },
    { name: "categories", datatype: "INT32", shape: [B, config.categories.length], data: inputs.categories },
    { name: "tokens", datatype: "INT32", shape: [B, T], data: inputs.tokens },
    { name: "segments", datatype: "INT32", shape: [B, T], data: inputs.segments },
    { name: "positions", datatype: "INT32", shape: [B, T], data: inputs.positions },
  ];
}

const outputWidth = (config: ModelConfig, name: HeadName | typeof EMBEDDING): number =>
  name === EMBEDDING ? config.hidden_size : HEAD_SIZES[name];

/** @throws RemoteFailure("malformed") unless each output wanted is there, (B, width), and all of it numbers */
export function toLogits(
  config: ModelConfig,
  wanted: readonly (HeadName | typeof EMBEDDING)[],
  size: number,
  { outputs }: Inferred,
): Logits {
  const logits: Record<string, Float32Array> = {};
  for (const name of wanted) {
    const output = outputs.get(name);
    const width = outputWidth(config, name);
    if (!output) throw new RemoteFailure("malformed", `There is no output ${name}.`);
    const [rows, columns, ...more] = output.shape;
    if (rows !== size || columns !== width || more.length > 0 || output.data.length !== size * width)
      throw new RemoteFailure("malformed", `The output ${name} has another shape than it should.`);
    if (!output.data.every(Number.isFinite))
      throw new RemoteFailure("malformed", `The output ${name} holds what is no number.`);
    logits[name] = output.data;
  }
  return logits as Logits;
}

/**
 * Whether what a server says of its model fits the artifact, as far as it says anything: some describe no tensors.
 * @throws RemoteFailure("differs")
 */
export function refuseOtherModel(config: ModelConfig, sha256: string, facts: ModelFacts): void {
  const other = (what: string) => new RemoteFailure("differs", what);
  const { [DIGEST_PARAMETER]: served } = facts.parameters;
  if (typeof served === "string" && served !== sha256)
    throw other("It says that it serves another model.onnx than the artifact's.");
  const inputs = new Map(facts.inputs.map((t) => [t.name, t]));
  if (inputs.size > 0)
    for (const { name, datatype, shape } of toTensors(config, EMPTY)) {
      const told = inputs.get(name);
      if (!told) throw other(`Its model has no input ${name}.`);
      const fits =
        told.shape.length === shape.length && told.shape.every((n, i) => i === 0 || isLike(n, shape[i]));
      if (told.datatype !== datatype || !fits) throw other(`Its input ${name} is of another type or shape.`);
    }
  const outputs = new Set(facts.outputs.map((t) => t.name));
  const missing = outputs.size > 0 ? config.heads.find((head) => !outputs.has(head)) : undefined;
  if (missing) throw other(`Its model has no output ${missing}.`);
}

/** Where a server can be told which file it serves: sha256 of model.onnx, hex. */
export const DIGEST_PARAMETER = "openacuity_model_sha256";

/** Any size on their side, or on ours: the text's length. */
const isLike = (told: number, ours: number | undefined): boolean => told < 0 || ours === 0 || told === ours;

const NONE = new Int32Array();
const EMPTY: ModelInputs = {
  size: 0,
  textLength: 0,
  numbers: new Float32Array(),
  categories: NONE,
  tokens: NONE,
  segments: NONE,
  positions: NONE,
};
