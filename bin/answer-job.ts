// What one model version answers to cases, in a process of its own, started by the worker. Writes nothing to disk.
import { type AnswerEvent, answerJobSchema, runAnswerJob } from "@/lib/evaluation/answer-job";
import { runJobProcess } from "./job-process";

await runJobProcess<typeof answerJobSchema, AnswerEvent>(answerJobSchema, runAnswerJob);
