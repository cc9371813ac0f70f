import type { Metadata } from "next";
import { requirePrincipal } from "@/app/_server/guard";
import { queryWith } from "@/components/console/list-filter";
import { PageHead } from "@/components/console/page-head";
import { Fairness } from "@/components/console/watch/fairness";
import { FairnessFilterForm } from "@/components/console/watch/fairness-filter";
import { queryOfFairness, readFairnessFilter } from "@/lib/monitoring/fairness/filter";
import { viewFairness } from "@/lib/workflows/watch/fairness";
import { one, type Search } from "../search-params";

export const metadata: Metadata = { title: "Fairness" };

const HERE = "/console/fairness";

export default async function FairnessPage({ searchParams }: { searchParams: Search }) {
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const filter = readFairnessFilter((name) => one(search[name]));
  const view = await viewFairness(rt, auth, filter);
  return (
    <>
      <PageHead title="Fairness">
        Whether some groups of patients fare worse than others with the levels shown. A report is made each
        week.
      </PageHead>
      <FairnessFilterForm action={HERE} filter={filter} reports={view.reports} />
      <Fairness
        view={view}
        csv={(id) => `${HERE}/csv${queryWith({ ...queryOfFairness(filter), picture: id })}`}
      />
    </>
  );
}
