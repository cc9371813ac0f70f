import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { PageHead } from "@/components/console/page-head";
import { RunList } from "@/components/console/run-list";
import { TriggerBoard } from "@/components/console/runs/trigger-board";
import { can } from "@/lib/auth/permissions";
import { FEWEST_LABELS } from "@/lib/monitoring/triggers/evaluate";
import { listRuns } from "@/lib/workflows/learning/list-runs";
import { labelsSinceLastRun } from "@/lib/workflows/learning/retrain";
import { viewTriggers } from "@/lib/workflows/learning/training-policy";
import { putPolicy, refreshRuns, startRun } from "./actions";

export const metadata: Metadata = { title: "Retraining runs" };

export default async function RunsPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  const [runs, labels, triggers] = await Promise.all([
    listRuns(rt, auth),
    labelsSinceLastRun(rt.db),
    viewTriggers(rt, auth),
  ]);
  return (
    <PageWords of={["figures"]}>
      <PageHead title="Retraining runs">
        A run fine-tunes the version in use on new labels and measures both on the same held-out cases. What
        comes out is a candidate; nobody is shown its suggestions before a person promotes it or starts a
        canary of it.
      </PageHead>
      <div className="mb-4">
        <TriggerBoard initial={triggers} change={putPolicy} />
      </div>
      <RunList
        initial={runs}
        labelsWaiting={labels}
        fewestLabels={FEWEST_LABELS}
        canStart={can(auth.principal.role, "retraining:start")}
        list={refreshRuns}
        start={startRun}
      />
    </PageWords>
  );
}
