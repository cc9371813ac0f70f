import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { ModelList } from "@/components/console/model-list";
import { PageHead } from "@/components/console/page-head";
import { PolicyPanel } from "@/components/console/policy-panel";
import { listModelVersions } from "@/lib/workflows/console/models";
import { viewPolicy } from "@/lib/workflows/console/policy";
import { listRuns } from "@/lib/workflows/console/runs";
import { promote, putPolicy, reject, rollBack } from "./actions";

export const metadata: Metadata = { title: "Models" };

export default async function ModelsPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  const [versions, runs, policy] = await Promise.all([
    listModelVersions(rt, auth),
    listRuns(rt, auth),
    viewPolicy(rt, auth),
  ]);
  const facts = Object.fromEntries(runs.map(({ id, findings, champion }) => [id, { findings, champion }]));
  return (
    <>
      <PageHead title="Models">
        Every version that was ever registered, where it comes from and what was measured. One is in use at a
        time; a person puts it there.
      </PageHead>
      {policy && (
        <div className="mb-4">
          <PolicyPanel key={`${policy.version} ${policy.inForce}`} initial={policy} change={putPolicy} />
        </div>
      )}
      <ModelList initial={versions} runs={facts} actions={{ promote, reject, rollBack }} />
    </>
  );
}
