import { logConsole } from "@/lib/core/console-log";
import { createLogger } from "@/lib/core/logger";
import { startGateway } from "@/lib/workflows/devices/gateway";
import { startConsumers } from "@/lib/workflows/service/consumers";
import { guardProcess } from "@/lib/workflows/service/guard-process";
import { closeRuntime, getRuntime, type Runtime } from "@/lib/workflows/service/runtime";

/** Opens the database, checks settings and starts the worker. A server that cannot do that must not listen. */
export async function startServer(): Promise<void> {
  try {
    const runtime = await getRuntime();
    if (process.env.NODE_ENV === "production") logConsole(runtime.logger);
    guardProcess(runtime.logger);
    if (runtime.env.RUN_WORKER) await startConsumers(runtime);
    // The embedded database belongs to this process; beside PostgreSQL the gateway is one of its own.
    if (runtime.env.MQTT_URL && runtime.env.mode === "embedded") await startGateway(runtime);
    stopInOrder(runtime);
  } catch (error) {
    // Thrown further, Next would go on and answer 500 to everything.
    createLogger().error({ err: error }, "OpenAcuity did not start");
    process.exit(1);
  }
}

function stopInOrder(runtime: Runtime): void {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    runtime.logger.info({ signal, pid: process.pid }, "stopping");
    await closeRuntime(runtime).catch((error) =>
      runtime.logger.error({ err: error }, "did not close cleanly"),
    );
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop("SIGTERM"));
  process.once("SIGINT", () => void stop("SIGINT"));
  // The launcher was killed hard: leave the database in order and go.
  process.once("disconnect", () => void stop("disconnect"));
}
