// `npm run gateway`: takes monitors' and wearables' readings from an MQTT broker to the EHR (docs/devices.md). PostgreSQL
// only; the embedded database belongs to one process, and there the app itself listens when MQTT_URL is set.
import { logConsole } from "@/lib/core/console-log";
import { AppError } from "@/lib/core/errors";
import { createLogger } from "@/lib/core/logger";
import { startGateway } from "@/lib/workflows/devices/gateway";
import { guardProcess } from "@/lib/workflows/service/guard-process";
import { closeRuntime, getRuntime } from "@/lib/workflows/service/runtime";
import { serveMetrics } from "@/lib/workflows/service/serve-metrics";
import { commandLine } from "./start/site";

async function main(): Promise<void> {
  await commandLine();
  if (!process.env.DATABASE_URL) {
    throw new AppError(
      "config-invalid",
      "The gateway needs DATABASE_URL. In the embedded mode the app itself listens when MQTT_URL is set (npm start).",
    );
  }
  const runtime = await getRuntime();
  logConsole(runtime.logger);
  guardProcess(runtime.logger);
  await serveMetrics(runtime);
  const gateway = await startGateway(runtime);
  runtime.logger.info({ pid: process.pid }, "gateway ready");
  const stop = async (signal: string) => {
    runtime.logger.info({ signal }, "stopping");
    await gateway.close();
    await closeRuntime(runtime);
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop("SIGTERM"));
  process.once("SIGINT", () => void stop("SIGINT"));
}

main().catch((error: unknown) => {
  createLogger().error({ err: error }, "the gateway did not start");
  process.exit(1);
});
