import { deleteExpiredLaunches, discardOldGrants, endOldSessions } from "@/db/queries/housekeeping";
import { openModelExplanations } from "@/db/queries/model-explanation";
import { openRun } from "@/db/queries/training";
import { SESSION_MAX_MS } from "@/lib/auth/session";
import { DAY, MINUTE, SECOND } from "@/lib/core/clock";
import { toAppError } from "@/lib/core/errors";
import { keepEmbeddings } from "./embed-cases";
import type { Runtime } from "./runtime";

const EVERY = 1 * MINUTE;
/** Long enough for a write-back to go through after a long outage of the EHR. */
const TOKENS_KEPT = 3 * DAY;
const ORPHAN_AFTER = 90 * SECOND;

/** Sweeps now and then until the process stops. One that fails is logged and tried again. */
export function startHousekeeping(rt: Runtime): void {
  const sweep = () =>
    keepHouse(rt).catch((error) => {
      if (!rt.queue.stopping.aborted)
        rt.logger.warn({ err: toAppError(error) }, "housekeeping did not succeed");
    });
  const timer = setInterval(sweep, EVERY);
  timer.unref();
  rt.queue.stopping.addEventListener("abort", () => clearInterval(timer), { once: true });
  void sweep();
}

export async function keepHouse(rt: Runtime): Promise<void> {
  const now = rt.clock();
  const before = (ms: number) => new Date(now.getTime() - ms);
  await deleteExpiredLaunches(rt.db, now);
  await endOldSessions(rt.db, before(SESSION_MAX_MS), now);
  await discardOldGrants(rt.db, before(TOKENS_KEPT), now);
  await requeueOrphan(rt, before(ORPHAN_AFTER));
  await keepEmbeddings(rt);
  await requeueOrphanExplanations(rt, before(ORPHAN_AFTER));
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
