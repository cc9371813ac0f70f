import { sql } from "drizzle-orm";
import { fromDrizzle, fromPglite, PgBoss } from "pg-boss";
import type { DbHandle, DbOrTx } from "@/db/client";
import type { Logger } from "@/lib/core/logger";

/**
 * Work that outlives a request, on pg-boss in the product's own database: a job is enqueued in the transaction of the
 * change that asks for it, so neither can exist without the other. Jobs carry ids only, never PHI; what is to be done and
 * how far it got stands in our own tables, so a job delivered twice does nothing twice.
 */
export type WriteBackJob = { readonly decisionId: string };
export type RetrainJob = { readonly runId: string };
export type ExplainModelJob = { readonly explanationId: string };
export type JobHandlers = {
  readonly writeBack: (job: WriteBackJob, signal: AbortSignal) => Promise<void>;
  readonly retrain: (job: RetrainJob, signal: AbortSignal) => Promise<void>;
  /** What is to be done stands in the tables; the job is a nudge. */
  readonly embedCases?: (signal: AbortSignal) => Promise<void>;
  readonly explainModel: (job: ExplainModelJob, signal: AbortSignal) => Promise<void>;
};

export type WorkQueue = {
  sendWriteBack(tx: DbOrTx, decisionId: string, afterSeconds?: number): Promise<void>;
  sendRetrain(tx: DbOrTx, runId: string): Promise<void>;
  sendEmbedCases(tx: DbOrTx): Promise<void>;
  /** Whether such a job waits, is in retry or is being worked at. */
  hasEmbedCases(): Promise<boolean>;
  sendExplainModel(tx: DbOrTx, explanationId: string): Promise<void>;
  startConsumers(handlers: JobHandlers): Promise<void>;
  /** Jobs waiting or in retry. Throws when the queue cannot be read. */
  depth(): Promise<{ writeBack: number; retrain: number; explainModel: number }>;
  /** Whether a job for this run, or this explanation of a model, waits, is in retry or is being worked at. */
  hasRetrain(runId: string): Promise<boolean>;
  hasExplainModel(explanationId: string): Promise<boolean>;
  /** Aborted when the process is about to stop: long work puts itself down where it can be taken up again. */
  readonly stopping: AbortSignal;
  stop(): Promise<void>;
};

const WRITE_BACK = "write-back";
const RETRAIN = "retrain";
const EMBED_CASES = "embed-cases";
const EXPLAIN_MODEL = "explain-model";

export type QueueTiming = {
  /** A worker silent for longer has died; its job goes to another. pg-boss accepts 10 s or more. */
  readonly heartbeatSeconds: number;
  readonly superviseSeconds: number;
  readonly pollSeconds: number;
};
const TIMING: QueueTiming = { heartbeatSeconds: 30, superviseSeconds: 10, pollSeconds: 2 };

export async function startQueue(
  handle: DbHandle,
  logger: Logger,
  timing: QueueTiming = TIMING,
): Promise<WorkQueue> {
  const boss = new PgBoss({
    ...(handle.lite
      ? { db: fromPglite(handle.lite as never), backend: "pglite" as const }
      : { connectionString: handle.databaseUrl ?? "", max: 4 }),
    useListenNotify: true,
    superviseIntervalSeconds: timing.superviseSeconds,
    monitorIntervalSeconds: timing.superviseSeconds,
  });
  boss.on("error", (error) => logger.error({ err: error }, "work queue error"));
  await boss.start();
  const common = {
    retryBackoff: true,
    notify: true,
    heartbeatSeconds: timing.heartbeatSeconds,
    deleteAfterSeconds: 7 * 86_400,
  };
  // An EHR can be away for a night: keep trying for about two days before giving up for good.
  await ensureQueue(boss, WRITE_BACK, {
    ...common,
    retryLimit: 600,
    retryDelay: 2,
    retryDelayMax: 300,
    expireInSeconds: 120,
  });
  await ensureQueue(boss, RETRAIN, {
    ...common,
    // Restarts of the process count here too; when to give up on a run is decided in retrain-runner.ts.
    retryLimit: 20,
    retryDelay: 2,
    retryDelayMax: 60,
    expireInSeconds: 12 * 3_600,
  });
  // One that is given up is sent again by housekeeping while there is something to do.
  await ensureQueue(boss, EMBED_CASES, {
    ...common,
    retryLimit: 5,
    retryDelay: 5,
    retryDelayMax: 60,
    expireInSeconds: 3_600,
  });
  await ensureQueue(boss, EXPLAIN_MODEL, {
    ...common,
    // As above: explain-model-runner.ts decides.
    retryLimit: 20,
    retryDelay: 2,
    retryDelayMax: 60,
    expireInSeconds: 2 * 3_600,
  });

  const stopping = new AbortController();
  const hasJob = async (queue: string, key: string, id: string): Promise<boolean> => {
    const { rows } = await handle.exec(
      "select 1 as found from pgboss.job where name = $1 and state in ('created', 'retry', 'active') and data->>$2::text = $3",
      [queue, key, id],
    );
    return rows.length > 0;
  };
  const within = (tx: DbOrTx) => ({ db: fromDrizzle(tx as never, sql as never) });
  return {
    async sendWriteBack(tx, decisionId, afterSeconds = 0) {
      await boss.send(
        WRITE_BACK,
        { decisionId },
        { ...within(tx), ...(afterSeconds > 0 ? { startAfter: afterSeconds } : {}) },
      );
    },
    async sendRetrain(tx, runId) {
      await boss.send(RETRAIN, { runId }, within(tx));
    },
    async sendEmbedCases(tx) {
      await boss.send(EMBED_CASES, {}, within(tx));
    },
    async hasEmbedCases() {
      const { rows } = await handle.exec(
        "select 1 as found from pgboss.job where name = $1 and state in ('created', 'retry', 'active') limit 1",
        [EMBED_CASES],
      );
      return rows.length > 0;
    },
    async sendExplainModel(tx, explanationId) {
      await boss.send(EXPLAIN_MODEL, { explanationId }, within(tx));
    },
    async startConsumers(handlers) {
      // A retry becomes due without a notification, so the backstop poll must be as quick as the plain one.
      const options = {
        pollingIntervalSeconds: timing.pollSeconds,
        notifyPollingIntervalSeconds: timing.pollSeconds,
        batchSize: 1,
      };
      await boss.work<WriteBackJob>(WRITE_BACK, { ...options, localConcurrency: 2 }, async ([job]) => {
        if (job) await handlers.writeBack(job.data, AbortSignal.any([job.signal, stopping.signal]));
      });
      await boss.work<RetrainJob>(RETRAIN, options, async ([job]) => {
        if (job) await handlers.retrain(job.data, AbortSignal.any([job.signal, stopping.signal]));
      });
      const { embedCases } = handlers;
      if (embedCases)
        await boss.work(EMBED_CASES, options, async ([job]) => {
          if (job) await embedCases(AbortSignal.any([job.signal, stopping.signal]));
        });
      await boss.work<ExplainModelJob>(EXPLAIN_MODEL, options, async ([job]) => {
        if (job) await handlers.explainModel(job.data, AbortSignal.any([job.signal, stopping.signal]));
      });
    },
    async depth() {
      const waiting = async (queue: string) => {
        const { rows } = await handle.exec(
          "select count(*)::int as n from pgboss.job where name = $1 and state in ('created', 'retry')",
          [queue],
        );
        return Number(rows[0]?.n ?? 0);
      };
      return {
        writeBack: await waiting(WRITE_BACK),
        retrain: await waiting(RETRAIN),
        explainModel: await waiting(EXPLAIN_MODEL),
      };
    },
    hasRetrain: (runId) => hasJob(RETRAIN, "runId", runId),
    hasExplainModel: (explanationId) => hasJob(EXPLAIN_MODEL, "explanationId", explanationId),
    stopping: stopping.signal,
    async stop() {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: 8_000 });
    },
  };
}

type QueueOptions = Parameters<PgBoss["createQueue"]>[1];

async function ensureQueue(boss: PgBoss, name: string, options: QueueOptions): Promise<void> {
  if (await boss.getQueue(name)) await boss.updateQueue(name, options as never);
  else await boss.createQueue(name, options);
}
