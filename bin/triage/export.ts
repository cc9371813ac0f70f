import { Command } from "commander";
import { openArtifact, readWeights } from "@/lib/model/artifact";
import { loadBackend } from "@/lib/model/backend";
import { buildArtifact } from "@/lib/training/build-artifact";
import { parseReplay } from "@/lib/training/replay";
import { DEFAULT_MODEL, note } from "./shell";

type Options = { model: string; out: string };

/** Writes the ONNX graphs of an artifact anew from its weights, checked against TensorFlow.js. */
export function exportCommand(): Command {
  return new Command("export")
    .description("export an artifact's weights to ONNX again (fp32 and int8), checked against TensorFlow.js")
    .option("--model <dir>", "the artifact", DEFAULT_MODEL)
    .requiredOption("--out <dir>", "where the new artifact is written")
    .action(async (o: Options) => {
      const artifact = await openArtifact(o.model);
      const { tf, backend } = await loadBackend();
      const { files, format_version: _v, ...about } = artifact.manifest;
      const made = new Set([
        "config.json",
        "tokenizer.json",
        "model.safetensors",
        "model.onnx",
        "model.int8.onnx",
        "calibration.json",
        "replay.json",
      ]);
      const extra: Record<string, Buffer> = {};
      for (const name of Object.keys(files)) if (!made.has(name)) extra[name] = await artifact.read(name);
      const { digest, parity } = await buildArtifact(tf, o.out, {
        about,
        config: artifact.config,
        tokenizer: artifact.tokenizerJson,
        weights: await readWeights(artifact),
        calibration: artifact.calibration,
        replay: parseReplay(JSON.parse((await artifact.read("replay.json")).toString("utf8"))),
        extra,
      });
      note(`wrote ${o.out}; largest difference from TensorFlow.js (${backend}) ${parity.toExponential(1)}`);
      note(`digest ${digest}`);
    });
}
