import { resolve } from "node:path";
import { type Db, type DbHandle, openDatabase } from "@/db/client";
import { type SmartIssuer, smartIssuersSchema } from "@/lib/auth/issuers";
import { type Clock, systemClock } from "@/lib/core/clock";
import { type KeyRing, parseKeyRing } from "@/lib/core/crypto";
import { type Env, parseEnv } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { createLogger, type Logger } from "@/lib/core/logger";
import { createMetrics, type Metrics } from "@/lib/monitoring/metrics";
import { createEngineManager, type EngineLoader, type EngineManager } from "./engines";
import { loadEngine } from "./load-engine";
import { seedPeople } from "./people";
import { type QueueTiming, startQueue, type WorkQueue } from "./queue";
import { recordUnavailable, registerShippedModel } from "./register-model";

/** Everything a workflow needs, once a process. */
export type Runtime = {
  readonly env: Env;
  readonly handle: DbHandle;
  readonly db: Db;
  readonly keys: KeyRing;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly queue: WorkQueue;
  readonly engines: EngineManager;
  readonly issuers: readonly SmartIssuer[];
  /** Where trained versions and run checkpoints are kept. */
  readonly dataDir: string;
  readonly startedAt: Date;
};

export type RuntimeOverrides = {
  readonly handle?: DbHandle;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly loadEngine?: EngineLoader;
  readonly queueTiming?: QueueTiming;
};

export async function createRuntime(env: Env, overrides: RuntimeOverrides = {}): Promise<Runtime> {
  const keys = parseKeyRing(env.DATA_KEYS);
  const logger = overrides.logger ?? createLogger(env.LOG_LEVEL);
  const clock = overrides.clock ?? systemClock;
  const issuers = parseIssuers(env);
  const dataDir = resolve(env.DATA_DIR);
  const handle = overrides.handle ?? (await openDatabase({ databaseUrl: env.DATABASE_URL, dataDir, keys }));
  if (!handle.vectors.ready)
    logger.warn({}, `no vector search, so patients are not compared with past ones: ${handle.vectors.why}`);
  try {
    const metrics = createMetrics();
    await seedPeople(handle.db, env, issuers, clock());
    await registerShippedModel({ db: handle.db, dataDir, logger }, resolve(env.MODEL_DIR), clock());
    const engines = createEngineManager({
      db: handle.db,
      load: overrides.loadEngine ?? loadEngine(env.ENGINE),
      dataDir,
      logger,
      metrics,
      onUnavailable: (version, error) => void recordUnavailable(handle.db, version, error, logger, clock()),
    });
    const queue = await startQueue(handle, logger, overrides.queueTiming);
    return {
      env,
      handle,
      db: handle.db,
      keys,
      logger,
      clock,
      metrics,
      queue,
      engines,
      issuers,
      dataDir,
      startedAt: clock(),
    };
  } catch (error) {
    await handle.close().catch(() => {});
    throw error;
  }
}

export async function closeRuntime(runtime: Runtime): Promise<void> {
  await runtime.queue.stop();
  await runtime.engines.close();
  await runtime.handle.close();
}

function parseIssuers(env: Env): SmartIssuer[] {
  let json: unknown;
  try {
    json = JSON.parse(env.SMART_ISSUERS);
  } catch (cause) {
    throw new AppError("config-invalid", "SMART_ISSUERS: expected JSON", { cause });
  }
  const parsed = smartIssuersSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new AppError("config-invalid", `SMART_ISSUERS: entry ${first?.path.join(".")}: ${first?.message}`);
}

const RUNTIME = Symbol.for("openacuity.runtime");
type Holder = { [RUNTIME]?: Promise<Runtime> };

/** The process's runtime, on globalThis because Next bundles modules more than once. */
export function getRuntime(): Promise<Runtime> {
  const holder = globalThis as Holder;
  holder[RUNTIME] ??= Promise.resolve().then(() => createRuntime(parseEnv(process.env)));
  return holder[RUNTIME];
}
