import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What `npm start -- --embed` runs, on ports and data of its own, with the app on another site than the EHR. */
export type EmbeddedStack = {
  readonly app: string;
  readonly ehr: string;
  readonly stop: () => Promise<void>;
};

export async function startEmbedded(): Promise<EmbeddedStack> {
  const port = Number(process.env.E2E_PORT) + 20;
  const sandboxPort = Number(process.env.E2E_SANDBOX_PORT) + 20;
  const dataDir = mkdtempSync(join(tmpdir(), "openacuity-e2e-embedded-"));
  const app = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ["bin/with-node.mjs", "bin/start.ts", "--embed"], {
    env: {
      ...process.env,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      APP_ORIGIN: app,
      DATA_DIR: dataDir,
      SANDBOX_ARRIVALS_PER_HOUR: "0",
      LOG_LEVEL: "warn",
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
    if (child.exitCode !== null) throw new Error(`the embedded stack ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  throw new Error("the embedded stack did not come up");
}
