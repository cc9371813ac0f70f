import { type Artifact, readWeights } from "@/lib/model/artifact";
import { decodeSafetensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import { readBenchmark } from "@/lib/training/benchmark";
import { buildArtifact } from "@/lib/training/build-artifact";
import type { FamiliarityFiles } from "@/lib/training/familiarity/familiarity";
import { parseReplay } from "@/lib/training/replay";

/**
 * The model as it was before it learned from KTAS. Training fits the KTAS head alone, on a body that stays as the surveys left it
 * (lib/training/ktas/ktas-stage.ts), so that taking the head and its calibration away leaves nothing that a KTAS level taught.
 * What stays of those visits is unlabelled: their words were counted for the vocabulary, their numbers for the edges of the
 * bins, and their cases for what is ordinary.
 */
export async function withoutKtas(tf: Tf, artifact: Artifact, outDir: string): Promise<void> {
  const { config, calibration, manifest } = artifact;
  const weights = await readWeights(artifact);
  const { wide: _wide, ...shape } = config;
  const { ktas: _ktas, ...scales } = calibration.scales;
  await buildArtifact(tf, outDir, {
    about: {
      name: manifest.name,
      version: manifest.version,
      created: manifest.created,
      parent: null,
      ...(manifest.precision ? { precision: manifest.precision } : {}),
      lineage: { ...manifest.lineage, withoutKtas: artifact.digest },
    },
    config: { ...shape, heads: config.heads.filter((h) => h !== "ktas") },
    tokenizer: artifact.tokenizerJson,
    weights: Object.fromEntries(Object.entries(weights).filter(([name]) => !name.startsWith("heads.ktas."))),
    calibration: { ...calibration, scales },
    replay: parseReplay(JSON.parse((await artifact.read("replay.json")).toString("utf8"))),
    benchmark: await readBenchmark(artifact),
    familiarity: await familiarityOf(artifact),
    extra: {},
  });
}

async function familiarityOf(artifact: Artifact): Promise<FamiliarityFiles | null> {
  if (!artifact.familiarity) return null;
  const { tensors } = decodeSafetensors(await artifact.read("familiarity.safetensors"));
  return { table: artifact.familiarity.table, tensors };
}
