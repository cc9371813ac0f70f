import { embedDecidedCases } from "./embed-cases";
import { runModelExplanation } from "./explain-model-runner";
import { startHousekeeping } from "./housekeeping";
import { runRetraining } from "./retrain-runner";
import type { Runtime } from "./runtime";
import { handleWriteBack } from "./write-back";

/**
 * Starts doing the queue's work in this process: the app's own in embedded mode (the embedded database belongs to one
 * process), `npm run worker` beside it on PostgreSQL. Ends with closeRuntime.
 */
export async function startConsumers(rt: Runtime): Promise<void> {
  await rt.queue.startConsumers({
    writeBack: (job) => handleWriteBack(rt, job.decisionId),
    retrain: (job, signal) => runRetraining(rt, job.runId, signal),
    embedCases: (signal) => embedDecidedCases(rt, signal),
    explainModel: (job, signal) => runModelExplanation(rt, job.explanationId, signal),
  });
  startHousekeeping(rt);
}
