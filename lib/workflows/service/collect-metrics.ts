import { type EventLoopUtilization, performance } from "node:perf_hooks";
import { tallyWriteBacks } from "@/db/queries/console";
import { currentDriftReference, openDriftAlerts } from "@/db/queries/drift";
import { lastFinishedRun, openRun } from "@/db/queries/training";
import { holdsToken } from "@/lib/auth/bearer";
import { SECOND } from "@/lib/core/clock";
import { CAUSE_KINDS } from "@/lib/monitoring/drift/causes";
import { renderOpenMetrics, takesOpenMetrics } from "@/lib/monitoring/exemplars";
import { DEGRADED, RUN_OUTCOMES } from "@/lib/monitoring/labels";
import { degradedReasons, withTimeout } from "./health";
import { processState } from "./process-state";
import { readGpus } from "./read-gpus";
import type { Runtime } from "./runtime";

const PATIENCE = 3 * SECOND;

/** What Prometheus is answered: gauges are brought up to date first; one that cannot be is left out. */
export async function collectMetrics(
  rt: Runtime,
  accept: string | null = null,
): Promise<{ body: string; contentType: string }> {
  const { metrics } = rt;
  // Notices a promotion or rollback made elsewhere, so that the figures name the version in use.
  await orClear(async () => void (await rt.engines.state()));
  metrics.auditAnchored.set({}, rt.anchors.state().ok ? 1 : 0);
  readEventLoop(rt);
  await Promise.all([
    orClear(() => readDatabaseWait(rt)),
    orClear(() => readQueue(rt), metrics.queueDepth, metrics.queueOldest),
    orClear(() => readWriteBacks(rt), metrics.writeBackOldest, metrics.writeBackWaiting),
    orClear(
      () => readRetraining(rt),
      metrics.retrainingRunning,
      metrics.retrainingLast,
      metrics.retrainingDuration,
      metrics.retrainingFinished,
    ),
    orClear(() => readDegraded(rt), metrics.degraded),
    orClear(() => readDrift(rt), metrics.driftAlerts),
    orClear(() => readCards(rt), metrics.gpuUse, metrics.gpuMemoryUsed, metrics.gpuMemoryTotal),
  ]);
  if (metrics.hasExemplars && takesOpenMetrics(accept))
    return renderOpenMetrics(metrics.registry, rt.env.SITE_ID);
  return { body: await metrics.registry.metrics(), contentType: metrics.registry.contentType };
}

async function orClear(read: () => Promise<void>, ...gauges: readonly { clear(): void }[]): Promise<void> {
  try {
    await withTimeout(read(), PATIENCE * 2);
  } catch {
    for (const gauge of gauges) gauge.clear();
  }
}

function readEventLoop(rt: Runtime): void {
  const kept = processState(rt, "event loop", (): { last: EventLoopUtilization | undefined } => ({
    last: undefined,
  }));
  const now = performance.eventLoopUtilization();
  rt.metrics.eventLoopUse.set({}, performance.eventLoopUtilization(now, kept.last).utilization);
  kept.last = now;
}

async function readDatabaseWait(rt: Runtime): Promise<void> {
  const started = performance.now();
  await rt.handle.exec("select 1");
  rt.metrics.databaseAcquire.observe({ how: "probe" }, (performance.now() - started) / 1000);
}

async function readQueue({ queue, metrics }: Runtime): Promise<void> {
  for (const { queue: name, waiting, dueForSeconds } of await queue.tally()) {
    metrics.queueDepth.set({ queue: name }, waiting);
    metrics.queueOldest.set({ queue: name }, dueForSeconds);
  }
}

async function readWriteBacks(rt: Runtime): Promise<void> {
  const { pending, failed, oldestPending } = await tallyWriteBacks(rt.db);
  rt.metrics.writeBackWaiting.set({ state: "pending" }, pending);
  rt.metrics.writeBackWaiting.set({ state: "failed" }, failed);
  const age = oldestPending ? (rt.clock().getTime() - oldestPending.getTime()) / 1000 : 0;
  rt.metrics.writeBackOldest.set({}, Math.max(0, age));
}

async function readRetraining({ db, metrics }: Runtime): Promise<void> {
  const [open, last] = await Promise.all([openRun(db), lastFinishedRun(db)]);
  metrics.retrainingRunning.set({}, open ? 1 : 0);
  if (!last?.finishedAt) return;
  for (const outcome of RUN_OUTCOMES)
    metrics.retrainingLast.set({ outcome }, outcome === last.status ? 1 : 0);
  metrics.retrainingFinished.set({}, last.finishedAt.getTime() / 1000);
  const started = last.startedAt ?? last.requestedAt;
  metrics.retrainingDuration.set({}, (last.finishedAt.getTime() - started.getTime()) / 1000);
}

async function readDrift(rt: Runtime): Promise<void> {
  const reference = await currentDriftReference(rt.db);
  const open = reference ? await openDriftAlerts(rt.db, reference.id) : [];
  for (const cause of CAUSE_KINDS)
    rt.metrics.driftAlerts.set({ cause }, open.filter((a) => a.causes[0]?.kind === cause).length);
}

async function readDegraded(rt: Runtime): Promise<void> {
  const now = await degradedReasons(rt);
  for (const reason of DEGRADED) rt.metrics.degraded.set({ reason }, now.includes(reason) ? 1 : 0);
}

async function readCards({ metrics }: Runtime): Promise<void> {
  for (const { index: gpu, busy, usedBytes, totalBytes } of await readGpus()) {
    if (busy !== null) metrics.gpuUse.set({ gpu }, busy);
    if (usedBytes !== null) metrics.gpuMemoryUsed.set({ gpu }, usedBytes);
    if (totalBytes !== null) metrics.gpuMemoryTotal.set({ gpu }, totalBytes);
  }
}

export type MetricsAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** For whoever holds METRICS_TOKEN. Without a token set there is nothing to be had. */
export async function answerMetrics(
  rt: Runtime,
  authorization: string | null,
  accept: string | null = null,
): Promise<MetricsAnswer> {
  const expected = rt.env.METRICS_TOKEN;
  if (!expected) return { status: 404, headers: {}, body: "" };
  if (!holdsToken(authorization, expected))
    return { status: 401, headers: { "www-authenticate": "Bearer" }, body: "" };
  const { body, contentType } = await collectMetrics(rt, accept);
  return { status: 200, headers: { "content-type": contentType }, body };
}
