import { handleWriteBack, traceOfDecision } from "../clinic/write-back";
import { runModelCheck } from "../learning/check-runner";
import { embedDecidedCases } from "../learning/embed-cases";
import { runModelExplanation } from "../learning/explain-model-runner";
import { followOutcomes } from "../learning/follow-outcomes";
import { guardCanary } from "../learning/guard-canary";
import { considerRetraining } from "../learning/retrain";
import { runRetraining } from "../learning/retrain-runner";
import { watchFairness } from "../watch/measure-fairness";
import { startHousekeeping } from "./housekeeping";
import type { WriteBackJob } from "./queue";
import type { Runtime } from "./runtime";

/**
 * Starts doing the queue's work in this process: the app's own in embedded mode (the embedded database belongs to one
 * process), `npm run worker` beside it on PostgreSQL. Ends with closeRuntime.
 */
export async function startConsumers(rt: Runtime): Promise<void> {
  await rt.queue.startConsumers({
    only: rt.env.WORKER_QUEUES,
    writeBack: (job) => handleWriteBack(rt, job.decisionId),
    retrain: (job, signal) => runRetraining(rt, job.runId, signal),
    embedCases: (signal) => embedDecidedCases(rt, signal),
    followOutcomes: (signal) => followOutcomes(rt, signal),
    considerRetraining: async () => void (await considerRetraining(rt)),
    guardCanary: async () => void (await guardCanary(rt)),
    checkModel: (job, signal) => runModelCheck(rt, job.checkId, signal),
    explainModel: (job, signal) => runModelExplanation(rt, job.explanationId, signal),
    measureFairness: (signal) => watchFairness(rt, signal),
    around: async (queue, job, work) =>
      rt.tracing.span("job", { "openacuity.queue": queue }, work, { parent: await traceOfJob(rt, job) }),
    observe: (queue, outcome, seconds) => rt.metrics.jobDuration.observe({ queue, outcome }, seconds),
  });
  startHousekeeping(rt);
}

/** A write-back goes on with the trace of the decision, also where somebody's next launch has sent it again. */
async function traceOfJob(rt: Runtime, job: object): Promise<string | null> {
  if (!rt.tracing.on || !("decisionId" in job)) return null;
  const { decisionId, trace } = job as WriteBackJob;
  return trace ?? traceOfDecision(rt, decisionId);
}
