import { Command } from "commander";
import { prune } from "@/lib/training/pruning/prune";
import { loadSources } from "@/lib/training/sources/load";
import { showLearning } from "./curves";
import { refuseOverwriting } from "./outputs";
import { BACKEND_OPTION, backendOf, DEFAULT_MODEL, duration, FROM_OPTION, note, wholeNumber } from "./shell";

type Options = {
  model: string;
  from: string;
  out: string;
  work: string;
  heads?: number;
  units?: number;
  steps?: number;
  as?: string;
  backend?: string;
};

export function pruneCommand(): Command {
  return new Command("prune")
    .description(
      "cut the least important heads and feed-forward units out of a model and teach the rest its answers; started again, it goes on from its last checkpoint",
    )
    .option("--model <dir>", "the artifact", DEFAULT_MODEL)
    .requiredOption("--from <dir>", FROM_OPTION)
    .requiredOption("--out <dir>", "where the smaller artifact is written")
    .option("--work <dir>", "where checkpoints are kept", ".data/pruning")
    .option("--heads <n>", "attention heads a layer keeps (default: half)", wholeNumber)
    .option("--units <n>", "feed-forward units a layer keeps (default: half)", wholeNumber)
    .option("--steps <n>", "steps of learning afterwards", wholeNumber)
    .option("--as <version>", "the smaller model's version (default: the model's, with -pruned)")
    .option("--backend <name>", BACKEND_OPTION)
    .action(pruneModel);
}

async function pruneModel(o: Options): Promise<void> {
  await refuseOverwriting({ option: "--out", path: o.out }, [
    { option: "--from", path: o.from },
    { option: "--model", path: o.model, artifact: true },
  ]);
  note(`reading ${o.from}`);
  const sources = await loadSources(o.from);
  const started = performance.now();
  const { digest, parity, parameters } = await prune({
    modelDir: o.model,
    sources,
    outDir: o.out,
    workDir: o.work,
    now: new Date(),
    ...(o.heads === undefined ? {} : { heads: o.heads }),
    ...(o.units === undefined ? {} : { units: o.units }),
    ...(o.steps === undefined ? {} : { steps: o.steps }),
    ...(o.as === undefined ? {} : { version: o.as }),
    ...(o.backend ? { backend: backendOf(o.backend) } : {}),
    onNote: note,
    onProgress: showLearning(),
  });
  note(`wrote ${o.out} in ${duration((performance.now() - started) / 1000)}`);
  note(
    `${parameters.before.toLocaleString("en")} parameters before, ${parameters.after.toLocaleString("en")} after`,
  );
  note(`exported graph differs from TensorFlow.js by ${parity.toExponential(1)} at most`);
  note(`digest ${digest}`);
}
