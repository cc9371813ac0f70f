import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type * as tfjs from "@tensorflow/tfjs";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import { type Artifact, openArtifact, readWeights } from "@/lib/model/artifact";
import { type Backend, loadBackend } from "@/lib/model/backend";
import type { Calibration } from "@/lib/model/calibration";
import type { ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, createCaseEncoder } from "@/lib/model/inputs";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import { buildArtifact, tensorsOf, variablesOf } from "../build-artifact";
import { surveyFamiliarity } from "../familiarity/survey-familiarity";
import {
  disposeWeights,
  type ExampleStream,
  type FitOptions,
  type FitProgress,
  fitModel,
} from "../fitting/fit";
import { answersAsTargets, embeddingsOf, logitsOf } from "../fitting/logits";
import type { CrossValidation } from "../ktas/cross-validation";
import { type KtasStage, ktasStage } from "../ktas/ktas-stage";
import { recordedRecipe } from "../lineage";
import { parseRecipe, type Recipe } from "../recipe";
import { parseReplay } from "../replay";
import type { Sources } from "../sources/load";
import { splitOf, surveyVisits } from "../sources/splits";
import { ktasStream, surveyStream } from "../text/streams";
import { type Answering, calibrated, surveyOptions, validation } from "../train";
import { measureImportance } from "./importance";
import { type Importance, type Kept, keepMost, pruneModel } from "./slice";

/**
 * A smaller model out of a trained one: the least important heads and feed-forward units are cut away, and what is left
 * learns to answer as the whole did (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network"), on the visits the
 * whole was trained on, retold as it saw them. Calibration and familiarity are then fitted anew, as in training.
 */
export type PruneOptions = {
  readonly modelDir: string;
  readonly sources: Sources;
  readonly outDir: string;
  /** Importance and checkpoints live here; a run started again with the same input goes on from them. */
  readonly workDir: string;
  /** Heads and feed-forward units a layer keeps; half of them when absent. */
  readonly heads?: number;
  readonly units?: number;
  /** Steps of learning afterwards. */
  readonly steps?: number;
  /** The smaller model's version; the model's with "-pruned" when absent. */
  readonly version?: string;
  readonly backend?: Backend;
  readonly now: Date;
  readonly onProgress?: (p: FitProgress & { readonly phase: string }) => void;
  readonly onNote?: (line: string) => void;
};

export type PruneResult = {
  readonly digest: string;
  readonly parity: number;
  readonly parameters: { readonly before: number; readonly after: number };
};

const STEPS = 600;
const MEASURED = { batches: 128, batchSize: 16 };
/** The least a layer may keep; config.json allows no fewer units. */
const FEWEST_UNITS = 8;

export async function prune(o: PruneOptions): Promise<PruneResult> {
  const parent = await openArtifact(o.modelDir);
  const sizes = sizesOf(parent.config, o);
  const recipe = recipeOf(parent);
  if (surveyVisits(o.sources, recipe.learnsFrom).length === 0)
    throw new AppError("insufficient-data", "NHAMCS ED data is needed to prune; see the README");
  await mkdir(o.workDir, { recursive: true });
  const { tf, backend } = await loadBackend(o.backend);
  o.onNote?.(
    `computing on ${backend}; keeping ${sizes.heads} of ${parent.config.num_attention_heads} heads and ` +
      `${sizes.units} of ${parent.config.intermediate_size} units a layer`,
  );
  const run: Run = {
    tf,
    parent,
    recipe,
    stored: await readWeights(parent),
    encode: createCaseEncoder(parent.config, parent.tokenizer),
    stream: streamOf(o.sources, recipe),
    o,
  };
  const kept = keepMost(await importanceOf(run), sizes.heads, sizes.units);
  const small = pruneModel(parent.config, run.stored, kept);
  const steps = o.steps ?? STEPS;
  const fitted = steps > 0 ? await distil(run, small.config, small.tensors, kept, steps) : small.tensors;
  const ktas = await refitKtas(run, small.config, fitted);
  const whole = { ...fitted, ...ktas?.head };
  const weights = variablesOf(tf, whole);
  try {
    const crossValidation = ktas?.crossValidation ?? null;
    const { calibration, how } = await recalibrate(run, small.config, weights, crossValidation);
    const familiarity = parent.familiarity
      ? await surveyFamiliarity(
          small.config,
          run.encode,
          (cases) => embeddingsOf(tf, small.config, run.encode, weights, cases),
          o.sources,
          recipe.learnsFrom,
        )
      : null;
    const { digest, parity } = await buildArtifact(tf, o.outDir, {
      about: {
        name: parent.identity.name,
        version: versionOf(parent, o),
        created: o.now.toISOString(),
        parent: { ...parent.identity, digest: parent.digest },
        lineage: {
          ...lineageOf(run, kept, { steps, backend, calibration: how }),
          ...(crossValidation ? { ktasCrossValidation: crossValidation.metrics } : {}),
        },
      },
      config: small.config,
      tokenizer: parent.tokenizerJson,
      weights: whole,
      calibration,
      familiarity,
      replay: parseReplay(JSON.parse((await parent.read("replay.json")).toString("utf8"))),
      extra: { "README.md": card(parent, versionOf(parent, o), small.config, how.ktas) },
    });
    const parameters = { before: count(run.stored), after: count(whole) };
    return { digest, parity, parameters };
  } finally {
    disposeWeights(weights);
  }
}

type Run = {
  readonly tf: Tf;
  readonly parent: Artifact;
  readonly recipe: Recipe;
  readonly stored: NamedTensors;
  readonly encode: CaseEncoder;
  readonly stream: ExampleStream;
  readonly o: PruneOptions;
};

function sizesOf(config: ModelConfig, o: PruneOptions): { heads: number; units: number } {
  const { num_attention_heads: allHeads, intermediate_size: allUnits } = config;
  const heads = o.heads ?? Math.ceil(allHeads / 2);
  const units = o.units ?? Math.max(FEWEST_UNITS, Math.ceil(allUnits / 2));
  const within = (n: number, least: number, most: number) => Number.isInteger(n) && n >= least && n <= most;
  if (!within(heads, 1, allHeads))
    throw new AppError("invalid-input", `heads to keep: a whole number from 1 to ${allHeads}`);
  if (!within(units, FEWEST_UNITS, allUnits))
    throw new AppError("invalid-input", `units to keep: a whole number from ${FEWEST_UNITS} to ${allUnits}`);
  if (heads === allHeads && units === allUnits)
    throw new AppError("invalid-input", "nothing to prune: all heads and units are to be kept");
  return { heads, units };
}

/** The recipe the model was trained by, which says how its visits are mixed; the shipped model's where it names none. */
const recipeOf = ({ manifest: { lineage } }: Artifact): Recipe => parseRecipe(recordedRecipe(lineage) ?? {});

/** Training visits only, mixed as the last stage of training mixed them. */
function streamOf(sources: Sources, recipe: Recipe): ExampleStream {
  const survey = surveyStream(surveyVisits(sources, recipe.learnsFrom), recipe);
  return sources.ktas.length > 0 ? ktasStream(sources.ktas, survey, recipe) : survey;
}

/** Names all that the importance, and with the sizes the learning, hangs on. */
const fingerprintOf = ({ parent, o: { sources } }: Run, rest: unknown): string =>
  sha256(
    canonicalJson([
      parent.digest,
      [sources.nhamcs.length, sources.outcomes.length, sources.ktas.length],
      MEASURED,
      rest,
    ]),
  );

/**
 * Measured once and kept: a run that goes on after it was stopped must cut the same, and a sum taken in another order on
 * several cores can settle a near tie otherwise.
 */
async function importanceOf(run: Run): Promise<Importance> {
  const { tf, parent, encode, stored, stream, recipe, o } = run;
  const file = join(o.workDir, "importance.json");
  const fingerprint = fingerprintOf(run, "importance");
  const saved = await readImportance(file);
  if (saved?.fingerprint === fingerprint) return saved.importance;
  o.onNote?.(`measuring importance on ${MEASURED.batches * MEASURED.batchSize} training visits`);
  const importance = await measureImportance(tf, parent.config, encode, stored, stream, {
    ...surveyOptions(recipe),
    ...MEASURED,
  });
  await writeFile(file, canonicalJson({ fingerprint, importance }));
  return importance;
}

async function readImportance(file: string): Promise<{ fingerprint: string; importance: Importance } | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as { fingerprint: string; importance: Importance };
  } catch {
    // Not there, or torn by a kill: it is measured again.
    return null;
  }
}

async function distil(
  run: Run,
  config: ModelConfig,
  tensors: NamedTensors,
  kept: Kept,
  steps: number,
): Promise<NamedTensors> {
  const { tf, o, recipe } = run;
  const weights = variablesOf(tf, tensors);
  const teacher = variablesOf(tf, run.stored);
  o.onNote?.(`learning the whole model's answers: ${steps} steps of ${recipe.survey.batchSize} cases`);
  try {
    await fitModel(
      tf,
      config,
      run.encode,
      weights,
      answeredBy(run, teacher),
      distilOptions(config, recipe, steps),
      {
        checkpointFile: join(o.workDir, "prune.checkpoint"),
        fingerprint: fingerprintOf(run, [kept, steps]),
        onProgress: (p) => o.onProgress?.({ ...p, phase: "prune" }),
        ...validation(
          answering(run, config),
          o.sources.nhamcs.filter((v) => splitOf(v) === "calibrate"),
        ),
      },
    );
    return await tensorsOf(weights);
  } finally {
    disposeWeights(weights);
    disposeWeights(teacher);
  }
}

/** The stream's visits with the whole model's answers on every head as targets. */
function answeredBy(
  { tf, parent, encode, stream }: Run,
  teacher: Record<string, tfjs.Variable>,
): ExampleStream {
  return async (block, size) => {
    const examples = await stream(block, size);
    const cases = examples.map((e) => e.case);
    const logits = await logitsOf(tf, parent.config, encode, teacher, cases);
    return examples.map((e, i) => ({ ...e, targets: answersAsTargets(logits, i) }));
  };
}

const distilOptions = (config: ModelConfig, recipe: Recipe, steps: number): FitOptions => ({
  seed: recipe.seed + 2,
  steps,
  batchSize: recipe.survey.batchSize,
  warmup: Math.ceil(steps / 20),
  dropout: 0,
  // A whole BERT forgets at the rate that suits our own encoder (Devlin et al. 2019).
  learningRate: config.encoder === "bert" ? 5e-5 : 1e-3,
  weightDecay: 0,
  clipNorm: 1,
  // The whole model's answers already carry the price of under-triage.
  ordinalWeight: 0,
  underTriageCost: 1,
  headWeights: {},
  checkpointEvery: recipe.checkpointEvery,
});

const answering = ({ tf, encode, recipe, o }: Run, config: ModelConfig): Answering => ({
  tf,
  config,
  encode,
  o: { sources: o.sources, recipe, ...(o.onNote ? { onNote: o.onNote } : {}) },
});

type How = { readonly esi: string; readonly ktas: string };

/** The KTAS head on the smaller body, fitted and cross-validated as in training; null where it is fitted no such way. */
async function refitKtas(
  { tf, encode, recipe, o }: Run,
  config: ModelConfig,
  fitted: NamedTensors,
): Promise<KtasStage | null> {
  if (o.sources.ktas.length === 0 || !config.wide) return null;
  const body = variablesOf(tf, fitted);
  try {
    return await ktasStage({ tf, config, encode, weights: body }, o.sources.ktas, recipe, o.onNote);
  } finally {
    disposeWeights(body);
  }
}

/**
 * As training calibrates. Without a cross-validation there are no KTAS answers of models that had not seen the visit; since
 * this one answers as the whole does, the whole's KTAS calibration is kept then.
 */
async function recalibrate(
  run: Run,
  config: ModelConfig,
  weights: Record<string, tfjs.Variable>,
  crossValidation: CrossValidation | null,
): Promise<{ calibration: Calibration; how: How }> {
  const before = run.parent.calibration;
  const fitted = await calibrated(answering(run, config), weights, crossValidation);
  const kept = crossValidation ? undefined : before.scales.ktas;
  return {
    calibration: {
      ...fitted,
      policy: before.policy,
      scales: { ...fitted.scales, ...(kept ? { ktas: kept } : {}) },
    },
    how: {
      esi: "refitted, with the outcomes' heads",
      ktas: crossValidation
        ? "refitted, with its head"
        : kept
          ? `kept from ${run.parent.identity.version}`
          : "none",
    },
  };
}

function lineageOf(
  { parent, recipe }: Run,
  kept: Kept,
  how: { steps: number; backend: Backend; calibration: How },
): Record<string, unknown> {
  const { num_attention_heads: heads, intermediate_size: units } = parent.config;
  const { recipe: _recipe, sources, startedFrom, ...champion } = parent.manifest.lineage;
  const [keptHeads, keptUnits] = [kept.heads[0]?.length, kept.units[0]?.length];
  return {
    description: `${sourcesOf(champion)}; pruned from ${heads} heads and ${units} feed-forward units a layer to ${keptHeads} and ${keptUnits}`,
    recipe,
    ...(sources ? { sources } : {}),
    ...(startedFrom ? { startedFrom } : {}),
    pruned: {
      heads: { before: heads, kept: kept.heads },
      units: { before: units, kept: kept.units },
      importance: `first-order Taylor on ${MEASURED.batches} batches of ${MEASURED.batchSize} training visits`,
    },
    distilled: { from: parent.digest, steps: how.steps },
    backend: how.backend,
    calibration: how.calibration,
    champion,
  };
}

const sourcesOf = ({ description }: Readonly<Record<string, unknown>>): string =>
  typeof description === "string" ? description : "unknown visits";

const count = (tensors: NamedTensors): number =>
  Object.values(tensors).reduce((sum, t) => sum + t.data.length, 0);

const versionOf = ({ identity }: Artifact, { version }: PruneOptions): string =>
  version ?? `${identity.version}-pruned`;

const card = ({ identity }: Artifact, version: string, config: ModelConfig, ktas: string): string => `---
license: apache-2.0
tags: [triage, emergency-medicine, tabular-classification]
base_model: ${identity.name}
---
# ${identity.name} ${version}

Version ${identity.version} with ${config.num_attention_heads} heads and ${config.intermediate_size} feed-forward units a
layer, taught to answer as the whole model does. Calibration of the survey's levels refitted, of KTAS: ${ktas}. Measure it
before use: \`npm run triage -- evaluate --write-card\`. Not a certified medical device.
`;
