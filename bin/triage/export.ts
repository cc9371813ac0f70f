import { resolve } from "node:path";
import { Command } from "commander";
import type { Evaluation } from "@/lib/evaluation/evaluation";
import { type Artifact, openArtifact, readWeights } from "@/lib/model/artifact";
import { loadBackend } from "@/lib/model/backend";
import { FAMILIARITY_FILES } from "@/lib/model/familiarity";
import { createCaseEncoder } from "@/lib/model/inputs";
import { decodeSafetensors, type NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import { BENCHMARK_FILE, readBenchmark } from "@/lib/training/benchmark";
import { buildArtifact, variablesOf } from "@/lib/training/build-artifact";
import type { FamiliarityFiles } from "@/lib/training/familiarity/familiarity";
import { surveyFamiliarity } from "@/lib/training/familiarity/survey-familiarity";
import { disposeWeights } from "@/lib/training/fitting/fit";
import { embeddingsOf } from "@/lib/training/fitting/logits";
import { parseReplay } from "@/lib/training/replay";
import { loadSources } from "@/lib/training/sources/load";
import { learnedFromReported, staleParts } from "@/lib/training/twin";
import { writeCard } from "./evaluate";
import { realOf, refuseOverwriting } from "./outputs";
import { DEFAULT_MODEL, FROM_OPTION, note } from "./shell";

type Options = { model: string; out: string; from?: string };

/** Writes the ONNX graphs of an artifact anew from its weights, checked against TensorFlow.js. */
export function exportCommand(): Command {
  return new Command("export")
    .description("export an artifact's weights to ONNX again (fp32 and int8), checked against TensorFlow.js")
    .option("--model <dir>", "the artifact", DEFAULT_MODEL)
    .requiredOption(
      "--out <dir>",
      "where the new artifact is written; the artifact's own folder renews it in place",
    )
    .option("--from <dir>", `also fit anew what the model takes for an ordinary patient; ${FROM_OPTION}`)
    .action(async (o: Options) => {
      // Its own folder is allowed: that renews it.
      if ((await realOf(resolve(o.out))) !== (await realOf(resolve(o.model))))
        await refuseOverwriting({ option: "--out", path: o.out }, [
          { option: "--model", path: o.model, artifact: true },
          o.from ? { option: "--from", path: o.from } : null,
        ]);
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
        ...FAMILIARITY_FILES,
        "replay.json",
        BENCHMARK_FILE,
      ]);
      const extra: Record<string, Buffer> = {};
      for (const name of Object.keys(files)) if (!made.has(name)) extra[name] = await artifact.read(name);
      const weights = await readWeights(artifact);
      const { digest, parity } = await buildArtifact(tf, o.out, {
        about,
        config: artifact.config,
        tokenizer: artifact.tokenizerJson,
        weights,
        calibration: artifact.calibration,
        replay: parseReplay(JSON.parse((await artifact.read("replay.json")).toString("utf8"))),
        benchmark: await readBenchmark(artifact),
        familiarity: o.from ? await refit(tf, artifact, weights, o.from) : await kept(artifact),
        extra,
      });
      note(`wrote ${o.out}; largest difference from TensorFlow.js (${backend}) ${parity.toExponential(1)}`);
      note(`digest ${digest}`);
      const evaluation = extra["evaluation.json"];
      if (evaluation) await renewCard(o.out, JSON.parse(evaluation.toString("utf8")) as Evaluation);
    });
}

/** The card says what the files say, and no figure of other files: those wait for an evaluation. */
async function renewCard(dir: string, evaluation: Evaluation): Promise<void> {
  const stale = staleParts(await openArtifact(dir), evaluation);
  if (stale.length === 0) await writeCard(dir, evaluation);
  else
    note(
      `the figures in ${dir} are of another ${stale.join(", ")}: evaluate again with --write-card or --for`,
    );
}

async function kept(artifact: Artifact): Promise<FamiliarityFiles | null> {
  if (!artifact.familiarity) return null;
  const { tensors } = decodeSafetensors(await artifact.read("familiarity.safetensors"));
  return { table: artifact.familiarity.table, tensors };
}

async function refit(
  tf: Tf,
  artifact: Artifact,
  stored: NamedTensors,
  from: string,
): Promise<FamiliarityFiles> {
  note(`reading ${from}`);
  const sources = await loadSources(from);
  const { config, tokenizer } = artifact;
  const encode = createCaseEncoder(config, tokenizer);
  const weights = variablesOf(tf, stored);
  try {
    const fitted = await surveyFamiliarity(
      config,
      encode,
      (cases) => embeddingsOf(tf, config, encode, weights, cases),
      sources,
      learnedFromReported(artifact.manifest.lineage) ? "everything" : "split",
    );
    for (const { dataset, cases, flagged } of fitted.table.measured)
      note(`${dataset}: ${(100 * flagged).toFixed(1)} % of ${cases} beyond a bound`);
    for (const { kind, cases, auroc, flagged } of fitted.table.planted)
      note(
        `${kind}: ${(100 * flagged).toFixed(1)} % of ${cases} found (AUROC: whole ${auroc.whole}, words ${auroc.words})`,
      );
    return fitted;
  } finally {
    disposeWeights(weights);
  }
}
