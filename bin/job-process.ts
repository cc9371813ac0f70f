import { text } from "node:stream/consumers";
import type { z } from "zod";
import { sayError } from "@/lib/core/describe-error";
import { AppError, toAppError } from "@/lib/core/errors";

type JobError = { readonly type: "error"; readonly code: string; readonly message: string };

/**
 * A process of its own for heavy work, started by the worker: one JSON job on stdin, JSON lines of events on stdout. It
 * opens no database and writes nothing about patients to disk. lib/workflows/service/job-child.ts is the other end.
 */
export async function runJobProcess<S extends z.ZodType, E>(
  schema: S,
  run: (job: z.output<S>, emit: (event: E) => void, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  // Libraries greet on stdout; that channel is for events alone.
  console.log = console.info = console.warn = (...words: unknown[]) => console.error(...words);
  const emit = (event: E | JobError): void => {
    process.stdout.write(`${JSON.stringify(event)}\n`);
  };
  try {
    const signal = stopWithParent();
    await run(parseJob(schema, await text(process.stdin)), emit, signal);
  } catch (error) {
    emit({ type: "error", code: toAppError(error).code, message: sayError(error) });
    process.exitCode = 1;
  }
}

/** A parent killed hard cannot say so; a child that outlived it would work beside the next worker's. */
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

function parseJob<S extends z.ZodType>(schema: S, json: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // The text may hold patients' words: it is not repeated.
    throw new AppError("invalid-input", "the job is no JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Neither is zod's: it names unknown keys, and a place within a record by its key.
  const [field] = parsed.error.issues[0]?.path ?? [];
  throw new AppError("invalid-input", `the job is not valid${field ? ` (${String(field)})` : ""}`);
}
