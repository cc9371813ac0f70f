import { join, resolve } from "node:path";
import { type Db, type DbHandle, openDatabase } from "@/db/client";
import { refreshKeys } from "@/db/keys";
import { onUnreadable } from "@/db/sealed";
import { canBeEmbedded, frameOrigins } from "@/lib/auth/embedding";
import { type SmartIssuer, smartIssuersSchema } from "@/lib/auth/issuers";
import { type Clock, HOUR, systemClock } from "@/lib/core/clock";
import { type KeyRing, parseKeyRing } from "@/lib/core/crypto";
import { type Env, parseEnv } from "@/lib/core/env";
import { AppError, toAppError } from "@/lib/core/errors";
import { createLogger, type Logger, siteLogger } from "@/lib/core/logger";
import type { SiteFile } from "@/lib/fhir/site";
import { createMetrics, type Metrics, shareMetrics } from "@/lib/monitoring/metrics";
import type { Tracing } from "@/lib/monitoring/tracing";
import { endNews } from "../clinic/ehr-news";
import { attemptSeconds } from "../clinic/write-back-lease";
import { type Anchorer, startAnchoring } from "../govern/anchor-audit";
import { warnOfAuditRights } from "../govern/audit-rights";
import { KEYS_LOOKED_AT_MS } from "../govern/rotate-keys";
import { seedPeople } from "../govern/seed-people";
import { armSigning } from "../govern/signing";
import { type ModelStore, modelStoreOf } from "../learning/keep-artifacts";
import { recordUnavailable, registerShippedModel } from "../learning/register-model";
import { createEngineManager, type EngineLoader, type EngineManager } from "./engines";
import { loadServingEngine } from "./load-engine";
import { type QueueTiming, startQueue, TIMING, type WorkQueue } from "./queue";
import { readSiteFile } from "./read-site-file";
import { startTracing } from "./start-tracing";

/** Everything a workflow needs, once a process. */
export type Runtime = {
  readonly env: Env;
  readonly handle: DbHandle;
  readonly db: Db;
  readonly keys: KeyRing;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly queue: WorkQueue;
  readonly engines: EngineManager;
  readonly issuers: readonly SmartIssuer[];
  /** What is peculiar to each EHR. */
  readonly sites: SiteFile;
  /** Where model versions are kept besides the data folder; null: nowhere. */
  readonly modelStore: ModelStore | null;
  readonly anchors: Anchorer;
  /** Where the audit log's head is anchored, outside the database. */
  readonly anchorFile: string;
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
  const logger = overrides.logger ?? siteLogger(createLogger(env.LOG_LEVEL), env.SITE_ID);
  const clock = overrides.clock ?? systemClock;
  const issuers = parseIssuers(env);
  const sites = readSiteFile(
    env.EHR_SITE_FILE,
    issuers.map((i) => i.issuer),
  );
  listenForUnreadable(logger);
  const dataDir = resolve(env.DATA_DIR);
  const handle =
    overrides.handle ??
    (await openDatabase({
      databaseUrl: env.DATABASE_URL,
      directUrl: env.DATABASE_DIRECT_URL,
      dataDir,
      keys,
      connections: env.DATABASE_CONNECTIONS,
    }));
  if (!handle.vectors.ready)
    logger.warn({}, `no vector search, so patients are not compared with past ones: ${handle.vectors.why}`);
  try {
    const metrics = createMetrics({
      exemplars: env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
      site: env.SITE_ID,
    });
    const tracing = await startTracing(env, metrics);
    handle.observeTransactions?.({
      acquired: (seconds) => metrics.databaseAcquire.observe({ how: "transaction" }, seconds),
      open: (count) => metrics.databaseTransactions.set({}, count),
    });
    metrics.databaseConnections.set({}, handle.connections);
    const anchorFile = resolve(env.AUDIT_ANCHOR_FILE ?? join(dataDir, "audit-anchors.jsonl"));
    const anchors = await startAnchoring({ handle, file: anchorFile, clock, logger });
    await warnOfAuditRights(handle, logger);
    await seedPeople(handle.db, env, issuers, clock());
    await armSigning(handle.db, logger, clock());
    await registerShippedModel({ db: handle.db, dataDir, logger }, resolve(env.MODEL_DIR), clock());
    const modelStore = modelStoreOf(env, { dataDir, logger });
    const engines = createEngineManager({
      db: handle.db,
      bring: modelStore?.bring,
      load: overrides.loadEngine ?? loadServingEngine(env),
      dataDir,
      logger,
      metrics,
      onUnavailable: (version, error) => void recordUnavailable(handle.db, version, error, logger, clock()),
    });
    const queue = await startQueue(handle, logger, {
      ...(overrides.queueTiming ?? TIMING),
      writeBackSeconds: attemptSeconds(env),
    });
    watchKeys(handle, logger, queue.stopping);
    return {
      env,
      handle,
      db: handle.db,
      keys,
      logger,
      clock,
      metrics,
      tracing,
      queue,
      engines,
      modelStore,
      issuers,
      sites,
      anchors,
      anchorFile,
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
  await endNews(runtime).catch((err) => runtime.logger.warn({ err: toAppError(err) }, "EHRs were not told"));
  await runtime.engines.close();
  runtime.modelStore?.close();
  await runtime.anchors.close();
  await runtime.handle.close();
  await runtime.tracing.close();
}

/** So long one row is named once, however often it is met. */
const NAMED_FOR = 1 * HOUR;

/** A stored value that does not open is left out where many are shown; the log says which. */
function listenForUnreadable(logger: Logger): void {
  const named = new Map<string, number>();
  onUnreadable((error) => {
    const now = Date.now();
    if (now - (named.get(error.message) ?? 0) < NAMED_FOR) return;
    named.set(error.message, now);
    logger.error({ err: error }, "a stored value could not be read and was left out");
  });
}

/** A rotation may be run beside this process: it must not go on with what another one has retired. */
function watchKeys({ db }: DbHandle, logger: Logger, stopping: AbortSignal): void {
  const look = () =>
    refreshKeys(db).catch((error) => {
      if (!stopping.aborted)
        logger.error({ err: toAppError(error) }, "the encryption keys could not be looked at");
    });
  const timer = setInterval(look, KEYS_LOOKED_AT_MS);
  timer.unref();
  stopping.addEventListener("abort", () => clearInterval(timer), { once: true });
}

function parseIssuers(env: Env): SmartIssuer[] {
  let json: unknown;
  try {
    json = JSON.parse(env.SMART_ISSUERS);
  } catch (cause) {
    throw new AppError("config-invalid", "SMART_ISSUERS: expected JSON", { cause });
  }
  const parsed = smartIssuersSchema.safeParse(json);
  if (parsed.success) {
    if (frameOrigins(parsed.data).length > 0 && !canBeEmbedded(env.APP_ORIGIN))
      throw new AppError(
        "config-invalid",
        "SMART_ISSUERS: frameOrigins need APP_ORIGIN to be https: browsers keep no cookie of a frame over plain http",
      );
    return parsed.data;
  }
  const [first] = parsed.error.issues;
  throw new AppError("config-invalid", `SMART_ISSUERS: entry ${first?.path.join(".")}: ${first?.message}`);
}

const RUNTIME = Symbol.for("openacuity.runtime");
type Holder = { [RUNTIME]?: Promise<Runtime> };

/** The process's runtime, on globalThis because Next bundles modules more than once. */
export function getRuntime(): Promise<Runtime> {
  const holder = globalThis as Holder;
  holder[RUNTIME] ??= Promise.resolve().then(async () => {
    const runtime = await createRuntime(parseEnv(process.env));
    shareMetrics(runtime.metrics);
    return runtime;
  });
  return holder[RUNTIME];
}
