import { tallyDecisions, tallyWriteBacks } from "@/db/queries/console";
import { usedException } from "@/db/queries/gate-exception";
import { countOpenIncidents } from "@/db/queries/incident";
import { championVersion } from "@/db/queries/registry";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { accessReviewDue } from "../govern/access-reviews";
import { notBefore, viewException } from "../learning/exceptions";
import { labelsSinceLastRun } from "../learning/retrain";
import { policyInForce } from "../learning/training-facts";
import type { Runtime } from "../service/runtime";
import type { ConsoleOverview } from "../views";

export async function getOverview(rt: Runtime, auth: Authorized): Promise<ConsoleOverview> {
  const [model, labels, decisions, writeBacks, depth] = await Promise.all([
    rt.engines.state(),
    labelsSinceLastRun(rt.db),
    tallyDecisions(rt.db),
    tallyWriteBacks(rt.db),
    rt.queue.depth(),
  ]);
  const byLabels = (await policyInForce(rt, rt.db)).content["label-count"];
  return {
    model,
    maySwitch: can(auth.principal.role, "model:stop"),
    accessReview: await accessReviewDue(rt, auth),
    openIncidents: await countOpenIncidents(rt.db),
    exception: await exceptionInUse(rt, auth),
    labelsSinceLastRun: labels,
    retrainAfter: byLabels.on ? byLabels.least : null,
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

/** The exception by which the version in use is in use, and the version before it. */
async function exceptionInUse(rt: Runtime, auth: Authorized): Promise<ConsoleOverview["exception"]> {
  const champion = await championVersion(rt.db);
  const used = champion && (await usedException(rt.db, champion.version));
  return used
    ? {
        ...viewException(used, null, auth.principal, await notBefore(rt.db, rt.clock())),
        back: champion.previousVersion,
      }
    : null;
}
