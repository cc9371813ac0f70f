import { headSize, type ModelConfig, parseModelConfig } from "@/lib/model/config";
import type { NamedTensors } from "@/lib/model/safetensors";

/** What each head and each feed-forward unit is worth, layer by layer; only the order within a layer means something. */
export type Importance = {
  readonly heads: readonly (readonly number[])[];
  readonly units: readonly (readonly number[])[];
};

/** What stays, layer by layer: indices into the model as it was, ascending. Every layer keeps as many. */
export type Kept = {
  readonly heads: readonly (readonly number[])[];
  readonly units: readonly (readonly number[])[];
};

/** The `count` highest scores' places, ascending; among equals the first. */
const highest = (scores: readonly number[], count: number): number[] =>
  scores
    .map((_, i) => i)
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);

export const keepMost = ({ heads, units }: Importance, headCount: number, unitCount: number): Kept => ({
  heads: heads.map((scores) => highest(scores, headCount)),
  units: units.map((scores) => highest(scores, unitCount)),
});

/**
 * The model without the heads and units that are not kept: a smaller model of the same answers where those added nothing.
 * Heads stay as wide as they were, so that what is kept attends as it did; the config says so by `head_dim`.
 */
export function pruneModel(
  config: ModelConfig,
  tensors: NamedTensors,
  kept: Kept,
): { config: ModelConfig; tensors: NamedTensors } {
  const W = headSize(config);
  const out: Record<string, NamedTensors[string]> = { ...tensors };
  const change = (name: string, how: typeof columns, places: readonly number[]) => {
    out[name] = how(tensors[name] as NamedTensors[string], places);
  };
  for (let l = 0; l < config.num_hidden_layers; l++) {
    const p = `encoder.layer.${l}`;
    const lanes = (kept.heads[l] as readonly number[]).flatMap((h) =>
      Array.from({ length: W }, (_, i) => h * W + i),
    );
    for (const part of ["query", "key", "value"]) {
      change(`${p}.attention.${part}.weight`, columns, lanes);
      change(`${p}.attention.${part}.bias`, columns, lanes);
    }
    change(`${p}.attention.output.weight`, rows, lanes);
    const units = kept.units[l] as readonly number[];
    change(`${p}.feed_forward.up.weight`, columns, units);
    change(`${p}.feed_forward.up.bias`, columns, units);
    change(`${p}.feed_forward.down.weight`, rows, units);
  }
  return { config: prunedConfig(config, kept), tensors: out };
}

function prunedConfig(config: ModelConfig, kept: Kept): ModelConfig {
  return parseModelConfig({
    ...config,
    num_attention_heads: kept.heads[0]?.length,
    // A model that keeps all its heads stays described as it was.
    ...(kept.heads[0]?.length === config.num_attention_heads ? {} : { head_dim: headSize(config) }),
    intermediate_size: kept.units[0]?.length,
  });
}

type Tensor = NamedTensors[string];

/** Entries along the last axis: columns of a matrix, places of a vector. */
function columns({ shape, data }: Tensor, places: readonly number[]): Tensor {
  const width = shape.at(-1) as number;
  const height = data.length / width;
  const out = new Float32Array(height * places.length);
  for (let r = 0; r < height; r++)
    places.forEach((c, i) => {
      out[r * places.length + i] = data[r * width + c] as number;
    });
  return { shape: [...shape.slice(0, -1), places.length], data: out };
}

/** Rows of a matrix. */
function rows({ shape, data }: Tensor, places: readonly number[]): Tensor {
  const width = shape[1] as number;
  const out = new Float32Array(places.length * width);
  places.forEach((r, i) => {
    out.set(data.subarray(r * width, (r + 1) * width), i * width);
  });
  return { shape: [places.length, width], data: out };
}
