import { deleteOldNotUnderstood } from "@/db/queries/ehr-site";
import { deleteExpiredLaunches, deleteOldDrafts, discardOldGrants } from "@/db/queries/housekeeping";
import { openModelExplanations } from "@/db/queries/model-explanation";
import { deleteOldConfirmations } from "@/db/queries/patient-access";
import { openRun } from "@/db/queries/training";
import { DAY, HOUR, MINUTE, SECOND } from "@/lib/core/clock";
import { toAppError } from "@/lib/core/errors";
import { keepNews } from "../clinic/ehr-news";
import { firstWithin } from "../clinic/recently";
import { keepDevices } from "../devices/keep-devices";
import { enterSums } from "../govern/audit-summed";
import { bindRows } from "../govern/bind-rows";
import { expireByAgreedClock } from "../govern/expire-data";
import { endOverdue } from "../govern/sessions";
import { keepChecks } from "../learning/check-versions";
import { keepDatasets } from "../learning/datasets";
import { keepEmbeddings } from "../learning/embed-cases";
import { keepFollowUps } from "../learning/follow-outcomes";
import { guardCanary } from "../learning/guard-canary";
import { keepReaders } from "../learning/hold-readers";
import { keepArtifacts } from "../learning/keep-artifacts";
import { keepMlflow } from "../learning/mirror-mlflow";
import { considerRetraining } from "../learning/retrain";
import { keepShadow } from "../learning/shadow-runner";
import { keepDrift } from "../watch/keep-drift";
import { keepFairness } from "../watch/measure-fairness";
import { keepRollUps } from "../watch/roll-up-days";
import { tellHow } from "../watch/tell-network";
import { processState, singleFlight } from "./process-state";
import type { Runtime } from "./runtime";

const EVERY = 1 * MINUTE;
/** Long enough for a write-back to go through after a long outage of the EHR. */
const TOKENS_KEPT = 3 * DAY;
const EXPIRE_EVERY = 1 * HOUR;
/** The rest of a shift, a night, and the next one. */
const DRAFTS_KEPT = 1 * DAY;
/** A code not met for so long is no trouble any more. */
const NOT_UNDERSTOOD_KEPT = 90 * DAY;
const ORPHAN_AFTER = 90 * SECOND;

/** Sweeps now and then until the process stops. One that fails is logged and tried again. */
export function startHousekeeping(rt: Runtime): void {
  const sweep = () => {
    startLongWork(rt);
    return keepHouse(rt).catch((error) => {
      if (!rt.queue.stopping.aborted)
        rt.logger.warn({ err: toAppError(error) }, "housekeeping did not succeed");
    });
  };
  const timer = setInterval(sweep, EVERY);
  timer.unref();
  rt.queue.stopping.addEventListener("abort", () => clearInterval(timer), { once: true });
  void sweep();
}

/** Long work beside the sweeps, one of a kind at a time. What fails is logged and tried again with the next sweep. */
function startLongWork(rt: Runtime): void {
  const running = processState(rt, "long-work", () => new Map<string, Promise<void>>());
  void singleFlight(running, "bind-rows", () => bindStoredRows(rt)).catch((error) => {
    if (!rt.queue.stopping.aborted)
      rt.logger.warn({ err: toAppError(error) }, "stored data could not be bound to its rows yet");
  });
  void singleFlight(running, "retention", () => expireOldData(rt)).catch((error) => {
    if (!rt.queue.stopping.aborted)
      rt.logger.warn({ err: toAppError(error) }, "old patient data could not be removed yet");
  });
  void singleFlight(running, "shadow", async () => void (await keepShadow(rt, rt.queue.stopping))).catch(
    (error) => {
      if (!rt.queue.stopping.aborted)
        rt.logger.warn({ err: toAppError(error) }, "the shadow could not be kept up");
    },
  );
  void singleFlight(running, "ehr-news", () => keepNews(rt)).catch((error) => {
    if (!rt.queue.stopping.aborted)
      rt.logger.warn({ err: toAppError(error) }, "EHRs could not be asked to tell of news");
  });
  void singleFlight(running, "mlflow", () => keepMlflow(rt, rt.queue.stopping)).catch((error) => {
    if (!rt.queue.stopping.aborted)
      rt.logger.warn({ err: toAppError(error) }, "what MLflow was told could not be noted");
  });
  void singleFlight(running, "model-store", () => keepArtifacts(rt, rt.queue.stopping)).catch((error) => {
    if (!rt.queue.stopping.aborted)
      rt.logger.warn({ err: toAppError(error) }, "the model store could not be looked after");
  });
  void singleFlight(running, "drift", () => keepDrift(rt)).catch((error) => {
    if (!rt.queue.stopping.aborted)
      rt.logger.warn({ err: toAppError(error) }, "patients could not be held against the drift reference");
  });
  void singleFlight(running, "roll-ups", () => keepRollUps(rt)).catch((error) => {
    if (!rt.queue.stopping.aborted)
      rt.logger.warn({ err: toAppError(error) }, "the console's figures could not be brought up to date");
  });
  void singleFlight(running, "network", () => tellHow(rt)).catch((error) => {
    if (!rt.queue.stopping.aborted)
      rt.logger.warn({ err: toAppError(error) }, "the network could not be told how this site is");
  });
}

async function expireOldData(rt: Runtime): Promise<void> {
  if (!firstWithin(rt, "retention", "all", EXPIRE_EVERY)) return;
  const done = await expireByAgreedClock(rt, rt.queue.stopping);
  if (!done)
    rt.logger.error(
      {},
      "old patient data was not removed: this machine's clock and the database's differ by more than an hour",
    );
  else if (Object.values(done).some((n) => n > 0))
    rt.logger.info({ detail: done }, "old patient data was removed");
}

async function bindStoredRows(rt: Runtime): Promise<void> {
  const done = await bindRows(rt.db, rt.clock, { signal: rt.queue.stopping });
  if (!done) return;
  rt.logger.info({ count: done.done }, "stored data is bound to its rows");
  for (const what of done.unreadable)
    rt.logger.error({ reason: what }, "a stored value could not be read and stays as it is");
}

export async function keepHouse(rt: Runtime): Promise<void> {
  const now = rt.clock();
  const before = (ms: number) => new Date(now.getTime() - ms);
  await deleteExpiredLaunches(rt.db, now);
  await enterSums(rt.db, now);
  await endOverdue(rt);
  await deleteOldNotUnderstood(rt.db, before(NOT_UNDERSTOOD_KEPT));
  await deleteOldDrafts(rt.db, before(DRAFTS_KEPT));
  await discardOldGrants(rt.db, before(TOKENS_KEPT), now);
  await deleteOldConfirmations(rt.db, before(rt.env.SNAPSHOT_ACCESS_MINUTES * MINUTE));
  await keepDevices(rt);
  await requeueOrphan(rt, before(ORPHAN_AFTER));
  await keepReaders(rt);
  await keepEmbeddings(rt);
  await keepFollowUps(rt);
  await keepDatasets(rt);
  await keepFairness(rt);
  await requeueOrphanExplanations(rt, before(ORPHAN_AFTER));
  await keepChecks(rt, before(ORPHAN_AFTER));
  await considerRetraining(rt);
  await guardCanary(rt);
}

/** A run without a job in the queue would stay open for ever and keep every later one out: it gets its job back. */
async function requeueOrphan(rt: Runtime, quietSince: Date): Promise<void> {
  const run = await openRun(rt.db);
  if (!run || (run.heartbeatAt ?? run.requestedAt) > quietSince) return;
  if (await rt.queue.hasRetrain(run.id)) return;
  rt.logger.warn({ runId: run.id }, "a run had no job; it gets one");
  await rt.queue.sendRetrain(rt.db, run.id);
}

async function requeueOrphanExplanations(rt: Runtime, quietSince: Date): Promise<void> {
  for (const { id, heartbeatAt, requestedAt } of await openModelExplanations(rt.db)) {
    if ((heartbeatAt ?? requestedAt) > quietSince || (await rt.queue.hasExplainModel(id))) continue;
    rt.logger.warn({ jobId: id }, "explaining a model version had no job; it gets one");
    await rt.queue.sendExplainModel(rt.db, id);
  }
}
