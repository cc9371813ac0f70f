import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { AppError } from "@/lib/core/errors";

/** Fails at once, naming the port and the way out, instead of letting a server die in its log. */
export async function assertPortFree(port: number, setting: string): Promise<void> {
  const server = createServer();
  const outcome = new Promise<"free" | NodeJS.ErrnoException>((resolve) => {
    server.once("error", resolve);
    server.listen(port, "127.0.0.1", () => resolve("free"));
  });
  const result = await outcome;
  if (result === "free") {
    await new Promise((resolve) => server.close(resolve));
    return;
  }
  throw new AppError(
    "config-invalid",
    `Port ${port} is already in use. Stop what uses it, or choose another: ${setting}=${port + 10} npm start`,
    { cause: result },
  );
}

export type Managed = {
  readonly name: string;
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
};

/**
 * Starts a child that also ends when this process is killed hard: the IPC channel closes with us, and each child treats
 * "disconnect" as the order to shut down (a kill -9 here must not leave the database locked by an orphan).
 */
export function startChild(
  name: string,
  args: readonly string[],
  env: Record<string, string | undefined>,
): Managed {
  const child = spawn(process.execPath, [...args], {
    env: env as NodeJS.ProcessEnv,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    // Ctrl-C in a terminal reaches the whole group; we pass one orderly SIGTERM instead.
    detached: process.platform !== "win32",
  });
  const exited = once(child, "exit").then(([code]) => code as number | null);
  return { name, process: child, exited };
}

/** Starts a program that is not ours; what it says goes to a file of its own. */
export function startProgram(
  name: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  logFile: string,
): Managed {
  const log = openSync(logFile, "a", 0o600);
  // Ctrl-C in a terminal reaches the whole group; as above, one orderly SIGTERM instead.
  const child = spawn(program, [...args], {
    env,
    stdio: ["ignore", log, log],
    detached: process.platform !== "win32",
  });
  closeSync(log);
  const exited = once(child, "exit").then(([code]) => code as number | null);
  return { name, process: child, exited };
}

/** SIGTERM, then SIGKILL after `graceMs`. Resolves when the child is gone. */
export async function stopChild(child: Managed, graceMs: number): Promise<void> {
  if (child.process.exitCode !== null || child.process.signalCode !== null) return;
  child.process.kill("SIGTERM");
  const timer = setTimeout(() => child.process.kill("SIGKILL"), graceMs);
  await child.exited;
  clearTimeout(timer);
}

/** Polls until the address answers, the child dies, or time is up. */
export async function waitUntilUp(
  child: Managed,
  url: string,
  timeoutMs: number,
  isUp: (status: number) => boolean,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (child.process.exitCode !== null)
      throw new AppError(
        "internal",
        `${child.name} stopped with exit code ${child.process.exitCode} while starting`,
      );
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      if (isUp(response.status)) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new AppError(
    "internal",
    `${child.name} did not answer on ${url} within ${Math.round(timeoutMs / 1000)} s`,
  );
}
