import { type AnswerEvent, type AnswerJob, answerEventSchema } from "@/lib/evaluation/answer-job";
import { type ChildOptions, runJobChild } from "../service/job-child";

export type Answered = Extract<AnswerEvent, { type: "done" }>;
type Progress = Extract<AnswerEvent, { type: "progress" }>;

const COMMAND = ["--import", "tsx", "bin/answer-job.ts"];

/** Has one version answer cases in a child process of its own (bin/answer-job.ts). @throws AppError, see runJobChild. */
export const runAnswerChild = (
  job: AnswerJob,
  options: Omit<ChildOptions<Progress>, "onProgress">,
): Promise<Answered> =>
  runJobChild("answering", job, answerEventSchema, {
    ...options,
    onProgress: () => {},
    command: options.command ?? COMMAND,
  });
