import { mkdir } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import type * as tfjs from "@tensorflow/tfjs";
import type { Level } from "@/lib/case/level";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import { type Backend, loadBackend } from "@/lib/model/backend";
import type { Calibration } from "@/lib/model/calibration";
import type { ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, createCaseEncoder } from "@/lib/model/inputs";
import type { Weights } from "@/lib/model/network";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import { loadTokenizer } from "@/lib/model/tokenizer";
import { buildArtifact, tensorsOf, variablesOf } from "./build-artifact";
import { calibrateAll } from "./decision/calibrate-all";
import { surveyFamiliarity } from "./familiarity/survey-familiarity";
import {
  disposeWeights,
  type ExampleStream,
  type FitHooks,
  type FitOptions,
  type FitProgress,
  fitModel,
  initialWeights,
  type Objective,
} from "./fitting/fit";
import { type CaseLogits, crossEntropy, embeddingsOf, logitsOf } from "./fitting/logits";
import { mergeAdapters, tunable } from "./fitting/tuning";
import type { CrossValidation } from "./ktas/cross-validation";
import { ktasStage } from "./ktas/ktas-stage";
import { prepareModel } from "./prepare";
import { MASKED_BIAS, maskedObjective } from "./pretrain";
import { type Pretrained, readPretrained } from "./pretrained/read-pretrained";
import { weightsFrom } from "./pretrained/start-from";
import type { Recipe } from "./recipe";
import { summarize } from "./replay";
import type { Sources } from "./sources/load";
import { type LearnsFrom, splitOf, surveyVisits, TRAINING_YEARS } from "./sources/splits";
import type { SourceVisit } from "./sources/visit";
import { meanAnswers, taughtStream } from "./teachers";
import { surveyStream, wordsStream } from "./text/streams";

export type TrainOptions = {
  readonly sources: Sources;
  readonly recipe: Recipe;
  /** Folder of the checkpoint that the recipe's `start` names; lib/training/pretrained/hub.ts finds it. */
  readonly checkpointDir?: string | undefined;
  /** The artifact's folder. */
  readonly outDir: string;
  /** Checkpoints live here; a run started again with the same recipe and data goes on from them. */
  readonly workDir: string;
  readonly backend?: Backend;
  readonly now: Date;
  readonly onProgress?: (p: FitProgress & { readonly phase: string }) => void;
  readonly onNote?: (line: string) => void;
};

export type TrainResult = {
  readonly digest: string;
  readonly parity: number;
  readonly crossValidation: CrossValidation | null;
};

/** Trains an artifact from public data: survey stage, KTAS stage with cross-validation, calibration, export. */
export async function train(o: TrainOptions): Promise<TrainResult> {
  const { sources, recipe } = o;
  const visits = surveyVisits(sources, recipe.learnsFrom);
  if (visits.length === 0)
    throw new AppError("insufficient-data", "NHAMCS ED data is needed to train; see the README");
  await mkdir(o.workDir, { recursive: true });
  const { tf, backend, device } = await loadBackend(o.backend);
  o.onNote?.(
    `computing on ${backend}${device ? ` (${device})` : ""}; ${visits.filter((v) => v.level).length} survey visits with a charted level and ${visits.filter((v) => v.outcomes).length} with what happened to train on`,
  );
  const pretrained = await startOf(o);
  const { config, tokenizer } = prepareModel(sources, recipe, pretrained);
  const encode = createCaseEncoder(config, loadTokenizer(tokenizer));
  const stage: Stage = { tf, config, tokenizer, encode, pretrained, o };

  const start = await pretrain(stage, visits);
  const survey = await runStage(
    stage,
    "survey",
    start,
    await taughtSurvey(stage, start, visits),
    surveyOptions(recipe),
    calibrating(sources),
  );
  const body = variablesOf(tf, survey);
  const ktas =
    sources.ktas.length > 0
      ? await ktasStage({ tf, config, encode, weights: body }, sources.ktas, recipe, o.onNote)
      : null;
  disposeWeights(body);
  const crossValidation = ktas?.crossValidation ?? null;
  const fitted = { ...survey, ...ktas?.head };
  const weights = variablesOf(tf, fitted);

  const calibration = await calibrated(stage, weights, crossValidation);
  const parts = {
    about: {
      name: recipe.name,
      version: recipe.version,
      created: o.now.toISOString(),
      parent: null,
      lineage: {
        description: describeSources(sources, recipe.learnsFrom),
        recipe: withoutPath(recipe),
        sources: {
          [`nhamcs-ed ${TRAINING_YEARS[recipe.learnsFrom].survey}`]: visits.filter((v) => !v.outcomes).length,
          [`nhamcs-ed ${TRAINING_YEARS[recipe.learnsFrom].outcomes}, with outcomes`]: visits.filter(
            (v) => v.outcomes,
          ).length,
          "ktas (Moon et al. 2019)": sources.ktas.length,
        },
        ...(pretrained
          ? { startedFrom: { family: pretrained.family, "model.safetensors": pretrained.digest } }
          : {}),
        ...(crossValidation ? { ktasCrossValidation: crossValidation.metrics } : {}),
      },
    },
    config,
    tokenizer,
    weights: fitted,
    calibration,
    familiarity: await surveyFamiliarity(
      config,
      encode,
      (cases) => embeddingsOf(tf, config, encode, weights, cases),
      sources,
      recipe.learnsFrom,
    ),
    replay: summarize(
      visits.filter((v) => v.level),
      sources.reasonLabels,
    ),
    extra: {},
  };
  disposeWeights(weights);
  const { digest, parity } = await buildArtifact(tf, o.outDir, parts);
  return { digest, parity, crossValidation };
}

/** The visits that calibrate: nothing learns from them. */
const calibrating = (sources: Sources): SourceVisit[] =>
  sources.outcomes.filter((v) => splitOf(v) === "calibrate");

/** What it takes to answer visits with some weights, and to calibrate the answers. */
export type Answering = {
  readonly tf: Tf;
  readonly config: ModelConfig;
  readonly encode: CaseEncoder;
  readonly o: Pick<TrainOptions, "sources" | "recipe" | "onNote">;
};
type Stage = Answering & {
  readonly tokenizer: Record<string, unknown>;
  readonly pretrained: Pretrained | null;
  readonly o: TrainOptions;
};

async function startOf({ recipe, checkpointDir, onNote }: TrainOptions): Promise<Pretrained | null> {
  if (!recipe.start) return null;
  const pretrained = await readPretrained(checkpointDir ?? recipe.start.checkpoint);
  const { family, sizes } = pretrained;
  onNote?.(
    `starting from ${recipe.start.checkpoint}: ${family}, ${sizes.layers} layers of ${sizes.hidden}, ` +
      `${pretrained.tokenizer.vocabSize} pieces; tuning ${recipe.tuning.mode}`,
  );
  return pretrained;
}

/** The recipe as an artifact keeps it: a folder of this machine is nobody else's business. */
function withoutPath(recipe: Recipe): Recipe {
  const { start } = recipe;
  if (!start || !(isAbsolute(start.checkpoint) || start.checkpoint.startsWith("."))) return recipe;
  return { ...recipe, start: { ...start, checkpoint: basename(start.checkpoint) } };
}

/** Weights before the first step: the checkpoint's, or drawn by the seed. */
async function firstTensors({ tf, config, pretrained, o }: Stage): Promise<NamedTensors> {
  if (pretrained) return weightsFrom(pretrained, config, o.recipe.seed);
  return drawnTensors({ tf, config }, o.recipe.seed);
}

async function drawnTensors(
  { tf, config }: Pick<Stage, "tf" | "config">,
  seed: number,
): Promise<NamedTensors> {
  const drawn = initialWeights(tf, config, seed);
  const tensors = await tensorsOf(drawn);
  disposeWeights(drawn);
  return tensors;
}

/** Teaches the words before the levels, where the recipe asks for it. @returns what the first stage begins from */
async function pretrain(s: Stage, visits: readonly SourceVisit[]): Promise<NamedTensors> {
  const first = await firstTensors(s);
  const { pretraining, seed, checkpointEvery } = s.o.recipe;
  if (pretraining.steps === 0) return first;
  const bias = { shape: [s.config.vocab_size], data: new Float32Array(s.config.vocab_size) };
  const special = loadTokenizer(s.tokenizer).special;
  const { [MASKED_BIAS]: _left, ...words } = await runStage(
    s,
    "words",
    { ...first, [MASKED_BIAS]: bias },
    wordsStream(visits, s.o.recipe),
    { ...surveyOptions(s.o.recipe), ...pretraining, checkpointEvery },
    [],
    maskedObjective(special, { seed, maskRate: pretraining.maskRate }),
  );
  return words;
}

/** The first stage's examples; with the answers of teachers where the recipe has any. */
async function taughtSurvey(
  s: Stage,
  start: NamedTensors,
  all: readonly SourceVisit[],
): Promise<ExampleStream> {
  const { recipe } = s.o;
  const stream = surveyStream(all, recipe);
  if (recipe.survey.teachers === 0) return stream;
  const visits = all.filter((v) => v.level || v.outcomes);
  const logits: CaseLogits[] = [];
  for (let k = 1; k <= recipe.survey.teachers; k++) {
    const own = { ...recipe, seed: recipe.seed + 1000 * k };
    const first = s.pretrained || recipe.pretraining.steps > 0 ? start : await drawnTensors(s, own.seed);
    const fitted = await runStage(s, `teacher-${k}`, first, surveyStream(visits, own), surveyOptions(own));
    const weights = variablesOf(s.tf, fitted);
    logits.push(await run(s, weights, visits));
    disposeWeights(weights);
  }
  return taughtStream(
    stream,
    meanAnswers(
      visits.map((v) => v.case),
      logits,
    ),
    recipe.survey.teacherWeight,
  );
}

/** Names what a stage's checkpoint hangs on; a later stage's settings may change without losing an earlier one's work. */
function fingerprintOf(
  { config, tokenizer, pretrained, o: { recipe, sources } }: Stage,
  phase: string,
): string {
  // How words are handed over changes no weight's place.
  const { denied_findings: _denied, names: _names, ...shape } = config;
  const data = [sources.nhamcs.length, sources.outcomes.length, sources.ktas.length];
  const settings: unknown[] = [
    recipe.seed,
    recipe.model,
    recipe.pretraining,
    phase === "words" ? null : phase.startsWith("teacher") ? teacherSettings(recipe) : recipe.survey,
  ];
  if (pretrained) settings.push([pretrained.digest, recipe.start?.newPartsRate, recipe.tuning]);
  if (recipe.learnsFrom !== "split") settings.push(recipe.learnsFrom);
  // The rows of the word table mean nothing without the vocabulary they were learned for.
  return `${sha256(canonicalJson([shape, tokenizer, data, settings]))}:${phase}`;
}

/** What a teacher hangs on: not on how many there are, nor on what is made of their answers. */
function teacherSettings({ survey }: Recipe) {
  const { teachers: _n, teacherWeight: _w, ...rest } = survey;
  return rest;
}

/** Fits what the recipe lets learn, from `start`. @returns the whole model afterwards, adapters merged into it */
async function runStage(
  s: Stage,
  phase: string,
  start: NamedTensors,
  stream: Parameters<typeof fitModel>[4],
  options: FitOptions,
  heldOut: readonly SourceVisit[] = [],
  objective?: Objective,
): Promise<NamedTensors> {
  const weights = tunable(s.tf, start, s.o.recipe.tuning, s.config, options.seed);
  s.o.onNote?.(`${phase}: ${options.steps} steps of ${options.batchSize} cases`);
  await fitModel(s.tf, s.config, s.encode, weights, stream, options, {
    checkpointFile: join(s.o.workDir, `${phase}.checkpoint`),
    fingerprint: fingerprintOf(s, phase),
    onProgress: (p) => s.o.onProgress?.({ ...p, phase }),
    ...validation(s, heldOut),
    ...(objective ? { objective } : {}),
  });
  const fitted = mergeAdapters(await tensorsOf(weights));
  disposeWeights(weights);
  return fitted;
}

/** Enough for a curve's shape, and few enough to cost no more than a step or two. */
const CURVE_VISITS = 512;

/** Visits that nothing learns from, measured as the run goes on. They are looked at by a person alone. */
export function validation(s: Answering, heldOut: readonly SourceVisit[]): Pick<FitHooks, "validate"> {
  const labelled = heldOut.filter((v) => v.level);
  // Spread over years and departments, which stand one after the other.
  const every = Math.max(1, Math.floor(labelled.length / CURVE_VISITS));
  const visits = labelled.filter((_, i) => i % every === 0).slice(0, CURVE_VISITS);
  const scale = visits[0]?.level?.scale;
  if (!scale) return {};
  const levels = visits.map((v) => v.level?.value as Level);
  const measure = async (weights: Weights) => {
    const logits = await run(s, weights, visits);
    return crossEntropy(logits[scale] as readonly (readonly number[])[], levels);
  };
  return { validate: { every: s.o.recipe.checkpointEvery, measure } };
}

function describeSources(sources: Sources, learnsFrom: LearnsFrom): string {
  const { survey, outcomes } = TRAINING_YEARS[learnsFrom];
  const parts = [`NHAMCS ED ${survey}`];
  if (sources.outcomes.length > 0) parts.push(`NHAMCS ED ${outcomes} with outcomes`);
  if (sources.ktas.length > 0) parts.push("KTAS (Moon et al. 2019)");
  return parts.join(", ");
}

/** What a checkpoint does not know begins from nothing. */
const NEW_PARTS = ["heads.", "embeddings.numbers", "embeddings.categories"];

export const surveyOptions = ({ survey, seed, start, checkpointEvery }: Recipe): FitOptions => ({
  seed,
  ...(start ? { rates: Object.fromEntries(NEW_PARTS.map((name) => [name, start.newPartsRate])) } : {}),
  steps: survey.steps,
  batchSize: survey.batchSize,
  warmup: survey.warmup,
  dropout: survey.dropout,
  learningRate: survey.learningRate,
  weightDecay: survey.weightDecay,
  clipNorm: 1,
  ordinalWeight: survey.ordinalWeight,
  underTriageCost: survey.underTriageCost,
  headWeights: survey.outcomeWeights,
  checkpointEvery,
});

export const run = (s: Answering, weights: Weights, visits: readonly SourceVisit[]): Promise<CaseLogits> =>
  logitsOf(
    s.tf,
    s.config,
    s.encode,
    weights,
    visits.map((v) => v.case),
  );

/** The calibration of some weights, from the visits that calibrate. */
export async function calibrated(
  s: Answering,
  weights: Record<string, tfjs.Variable>,
  crossValidation: CrossValidation | null,
): Promise<Calibration> {
  const visits = calibrating(s.o.sources);
  s.o.onNote?.(`calibrating on ${visits.length} survey visits of 2016-2018`);
  return calibrateAll(visits, await run(s, weights, visits), crossValidation, s.o.recipe);
}
