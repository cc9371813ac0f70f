import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What `npm start` runs, on ports and data of its own, for a test whose settings the others must not have. */
export type OwnStack = {
  readonly app: string;
  readonly ehr: string;
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly flags?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
  /** Another name of this machine than the EHR's makes it another site. */
  readonly host?: "localhost" | "127.0.0.1";
};

export async function startOwnStack({
  flags = [],
  settings = {},
  host = "localhost",
}: Options): Promise<OwnStack> {
  const port = Number(process.env.E2E_PORT) + 20;
  const sandboxPort = Number(process.env.E2E_SANDBOX_PORT) + 20;
  const dataDir = mkdtempSync(join(tmpdir(), "openacuity-e2e-own-"));
  const app = `http://${host}:${port}`;
  const child = spawn(process.execPath, ["bin/with-node.mjs", "bin/start.ts", ...flags], {
    env: {
      ...process.env,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      APP_ORIGIN: app,
      DATA_DIR: dataDir,
      SANDBOX_ARRIVALS_PER_HOUR: "0",
      SANDBOX_FAULTS: "1",
      LOG_LEVEL: "warn",
      ...settings,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const stop = async () => {
    await ended(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilUp(child, `${app}/api/health`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { app, ehr: `http://localhost:${sandboxPort}`, stop };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

async function untilUp(child: ChildProcess, url: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null) throw new Error(`a stack of a test's own ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  throw new Error("a stack of a test's own did not come up");
}
