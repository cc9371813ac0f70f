// A retraining run in a process of its own, started by the worker: one JSON job on stdin, JSON lines of progress on stdout.
// It opens no database and writes nothing about patients to disk: only weights, checkpoints and figures.
import { text } from "node:stream/consumers";
import { AppError, toAppError } from "@/lib/core/errors";
import { type JobEvent, jobSchema, runJob, type TrainJob } from "@/lib/training/job";

// Libraries greet on stdout; that channel is for events alone.
console.log = console.info = console.warn = (...words: unknown[]) => console.error(...words);

const emit = (event: JobEvent): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`);
};

/** A parent killed hard cannot say so; a child that outlived it would train beside the next worker's. */
function stopWithParent(): AbortSignal {
  const stop = new AbortController();
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 1000);
  watch.unref();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
  return stop.signal;
}

function parseJob(json: string): TrainJob {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // The text may hold patients' words: it is not repeated.
    throw new AppError("invalid-input", "the job is no JSON");
  }
  const parsed = jobSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("invalid-input", `the job is not valid: ${issue?.path.join(".")}: ${issue?.message}`);
}

try {
  const signal = stopWithParent();
  await runJob(parseJob(await text(process.stdin)), new Date(), emit, signal);
} catch (error) {
  const known = toAppError(error);
  emit({ type: "error", code: known.code, message: known.message });
  process.exitCode = 1;
}
