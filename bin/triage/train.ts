import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { AppError } from "@/lib/core/errors";
import { findCheckpoint } from "@/lib/training/pretrained/hub";
import { parseRecipe, type Recipe } from "@/lib/training/recipe";
import { loadSources } from "@/lib/training/sources/load";
import { train } from "@/lib/training/train";
import { showLearning } from "./curves";
import { refuseOverwriting } from "./outputs";
import { BACKEND_OPTION, backendOf, duration, FROM_OPTION, note } from "./shell";

type Options = {
  from: string;
  out: string;
  work: string;
  config?: string;
  fromCheckpoint?: string;
  backend?: string;
};

export function trainCommand(): Command {
  return new Command("train")
    .description(
      "train a model from the public data sets; started again, it goes on from its last checkpoint",
    )
    .requiredOption("--from <dir>", FROM_OPTION)
    .requiredOption("--out <dir>", "where the artifact is written")
    .option("--work <dir>", "where checkpoints are kept", ".data/training")
    .option("--config <file>", "JSON with a training recipe (default: the shipped model's)")
    .option(
      "--from-checkpoint <dir|id>",
      "begin as a BERT-family checkpoint: a folder, or an id on the Hugging Face Hub (HF_ENDPOINT, HF_TOKEN), kept in DATA_DIR",
    )
    .option("--backend <name>", BACKEND_OPTION)
    .action(async (o: Options) => {
      const recipe = parseRecipe(withCheckpoint(o.config ? await readJson(o.config) : {}, o.fromCheckpoint));
      const checkpointDir = await checkpointOf(recipe);
      await refuseOverwriting({ option: "--out", path: o.out }, [
        { option: "--from", path: o.from },
        o.config ? { option: "--config", path: o.config } : null,
        checkpointDir ? { option: "the checkpoint", path: checkpointDir, artifact: true } : null,
      ]);
      note(`reading ${o.from}`);
      const sources = await loadSources(o.from);
      note(
        `${sources.nhamcs.length} NHAMCS ED visits, ${sources.outcomes.length} with what happened, ` +
          `${sources.ktas.length} KTAS`,
      );
      const started = performance.now();
      const result = await train({
        sources,
        recipe,
        checkpointDir,
        outDir: o.out,
        workDir: o.work,
        now: new Date(),
        ...(o.backend ? { backend: backendOf(o.backend) } : {}),
        onNote: note,
        onProgress: showLearning(),
      });
      note(`wrote ${o.out} in ${duration((performance.now() - started) / 1000)}`);
      note(`exported graph differs from TensorFlow.js by ${result.parity.toExponential(1)} at most`);
      note(`digest ${result.digest}`);
    });
}

/** The command line's checkpoint goes before the recipe's. */
function withCheckpoint(recipe: unknown, checkpoint: string | undefined): unknown {
  if (checkpoint === undefined || typeof recipe !== "object" || recipe === null) return recipe;
  const { start } = recipe as { start?: object };
  return { ...recipe, start: { ...start, checkpoint } };
}

async function checkpointOf({ start }: Recipe): Promise<string | undefined> {
  if (!start) return undefined;
  return findCheckpoint(start.checkpoint, {
    dataDir: process.env.DATA_DIR || ".data",
    endpoint: process.env.HF_ENDPOINT,
    token: process.env.HF_TOKEN,
    onNote: note,
  });
}

export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new AppError("invalid-input", `${file} could not be read as JSON`, { cause });
  }
}
