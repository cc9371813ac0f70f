// `npm run worker`: consumes the work queue beside the app. PostgreSQL only; the embedded database belongs to one process.
import { existsSync } from "node:fs";
import { logConsole } from "@/lib/core/console-log";
import { AppError } from "@/lib/core/errors";
import { createLogger } from "@/lib/core/logger";
import { startConsumers } from "@/lib/workflows/service/consumers";
import { guardProcess } from "@/lib/workflows/service/guard-process";
import { closeRuntime, getRuntime } from "@/lib/workflows/service/runtime";
import { serveMetrics } from "@/lib/workflows/service/serve-metrics";

async function main(): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile(".env");
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
}

main().catch((error: unknown) => {
  createLogger().error({ err: error }, "the worker did not start");
  process.exit(1);
});
