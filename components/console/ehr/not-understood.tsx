import { useTranslations } from "next-intl";
import { ColumnHeads } from "@/components/ui/column-heads";
import { LocalTime } from "@/components/ui/time";
import { useTold } from "@/components/words/use-told";
import type { EhrSiteView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "../table";
import { siteLines } from "./site-lines";

/** Codes and units the EHR sent and nobody here understands, the commonest first, with what to write into the settings file. */
export function NotUnderstood({ site }: { site: EhrSiteView }) {
  const t = useTranslations("console.ehr");
  const told = useTold();
  const lines = siteLines(site.issuer, site.unknown);
  return (
    <section aria-labelledby="not-understood" className="space-y-4">
      <h2 id="not-understood" className="text-[1.14rem] font-semibold">
        {t("codesAndUnitsNotUnderstood")}
      </h2>
      {site.unknown.length === 0 ? (
        <p className="text-ink-2">{t("nothingSoFarEverythingThe")}</p>
      ) : (
        <>
          <p className="max-w-[70ch] text-ink-2">{t("readingsUnderTheseCodesAre")}</p>
          <div className="overflow-x-auto rounded-lg border border-line bg-surface">
            <table className="w-full">
              <caption className="sr-only">{t("codesAndUnitsNotUnderstood2")}</caption>
              <ColumnHeads
                heads={[
                  t("head.what"),
                  t("head.code"),
                  t("head.system"),
                  t("head.visits"),
                  t("head.readings"),
                  t("head.last"),
                  t("head.inFile"),
                ]}
                className={TABLE_HEAD}
              />
              <tbody>
                {site.unknown.map((row) => (
                  <tr key={`${row.kind} ${row.system} ${row.code}`} className="hover:bg-hover">
                    <td className={TABLE_CELL}>{t(`kind.${row.kind}`)}</td>
                    <th scope="row" className={`${TABLE_CELL} font-mono text-[0.93rem] font-medium`}>
                      {row.code}
                    </th>
                    <td className={`${TABLE_CELL} text-ink-2 [overflow-wrap:anywhere]`}>
                      {row.of ? t("forOf", { of: told(row.of).toLowerCase() }) : row.system || t("noneGiven")}
                    </td>
                    <td className={TABLE_CELL}>{row.visits}</td>
                    <td className={TABLE_CELL}>{row.readings}</td>
                    <td className={`${TABLE_CELL} whitespace-nowrap text-ink-2`}>
                      <LocalTime iso={row.lastAt} withDate />
                    </td>
                    <td className={TABLE_CELL}>{row.mapped ? t("yesSinceThen") : t("no")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {lines && (
        <div className="space-y-2">
          <p className="max-w-[70ch]">
            {t.rich("toHaveThemReadPut", {
              code: (chunks) => <code>{chunks}</code>,
              isHasFile: String(Boolean(site.hasFile)),
            })}
          </p>
          <section
            aria-label={t("linesForTheSettingsFile")}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach it.
            tabIndex={0}
            className="max-h-96 overflow-auto rounded-lg border border-line bg-sunken p-4 text-[0.93rem]"
          >
            <pre>{lines}</pre>
          </section>
          <details className="text-ink-2">
            <summary className="cursor-pointer font-medium">{t("whatAMeasurementMayBe")}</summary>
            <ul className="mt-2 grid gap-x-8 gap-y-1 md:grid-cols-2">
              {site.measures.map(({ loinc, label }) => (
                <li key={loinc}>
                  <code className="font-medium">{loinc}</code> {told(label)}
                </li>
              ))}
            </ul>
          </details>
        </div>
      )}
    </section>
  );
}
