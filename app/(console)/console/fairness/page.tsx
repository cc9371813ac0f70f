import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { queryWith } from "@/components/console/list-filter";
import { PageHead } from "@/components/console/page-head";
import { Fairness } from "@/components/console/watch/fairness";
import { FairnessFilterForm } from "@/components/console/watch/fairness-filter";
import { queryOfFairness, readFairnessFilter } from "@/lib/monitoring/fairness/filter";
import { viewFairness } from "@/lib/workflows/watch/fairness";
import { one, type Search } from "../search-params";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.watch"))("fairness"),
});

const HERE = "/console/fairness";

export default async function FairnessPage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.watch");
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const filter = readFairnessFilter((name) => one(search[name]));
  const view = await told(await viewFairness(rt, auth, filter));
  return (
    <PageWords of={["charts"]}>
      <PageHead title={t("fairness")}>{t("whetherSomeGroupsOfPatients")}</PageHead>
      <FairnessFilterForm action={HERE} filter={filter} reports={view.reports} />
      <Fairness
        view={view}
        csv={(id) => `${HERE}/csv${queryWith({ ...queryOfFairness(filter), picture: id })}`}
      />
    </PageWords>
  );
}
