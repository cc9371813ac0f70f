import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import { random } from "@/lib/core/random";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import type { VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import { type Artifact, openArtifact, readWeights } from "@/lib/model/artifact";
import { type Backend, loadBackend } from "@/lib/model/backend";
import { probabilitiesOf, type ScaleCalibration } from "@/lib/model/calibration";
import { type CaseEncoder, createCaseEncoder } from "@/lib/model/inputs";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import { levelProbabilities, outlookOf } from "@/lib/policy/to-prediction";
import { readBenchmark } from "./benchmark";
import { buildArtifact, tensorsOf, variablesOf } from "./build-artifact";
import { type AnsweredCase, fitConformal, fitScale, fitTemperature, type HeldOut } from "./calibrate";
import type { FamiliarityFiles } from "./familiarity/familiarity";
import { refitFamiliarity } from "./familiarity/refit-familiarity";
import { disposeWeights, type ExampleStream, type FitProgress, fitModel } from "./fitting/fit";
import { answersAsTargets, crossEntropy, embeddingsOf, logitsOf } from "./fitting/logits";
import { type Example, ordinalTarget } from "./fitting/loss";
import { prepareOrder } from "./fitting/order";
import { mergeAdapters, type Tuning, tunable } from "./fitting/tuning";
import { outcomeTargets } from "./outcome-targets";
import { parseReplay, type ReplaySummary, synthesize } from "./replay";
import { vary } from "./text/augment";

/**
 * Teaches the champion from a site's own decisions without letting it forget: every batch mixes new labels with made-up
 * visits whose targets are the champion's own answers (Li & Hoiem 2016, "Learning without Forgetting"). The made-up
 * visits come from the artifact's statistical summary, so no survey data is needed on site.
 */
export type Label = LabelledCase & {
  readonly weight?: number;
  /** What became of the patient, as far as it is known. */
  readonly outcomes?: VisitOutcomes | undefined;
  /** The champion has learned the level already; what became of the patient was not known then. */
  readonly outcomesOnly?: boolean | undefined;
};

export type FineTuneOptions = {
  readonly championDir: string;
  readonly labels: readonly Label[];
  /** Labels never trained on; the calibration is refitted on them when there are enough. */
  readonly validation: readonly LabelledCase[];
  readonly outDir: string;
  readonly version: string;
  readonly seed: number;
  readonly now: Date;
  /** Made-up visits rehearsed. */
  readonly replaySize?: number;
  /** Share of a batch that is labels; 1: nothing is rehearsed, which forgets (bench/learning.ts shows how much). */
  readonly labelShare?: number;
  readonly steps?: number;
  /** What of the champion learns; all of it by default. */
  readonly tuning?: Tuning;
  /** Checkpoints (weights only, never cases). A run started again with the same input goes on from there. */
  readonly checkpointDir?: string;
  readonly backend?: Backend;
  readonly onProgress?: (p: FitProgress) => void;
  readonly signal?: AbortSignal;
};

export type FineTuneResult = {
  readonly artifactDir: string;
  readonly digest: string;
  readonly parity: number;
  readonly calibration: string;
};

const BATCH = 48;
/** Share of a batch that is new labels. */
const LABEL_SHARE = 0.35;
const REPLAY_SIZE = 512;
export const FEWEST_LABELS = 5;

/** Every label is seen about 15 times, within limits that keep a run to minutes on two cores. */
export const defaultSteps = (labels: number): number =>
  Math.round(Math.min(240, Math.max(48, (labels * 15) / (BATCH * LABEL_SHARE))));

/** A champion of before names were left out teaches one that leaves them out: the labels' texts have tags in their places anyway. */
const withoutNames = (a: Artifact): Artifact => ({ ...a, config: { ...a.config, names: "left-out" } });

export async function fineTune(o: FineTuneOptions): Promise<FineTuneResult> {
  const levelled = o.labels.filter((l) => !l.outcomesOnly).length;
  if (levelled < FEWEST_LABELS)
    throw new AppError("insufficient-data", `${levelled} labels; at least ${FEWEST_LABELS} are needed`);
  const followed = o.labels.filter((l) => l.outcomes).length;
  const champion = withoutNames(await openArtifact(o.championDir));
  const stored = await readWeights(champion);
  const replay = parseReplay(JSON.parse((await champion.read("replay.json")).toString("utf8")));
  const { tf, backend } = await loadBackend(o.backend);
  const encode = createCaseEncoder(champion.config, champion.tokenizer);
  const tuning = o.tuning ?? { mode: "full" };
  const weights = tunable(tf, stored, tuning, champion.config, o.seed);
  try {
    const rehearsed = await rehearse(tf, champion, encode, weights, replay, o);
    const steps = o.steps ?? defaultSteps(o.labels.length);
    if (o.checkpointDir) await mkdir(o.checkpointDir, { recursive: true });
    await fitModel(
      tf,
      champion.config,
      encode,
      weights,
      labelStream(o, rehearsed),
      {
        seed: o.seed,
        steps,
        batchSize: BATCH,
        warmup: Math.ceil(steps / 10),
        dropout: 0.05,
        // A whole BERT forgets at the rate that suits our own encoder, or adapters (Devlin et al. 2019).
        learningRate: champion.config.encoder === "bert" && tuning.mode !== "lora" ? 5e-5 : 3e-4,
        weightDecay: 0,
        clipNorm: 1,
        // The champion's answers are targets as they are; a cost beside them would pull every rehearsed visit.
        ordinalWeight: 0,
        underTriageCost: 1,
        headWeights: {},
        checkpointEvery: 10,
      },
      {
        ...(o.onProgress ? { onProgress: o.onProgress } : {}),
        ...(o.signal ? { signal: o.signal } : {}),
        ...(o.validation.length > 0
          ? { validate: { every: 20, measure: (w) => measure(tf, champion, encode, w, o.validation) } }
          : {}),
        ...(o.checkpointDir
          ? {
              checkpointFile: join(o.checkpointDir, "fine-tune.checkpoint"),
              fingerprint: sha256(
                canonicalJson([
                  champion.digest,
                  o.labels,
                  o.seed,
                  steps,
                  o.replaySize ?? null,
                  tuning,
                  ...(o.labelShare === undefined ? [] : [o.labelShare]),
                ]),
              ),
            }
          : {}),
      },
    );
    const familiarity = await refamiliarize(tf, champion, encode, weights, stored, replay, o);
    const { esi, how } = await recalibrate(tf, champion, encode, weights, o.validation);
    const { digest, parity } = await buildArtifact(tf, o.outDir, {
      about: {
        name: champion.identity.name,
        version: o.version,
        created: o.now.toISOString(),
        parent: { ...champion.identity, digest: champion.digest },
        // Served as the champion is; the gates measure it so.
        ...(champion.manifest.precision ? { precision: champion.manifest.precision } : {}),
        lineage: {
          description: `${champion.identity.version}, fine-tuned on ${levelled} clinicians' decisions`,
          labels: levelled,
          ...(followed > 0 ? { outcomes: followed } : {}),
          validation: o.validation.length,
          rehearsed: o.replaySize ?? REPLAY_SIZE,
          steps,
          tuning,
          seed: o.seed,
          backend,
          calibration: how,
          champion: champion.manifest.lineage,
        },
      },
      config: champion.config,
      tokenizer: champion.tokenizerJson,
      weights: mergeAdapters(await tensorsOf(weights)),
      calibration: { ...champion.calibration, scales: { ...champion.calibration.scales, esi } },
      replay,
      // Its parent's: a version is never measured on a benchmark of its own making.
      benchmark: await readBenchmark(champion),
      familiarity,
      extra: { "README.md": card(champion, o, how) },
    });
    return { artifactDir: o.outDir, digest, parity, calibration: how };
  } finally {
    disposeWeights(weights);
  }
}

async function refamiliarize(
  tf: Tf,
  champion: Artifact,
  encode: CaseEncoder,
  weights: Parameters<typeof embeddingsOf>[3],
  stored: NamedTensors,
  replay: ReplaySummary,
  o: FineTuneOptions,
): Promise<FamiliarityFiles | null> {
  const before = variablesOf(tf, stored);
  const embedWith = (w: typeof weights) => (cases: readonly TriageCase[]) =>
    embeddingsOf(tf, champion.config, encode, w, cases);
  try {
    return await refitFamiliarity({
      champion,
      replay,
      encode,
      embed: embedWith(weights),
      embedBefore: embedWith(before),
      labels: o.labels.map((l) => l.case),
      validation: o.validation.map((v) => v.case),
      seed: o.seed,
    });
  } finally {
    disposeWeights(before);
  }
}

/** Held-out labels measured as a run goes on: enough for a curve's shape. */
const CURVE_LABELS = 256;

async function measure(
  tf: Tf,
  champion: Artifact,
  encode: CaseEncoder,
  weights: Parameters<typeof logitsOf>[3],
  validation: readonly LabelledCase[],
): Promise<number> {
  const chosen = validation.slice(0, CURVE_LABELS);
  const cases = chosen.map((v) => v.case);
  const { esi = [] } = await logitsOf(tf, champion.config, encode, weights, cases);
  return crossEntropy(
    esi,
    chosen.map((v) => v.level as Level),
  );
}

/** Made-up visits with the champion's soft answers as targets. `weights` must still be the champion's. */
async function rehearse(
  tf: Tf,
  champion: Artifact,
  encode: CaseEncoder,
  weights: Parameters<typeof logitsOf>[3],
  replay: ReplaySummary,
  o: FineTuneOptions,
): Promise<Example[]> {
  const r = random(o.seed, "rehearse");
  const cases = Array.from({ length: o.replaySize ?? REPLAY_SIZE }, () => synthesize(replay, r));
  const logits = await logitsOf(tf, champion.config, encode, weights, cases);
  return cases.map((c, i) => ({ case: c, targets: answersAsTargets(logits, i), weight: 1 }));
}

function labelStream(o: FineTuneOptions, rehearsed: readonly Example[]): ExampleStream {
  const labels = prepareOrder(o.labels, o.seed, "labels");
  const replays = prepareOrder(rehearsed, o.seed, "replays");
  return (block, count) => {
    const own = Math.round(count * (o.labelShare ?? LABEL_SHARE));
    const examples = labels.take(block, own).map((label, i): Example => {
      const r = random(o.seed, "vary", block, i);
      return {
        // Half of the time as it was, half with something missing, as the next patient's record will be.
        case: r.chance(0.5) ? label.case : vary(label.case, r),
        targets: {
          ...(label.outcomesOnly ? {} : { esi: ordinalTarget(label.level, 0.1) }),
          ...(label.outcomes ? outcomeTargets(label.outcomes) : {}),
        },
        weight: label.weight ?? 1,
      };
    });
    return [...examples, ...replays.take(block, count - own)];
  };
}

/** Enough held-out labels to fit six numbers, and enough to fit thresholds and conformal quantiles as well. */
const ENOUGH_FOR_TEMPERATURE = 60;
const ENOUGH_FOR_ALL = 300;

async function recalibrate(
  tf: Tf,
  champion: Artifact,
  encode: CaseEncoder,
  weights: Parameters<typeof logitsOf>[3],
  validation: readonly LabelledCase[],
): Promise<{ esi: ScaleCalibration; how: string }> {
  const kept = champion.calibration.scales.esi;
  const n = validation.length;
  if (n < ENOUGH_FOR_TEMPERATURE)
    return {
      esi: kept,
      how: `kept from ${champion.identity.version}: ${n} held-out labels are too few to refit`,
    };
  const cases = validation.map((v) => v.case);
  const logits = await logitsOf(tf, champion.config, encode, weights, cases);
  const heldOut: HeldOut[] = validation.map((v, i) => ({
    logits: logits.esi?.[i] as readonly number[],
    level: v.level as Level,
    ageYears: v.case.ageYears,
  }));
  if (n >= ENOUGH_FOR_ALL && !kept.combination)
    return { esi: fitScale(heldOut, `${n} held-out labels of this site`), how: "refitted" };
  // Costs are a choice and no fit, and what the other heads say was learned from outcomes: both stay.
  const softening =
    n >= ENOUGH_FOR_ALL
      ? fitTemperature(heldOut, kept)
      : { ...fitTemperature(heldOut, kept, false), bias: kept.bias };
  const answered = heldOut.map(({ logits: own, level, ageYears }, i): AnsweredCase => {
    const heads = Object.fromEntries(Object.entries(logits).map(([head, rows]) => [head, rows[i] ?? []]));
    const outlook = outlookOf(heads, champion.calibration);
    const probabilities = levelProbabilities(probabilitiesOf(own, softening), outlook, kept, ageYears);
    return { probabilities, level, ageYears };
  });
  return {
    esi: {
      ...kept,
      ...softening,
      conformal: n >= 100 ? fitConformal(answered) : kept.conformal,
      fittedOn: `${kept.fittedOn}; temperature on ${n} labels of this site`,
    },
    how: kept.combination ? "temperature refitted, costs kept" : "temperature refitted, thresholds kept",
  };
}

function card(champion: Artifact, o: FineTuneOptions, how: string): string {
  return `---
license: apache-2.0
tags: [triage, emergency-medicine, tabular-classification]
base_model: ${champion.identity.name}
---
# ${champion.identity.name} ${o.version}

Fine-tuned from version ${champion.identity.version} on ${o.labels.filter((l) => !l.outcomesOnly).length} decisions of this site's clinicians, with
made-up visits rehearsed so that earlier knowledge is kept. Calibration: ${how}. Its figures beside the earlier version's
are in the console. Not a certified medical device.
`;
}
