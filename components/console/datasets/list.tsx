import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import { ColumnHeads } from "@/components/ui/column-heads";
import { LocalTime } from "@/components/ui/time";
import { LEVELS } from "@/lib/case/level";
import { shortDigest } from "@/lib/feedback/dataset-files";
import type { DatasetView } from "@/lib/workflows/learning/datasets";
import { TABLE_CELL, TABLE_HEAD } from "../table";
import { datasetHref } from "./words";

/** Every dataset there is, also those that may not be trained on any more. */
export function DatasetList({ datasets }: { datasets: readonly DatasetView[] }) {
  const t = useTranslations("console.datasets");
  if (datasets.length === 0)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-pretty text-ink-2">
        {t("thereIsNoDatasetYetA")}
      </p>
    );
  return (
    <>
      <div className="mb-3 flex items-center justify-between gap-4">
        <p className="label">{t("datasetsPluralOneDatasetsDatasetOther", { datasets: datasets.length })}</p>
        <a href="/console/datasets/csv" download className={buttonClass("secondary", "small")}>
          {t("saveAsCSV")}
        </a>
      </div>
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
        <table className="w-full">
          <caption className="sr-only">{t("datasetsNewestFirst")}</caption>
          <ColumnHeads
            heads={[
              t("dataset"),
              t("made"),
              t("learnedFromBy"),
              t("cases"),
              ...LEVELS.map((l) => t("levelL", { l })),
              t("state"),
            ]}
            className={TABLE_HEAD}
          />
          <tbody>
            {datasets.map((d) => (
              <tr key={d.digest} className="hover:bg-hover">
                <th scope="row" className={`${TABLE_CELL} font-normal`}>
                  <Link href={datasetHref(d.digest)} className="font-mono underline underline-offset-2">
                    {shortDigest(d.digest)}
                  </Link>
                </th>
                <td className={`${TABLE_CELL} whitespace-nowrap text-ink-2`}>
                  <LocalTime iso={d.madeAt} withDate />
                </td>
                <td className={TABLE_CELL}>{d.runs.flatMap((r) => r.version ?? []).join(", ")}</td>
                <td className={TABLE_CELL}>{d.counts.cases}</td>
                {LEVELS.map((l) => (
                  <td key={l} className={TABLE_CELL}>
                    {d.counts.byLevel[l] ?? 0}
                  </td>
                ))}
                <td className={TABLE_CELL}>
                  {d.fallen > 0 ? (
                    <span className="text-warn">
                      {t("fallenWithdrawnNotToBeTrained", { fallen: d.fallen })}
                    </span>
                  ) : (
                    t("whole")
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
