import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { PageHead } from "@/components/console/page-head";
import { RunList } from "@/components/console/run-list";
import { TriggerBoard } from "@/components/console/runs/trigger-board";
import { can } from "@/lib/auth/permissions";
import { FEWEST_LABELS } from "@/lib/monitoring/triggers/evaluate";
import { listRuns } from "@/lib/workflows/learning/list-runs";
import { labelsSinceLastRun } from "@/lib/workflows/learning/retrain";
import { viewTriggers } from "@/lib/workflows/learning/training-policy";
import { putPolicy, refreshRuns, startRun } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.runs"))("retrainingRuns"),
});

export default async function RunsPage() {
  const t = await getTranslations("console.runs");
  const { rt, auth } = await requirePrincipal("console:read");
  const [runs, labels, triggers] = await Promise.all([
    told(await listRuns(rt, auth)),
    labelsSinceLastRun(rt.db),
    told(await viewTriggers(rt, auth)),
  ]);
  return (
    <PageWords of={["figures", "runs"]}>
      <PageHead title={t("retrainingRuns")}>{t("aRunFineTunesTheVersion")}</PageHead>
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
