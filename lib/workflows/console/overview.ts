import { tallyDecisions, tallyWriteBacks } from "@/db/queries/console";
import type { Authorized } from "@/lib/auth/principal";
import { labelsSinceLastRun } from "../retrain";
import type { Runtime } from "../runtime";
import type { ConsoleOverview } from "../views";

export async function getOverview(rt: Runtime, _auth: Authorized): Promise<ConsoleOverview> {
  const [model, labels, decisions, writeBacks, depth] = await Promise.all([
    rt.engines.state(),
    labelsSinceLastRun(rt.db),
    tallyDecisions(rt.db),
    tallyWriteBacks(rt.db),
    rt.queue.depth(),
  ]);
  return {
    model,
    labelsSinceLastRun: labels,
    retrainAfter: rt.env.RETRAIN_AFTER,
    decisionsTotal: decisions.total,
    overridesTotal: decisions.overrides,
    overridesByLevel: decisions.byLevel,
    queue: {
      writeBackPending: writeBacks.pending,
      writeBackFailed: writeBacks.failed,
      retrainingQueued: depth.retrain,
    },
  };
}
