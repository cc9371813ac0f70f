import type * as tfjs from "@tensorflow/tfjs";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import { probabilitiesOf, type ScaleCalibration } from "@/lib/model/calibration";
import type { NamedTensors } from "@/lib/model/safetensors";
import { levelProbabilities, outlookOf } from "@/lib/policy/to-prediction";
import { readBenchmark } from "./benchmark";
import { buildArtifact, tensorsOf, variablesOf } from "./build-artifact";
import { type AnsweredCase, fitConformal, fitScale, fitTemperature, type HeldOut } from "./calibrate";
import type { FamiliarityFiles } from "./familiarity/familiarity";
import { refitFamiliarity } from "./familiarity/refit-familiarity";
import { disposeWeights } from "./fitting/fit";
import { embeddingsOf, logitsOf } from "./fitting/logits";
import { mergeAdapters } from "./fitting/tuning";
import type { Learner } from "./lessons";

export type CandidateOptions = {
  readonly outDir: string;
  readonly version: string;
  readonly now: Date;
  readonly seed: number;
  readonly labels: readonly LabelledCase[];
  /** Labels never trained on; the calibration is refitted on them when there are enough. */
  readonly validation: readonly LabelledCase[];
  /** How it came about, for the manifest; how it was calibrated and what its parent came from are added. */
  readonly lineage: Readonly<Record<string, unknown>>;
  /** The same in a sentence, for the card. */
  readonly story: string;
};

/**
 * A version that learned, as an artifact beside its parent: calibrated where there is enough to calibrate on, what is ordinary to
 * it fitted anew, its parent's benchmark.
 * @param weights as they are now, adapters among them @param stored the parent's
 */
export async function writeCandidate(
  learner: Learner,
  weights: Readonly<Record<string, tfjs.Variable>>,
  stored: NamedTensors,
  o: CandidateOptions,
): Promise<{ readonly digest: string; readonly parity: number; readonly how: string }> {
  const { tf, champion, replay } = learner;
  const familiarity = await refamiliarize(learner, weights, stored, o);
  const { esi, how } = await recalibrate(learner, weights, o.validation);
  const { digest, parity } = await buildArtifact(tf, o.outDir, {
    about: {
      name: champion.identity.name,
      version: o.version,
      created: o.now.toISOString(),
      parent: { ...champion.identity, digest: champion.digest },
      // Served as the champion is; the gates measure it so.
      ...(champion.manifest.precision ? { precision: champion.manifest.precision } : {}),
      lineage: { ...o.lineage, calibration: how, champion: champion.manifest.lineage },
    },
    config: champion.config,
    tokenizer: champion.tokenizerJson,
    weights: mergeAdapters(await tensorsOf(weights)),
    calibration: { ...champion.calibration, scales: { ...champion.calibration.scales, esi } },
    replay,
    // Its parent's: a version is never measured on a benchmark of its own making.
    benchmark: await readBenchmark(champion),
    familiarity,
    extra: { "README.md": card(learner, o, how) },
  });
  return { digest, parity, how };
}

function card({ champion }: Learner, { version, story }: CandidateOptions, how: string): string {
  return `---
license: apache-2.0
tags: [triage, emergency-medicine, tabular-classification]
base_model: ${champion.identity.name}
---
# ${champion.identity.name} ${version}

${story} Calibration: ${how}. Its figures beside the earlier version's
are in the console. Not a certified medical device.
`;
}

async function refamiliarize(
  { tf, champion, encode, replay }: Learner,
  weights: Parameters<typeof embeddingsOf>[3],
  stored: NamedTensors,
  o: CandidateOptions,
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

/** Enough held-out labels to fit six numbers, and enough to fit thresholds and conformal quantiles as well. */
const ENOUGH_FOR_TEMPERATURE = 60;
const ENOUGH_FOR_ALL = 300;

async function recalibrate(
  { tf, champion, encode }: Learner,
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
