import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { AppError } from "@/lib/core/errors";
import { openArtifact, readWeights } from "@/lib/model/artifact";
import { newBudget, parseBudget, spentOf } from "@/lib/training/federated/budget";
import { fitSite, openSite, type Privacy } from "@/lib/training/federated/fit-site";
import { answerWith, isHeldOut, siteFigures, weightsAtSite } from "@/lib/training/federated/measure-site";
import { partTensors, pick } from "@/lib/training/federated/tensors";
import { writeFederated } from "@/lib/training/federated/write-federated";
import { showLearning } from "./curves";
import { readLabels } from "./labelled-lines";
import { refuseOverwriting } from "./outputs";
import { BACKEND_OPTION, backendOf, DEFAULT_MODEL, note, wholeNumber } from "./shell";
import { readSettings, type SiteSettings, sharingOf } from "./site-settings";
import { holdFolder, readTensors, readTensorsIfThere, replaceFile, writeTensors } from "./tensor-files";
import { readJson } from "./train";

/**
 * A site's part in learning together (docs/federated.md). Weights go in and weights come out; who carries them is another
 * program's business (deploy/flower). What is printed on standard output is JSON, and what of it may leave is named there.
 */
export function federatedCommand(): Command {
  return new Command("federated")
    .description("learn together with other sites: weights are exchanged, cases stay")
    .addCommand(tensorsCommand())
    .addCommand(fitCommand())
    .addCommand(evaluateSiteCommand())
    .addCommand(candidateCommand());
}

const SETTINGS = "the site's settings, JSON (docs/federated.md)";
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
const keptFile = (s: SiteSettings) => join(s.work, "kept.safetensors");
const budgetFile = (s: SiteSettings) => join(s.work, "privacy.json");

type Common = { settings: string; backend?: string };
const backend = (o: { backend?: string }) => (o.backend ? { backend: backendOf(o.backend) } : {});

function tensorsCommand(): Command {
  return new Command("tensors")
    .description("list what would leave a site: every tensor's name, shape and bytes; nothing else does")
    .option("--from <dir>", "the version that all sites begin from", DEFAULT_MODEL)
    .option("--tune <how>", "full, last-layers:COUNT or lora:RANK", "lora:4")
    .option("--personal <names>", "beginnings of names that never leave, comma separated", "")
    .option("--settings <file>", `all of these from ${SETTINGS}`)
    .option("--out <file>", "write the weights the first round begins with, safetensors")
    .action(async (o: { from: string; tune: string; personal: string; settings?: string; out?: string }) => {
      const s = o.settings === undefined ? null : await readSettings(o.settings);
      const from = s?.model ?? o.from;
      const artifact = await openArtifact(from);
      const stored = await readWeights(artifact);
      const personal = o.personal.split(",").filter((p) => p !== "");
      const sharing = s?.sharing ?? sharingOf(o.tune, personal);
      const parted = partTensors(stored, artifact.config, sharing);
      const told = parted.shared.map((name) => {
        const { shape, data } = stored[name] as (typeof stored)[string];
        return { name, shape, bytes: data.byteLength };
      });
      if (o.out) {
        await refuseOverwriting({ option: "--out", path: o.out }, [
          { option: "--from", path: from, artifact: true },
        ]);
        await writeTensors(o.out, pick(stored, parted.shared));
      }
      say({ shared: told, bytes: told.reduce((sum, t) => sum + t.bytes, 0), personal: parted.personal });
    });
}

type FitOptions = Common & {
  weights: string;
  out: string;
  round: number;
  steps: number;
  proximal: number;
};

function fitCommand(): Command {
  return new Command("fit")
    .description("one round of this site: from the common weights, some steps on its own labels")
    .requiredOption("--settings <file>", SETTINGS)
    .requiredOption("--weights <file>", "the common weights, safetensors")
    .requiredOption("--out <file>", "where the weights that leave are written, safetensors")
    .requiredOption("--round <n>", "which round it is, from 1", wholeNumber)
    .option("--steps <n>", "steps asked for; the site's mostSteps is the most it makes", wholeNumber, 48)
    .option("--proximal <mu>", "FedProx's pull to where the round began; 0: none", Number, 0)
    .option("--backend <name>", BACKEND_OPTION)
    .action(fit);
}

async function fit(o: FitOptions): Promise<void> {
  if (!(o.proximal >= 0)) throw new AppError("invalid-input", "--proximal is 0 or more");
  const s = await readSettings(o.settings);
  await refuseOverwriting({ option: "--out", path: o.out }, [
    { option: "--settings", path: o.settings },
    { option: "--weights", path: o.weights },
    { option: "labels", path: s.labels },
    { option: "model", path: s.model, artifact: true },
    { option: "work", path: s.work, artifact: true },
  ]);
  const release = await holdFolder(s.work);
  try {
    const site = await openSite(s.model, { seed: s.seed, ...backend(o) });
    const show = showLearning();
    const steps = Math.min(o.steps, s.mostSteps);
    const result = await fitSite(site, {
      labels: (await readLabels(s.labels)).filter((l) => !isHeldOut(l)),
      sharing: s.sharing,
      common: await readTensors(o.weights),
      kept: await readTensorsIfThere(keptFile(s)),
      seed: s.seed,
      round: o.round,
      steps,
      proximal: o.proximal,
      fewest: s.fewest,
      ...(s.longestChange === undefined ? {} : { longestChange: s.longestChange }),
      ...(s.privacy ? { privacy: await privacyOf(s) } : {}),
      onProgress: (p) => show({ ...p, phase: `round ${o.round}` }),
    });
    // What was given away is on record before it is given.
    if (result.budget) await replaceFile(budgetFile(s), `${JSON.stringify(result.budget, null, 1)}\n`);
    if (Object.keys(result.kept).length > 0) await writeTensors(keptFile(s), result.kept);
    await writeTensors(o.out, result.shared);
    say({
      // Every site counts alike where labels are private: how many there are would be told otherwise.
      leaves: { weight: result.budget ? 1 : result.labels },
      stays: {
        labels: result.labels,
        steps,
        change: result.change,
        ...(result.budget
          ? {
              noise: result.noise,
              epsilon: spentOf(result.budget),
              of: result.budget.epsilon,
              delta: result.budget.delta,
            }
          : {}),
      },
    });
  } finally {
    await release();
  }
}

async function privacyOf(s: SiteSettings): Promise<Privacy> {
  const p = s.privacy as NonNullable<SiteSettings["privacy"]>;
  const file = budgetFile(s);
  const budget = existsSync(file) ? parseBudget(await readJson(file)) : newBudget(p.epsilon, p.delta);
  if (budget.delta !== p.delta)
    throw new AppError(
      "conflict",
      `${file} was begun with delta ${budget.delta}, the settings say ${p.delta}`,
    );
  // Somebody may raise or lower what the site allows; what was spent stays spent.
  return {
    budget: { ...budget, epsilon: p.epsilon },
    rounds: p.rounds,
    clip: p.clip,
    lot: p.lot,
  };
}

function evaluateSiteCommand(): Command {
  return new Command("evaluate")
    .description(
      "measure common weights on this site's held-out labels; refused unless the site shares figures",
    )
    .requiredOption("--settings <file>", SETTINGS)
    .requiredOption("--weights <file>", "the common weights, safetensors")
    .option("--here", "for this site's own eyes: figures are not to leave")
    .option("--backend <name>", BACKEND_OPTION)
    .action(async (o: Common & { weights: string; here?: boolean }) => {
      const s = await readSettings(o.settings);
      if (!s.shareFigures && !o.here)
        throw new AppError(
          "forbidden",
          "this site shares no figures (shareFigures); --here is for its own eyes",
        );
      const site = await openSite(s.model, { seed: s.seed, replaySize: 0, ...backend(o) });
      const held = (await readLabels(s.labels)).filter(isHeldOut);
      if (held.length === 0) throw new AppError("insufficient-data", "no label is held out here");
      const tensors = weightsAtSite(
        site,
        s.sharing,
        await readTensors(o.weights),
        await readTensorsIfThere(keptFile(s)),
      );
      const answers = await answerWith(
        site,
        tensors,
        held.map((h) => h.case),
      );
      say(
        siteFigures(
          answers,
          held.map((h) => h.level),
        ),
      );
    });
}

function candidateCommand(): Command {
  return new Command("candidate")
    .description(
      "make an artifact of the weights that were learned together, with what this site kept, calibrated on its held-out labels; it has passed no gate yet",
    )
    .requiredOption("--settings <file>", SETTINGS)
    .requiredOption("--weights <file>", "the common weights, safetensors")
    .requiredOption("--out <dir>", "where the artifact is written")
    .requiredOption("--as <version>", "its version")
    .requiredOption("--rounds <n>", "rounds it was learned in", wholeNumber)
    .option("--backend <name>", BACKEND_OPTION)
    .action(async (o: Common & { weights: string; out: string; as: string; rounds: number }) => {
      const s = await readSettings(o.settings);
      await refuseOverwriting({ option: "--out", path: o.out }, [
        { option: "--weights", path: o.weights },
        { option: "model", path: s.model, artifact: true },
        { option: "labels", path: s.labels },
        { option: "work", path: s.work, artifact: true },
      ]);
      const site = await openSite(s.model, { seed: s.seed, replaySize: 0, ...backend(o) });
      const { digest, parity, how } = await writeFederated(site, {
        outDir: o.out,
        version: o.as,
        now: new Date(),
        seed: s.seed,
        sharing: s.sharing,
        common: await readTensors(o.weights),
        kept: await readTensorsIfThere(keptFile(s)),
        labels: await readLabels(s.labels),
        rounds: o.rounds,
      });
      note(`wrote ${o.out}; calibration: ${how}`);
      note(`exported graph differs from TensorFlow.js by ${parity.toExponential(1)} at most`);
      say({ digest });
    });
}
