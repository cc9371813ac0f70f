import { z } from "zod";
import { type ChildOptions, parseEvent, runJobChild } from "../service/job-child";
import type { TrainJob } from "./candidate-job";
import { measuredSchema } from "./check-child";

export type { TrainJob } from "./candidate-job";

/** Training in a child process of its own (bin/train-job.ts). */
const eventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("progress"),
    step: z.number().int().min(0),
    totalSteps: z.number().int().min(1),
    loss: z.number().nullish(),
    validation: z.number().nullish(),
    etaSeconds: z.number().min(0).nullish(),
  }),
  measuredSchema.extend({
    type: z.literal("done"),
    stopped: z
      .object({
        at: z.int().min(0),
        planned: z.int().min(1),
        best: z.int().min(0),
        loss: z.number(),
        apart: z.int().min(1),
      })
      .nullish(),
  }),
  z.object({ type: z.literal("error"), code: z.string(), message: z.string() }),
]);
type TrainEvent = z.infer<typeof eventSchema>;
export type TrainProgress = Extract<TrainEvent, { type: "progress" }>;
export type TrainResult = Omit<Extract<TrainEvent, { type: "done" }>, "type">;

const WHAT = "training";

/** Null for what is no event at all: a library that prints. @throws AppError for an event that is not understood. */
export const parseTrainEvent = (line: string): TrainEvent | null => parseEvent(eventSchema, WHAT, line);

const COMMAND = ["--import", "tsx", "bin/train-job.ts"];

/** Runs one training job to its end. @throws AppError, see runJobChild. */
export const runTrainChild = (job: TrainJob, options: ChildOptions<TrainProgress>): Promise<TrainResult> =>
  runJobChild(WHAT, job, eventSchema, { ...options, command: options.command ?? COMMAND });
