import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { WatchFilterForm } from "@/components/console/charts/watch-filter";
import { queryWith } from "@/components/console/list-filter";
import { PageHead } from "@/components/console/page-head";
import { Usage } from "@/components/console/watch/usage";
import { queryOfFilter, readWatchFilter } from "@/lib/monitoring/charts/filter";
import { usage } from "@/lib/workflows/watch/usage";
import { todayOf } from "@/lib/workflows/watch/watch-frame";
import { one, type Search } from "../search-params";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.watch"))("usage"),
});

const HERE = "/console/usage";

export default async function UsagePage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.watch");
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const today = todayOf(rt);
  const filter = readWatchFilter((name) => one(search[name]), today);
  const view = await told(await usage(rt, auth, filter));
  const said = queryOfFilter(filter, today);
  return (
    <PageWords of={["charts"]}>
      <PageHead title={t("usage")}>{t("whatPeopleDoWithThe")}</PageHead>
      <WatchFilterForm action={HERE} filter={filter} choices={view.choices} groups={["shift"]} />
      <Usage view={view} csv={(id) => `${HERE}/csv${queryWith({ ...said, picture: id })}`} />
    </PageWords>
  );
}
