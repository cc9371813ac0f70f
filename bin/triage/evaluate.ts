import { readFile, writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { openArtifact, writeArtifact } from "@/lib/model/artifact";
import { modelCard } from "@/lib/training/card";
import { type Evaluation, evaluateSources, metricSets } from "@/lib/training/evaluate";
import { evaluationTable } from "@/lib/training/report";
import { loadSources } from "@/lib/training/sources/load";
import { DEFAULT_MODEL, FROM_OPTION, note, progressLine } from "./shell";

type Options = {
  from: string;
  model: string;
  precision: "fp32" | "int8";
  json?: string;
  writeCard?: boolean;
};

export function evaluateCommand(): Command {
  return new Command("evaluate")
    .description(
      "measure a model on the reported splits (NHAMCS ED 2014 half b, critical care 2019), overall and by group",
    )
    .requiredOption("--from <dir>", FROM_OPTION)
    .option("--model <dir>", "the artifact", DEFAULT_MODEL)
    .addOption(new Option("--precision <name>", "weights to use").choices(["fp32", "int8"]).default("fp32"))
    .option("--json <file>", "write all figures as JSON")
    .option("--write-card", "write evaluation.json, metrics.json and the model card into the artifact")
    .action(evaluate);
}

async function evaluate(o: Options): Promise<void> {
  note(`reading ${o.from}`);
  const sources = await loadSources(o.from);
  const show = progressLine();
  const started = performance.now();
  const evaluation = await evaluateSources(o.model, sources, {
    precision: o.precision,
    onProgress: (done, total) => show(`${done}/${total} visits`, done === total),
  });
  note(`measured in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  process.stdout.write(`${evaluationTable(evaluation)}\n`);
  if (o.json) await writeFile(o.json, `${JSON.stringify(evaluation, null, 2)}\n`);
  if (o.writeCard) await writeCard(o.model, evaluation);
}

/** The artifact again, with its figures and its card; every other file stays byte for byte. */
export async function writeCard(dir: string, evaluation: Evaluation): Promise<void> {
  const artifact = await openArtifact(dir);
  const { files, format_version: _v, ...about } = artifact.manifest;
  const contents: Record<string, Buffer | string> = {};
  for (const name of Object.keys(files)) contents[name] = await readFile(`${dir}/${name}`);
  contents["evaluation.json"] = `${JSON.stringify(evaluation, null, 1)}\n`;
  contents["metrics.json"] = `${JSON.stringify(metricSets(evaluation), null, 1)}\n`;
  contents["README.md"] = modelCard(artifact, evaluation);
  const digest = await writeArtifact(dir, about, contents);
  note(`wrote the model card into ${dir}; digest ${digest}`);
}
