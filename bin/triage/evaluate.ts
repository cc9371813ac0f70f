import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command, Option } from "commander";
import { AppError } from "@/lib/core/errors";
import { readResultsFile } from "@/lib/evaluation/baselines/results-file";
import { modelCard } from "@/lib/evaluation/card";
import { evaluateSources } from "@/lib/evaluation/evaluate";
import { type Evaluation, metricSets } from "@/lib/evaluation/evaluation";
import { reportFiles } from "@/lib/evaluation/evaluation-report";
import { DEFAULT_SAMPLE } from "@/lib/evaluation/explanation-quality";
import { evaluationTable } from "@/lib/evaluation/report";
import { openArtifact, writeArtifact } from "@/lib/model/artifact";
import { loadDanish } from "@/lib/training/sources/danish";
import { loadSources } from "@/lib/training/sources/load";
import { staleParts } from "@/lib/training/twin";
import { refuseOverwriting } from "./outputs";
import { DEFAULT_MODEL, duration, FROM_OPTION, note, progressLine, wholeNumber } from "./shell";

type Options = {
  from: string;
  model: string;
  for?: string;
  precision?: "fp32" | "int8";
  out: string;
  explanations?: number | true;
  seed: number;
  baselines: boolean;
  results: string;
  json?: string;
  writeCard?: boolean;
};

export function evaluateCommand(): Command {
  return new Command("evaluate")
    .description(
      "measure a model on the reported year (NHAMCS ED 2019), against the level charted and against what happened, overall and by group, beside the nurses, the safety rules and regressions; and on danish-ed where it is there; writes a report with plots",
    )
    .requiredOption("--from <dir>", FROM_OPTION)
    .option("--model <dir>", "the artifact", DEFAULT_MODEL)
    .option(
      "--for <dir>",
      'an artifact that learned from the reported visits too (recipe: learnsFrom "everything"): --model is its twin, trained by the same recipe on the split; the figures and the card are written into this one',
    )
    .addOption(
      new Option("--precision <name>", "weights to use (default: the model's)").choices(["fp32", "int8"]),
    )
    .option("--out <dir>", "where report.md, evaluation.json and the plots are written", "runs/evaluation")
    .option(
      "--explanations [visits]",
      `check the explanations too, on so many visits (${DEFAULT_SAMPLE} when no number is given; minutes); --write-card and --for do unless told 0`,
      wholeNumber,
    )
    .option("--seed <n>", "seed of the explanations and of the visits they are checked on", wholeNumber, 1)
    .option("--no-baselines", "leave out the safety rules alone and the regressions")
    .option(
      "--results <file>",
      "figures measured elsewhere on the same visits, with where they come from",
      "bench/results/xgboost.json",
    )
    .option("--json <file>", "write all figures as JSON to this file as well")
    .option("--write-card", "write evaluation.json, metrics.json and the model card into the artifact")
    .action(evaluate);
}

async function evaluate(o: Options): Promise<void> {
  const read = [
    { option: "--from", path: o.from },
    { option: "--model", path: o.model, artifact: true },
    ...(o.results ? [{ option: "--results", path: o.results }] : []),
  ];
  await refuseOverwriting({ option: "--out", path: o.out }, read);
  if (o.json) await refuseOverwriting({ option: "--json", path: o.json }, read);
  note(`reading ${o.from}`);
  const sources = await loadSources(o.from);
  const show = progressLine();
  const started = performance.now();
  const written = o.for ?? (o.writeCard ? o.model : null);
  const wanted = o.explanations ?? (written === null ? 0 : true);
  const evaluation = await evaluateSources(o.model, sources, {
    ...(o.for === undefined ? {} : { standsFor: o.for }),
    precision: o.precision,
    explanations: wanted === true ? DEFAULT_SAMPLE : wanted,
    seed: o.seed,
    baselines: o.baselines,
    results: await readResultsFile(o.results),
    external: await loadDanish(o.from),
    onProgress: (what, done, total) => show(`${what}: ${done}/${total}`, done === total),
    onNote: note,
  });
  note(`measured in ${duration((performance.now() - started) / 1000)}`);
  process.stdout.write(`${evaluationTable(evaluation)}\n`);
  await mkdir(o.out, { recursive: true });
  for (const [name, content] of Object.entries(reportFiles(evaluation)))
    await writeFile(join(o.out, name), content);
  note(`wrote ${join(o.out, "report.md")}`);
  if (o.json) await writeFile(o.json, `${JSON.stringify(evaluation, null, 2)}\n`);
  if (written !== null) await writeCard(written, evaluation);
}

/**
 * The artifact again, with its figures and its card; every other file stays byte for byte.
 * @throws AppError("conflict") when the figures are of other files than the artifact has.
 */
export async function writeCard(dir: string, evaluation: Evaluation): Promise<void> {
  const artifact = await openArtifact(dir);
  const stale = staleParts(artifact, evaluation);
  if (stale.length > 0)
    throw new AppError(
      "conflict",
      `the figures are of another ${stale.join(", ")} than ${dir} has: evaluate again`,
    );
  const { files, format_version: _v, ...about } = artifact.manifest;
  const contents: Record<string, Buffer | string> = {};
  for (const name of Object.keys(files)) contents[name] = await readFile(`${dir}/${name}`);
  contents["evaluation.json"] = `${JSON.stringify(evaluation, null, 1)}\n`;
  contents["metrics.json"] = `${JSON.stringify(metricSets(evaluation), null, 1)}\n`;
  contents["README.md"] = modelCard(artifact, evaluation);
  const digest = await writeArtifact(dir, about, contents);
  note(`wrote the model card into ${dir}; digest ${digest}`);
}
