import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { ModelList } from "@/components/console/model-list";
import { PageHead } from "@/components/console/page-head";
import { listModelVersions } from "@/lib/workflows/console/models";
import { listRuns } from "@/lib/workflows/console/runs";
import { promote, reject, rollBack } from "./actions";

export const metadata: Metadata = { title: "Models" };

export default async function ModelsPage() {
  const { rt, auth } = await requirePrincipal("console:read");
  const [versions, runs] = await Promise.all([listModelVersions(rt, auth), listRuns(rt, auth)]);
  const facts = Object.fromEntries(runs.map(({ id, findings, champion }) => [id, { findings, champion }]));
  return (
    <>
      <PageHead title="Models">
        Every version that was ever registered, where it comes from and what was measured. One is in use at a
        time; a person puts it there.
      </PageHead>
      <ModelList initial={versions} runs={facts} actions={{ promote, reject, rollBack }} />
    </>
  );
}
