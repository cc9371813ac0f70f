import { CommanderError, InvalidArgumentError } from "commander";
import { toAppError } from "@/lib/core/errors";
import { BACKENDS, type Backend } from "@/lib/model/backend";

/** What the commands share: one line for an error, progress on stderr, numbers read from options. */
export async function run(main: () => Promise<unknown>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else {
      const { code } = toAppError(error);
      // A library's own words help here and stay here: this is the terminal of whoever named the files.
      const message = error instanceof Error ? error.message : String(error);
      process.stderr.write(`error: ${message} (${code})\n`);
      if (process.env.DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
      process.exitCode = 2;
    }
  }
}

export const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Rewrites one line on a terminal; elsewhere one line every ten seconds, so that logs stay readable. */
export function progressLine(): (text: string, last?: boolean) => void {
  let shown = 0;
  return (text, last = false) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}${last ? "\n" : ""}`);
    else if (last || performance.now() - shown > 10_000) {
      shown = performance.now();
      process.stderr.write(`${text}\n`);
    }
  };
}

export const duration = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

export const BACKEND_OPTION = `TensorFlow.js backend: ${BACKENDS.join(", ")} (default: the fastest installed)`;

export function backendOf(value: string): Backend {
  const backend = BACKENDS.find((b) => b === value);
  if (!backend) throw new Error(`--backend must be one of ${BACKENDS.join(", ")}`);
  return backend;
}

/** An option's value as a number. */
export function wholeNumber(value: string): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < 0) throw new InvalidArgumentError("expected a whole number");
  return n;
}

export const DEFAULT_MODEL = "models/openacuity-triage";
export const FROM_OPTION = "folder with the public data sets, laid out as the README says";
