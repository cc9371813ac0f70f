// `npm run worker`: consumes the work queue beside the app. PostgreSQL only; the embedded database belongs to one process.
import { existsSync } from "node:fs";
import { AppError, toAppError } from "@/lib/core/errors";
import { startConsumers } from "@/lib/workflows/consumers";
import { closeRuntime, getRuntime } from "@/lib/workflows/runtime";

async function main(): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile(".env");
  if (!process.env.DATABASE_URL) {
    throw new AppError(
      "config-invalid",
      "The worker needs DATABASE_URL. In the embedded mode the app itself does this work (npm start).",
    );
  }
  const runtime = await getRuntime();
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
  console.error(toAppError(error).message);
  process.exit(1);
});
