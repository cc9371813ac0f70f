import { useTranslations } from "next-intl";
import { listInWords } from "@/components/format";
import { useFigures } from "@/components/words/use-figures";
import { markOf, Sample } from "./marks";
import { importanceRows, type Series, unknownFindings } from "./series";

type Props = { series: readonly Series[] };

/** How much each finding moves the expected level, one bar a series, with its interval: chart and table in one. */
export function ImportanceTable({ series }: Props) {
  const t = useTranslations("console.explanations");
  const rows = importanceRows(series);
  const most = Math.max(1e-9, ...rows.flatMap((r) => r.values.map((v) => v?.high ?? 0)));
  const unknown = unknownFindings(series);
  const single = series.length === 1;
  return (
    <>
      <div className="overflow-x-auto">
        <table className="w-full border-collapse">
          <caption className="sr-only">{t("meanSizeOfEachFindingS")}</caption>
          <thead>
            <tr className="text-left align-bottom text-ink-3">
              <th scope="col" className="w-52 py-1.5 font-medium">
                {t("finding")}
              </th>
              {series.map((s, i) => (
                <th key={s.key} scope="col" className="py-1.5 pl-4 font-medium">
                  <span className="flex items-center gap-2">
                    {!single && <Sample mark={markOf(i)} />}
                    <span>
                      {single ? t("meanEffectLevels") : s.label}
                      <span className="block font-normal">
                        {single ? t("n95Interval") : t("casesCases", { cases: s.cases })}
                      </span>
                    </span>
                  </span>
                </th>
              ))}
              {single && (
                <th scope="col" className="w-24 py-1.5 pl-4 text-right font-medium">
                  {t("casesWithIt")}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.feature} className="border-t border-line/70">
                <th scope="row" className="py-1 text-left font-normal">
                  {row.label}
                </th>
                {row.values.map((value, i) => (
                  <td key={series[i]?.key} className="py-1 pl-4">
                    {value ? (
                      <Bar value={value} most={most} fill={markOf(i).stroke} roomy={single} />
                    ) : (
                      <span className="text-ink-3">{t("tooFewCases")}</span>
                    )}
                  </td>
                ))}
                {single && <td className="py-1 pl-4 text-right text-ink-2">{row.values[0]?.present}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.some((r) => r.values.some((v) => v && v.mean < 2 * v.noise)) && (
        <p className="mt-2 text-ink-3">{t("notClearlyMoreThanTheNoise")}</p>
      )}
      {unknown.length > 0 && (
        <p className="mt-2 text-ink-3">
          {t("hardlyEverKnownInTheseCases", { unknown: listInWords(unknown, t("and")) })}
        </p>
      )}
    </>
  );
}

type BarProps = {
  value: { mean: number; low: number; high: number; noise: number };
  most: number;
  fill: string;
  roomy: boolean;
};

function Bar({ value: { mean, low, high, noise }, most, fill, roomy }: BarProps) {
  const t = useTranslations("console.explanations");
  const at = (x: number) => `${(100 * x) / most}%`;
  const { fixed } = useFigures();
  const interval = t("lowToHigh", { low: fixed(low, 3), high: fixed(high, 3) });
  const drowned = mean < 2 * noise;
  return (
    <span className="flex items-center gap-3">
      <span aria-hidden="true" className="relative block h-4 min-w-24 flex-1">
        <span
          className="absolute inset-y-0.5 left-0 rounded-r-[3px]"
          style={{ width: at(mean), background: fill, opacity: 0.75 }}
        />
        <span
          className="absolute top-1/2 h-px bg-ink"
          style={{ left: at(low), width: `max(1px, calc(${at(high)} - ${at(low)}))` }}
        />
        {[low, high].map((x, i) => (
          <span
            key={i === 0 ? "low" : "high"}
            className="absolute inset-y-1 w-px bg-ink"
            style={{ left: at(x) }}
          />
        ))}
      </span>
      <span className={`${roomy ? "w-44" : "w-14"} shrink-0 whitespace-nowrap`} title={interval}>
        <span className={drowned ? "text-ink-3" : "font-medium"}>
          {drowned && <span aria-hidden="true">≈ </span>}
          {fixed(mean, 3)}
        </span>
        <span className={roomy ? "ml-2 text-ink-3" : "sr-only"}> {interval}</span>
        {drowned && <span className="sr-only">{t("notClearlyMoreThanSamplingNoise")}</span>}
      </span>
    </span>
  );
}
