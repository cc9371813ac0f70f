import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { PageHead } from "@/components/console/page-head";
import { RunList } from "@/components/console/run-list";
import { can } from "@/lib/auth/permissions";
import { listRuns } from "@/lib/workflows/learning/list-runs";
import { labelsSinceLastRun } from "@/lib/workflows/learning/retrain";
import { refreshRuns, startRun } from "./actions";

export const metadata: Metadata = { title: "Retraining runs" };

export default async function RunsPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  const [runs, labels] = await Promise.all([listRuns(rt, auth), labelsSinceLastRun(rt.db)]);
  return (
    <>
      <PageHead title="Retraining runs">
        A run fine-tunes the version in use on new labels and measures both on the same held-out cases. What
        comes out is a candidate; nobody is shown its suggestions before it is promoted.
      </PageHead>
      <RunList
        initial={runs}
        labelsWaiting={labels}
        canStart={can(auth.principal.role, "retraining:start")}
        list={refreshRuns}
        start={startRun}
      />
    </>
  );
}
