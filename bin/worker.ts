// `npm run worker`: consumes the work queue beside the app. PostgreSQL only; the embedded database belongs to one process.
import { existsSync } from "node:fs";
import type { Network } from "@/lib/auth/sites";
import { logConsole } from "@/lib/core/console-log";
import { AppError } from "@/lib/core/errors";
import { createLogger } from "@/lib/core/logger";
import { startConsumers } from "@/lib/workflows/service/consumers";
import { guardProcess } from "@/lib/workflows/service/guard-process";
import { closeRuntime, getRuntime } from "@/lib/workflows/service/runtime";
import { serveMetrics } from "@/lib/workflows/service/serve-metrics";
import { settleAll, superviseSites } from "./start/network";
import { commandLine, readNetwork } from "./start/site";

async function main(): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const network = process.env.SITE_ID || process.argv.includes("--site") ? null : readNetwork();
  if (network) return workForAll(network);
  await commandLine();
  if (!process.env.DATABASE_URL) {
    throw new AppError(
      "config-invalid",
      "The worker needs DATABASE_URL. In the embedded mode the app itself does this work (npm start).",
    );
  }
  const runtime = await getRuntime();
  logConsole(runtime.logger);
  guardProcess(runtime.logger);
  await serveMetrics(runtime);
  await startConsumers(runtime);
  runtime.logger.info({ pid: process.pid }, "worker ready");
  const stop = async (signal: string) => {
    runtime.logger.info({ signal }, "stopping");
    await closeRuntime(runtime);
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop("SIGTERM"));
  process.once("SIGINT", () => void stop("SIGINT"));
  // One of a network's, whose first process was killed hard.
  if (process.env.SITE_ID) process.once("disconnect", () => void stop("disconnect"));
}

/** A network: one worker for each site, each a process of its own. */
async function workForAll(network: Network): Promise<void> {
  const port = Number(process.env.WORKER_METRICS_PORT || 0);
  const logger = createLogger();
  const stop = superviseSites(
    settleAll(network),
    ["--import", "tsx", "bin/worker.ts"],
    // One after another, in the order of SITES_FILE.
    (at): Record<string, string> => (port ? { WORKER_METRICS_PORT: String(port + at) } : {}),
    logger,
  );
  logger.info({ pid: process.pid, count: network.sites.length }, "the sites' workers are started");
  const end = () => void stop().then(() => process.exit(0));
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  // The launcher was killed hard.
  process.once("disconnect", end);
}

main().catch((error: unknown) => {
  createLogger().error({ err: error }, "the worker did not start");
  process.exit(1);
});
