import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import type { NetworkView } from "@/lib/workflows/watch/network";
import { ChartCard } from "../charts/chart-card";
import { NothingYet } from "../watch/nothing-yet";
import { COLUMN_FIGURES, COLUMNS } from "./columns";
import { SitesTable, silentOf } from "./sites-table";

export function Network({ view: { sites, pictures } }: { view: NetworkView }) {
  const t = useTranslations("console.network");
  if (sites.length === 0)
    return <NothingYet title={t("noSiteIsListed")}>{t("sitesAreListedWhenThe")}</NothingYet>;
  const silent = silentOf(sites);
  return (
    <div className="space-y-4">
      {silent && (
        <Notice tone="danger" title={t("silentSites", silent)}>
          {t("aWorkerOrADatabase")}
        </Notice>
      )}
      <SitesTable sites={sites} />
      <details className="rounded-lg border border-line bg-surface px-4 py-3">
        <summary className="font-medium text-accent">{t("whatDoTheColumnsSay")}</summary>
        <dl className="mt-2 grid max-w-[96ch] gap-x-4 gap-y-2 sm:grid-cols-[10rem_1fr]">
          {COLUMNS.map((column) => (
            <div key={column} className="contents">
              <dt className="text-ink-3">{t(`head.${column}`)}</dt>
              <dd className="text-pretty">{t(`means.${column}`, COLUMN_FIGURES)}</dd>
            </div>
          ))}
        </dl>
      </details>
      <div className="grid gap-4 lg:grid-cols-2">
        {pictures
          .filter((picture) => picture.rows.length > 0)
          .map((picture) => (
            <ChartCard key={picture.id} picture={picture} small />
          ))}
      </div>
    </div>
  );
}
