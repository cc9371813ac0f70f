import type * as tfjs from "@tensorflow/tfjs";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { random } from "@/lib/core/random";
import type { ModelConfig } from "@/lib/model/config";
import { weightShapes } from "@/lib/model/network";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";

/**
 * How much of a model learns: all of it, its last layers, or low-rank adapters beside its matrices (LoRA, Hu et al.
 * 2021). Heads always learn. What stays as it is costs no gradient, no optimizer state and no place in a checkpoint.
 */
const PROJECTIONS = ["query", "key", "value", "output", "up", "down"] as const;

/**
 * Whether the embeddings of numbers and categories learn too. They must where the encoder came from a checkpoint, which
 * knows none; they need not where they have been trained before.
 */
const inputs = z.boolean().default(true);

export const tuningSchema = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("full") }),
  z.strictObject({
    mode: z.literal("last-layers"),
    /** None: the heads alone, a linear probe. */
    layers: z.int().min(0).max(48),
    inputs,
  }),
  z.strictObject({
    mode: z.literal("lora"),
    rank: z.int().min(1).max(256).default(8),
    /** The update is scaled by alpha / rank. */
    alpha: z.number().positive().default(16),
    projections: z
      .array(z.enum(PROJECTIONS))
      .min(1)
      .default(["query", "value"])
      .refine((p) => new Set(p).size === p.length, { error: "names a projection twice" }),
    inputs,
  }),
]);
export type Tuning = z.infer<typeof tuningSchema>;

/** "full", "last-layers:2" or "lora:8", as a command line or a setting says it. */
export function parseTuning(text: string): Tuning {
  const [mode, size] = text.split(":");
  const key = mode === "lora" ? "rank" : "layers";
  const parsed = tuningSchema.safeParse({ mode, ...(size === undefined ? {} : { [key]: Number(size) }) });
  if (parsed.success) return parsed.data;
  throw new AppError("invalid-input", `${text} is none of full, last-layers:COUNT, lora or lora:RANK`);
}

/** Whether a weight of the model itself (no adapter) learns. */
export function learns(name: string, tuning: Tuning, config: ModelConfig): boolean {
  if (tuning.mode === "full" || name.startsWith("heads.")) return true;
  if (/^embeddings\.(numbers|categories)\./.test(name)) return tuning.inputs;
  if (tuning.mode === "lora") return false;
  const layer = /^encoder\.layer\.(\d+)\./.exec(name)?.[1];
  // The norm behind the last layer belongs to it.
  if (layer === undefined) return name.startsWith("norm.") && tuning.layers > 0;
  return Number(layer) >= config.num_hidden_layers - tuning.layers;
}

const SCALE = "lora.scale";
const ADAPTER = /^(.+)\.lora\.(down|up)$/;
export const isAdapter = (name: string): boolean => ADAPTER.test(name);

/** A model ready to be fitted: its weights and adapters as variables, those that stay as they are marked as such. */
export function tunable(
  tf: Tf,
  tensors: NamedTensors,
  tuning: Tuning,
  config: ModelConfig,
  seed: number,
): Record<string, tfjs.Variable> {
  const out: Record<string, tfjs.Variable> = {};
  for (const [name, t] of Object.entries(withAdapters(tensors, tuning, config, seed))) {
    const trainable = isAdapter(name) || (name !== SCALE && learns(name, tuning, config));
    out[name] = tf.tidy(() => tf.variable(tf.tensor(t.data, [...t.shape]), trainable));
  }
  return out;
}

/**
 * The model's tensors and, for LoRA, a pair of adapters beside each chosen matrix (in, out): down (in, r) drawn small, up
 * (r, out) zero, so that the model begins as it was; and the one scale they share.
 */
function withAdapters(
  tensors: NamedTensors,
  tuning: Tuning,
  config: ModelConfig,
  seed: number,
): NamedTensors {
  if (tuning.mode !== "lora") return tensors;
  const { rank, alpha } = tuning;
  const out: Record<string, NamedTensors[string]> = {
    ...tensors,
    [SCALE]: { shape: [], data: Float32Array.of(alpha / rank) },
  };
  const chosen = new RegExp(
    `^encoder\\.layer\\.\\d+\\.(attention|feed_forward)\\.(${tuning.projections.join("|")})\\.weight$`,
  );
  for (const [weight, shape] of Object.entries(weightShapes(config))) {
    if (!chosen.test(weight)) continue;
    const name = weight.slice(0, -".weight".length);
    const [from, to] = shape as [number, number];
    const r = random(seed, "lora", name);
    const down = Float32Array.from({ length: from * rank }, () => r.normal() / Math.sqrt(from));
    out[`${name}.lora.down`] = { shape: [from, rank], data: down };
    out[`${name}.lora.up`] = { shape: [rank, to], data: new Float32Array(rank * to) };
  }
  return out;
}

/** Adds every adapter into the matrix beside it and leaves it out: an ordinary model again, of the same answers. */
export function mergeAdapters(tensors: NamedTensors): NamedTensors {
  const scale = tensors[SCALE]?.data[0];
  if (scale === undefined) return tensors;
  const out: Record<string, NamedTensors[string]> = {};
  for (const [name, t] of Object.entries(tensors)) {
    if (name === SCALE || isAdapter(name)) continue;
    const own = name.endsWith(".weight") ? name.slice(0, -".weight".length) : "";
    const [down, up] = [tensors[`${own}.lora.down`], tensors[`${own}.lora.up`]];
    out[name] = down && up ? { shape: t.shape, data: merged(t.data, down, up, scale) } : t;
  }
  return out;
}

function merged(
  weight: Float32Array,
  down: NamedTensors[string],
  up: NamedTensors[string],
  scale: number,
): Float32Array {
  const [from, rank] = down.shape as [number, number];
  const to = up.shape[1] as number;
  const out = new Float32Array(weight.length);
  for (let i = 0; i < from; i++)
    for (let j = 0; j < to; j++) {
      let sum = 0;
      for (let r = 0; r < rank; r++)
        sum += (down.data[i * rank + r] as number) * (up.data[r * to + j] as number);
      out[i * to + j] = (weight[i * to + j] as number) + scale * sum;
    }
  return out;
}
