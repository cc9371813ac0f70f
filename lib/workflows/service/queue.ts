import { sql } from "drizzle-orm";
import { fromDrizzle, fromPglite, PgBoss } from "pg-boss";
import type { DbHandle, DbOrTx } from "@/db/client";
import { sayError } from "@/lib/core/describe-error";
import { WORK_QUEUES, type WorkQueueName } from "@/lib/core/env";
import type { Logger } from "@/lib/core/logger";
import { currentTraceparent } from "@/lib/core/trace-context";

/**
 * Work that outlives a request, on pg-boss in the product's own database: a job is enqueued in the transaction of the
 * change that asks for it, so neither can exist without the other. Jobs carry ids only, never PHI; what is to be done and
 * how far it got stands in our own tables, so a job delivered twice does nothing twice.
 */
export type WriteBackJob = {
  readonly decisionId: string;
  /** The trace it was asked for in (W3C traceparent). */
  readonly trace?: string;
};
export type RetrainJob = { readonly runId: string };
export type ExplainModelJob = { readonly explanationId: string };
export type CheckModelJob = { readonly checkId: string };
export type JobHandlers = {
  /** The kinds of work this process does; undefined: all. */
  readonly only?: readonly WorkQueueName[] | undefined;
  readonly writeBack: (job: WriteBackJob, signal: AbortSignal) => Promise<void>;
  readonly retrain: (job: RetrainJob, signal: AbortSignal) => Promise<void>;
  /** What is to be done stands in the tables; the job is a nudge. */
  readonly embedCases?: (signal: AbortSignal) => Promise<void>;
  /** As above: which visits are to be asked about stands in the tables. */
  readonly followOutcomes?: (signal: AbortSignal) => Promise<void>;
  /** As above. */
  readonly considerRetraining?: () => Promise<void>;
  /** As above. */
  readonly guardCanary?: () => Promise<void>;
  readonly explainModel: (job: ExplainModelJob, signal: AbortSignal) => Promise<void>;
  readonly checkModel?: (job: CheckModelJob, signal: AbortSignal) => Promise<void>;
  /** As above: which reports are due stands in the tables. */
  readonly measureFairness?: (signal: AbortSignal) => Promise<void>;
  /** Set around each try at a job. */
  readonly around?: (queue: string, job: object, work: () => Promise<void>) => Promise<void>;
  /** Told of each try at a job. */
  readonly observe?: (queue: string, outcome: "ok" | "failed", seconds: number) => void;
};

export type QueueTally = { readonly queue: string; readonly waiting: number; readonly dueForSeconds: number };

export type WorkQueue = {
  sendWriteBack(tx: DbOrTx, decisionId: string, afterSeconds?: number): Promise<void>;
  sendRetrain(tx: DbOrTx, runId: string): Promise<void>;
  sendEmbedCases(tx: DbOrTx): Promise<void>;
  /** Whether such a job waits, is in retry or is being worked at. */
  hasEmbedCases(): Promise<boolean>;
  sendFollowOutcomes(tx: DbOrTx): Promise<void>;
  hasFollowOutcomes(): Promise<boolean>;
  sendConsiderRetraining(tx: DbOrTx): Promise<void>;
  sendGuardCanary(tx: DbOrTx): Promise<void>;
  sendExplainModel(tx: DbOrTx, explanationId: string): Promise<void>;
  sendCheckModel(tx: DbOrTx, checkId: string): Promise<void>;
  sendMeasureFairness(tx: DbOrTx): Promise<void>;
  hasMeasureFairness(): Promise<boolean>;
  startConsumers(handlers: JobHandlers): Promise<void>;
  /** Jobs waiting or in retry. Throws when the queue cannot be read. */
  depth(): Promise<{ writeBack: number; retrain: number; explainModel: number }>;
  /** Jobs waiting by queue, and for how long the oldest that is due has been. Throws when the queue cannot be read. */
  tally(): Promise<readonly QueueTally[]>;
  /** Whether a job for this run, this explanation or this check of a model waits, is in retry or is being worked at. */
  hasRetrain(runId: string): Promise<boolean>;
  hasExplainModel(explanationId: string): Promise<boolean>;
  hasCheckModel(checkId: string): Promise<boolean>;
  /** Aborted when the process is about to stop: long work puts itself down where it can be taken up again. */
  readonly stopping: AbortSignal;
  stop(): Promise<void>;
};

const WRITE_BACK = "write-back" satisfies WorkQueueName;
const RETRAIN = "retrain" satisfies WorkQueueName;
const EMBED_CASES = "embed-cases" satisfies WorkQueueName;
const FOLLOW_OUTCOMES = "follow-outcomes" satisfies WorkQueueName;
const CONSIDER_RETRAINING = "consider-retraining" satisfies WorkQueueName;
const GUARD_CANARY = "guard-canary" satisfies WorkQueueName;
const EXPLAIN_MODEL = "explain-model" satisfies WorkQueueName;
const CHECK_MODEL = "check-model" satisfies WorkQueueName;
const MEASURE_FAIRNESS = "measure-fairness" satisfies WorkQueueName;

export type QueueTiming = {
  /** A worker silent for longer has died; its job goes to another. pg-boss accepts 10 s or more. */
  readonly heartbeatSeconds: number;
  readonly superviseSeconds: number;
  readonly pollSeconds: number;
  /** After this long a write-back is taken for stuck and given to another worker. */
  readonly writeBackSeconds?: number;
};
export const TIMING: QueueTiming = { heartbeatSeconds: 30, superviseSeconds: 10, pollSeconds: 2 };
const WRITE_BACK_SECONDS = 1_800;

export async function startQueue(
  handle: DbHandle,
  logger: Logger,
  timing: QueueTiming = TIMING,
): Promise<WorkQueue> {
  const there = await handle.exec("select to_regnamespace('pgboss') is not null as there");
  const boss = new PgBoss({
    // Making it, even if it exists, needs a right at the database that the app's role may not have.
    createSchema: !there.rows[0]?.there,
    ...(handle.lite
      ? { db: fromPglite(handle.lite as never), backend: "pglite" as const }
      : { ...queueAddress(handle), application_name: "openacuity-queue", max: 4 }),
    useListenNotify: true,
    superviseIntervalSeconds: timing.superviseSeconds,
    monitorIntervalSeconds: timing.superviseSeconds,
  });
  if (handle.address) listenDirectly(boss, handle);
  boss.on("error", (error) => logger.error({ err: error }, "work queue error"));
  boss.on("warning", () => logger.warn({}, "the work queue warns of slow or piled-up work"));
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
    expireInSeconds: timing.writeBackSeconds ?? WRITE_BACK_SECONDS,
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
  await ensureQueue(boss, FOLLOW_OUTCOMES, {
    ...common,
    // As above; an EHR that is away is tried again by the visits' own times.
    retryLimit: 2,
    retryDelay: 30,
    retryDelayMax: 60,
    expireInSeconds: 3_600,
  });
  // Housekeeping asks every minute in any case.
  await ensureQueue(boss, CONSIDER_RETRAINING, { ...common, retryLimit: 0, expireInSeconds: 300 });
  await ensureQueue(boss, GUARD_CANARY, { ...common, retryLimit: 2, retryDelay: 1, expireInSeconds: 60 });
  await ensureQueue(boss, EXPLAIN_MODEL, {
    ...common,
    // As above: explain-model-runner.ts decides.
    retryLimit: 20,
    retryDelay: 2,
    retryDelayMax: 60,
    expireInSeconds: 2 * 3_600,
  });
  await ensureQueue(boss, CHECK_MODEL, {
    ...common,
    // As above: check-runner.ts decides.
    retryLimit: 20,
    retryDelay: 2,
    retryDelayMax: 60,
    expireInSeconds: 2 * 3_600,
  });
  await ensureQueue(boss, MEASURE_FAIRNESS, {
    ...common,
    // What is given up is due again at the next look.
    retryLimit: 2,
    retryDelay: 30,
    retryDelayMax: 60,
    expireInSeconds: 3_600,
  });

  const stopping = new AbortController();
  const hasJob = async (queue: string, key: string, id: string): Promise<boolean> => {
    const { rows } = await handle.exec(
      "select 1 as found from pgboss.job where name = $1 and state in ('created', 'retry', 'active') and data->>$2::text = $3",
      [queue, key, id],
    );
    return rows.length > 0;
  };
  const hasAny = async (queue: string): Promise<boolean> => {
    const { rows } = await handle.exec(
      "select 1 as found from pgboss.job where name = $1 and state in ('created', 'retry', 'active') limit 1",
      [queue],
    );
    return rows.length > 0;
  };
  const within = (tx: DbOrTx) => ({ db: fromDrizzle(tx as never, sql as never) });
  return {
    async sendWriteBack(tx, decisionId, afterSeconds = 0) {
      const trace = currentTraceparent();
      await boss.send(WRITE_BACK, { decisionId, ...(trace ? { trace } : {}) } satisfies WriteBackJob, {
        ...within(tx),
        ...(afterSeconds > 0 ? { startAfter: afterSeconds } : {}),
      });
    },
    async sendRetrain(tx, runId) {
      await boss.send(RETRAIN, { runId }, within(tx));
    },
    async sendEmbedCases(tx) {
      await boss.send(EMBED_CASES, {}, within(tx));
    },
    hasEmbedCases: () => hasAny(EMBED_CASES),
    async sendFollowOutcomes(tx) {
      await boss.send(FOLLOW_OUTCOMES, {}, within(tx));
    },
    hasFollowOutcomes: () => hasAny(FOLLOW_OUTCOMES),
    async sendConsiderRetraining(tx) {
      await boss.send(CONSIDER_RETRAINING, {}, within(tx));
    },
    async sendGuardCanary(tx) {
      await boss.send(GUARD_CANARY, {}, within(tx));
    },
    async sendExplainModel(tx, explanationId) {
      await boss.send(EXPLAIN_MODEL, { explanationId }, within(tx));
    },
    async sendCheckModel(tx, checkId) {
      await boss.send(CHECK_MODEL, { checkId }, within(tx));
    },
    async sendMeasureFairness(tx) {
      await boss.send(MEASURE_FAIRNESS, {}, within(tx));
    },
    hasMeasureFairness: () => hasAny(MEASURE_FAIRNESS),
    async startConsumers(handlers) {
      // A retry becomes due without a notification, so the backstop poll must be as quick as the plain one.
      const options = {
        pollingIntervalSeconds: timing.pollSeconds,
        notifyPollingIntervalSeconds: timing.pollSeconds,
        batchSize: 1,
      };
      const consume = <T extends object>(
        queue: WorkQueueName,
        handle: (data: T, signal: AbortSignal) => Promise<void>,
        more: { readonly localConcurrency?: number } = {},
      ) =>
        handlers.only?.includes(queue) !== false &&
        boss.work<T>(queue, { ...options, ...more }, async ([job]) => {
          if (!job) return;
          const signal = AbortSignal.any([job.signal, stopping.signal]);
          const started = performance.now();
          const done = (outcome: "ok" | "failed") =>
            handlers.observe?.(queue, outcome, (performance.now() - started) / 1000);
          const tryIt = () =>
            handle(job.data, signal).then(
              () => done("ok"),
              (error: unknown) => {
                done("failed");
                throw error;
              },
            );
          await (handlers.around ? handlers.around(queue, job.data, tryIt) : tryIt()).catch(
            (error: unknown) => {
              throw forTheQueue(error);
            },
          );
        });
      await consume<WriteBackJob>(WRITE_BACK, handlers.writeBack, { localConcurrency: 2 });
      await consume<RetrainJob>(RETRAIN, handlers.retrain);
      const { embedCases } = handlers;
      if (embedCases) await consume(EMBED_CASES, (_nothing, signal) => embedCases(signal));
      const { followOutcomes } = handlers;
      if (followOutcomes) await consume(FOLLOW_OUTCOMES, (_nothing, signal) => followOutcomes(signal));
      const { considerRetraining } = handlers;
      if (considerRetraining) await consume(CONSIDER_RETRAINING, considerRetraining);
      const { guardCanary } = handlers;
      if (guardCanary) await consume(GUARD_CANARY, guardCanary);
      await consume<ExplainModelJob>(EXPLAIN_MODEL, handlers.explainModel);
      const { checkModel } = handlers;
      if (checkModel) await consume<CheckModelJob>(CHECK_MODEL, checkModel);
      const { measureFairness } = handlers;
      if (measureFairness) await consume(MEASURE_FAIRNESS, (_nothing, signal) => measureFairness(signal));
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
    async tally() {
      // The database's clock, so that every process says the same.
      const { rows } = await handle.exec(
        `select name, count(*)::int as n, extract(epoch from now() - min(start_after))::float8 as due
         from pgboss.job where state in ('created', 'retry') group by name`,
      );
      return WORK_QUEUES.map((queue) => {
        const row = rows.find((r) => r.name === queue);
        return {
          queue,
          waiting: Number(row?.n ?? 0),
          dueForSeconds: Math.max(0, Number(row?.due ?? 0)),
        };
      });
    },
    hasRetrain: (runId) => hasJob(RETRAIN, "runId", runId),
    hasExplainModel: (explanationId) => hasJob(EXPLAIN_MODEL, "explanationId", explanationId),
    hasCheckModel: (checkId) => hasJob(CHECK_MODEL, "checkId", checkId),
    stopping: stopping.signal,
    async stop() {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: 8_000 });
    },
  };
}

/** pg-boss stores what a job failed with, words and all, and hands it on: it gets what a log line would. */
function forTheQueue(error: unknown): Error {
  const failure = new Error(sayError(error));
  delete failure.stack;
  return failure;
}

function queueAddress({ address }: DbHandle): { connectionString: string; ssl: unknown } {
  if (!address) throw new Error("no PostgreSQL to keep the work queue in");
  return address;
}

/** What listens needs a session of its own, which a pooler does not give: it goes past one. The rest of the queue does not. */
function listenDirectly(boss: PgBoss, { address, direct }: DbHandle): void {
  if (!direct || direct === address) return;
  boss.getDb().listen = async (channel, hear, again) => {
    const { listen } = await import("@/db/postgres");
    const close = await listen(direct, channel, hear, again);
    return { close };
  };
}

type QueueOptions = Parameters<PgBoss["createQueue"]>[1];

async function ensureQueue(boss: PgBoss, name: string, options: QueueOptions): Promise<void> {
  if (await boss.getQueue(name)) await boss.updateQueue(name, options as never);
  else await boss.createQueue(name, options);
}
