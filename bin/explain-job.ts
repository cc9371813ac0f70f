// What a model does over many cases, worked out in a process of its own, started by the worker. Writes nothing to disk.
import { type ExplainEvent, explainJobSchema, runExplainJob } from "@/lib/explain/global/job";
import { loadEngine } from "@/lib/workflows/service/load-engine";
import { runJobProcess } from "./job-process";

await runJobProcess<typeof explainJobSchema, ExplainEvent>(explainJobSchema, (job, emit, signal) =>
  runExplainJob(job, loadEngine(job.engine), emit, signal),
);
