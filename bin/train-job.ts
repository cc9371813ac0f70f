// A retraining run in a process of its own, started by the worker. Writes only weights, checkpoints and figures.
import { type JobEvent, jobSchema, runJob } from "@/lib/workflows/learning/candidate-job";
import { runJobProcess } from "./job-process";

await runJobProcess<typeof jobSchema, JobEvent>(jobSchema, (job, emit, signal) =>
  runJob(job, new Date(), emit, signal),
);
