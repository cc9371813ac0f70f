import { type ExplainEvent, type ExplainJob, explainEventSchema } from "@/lib/explain/global/job";
import { type ChildOptions, runJobChild } from "../service/job-child";

export type ExplainProgress = Extract<ExplainEvent, { type: "progress" }>;
export type ExplainDone = Extract<ExplainEvent, { type: "done" }>;

const COMMAND = ["--import", "tsx", "bin/explain-job.ts"];

/** Explains a model over many cases in a child process of its own (bin/explain-job.ts). @throws AppError, see runJobChild. */
export const runExplainChild = (
  job: ExplainJob,
  options: ChildOptions<ExplainProgress>,
): Promise<ExplainDone> =>
  runJobChild("explaining", job, explainEventSchema, { ...options, command: options.command ?? COMMAND });
