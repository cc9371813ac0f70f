import type { DbOrTx, Tx } from "@/db/client";
import { championVersion } from "@/db/queries/registry";
import { insertRun, labelsNotLearnedBy, openRun, type RunRow, unusedLabels } from "@/db/queries/training";
import type { Authorized, Principal } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import type { RunView } from "../views";
import { toRunView } from "./list-runs";

/** Fewer new labels than this, the held-out ones not counted, teach nothing that could be told from noise. */
const FEWEST_LABELS = 10;
/** More make a run longer than it is useful; the newest are taken. */
const MOST_LABELS = 5_000;

const toTrainOn = (labels: readonly { readonly heldOut: boolean }[]): number =>
  labels.filter((l) => !l.heldOut).length;

export async function labelsSinceLastRun(db: DbOrTx): Promise<number> {
  return (await unusedLabels(db)).length;
}

/**
 * Queues a retraining when enough labels have come in since the last run and none is under way. Part of the transaction
 * that made the newest label, which it must never make fail: with no champion to start from, or another decision queueing
 * one at this very moment, it does nothing. The database itself refuses a second open run.
 */
export async function maybeQueueRetraining(rt: Runtime, tx: Tx, requestId: string): Promise<void> {
  if (await openRun(tx)) return;
  const labels = await unusedLabels(tx);
  if (labels.length < rt.env.RETRAIN_AFTER || toTrainOn(labels) < FEWEST_LABELS) return;
  const champion = await championVersion(tx);
  if (!champion) return;
  const parent = champion.version;
  await queueRun(rt, tx, { parent, trigger: "label-count", actor: "system", requestId });
}

/**
 * Queues a retraining because patients have changed, where a steward has said so beforehand. Nothing with too few labels to
 * learn from, no champion, or a run under way. @returns the run's id
 */
export async function queueForDrift(rt: Runtime, tx: Tx): Promise<string | null> {
  if (await openRun(tx)) return null;
  const champion = await championVersion(tx);
  if (!champion || toTrainOn(await unusedLabels(tx)) < FEWEST_LABELS) return null;
  const run = await queueRun(rt, tx, {
    parent: champion.version,
    trigger: "drift",
    actor: "system",
    requestId: newId(),
  });
  return run?.id ?? null;
}

/** An admin asks for a run now. */
export async function startRetraining(rt: Runtime, auth: Authorized): Promise<RunView> {
  const run = await rt.db.transaction(async (tx) => {
    if (await openRun(tx)) throw underWay();
    const labels = await unusedLabels(tx);
    const usable = toTrainOn(labels);
    if (usable < FEWEST_LABELS) {
      throw new AppError("insufficient-data", `${usable} new labels to train on`, {
        userMessage: `There are ${usable} new labels to learn from since the last run; at least ${FEWEST_LABELS} are needed. (Those of one person in five are kept aside for measuring.)`,
      });
    }
    const champion = await championVersion(tx);
    if (!champion) throw new AppError("model-unavailable", "no champion to train from");
    const { principal: actor, requestId } = auth;
    const queued = await queueRun(rt, tx, {
      parent: champion.version,
      trigger: "manual",
      actor,
      requestId,
    });
    if (!queued) throw underWay();
    return queued;
  });
  return toRunView(run);
}

const underWay = () =>
  new AppError("conflict", "a run is open", { userMessage: "A retraining run is already under way." });

type RunRequest = {
  readonly parent: string;
  readonly trigger: RunRow["trigger"];
  readonly actor: Principal | "system";
  readonly requestId: string;
};

async function queueRun(rt: Runtime, tx: Tx, request: RunRequest): Promise<RunRow | null> {
  const { parent, trigger, actor, requestId } = request;
  const labelIds = await labelsNotLearnedBy(tx, parent, MOST_LABELS);
  const now = rt.clock();
  const run = await insertRun(tx, {
    id: newId(),
    status: "queued",
    trigger,
    requestedBy: actor === "system" ? "OpenAcuity" : actor.displayName,
    parentVersion: parent,
    labelIds,
    labelCount: labelIds.length,
    lossCurve: [],
    requestedAt: now,
  });
  if (!run) return null;
  await rt.queue.sendRetrain(tx, run.id);
  await appendAudit(
    tx,
    {
      event: "run.queued",
      actor,
      subject: { type: "run", id: run.id },
      requestId,
      detail: { trigger, labels: labelIds.length, parent },
    },
    now,
  );
  return run;
}
