import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportOnnx } from "@/lib/artifact/export-onnx";
import { hash32 } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import type { RedrawnStage } from "@/lib/explain/version-quality/randomised-weights";
import { type Artifact, readWeights, writeArtifact } from "@/lib/model/artifact";
import type { ModelConfig } from "@/lib/model/config";
import { encodeSafetensors, type NamedTensors } from "@/lib/model/safetensors";
import { initialValues } from "@/lib/training/fitting/fit";

/**
 * The artifact's network with its weights drawn anew as training would begin, from the heads down to all of them (the
 * cascading randomisation of Adebayo et al. 2018). Words, number edges and calibration stay.
 */
export async function redrawnStages(
  artifact: Artifact,
  { seed, draws }: { readonly seed: number; readonly draws: number },
): Promise<RedrawnStage[]> {
  const learned = await readWeights(artifact);
  return stagesOf(artifact.config).map(({ name, redrawn }) => ({
    name,
    draws,
    open: (draw) =>
      // Hashed, so that no draw falls on the seed the version was trained from.
      openWith(artifact, redraw(artifact.config, learned, redrawn, hash32(`redrawn:${seed}:${draw}`))),
  }));
}

type Stage = { readonly name: string; readonly redrawn: (weight: string) => boolean };

/** "heads", "heads and layer 3", "heads and layers 2-3" ... "all weights". */
export function stagesOf(config: ModelConfig): Stage[] {
  const top = config.num_hidden_layers;
  const isHead = (weight: string) => weight.startsWith("heads.");
  const layers = Array.from({ length: top }, (_, i): Stage => {
    const lowest = top - i;
    return {
      name: `heads and ${lowest === top ? `layer ${top}` : `layers ${lowest}-${top}`}`,
      redrawn: (weight) => {
        const layer = /^encoder\.layer\.(\d+)\./.exec(weight)?.[1];
        return (
          isHead(weight) || weight.startsWith("norm.") || (layer !== undefined && Number(layer) + 1 >= lowest)
        );
      },
    };
  });
  return [{ name: "heads", redrawn: isHead }, ...layers, { name: "all weights", redrawn: () => true }];
}

export function redraw(
  config: ModelConfig,
  learned: NamedTensors,
  redrawn: (weight: string) => boolean,
  seed: number,
): NamedTensors {
  const fresh = initialValues(config, seed);
  return Object.fromEntries(
    Object.entries(learned).map(([name, t]) => [name, redrawn(name) ? (fresh[name] ?? t) : t]),
  );
}

/** An engine over these weights: through a temporary artifact, so that they are served as every other model is. */
async function openWith(artifact: Artifact, weights: NamedTensors) {
  const folder = await mkdtemp(join(tmpdir(), "openacuity-redrawn-"));
  try {
    const dir = join(folder, "artifact");
    // Of the graphs it has the exact one alone.
    const { files: _files, format_version: _v, precision: _p, ...about } = artifact.manifest;
    await writeArtifact(dir, about, {
      "config.json": await artifact.read("config.json"),
      "tokenizer.json": await artifact.read("tokenizer.json"),
      "calibration.json": await artifact.read("calibration.json"),
      "model.safetensors": encodeSafetensors(weights, { format: "pt" }),
      "model.onnx": exportOnnx(artifact.config, weights, "fp32"),
    });
    return await createOnnxEngine(dir);
  } finally {
    // The engine holds the graph in memory.
    await rm(folder, { recursive: true, force: true });
  }
}
