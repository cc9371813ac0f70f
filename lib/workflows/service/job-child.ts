import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { z } from "zod";
import { AppError, ERROR_CODES, type ErrorCode, toAppError } from "@/lib/core/errors";

/**
 * Heavy work runs in a child process: it takes minutes of pure computing, and the embedded database's process must go on
 * answering. The child never opens the database; its whole job goes in over stdin (so that cases touch no disk), one JSON
 * event a line comes out of stdout (bin/job-process.ts).
 */
type Event = { readonly type: string };
type Done<E extends Event> = Extract<E, { type: "done" }>;
type Progress<E extends Event> = Extract<E, { type: "progress" }>;

export type ChildOptions<P> = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: P) => void;
  /** Node's arguments; tests give a child of their own. */
  readonly command?: readonly string[] | undefined;
};

const errorSchema = z.object({ type: z.literal("error"), code: z.string(), message: z.string() });

/** Null for what is no event at all: a library that prints. @throws AppError for an event that is not understood. */
export function parseEvent<S extends z.ZodType<Event>>(
  schema: S,
  what: string,
  line: string,
): z.output<S> | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (value === null || typeof value !== "object" || !("type" in value)) return null;
  const where = parsed.error.issues[0]?.path.join(".");
  throw new AppError("internal", `the ${what} process said something that is not understood (${where})`);
}

/** Secrets stay with the process that needs them. */
const KEPT =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_\w+|NODE_ENV|SYSTEMROOT|CUDA_\w+|LD_LIBRARY_PATH|TF_\w+|TFJS_\w+|VK_\w+)$/i;
const GRACE_MS = 3_000;

/**
 * Runs one job to its end. `what` names the work in messages: "training".
 * @throws AppError with the code the child gave; "internal" when it died, was stopped or said nothing of use.
 */
export async function runJobChild<S extends z.ZodType<Event>>(
  what: string,
  job: unknown,
  schema: S,
  options: ChildOptions<Progress<z.output<S>>> & { readonly command: readonly string[] },
): Promise<Done<z.output<S>>> {
  const { signal, onProgress, command } = options;
  if (signal.aborted) throw stopped(what);
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
  let last: Done<z.output<S>> | AppError | null = null;
  try {
    lowerPriority(child);
    const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
    lines.on("line", (line) => {
      try {
        const event = parseEvent(schema, what, line);
        if (event?.type === "progress") onProgress(event as Progress<z.output<S>>);
        else if (event?.type === "done") last = event as Done<z.output<S>>;
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
    return readOutcome<Done<z.output<S>>>(what, last, code, killedBy, signal);
  } finally {
    signal.removeEventListener("abort", stop);
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  }
}

const stopped = (what: string) => new AppError("internal", `${what} was stopped`);

function readOutcome<D>(
  what: string,
  last: D | AppError | null,
  code: number | null,
  killedBy: NodeJS.Signals | null,
  signal: AbortSignal,
): D {
  if (signal.aborted) throw stopped(what);
  if (last instanceof AppError) throw last;
  if (code === 0 && last) return last;
  const how = killedBy ? `was killed (${killedBy})` : `ended with exit code ${code}`;
  throw new AppError("internal", `the ${what} process ${how} before it was done`);
}

function toChildError(event: Event): AppError {
  const { code, message } = errorSchema.parse(event);
  return new AppError((code in ERROR_CODES ? code : "internal") as ErrorCode, message.slice(0, 500));
}

function lowerPriority(child: ChildProcess): void {
  try {
    if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // Not permitted here; the work then competes with the app.
  }
}

function stopChild(child: ChildProcess): void {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  timer.unref();
  child.once("exit", () => clearTimeout(timer));
}
