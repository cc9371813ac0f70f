import { toAppError } from "@/lib/core/errors";
import { describeError } from "@/lib/core/logger";
import { startConsumers } from "@/lib/workflows/consumers";
import { closeRuntime, getRuntime, type Runtime } from "@/lib/workflows/runtime";

/** Opens the database, checks settings and starts the worker. A server that cannot do that must not listen. */
export async function startServer(): Promise<void> {
  try {
    const runtime = await getRuntime();
    if (runtime.env.RUN_WORKER) await startConsumers(runtime);
    stopInOrder(runtime);
  } catch (error) {
    // Thrown further, Next would go on and answer 500 to everything.
    const failure = toAppError(error);
    console.error(`OpenAcuity did not start (${failure.code}).\n${failure.message}`);
    if (failure.code === "internal") console.error(JSON.stringify(describeError(error)));
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
