import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { z } from "zod";
import { AppError, ERROR_CODES, type ErrorCode, toAppError } from "@/lib/core/errors";
import { metricSetsSchema } from "@/lib/registry/metric-set";
import type { TrainJob } from "@/lib/training/job";

export type { TrainJob } from "@/lib/training/job";

/**
 * Training runs in a child process: it takes minutes of pure computing, and the embedded database's process must go on
 * answering. The child never opens the database; its whole job goes in over stdin (so that cases touch no disk), one JSON
 * event a line comes out of stdout (bin/train-job.ts).
 */
const findingSchema = z.object({
  severity: z.enum(["pass", "warn", "fail"]),
  text: z.string().min(1).max(600),
});

const eventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("progress"),
    step: z.number().int().min(0),
    totalSteps: z.number().int().min(1),
    loss: z.number().nullish(),
    etaSeconds: z.number().min(0).nullish(),
  }),
  z.object({
    type: z.literal("done"),
    metrics: z.object({ champion: metricSetsSchema, candidate: metricSetsSchema }),
    findings: z.array(findingSchema),
  }),
  z.object({ type: z.literal("error"), code: z.string(), message: z.string() }),
]);
type TrainEvent = z.infer<typeof eventSchema>;
export type TrainProgress = Extract<TrainEvent, { type: "progress" }>;
export type TrainResult = Omit<Extract<TrainEvent, { type: "done" }>, "type">;

/** Null for what is no event at all: a library that prints. @throws AppError for an event that is not understood. */
export function parseTrainEvent(line: string): TrainEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = eventSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (value === null || typeof value !== "object" || !("type" in value)) return null;
  const where = parsed.error.issues[0]?.path.join(".");
  throw new AppError("internal", `the training process said something that is not understood (${where})`);
}

const COMMAND = ["--import", "tsx", "bin/train-job.ts"];
/** Secrets stay with the process that needs them. */
const KEPT =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_\w+|NODE_ENV|SYSTEMROOT|CUDA_\w+|LD_LIBRARY_PATH|TF_\w+|TFJS_\w+|VK_\w+)$/i;
const GRACE_MS = 3_000;

export type TrainOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TrainProgress) => void;
  /** Node's arguments; tests give a child of their own. */
  readonly command?: readonly string[] | undefined;
};

/**
 * Runs one training job to its end.
 * @throws AppError with the code the child gave; "internal" when it died, was stopped or said nothing of use.
 */
export async function runTrainChild(job: TrainJob, options: TrainOptions): Promise<TrainResult> {
  const { signal, onProgress, command = COMMAND } = options;
  if (signal.aborted) throw new AppError("internal", "training was stopped");
  // Its error output may quote cases, so it goes nowhere; what went wrong comes as an event.
  const child = spawn(process.execPath, [...command], {
    stdio: ["pipe", "pipe", "ignore"],
    env: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => KEPT.test(name)),
    ) as NodeJS.ProcessEnv,
  });
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const stop = () => stopChild(child);
  signal.addEventListener("abort", stop, { once: true });
  let last: TrainResult | AppError | null = null;
  try {
    lowerPriority(child);
    const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
    lines.on("line", (line) => {
      try {
        const event = parseTrainEvent(line);
        if (event?.type === "progress") onProgress(event);
        else if (event?.type === "done") last = event;
        else if (event?.type === "error") last = toChildError(event);
      } catch (error) {
        last = toAppError(error);
      }
    });
    const drained = once(lines, "close");
    // A child that died early has closed its end; its exit says more than the broken pipe.
    child.stdin?.on("error", () => {});
    child.stdin?.end(JSON.stringify(job));
    const [[code, killedBy]] = await Promise.all([exited, drained]);
    return readOutcome(last, code, killedBy, signal);
  } finally {
    signal.removeEventListener("abort", stop);
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  }
}

function readOutcome(
  last: TrainResult | AppError | null,
  code: number | null,
  killedBy: NodeJS.Signals | null,
  signal: AbortSignal,
): TrainResult {
  if (signal.aborted) throw new AppError("internal", "training was stopped");
  if (last instanceof AppError) throw last;
  if (code === 0 && last) return last;
  const how = killedBy ? `was killed (${killedBy})` : `ended with exit code ${code}`;
  throw new AppError("internal", `the training process ${how} before it was done`);
}

function toChildError(event: { code: string; message: string }): AppError {
  const code = (event.code in ERROR_CODES ? event.code : "internal") as ErrorCode;
  return new AppError(code, event.message.slice(0, 500));
}

function lowerPriority(child: ChildProcess): void {
  try {
    if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // Not permitted here; training then competes with the app.
  }
}

function stopChild(child: ChildProcess): void {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  timer.unref();
  child.once("exit", () => clearTimeout(timer));
}
