import type { DbOrTx, Tx } from "@/db/client";
import { updateDriftAlert } from "@/db/queries/drift";
import { countUnusedLabels, insertRun, labelsNotLearnedBy, type RunRow } from "@/db/queries/training";
import { lockTraining, noteVerdicts } from "@/db/queries/training-policy";
import type { Authorized, Principal } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import {
  evaluateTriggers,
  FEWEST_LABELS,
  type TriggerVerdict,
  toStart,
} from "@/lib/monitoring/triggers/evaluate";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import type { RunView } from "../views";
import { toRunView } from "./list-runs";
import { gatherFacts, policyInForce } from "./training-facts";

/** More make a run longer than it is useful; the newest are taken. */
const MOST_LABELS = 5_000;

export async function labelsSinceLastRun(db: DbOrTx): Promise<number> {
  return (await countUnusedLabels(db)).all;
}

/**
 * Asks every trigger whether a run is to start, notes what each says, and queues at most one run, which records all that
 * started it. Asked by whoever does the queue's work, every minute and after each label; two at once start one.
 * @returns the run's id; null: none was started
 */
export const considerRetraining = (rt: Runtime): Promise<string | null> =>
  rt.db.transaction(async (tx) => {
    await lockTraining(tx);
    const now = rt.clock();
    const policy = await policyInForce(rt, tx);
    const { facts, drifts } = await gatherFacts(tx, policy, now);
    const verdicts = evaluateTriggers(policy.content, facts, now);
    await noteVerdicts(tx, verdicts, now);
    const by = toStart(verdicts);
    if (by.length === 0 || !facts.champion) return null;
    const run = await queueRun(rt, tx, {
      parent: facts.champion,
      by,
      actor: "system",
      requestId: newId(),
    });
    if (!run) return null;
    if (by.some((v) => v.trigger === "drift"))
      for (const id of drifts) await updateDriftAlert(tx, id, { runId: run.id });
    return run.id;
  });

/**
 * An admin asks for a run now. The budget is theirs, too.
 * @throws AppError("conflict") where one is under way, "rate-limited" over the budget or in a pause, "insufficient-data"
 */
export async function startRetraining(rt: Runtime, auth: Authorized): Promise<RunView> {
  const run = await rt.db.transaction(async (tx) => {
    await lockTraining(tx);
    const now = rt.clock();
    const policy = await policyInForce(rt, tx);
    const { facts } = await gatherFacts(tx, policy, now);
    if (facts.runOpen) throw underWay();
    if (!facts.champion) throw new AppError("model-unavailable", "no champion to train from");
    const { toTrainOn } = facts.labels;
    if (toTrainOn < FEWEST_LABELS)
      throw new AppError("insufficient-data", `${toTrainOn} new labels to train on`, {
        userMessage: `There are ${toTrainOn} new labels to learn from since the last run; at least ${FEWEST_LABELS} are needed. (Those of one person in five are kept aside for measuring.)`,
      });
    const verdict = evaluateTriggers(policy.content, facts, now).find((v) => v.trigger === "manual");
    if (verdict?.state !== "ready") throw notNow(verdict);
    const { principal: actor, requestId } = auth;
    const by = [{ ...verdict, words: `Asked for by ${actor.displayName}.` }];
    const queued = await queueRun(rt, tx, { parent: facts.champion, by, actor, requestId });
    if (!queued) throw underWay();
    return queued;
  });
  return toRunView(run);
}

const underWay = () =>
  new AppError("conflict", "a run is open", { userMessage: "A retraining run is already under way." });

const notNow = (verdict: TriggerVerdict | undefined) =>
  new AppError("rate-limited", "no run may start now", {
    userMessage: verdict?.until
      ? `The last run that a person started is too recent. The next can start at ${verdict.until.toISOString().slice(0, 16).replace("T", " ")} UTC.`
      : (verdict?.words ?? "No run may start now."),
  });

type RunRequest = {
  readonly parent: string;
  /** At least one. */
  readonly by: readonly TriggerVerdict[];
  readonly actor: Principal | "system";
  readonly requestId: string;
};

async function queueRun(rt: Runtime, tx: Tx, request: RunRequest): Promise<RunRow | null> {
  const { parent, by, actor, requestId } = request;
  const labelIds = await labelsNotLearnedBy(tx, parent, MOST_LABELS);
  const now = rt.clock();
  const triggers = by.map(({ trigger, words }) => ({ trigger, words }));
  const run = await insertRun(tx, {
    id: newId(),
    status: "queued",
    trigger: by[0]?.trigger ?? "manual",
    triggers,
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
      detail: { trigger: run.trigger, triggers, labels: labelIds.length, parent },
    },
    now,
  );
  return run;
}
