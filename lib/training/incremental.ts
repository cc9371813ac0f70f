import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Level } from "@/lib/case/level";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import { type Artifact, openArtifact, readWeights } from "@/lib/model/artifact";
import { type Backend, loadBackend } from "@/lib/model/backend";
import { type CaseEncoder, createCaseEncoder } from "@/lib/model/inputs";
import type { Tf } from "@/lib/model/tf";
import { FEWEST_LABELS } from "./fewest-labels";
import type { Stopped } from "./fitting/early-stop";
import { disposeWeights, type FitProgress, fitModel } from "./fitting/fit";
import { crossEntropy, logitsOf } from "./fitting/logits";
import { type Tuning, tunable } from "./fitting/tuning";
import {
  defaultSteps,
  type Label,
  type Learner,
  labelStream,
  lessonOptions,
  REPLAY_SIZE,
  rehearse,
  withoutNames,
} from "./lessons";
import { parseReplay } from "./replay";
import { LOOK_EVERY, type Stopping, shareForStopping } from "./stopping-share";
import { writeCandidate } from "./write-candidate";

/**
 * Teaches the champion from a site's own decisions without letting it forget: every batch mixes new labels with made-up
 * visits whose targets are the champion's own answers (Li & Hoiem 2016, "Learning without Forgetting"). The made-up
 * visits come from the artifact's statistical summary, so no survey data is needed on site.
 */
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
  /** Ends before the last step where labels kept apart get no better; absent: all steps are made. */
  readonly stopping?: Stopping | undefined;
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
  /** How it ended; null: all steps were made, with nothing kept apart to stop by. */
  readonly stopped: (Stopped & { readonly apart: number }) | null;
};

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
  const learner: Learner = { tf, champion, encode, replay };
  const tuning = o.tuning ?? { mode: "full" };
  const weights = tunable(tf, stored, tuning, champion.config, o.seed);
  try {
    const rehearsed = await rehearse(learner, weights, o);
    const steps = o.steps ?? defaultSteps(o.labels.length);
    const { learn, apart } = o.stopping
      ? shareForStopping(o.labels, o.stopping, o.seed)
      : { learn: o.labels, apart: [] };
    if (o.checkpointDir) await mkdir(o.checkpointDir, { recursive: true });
    const ended = await fitModel(
      tf,
      champion.config,
      encode,
      weights,
      labelStream(learn, rehearsed, o),
      lessonOptions(champion.config, { seed: o.seed, steps, tuning }),
      {
        ...(o.onProgress ? { onProgress: o.onProgress } : {}),
        ...(o.signal ? { signal: o.signal } : {}),
        ...(o.stopping && apart.length > 0
          ? {
              stop: {
                every: LOOK_EVERY,
                patience: o.stopping.patience,
                measure: (w) => measure(tf, champion, encode, { ...weights, ...w }, apart),
              },
            }
          : {}),
        ...(o.validation.length > 0 && apart.length === 0
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
                  ...(o.stopping ? [o.stopping] : []),
                ]),
              ),
            }
          : {}),
      },
    );
    const { digest, parity, how } = await writeCandidate(learner, weights, stored, {
      ...o,
      lineage: {
        description: `${champion.identity.version}, fine-tuned on ${levelled} clinicians' decisions`,
        labels: levelled,
        ...(followed > 0 ? { outcomes: followed } : {}),
        validation: o.validation.length,
        rehearsed: o.replaySize ?? REPLAY_SIZE,
        steps: ended?.at ?? steps,
        ...(ended ? { stopping: { apart: apart.length, planned: steps, keptStep: ended.best } } : {}),
        tuning,
        seed: o.seed,
        backend,
      },
      story: `Fine-tuned from version ${champion.identity.version} on ${levelled} decisions of this site's clinicians, with
made-up visits rehearsed so that earlier knowledge is kept.`,
    });
    return {
      artifactDir: o.outDir,
      digest,
      parity,
      calibration: how,
      stopped: ended && { ...ended, apart: apart.length },
    };
  } finally {
    disposeWeights(weights);
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
