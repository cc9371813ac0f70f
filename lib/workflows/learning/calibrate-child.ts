import { z } from "zod";
import { siteCalibrationSchema } from "@/lib/policy/site-calibration";
import { type ChildOptions, runJobChild } from "../service/job-child";
import type { CalibrateJob } from "./calibrate-job";
import { measuredSchema } from "./check-child";

const share = z.number().min(0).max(1);
const bins = z.array(
  z.object({ predicted: share, observed: share, low: share, high: share, cases: z.int().min(1) }),
);

const eventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress") }),
  measuredSchema.extend({
    type: z.literal("done"),
    content: siteCalibrationSchema,
    reliability: z.object({ before: bins, after: bins }),
  }),
  z.object({ type: z.literal("error"), code: z.string(), message: z.string() }),
]);
export type CalibrateResult = Omit<Extract<z.infer<typeof eventSchema>, { type: "done" }>, "type">;

const COMMAND = ["--import", "tsx", "bin/calibrate-job.ts"];

/** Fits and judges one calibration in a child process of its own (bin/calibrate-job.ts). @throws AppError, see runJobChild. */
export const runCalibrateChild = (
  job: CalibrateJob,
  options: Omit<ChildOptions<{ type: "progress" }>, "onProgress">,
): Promise<CalibrateResult> =>
  runJobChild("calibrating", job, eventSchema, {
    ...options,
    onProgress: () => {},
    command: options.command ?? COMMAND,
  });
