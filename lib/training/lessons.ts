import { type Random, random } from "@/lib/core/random";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import type { VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import type { Artifact } from "@/lib/model/artifact";
import type { ModelConfig } from "@/lib/model/config";
import type { CaseEncoder } from "@/lib/model/inputs";
import type { Tf } from "@/lib/model/tf";
import type { ExampleStream, FitOptions } from "./fitting/fit";
import { answersAsTargets, logitsOf } from "./fitting/logits";
import { type Example, ordinalTarget } from "./fitting/loss";
import { prepareOrder } from "./fitting/order";
import type { Tuning } from "./fitting/tuning";
import { outcomeTargets } from "./outcome-targets";
import { type ReplaySummary, synthesize } from "./replay";
import { vary } from "./text/augment";

/** What a site's labels are to the fit loop, whoever runs it: a site that learns for itself, or one of several that learn together. */
export type Label = LabelledCase & {
  readonly weight?: number;
  /** Names the patient among the labels of a run, and nowhere else: who is learned from is not stopped by. */
  readonly patient?: string | undefined;
  /** What became of the patient, as far as it is known. */
  readonly outcomes?: VisitOutcomes | undefined;
  /** The champion has learned the level already; what became of the patient was not known then. */
  readonly outcomesOnly?: boolean | undefined;
};

export const BATCH = 48;
/** Share of a batch that is new labels. */
export const LABEL_SHARE = 0.35;
export const REPLAY_SIZE = 512;

/** Every label is seen about 15 times, within limits that keep a run to minutes on two cores. */
export const defaultSteps = (labels: number): number =>
  Math.round(Math.min(240, Math.max(48, (labels * 15) / (BATCH * LABEL_SHARE))));

/** A champion of before names were left out teaches one that leaves them out: the labels' texts have tags in their places anyway. */
export const withoutNames = (a: Artifact): Artifact => ({ ...a, config: { ...a.config, names: "left-out" } });

/** Settings of a run on a site's labels. */
export const lessonOptions = (
  config: ModelConfig,
  { seed, steps, tuning }: { seed: number; steps: number; tuning: Tuning },
): FitOptions => ({
  seed,
  steps,
  batchSize: BATCH,
  warmup: Math.ceil(steps / 10),
  dropout: 0.05,
  // A whole BERT forgets at the rate that suits our own encoder, or adapters (Devlin et al. 2019).
  learningRate: config.encoder === "bert" && tuning.mode !== "lora" ? 5e-5 : 3e-4,
  weightDecay: 0,
  clipNorm: 1,
  // The champion's answers are targets as they are; a cost beside them would pull every rehearsed visit.
  ordinalWeight: 0,
  underTriageCost: 1,
  headWeights: {},
  checkpointEvery: 10,
});

/** A version about to learn, and what it takes to ask it. */
export type Learner = {
  readonly tf: Tf;
  readonly champion: Artifact;
  readonly encode: CaseEncoder;
  readonly replay: ReplaySummary;
};

/** Made-up visits with the champion's soft answers as targets. `weights` must still be the champion's. */
export async function rehearse(
  { tf, champion, encode, replay }: Learner,
  weights: Parameters<typeof logitsOf>[3],
  { seed, replaySize = REPLAY_SIZE }: { readonly seed: number; readonly replaySize?: number | undefined },
): Promise<Example[]> {
  const r = random(seed, "rehearse");
  const cases = Array.from({ length: replaySize }, () => synthesize(replay, r));
  const logits = await logitsOf(tf, champion.config, encode, weights, cases);
  return cases.map((c, i) => ({ case: c, targets: answersAsTargets(logits, i), weight: 1 }));
}

/** Batches of which a share is labels and the rest is rehearsed. */
export function labelStream(
  labelled: readonly Label[],
  rehearsed: readonly Example[],
  { seed, labelShare = LABEL_SHARE }: { readonly seed: number; readonly labelShare?: number | undefined },
): ExampleStream {
  const labels = prepareOrder(labelled, seed, "labels");
  const replays = prepareOrder(rehearsed, seed, "replays");
  return (block, count) => {
    const own = Math.round(count * labelShare);
    const examples = labels
      .take(block, own)
      .map((label, i) => exampleOf(label, random(seed, "vary", block, i)));
    return [...examples, ...replays.take(block, count - own)];
  };
}

export const exampleOf = (label: Label, r: Random): Example => ({
  // Half of the time as it was, half with something missing, as the next patient's record will be.
  case: r.chance(0.5) ? label.case : vary(label.case, r),
  targets: {
    ...(label.outcomesOnly ? {} : { esi: ordinalTarget(label.level, 0.1) }),
    ...(label.outcomes ? outcomeTargets(label.outcomes) : {}),
  },
  weight: label.weight ?? 1,
});
