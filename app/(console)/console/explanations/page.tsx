import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { ExplanationChooser } from "@/components/console/explanations/chooser";
import { ExplanationJob } from "@/components/console/explanations/job";
import { ExplanationReport } from "@/components/console/explanations/report";
import { PageHead } from "@/components/console/page-head";
import { getModelExplanations } from "@/lib/workflows/learning/model-explanations";
import { one, type Search } from "../search-params";
import { cancel, compute, readJob } from "./actions";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.explanations"))("whatMovesTheModel"),
});

export default async function ExplanationsPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.explanations");
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const view = await told(
    await getModelExplanations(rt, auth, {
      version: one(search.version),
      source: one(search.data),
      compare: one(search.compare),
    }),
  );
  return (
    <PageWords of={["explanations"]}>
      <PageHead title={t("whatMovesTheModel")}>{t("whichFindingsAVersionGivesWeight")}</PageHead>
      {view.version === null ? (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {t("noModelVersionIsRegisteredYet")}
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
              {t("thereIsNoResultForVersion", { version: view.version })}
            </p>
          )}
        </div>
      )}
    </PageWords>
  );
}
