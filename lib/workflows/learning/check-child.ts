import { z } from "zod";
import { SEVERITIES } from "@/lib/registry/gates/check-gates";
import { metricSetsSchema } from "@/lib/registry/metric-set";
import { type ChildOptions, runJobChild } from "../service/job-child";
import type { CheckJob } from "./check-job";

/** Findings and figures as a child process reports them; taken over only when they are whole. */
export const measuredSchema = z.object({
  metrics: z.object({ champion: metricSetsSchema, candidate: metricSetsSchema }),
  findings: z
    .array(
      z.object({ gate: z.string().min(1), severity: z.enum(SEVERITIES), text: z.string().min(1).max(600) }),
    )
    .min(1),
});

const eventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress") }),
  measuredSchema.extend({ type: z.literal("done"), digest: z.string() }),
  z.object({ type: z.literal("error"), code: z.string(), message: z.string() }),
]);
export type CheckResult = Omit<Extract<z.infer<typeof eventSchema>, { type: "done" }>, "type">;

const COMMAND = ["--import", "tsx", "bin/check-job.ts"];

/** Measures one version in a child process of its own (bin/check-job.ts). @throws AppError, see runJobChild. */
export const runCheckChild = (
  job: CheckJob,
  options: Omit<ChildOptions<{ type: "progress" }>, "onProgress">,
): Promise<CheckResult> =>
  runJobChild("measuring", job, eventSchema, {
    ...options,
    onProgress: () => {},
    command: options.command ?? COMMAND,
  });
