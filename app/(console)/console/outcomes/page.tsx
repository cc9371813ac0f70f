import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { ListFilter } from "@/components/console/list-filter";
import { OutcomeReportView } from "@/components/console/outcome-report";
import { PageHead } from "@/components/console/page-head";
import { readNarrowed } from "@/lib/monitoring/listing";
import { viewOutcomes } from "@/lib/workflows/watch/outcome-report";
import { one, type Search } from "../search-params";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.outcomes"))("outcomes"),
});

export default async function OutcomesPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.outcomes");
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const values = { from: one(search.from), to: one(search.to) };
  const { from, to } = readNarrowed((name) => one(search[name]));
  const report = await viewOutcomes(rt, auth, { from, to });
  return (
    <>
      <PageHead title={t("outcomes")}>{t("whatBecameOfThePatients")}</PageHead>
      <ListFilter action="/console/outcomes" values={values} />
      <OutcomeReportView report={report} narrowed={Boolean(from || to)} />
    </>
  );
}
