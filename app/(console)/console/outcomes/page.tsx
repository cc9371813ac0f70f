import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { ListFilter } from "@/components/console/list-filter";
import { OutcomeReportView } from "@/components/console/outcome-report";
import { PageHead } from "@/components/console/page-head";
import { readNarrowed } from "@/lib/monitoring/listing";
import { viewOutcomes } from "@/lib/workflows/watch/outcome-report";
import { one, type Search } from "../search-params";

export const metadata: Metadata = { title: "Outcomes" };

export default async function OutcomesPage({ searchParams }: { searchParams: Search }) {
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const values = { from: one(search.from), to: one(search.to) };
  const { from, to } = readNarrowed((name) => one(search[name]));
  const report = await viewOutcomes(rt, auth, { from, to });
  return (
    <>
      <PageHead title="Outcomes">
        What became of the patients, as the EHR says hours and days later, and how well the levels had put
        them in order. Nothing is taken from silence: what the EHR does not say is not known.
      </PageHead>
      <ListFilter action="/console/outcomes" values={values} />
      <OutcomeReportView report={report} narrowed={Boolean(from || to)} />
    </>
  );
}
