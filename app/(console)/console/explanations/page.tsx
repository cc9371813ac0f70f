import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { ExplanationChooser } from "@/components/console/explanations/chooser";
import { ExplanationJob } from "@/components/console/explanations/job";
import { ExplanationReport } from "@/components/console/explanations/report";
import { PageHead } from "@/components/console/page-head";
import { getModelExplanations } from "@/lib/workflows/learning/model-explanations";
import { one, type Search } from "../search-params";
import { cancel, compute, readJob } from "./actions";

export const metadata: Metadata = { title: "What moves the model" };

export default async function ExplanationsPage({ searchParams }: { searchParams: Search }) {
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const view = await getModelExplanations(rt, auth, {
    version: one(search.version),
    source: one(search.data),
    compare: one(search.compare),
  });
  return (
    <>
      <PageHead title="What moves the model">
        Which findings a version gives weight to, and how its expected level follows each vital sign, over
        many cases at once. It describes the model, not medicine: an effect shown here may be right, wrong, or
        a habit of the data.
      </PageHead>
      {view.version === null ? (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          No model version is registered yet.
        </p>
      ) : (
        <div className="space-y-4">
          <ExplanationChooser view={view} />
          <ExplanationJob
            key={`${view.version} ${view.source}`}
            version={view.version}
            source={view.source}
            initial={view.job}
            mostCases={view.mostCases}
            site={view.site}
            canCompute={view.canCompute}
            actions={{ read: readJob, compute, cancel }}
          />
          {view.result ? (
            <ExplanationReport
              key={`${view.result.version} ${view.result.computedAt} ${view.other?.version ?? ""}`}
              result={view.result}
              other={view.other}
            />
          ) : (
            <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-pretty text-ink-2">
              There is no result for {view.version} on this data yet. Once computed, it shows how much each
              finding counts, which words do, and a curve for each vital sign and age, for all cases and by
              sex, age and arrival.
            </p>
          )}
        </div>
      )}
    </>
  );
}
