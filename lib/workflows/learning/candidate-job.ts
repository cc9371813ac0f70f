import { z } from "zod";
import { visitOutcomesSchema } from "@/lib/fhir/outcomes/visit-outcomes";
import { BACKENDS } from "@/lib/model/backend";
import { tuningSchema } from "@/lib/training/fitting/tuning";
import { type FineTuneResult, fineTune } from "@/lib/training/incremental";
import { labelledCaseSchema, type Measured, measureVersions, measuringSchema } from "./measure-versions";

/** A retraining job as the worker hands it to the child process (bin/train-job.ts), and what comes back line by line. */
export const jobSchema = measuringSchema.extend({
  championDir: z.string().min(1),
  outDir: z.string().min(1),
  checkpointDir: z.string().min(1).optional(),
  version: z.string().min(1),
  labels: z
    .array(
      labelledCaseSchema.extend({
        weight: z.number().positive().max(100).optional(),
        outcomes: visitOutcomesSchema.optional(),
        outcomesOnly: z.boolean().optional(),
        patient: z.string().max(64).optional(),
      }),
    )
    .min(1),
  /** Instant for the manifest; now when absent. */
  created: z.iso.datetime().optional(),
  seed: z.int().default(1),
  replaySize: z.int().min(16).max(20_000).optional(),
  steps: z.int().min(1).max(100_000).optional(),
  /** Ends before the last step where labels kept apart get no better; all steps are made when absent. */
  stopping: z
    .object({ sharePercent: z.number().min(1).max(50), patience: z.int().min(1).max(100) })
    .optional(),
  /** What of the champion learns; all of it when absent. */
  tuning: tuningSchema.optional(),
  backend: z.enum(BACKENDS).optional(),
});
export type TrainJob = z.input<typeof jobSchema>;

export type JobEvent =
  | {
      readonly type: "progress";
      readonly step: number;
      readonly totalSteps: number;
      readonly loss: number;
      /** Mean cross-entropy on the held-out labels, every twenty steps. */
      readonly validation?: number;
      readonly etaSeconds: number;
    }
  | ({
      readonly type: "done";
      readonly artifactDir: string;
      readonly version: string;
      readonly digest: string;
      /** How the calibration came about, in words. */
      readonly calibration: string;
      readonly stopped: FineTuneResult["stopped"];
    } & Measured)
  | { readonly type: "error"; readonly code: string; readonly message: string };

export async function runJob(
  job: z.output<typeof jobSchema>,
  now: Date,
  emit: (event: JobEvent) => void,
  signal?: AbortSignal,
): Promise<void> {
  const tuned = await fineTune({
    championDir: job.championDir,
    labels: job.labels,
    validation: job.validation,
    outDir: job.outDir,
    version: job.version,
    seed: job.seed,
    now: job.created ? new Date(job.created) : now,
    ...(job.replaySize ? { replaySize: job.replaySize } : {}),
    ...(job.steps ? { steps: job.steps } : {}),
    ...(job.tuning ? { tuning: job.tuning } : {}),
    ...(job.stopping ? { stopping: job.stopping } : {}),
    ...(job.checkpointDir ? { checkpointDir: job.checkpointDir } : {}),
    ...(job.backend ? { backend: job.backend } : {}),
    ...(signal ? { signal } : {}),
    onProgress: (p) => emit({ type: "progress", ...p }),
  });
  emit({
    type: "done",
    artifactDir: tuned.artifactDir,
    version: job.version,
    digest: tuned.digest,
    calibration: tuned.calibration,
    stopped: tuned.stopped,
    ...(await measureVersions(job.outDir, job.championDir, job)),
  });
}
