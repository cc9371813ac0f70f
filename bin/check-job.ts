// Measuring a model version beside the one in use, in a process of its own, started by the worker. Writes nothing to disk.
import { type CheckJobEvent, checkJobSchema, runCheckJob } from "@/lib/workflows/learning/check-job";
import { runJobProcess } from "./job-process";

await runJobProcess<typeof checkJobSchema, CheckJobEvent>(checkJobSchema, (job, emit) =>
  runCheckJob(job, emit),
);
