import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePrincipal } from "@/app/_server/guard";
import { PageWords } from "@/app/_server/page-words";
import { told } from "@/app/_server/said";
import { WatchFilterForm } from "@/components/console/charts/watch-filter";
import { queryWith } from "@/components/console/list-filter";
import { PageHead } from "@/components/console/page-head";
import { Performance } from "@/components/console/watch/performance";
import { queryOfFilter, readWatchFilter } from "@/lib/monitoring/charts/filter";
import { readReference } from "@/lib/monitoring/watch/references";
import { performance } from "@/lib/workflows/watch/performance";
import { todayOf } from "@/lib/workflows/watch/watch-frame";
import { one, type Search } from "../search-params";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("console.watch"))("performance"),
});

const HERE = "/console/performance";

export default async function PerformancePage({ searchParams }: { searchParams: Search }) {
  const t = await getTranslations("console.watch");
  const { rt, auth } = await requirePrincipal("console:read");
  const search = await searchParams;
  const today = todayOf(rt);
  const filter = readWatchFilter((name) => one(search[name]), today);
  const against = readReference(one(search.against));
  const view = await told(await performance(rt, auth, filter, against));
  const said = queryOfFilter(filter, today);
  return (
    <PageWords of={["charts"]}>
      <PageHead title={t("performance")}>{t("howOftenTheLevelsShown")}</PageHead>
      <WatchFilterForm action={HERE} filter={filter} choices={view.choices}>
        {against !== "decided" && <input type="hidden" name="against" value={against} />}
      </WatchFilterForm>
      <Performance
        view={view}
        here={HERE}
        said={said}
        csv={(id) => `${HERE}/csv${queryWith({ ...said, against, picture: id })}`}
      />
    </PageWords>
  );
}
