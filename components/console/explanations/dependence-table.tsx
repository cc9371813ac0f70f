import { useTranslations } from "next-intl";
import { formatSigned } from "@/components/format";
import { useFigures } from "@/components/words/use-figures";
import type { Dependence } from "@/lib/explain/global/result";
import type { Series } from "./series";

type Props = {
  label: string;
  unit: string;
  series: readonly Series[];
  curves: readonly (Dependence | null)[];
};

/** What a chart shows, in figures. */
export function DependenceTable({ label, unit, series, curves }: Props) {
  const t = useTranslations("console.explanations");
  const { decimal } = useFigures();
  return (
    <div className="space-y-4">
      {curves.map((curve, i) => {
        const name = series.length > 1 ? `, ${series[i]?.label}` : "";
        return (
          <table key={series[i]?.key} className="w-full text-[0.93rem]">
            <caption className="label pb-1 text-left">
              {label}
              {name}:{" "}
              {curve ? t("casesCasesWithAValue", { cases: curve.cases ?? 0 }) : t("tooFewCasesWithAValue")}
            </caption>
            {curve && (
              <>
                <thead>
                  <tr className="text-right text-ink-3">
                    <th scope="col" className="py-0.5 text-left font-medium">
                      {unit}
                    </th>
                    <th scope="col" className="py-0.5 pl-2 font-medium">
                      {t("cases")}
                    </th>
                    <th scope="col" className="py-0.5 pl-2 font-medium">
                      {t("sHAPMedian")}
                    </th>
                    <th scope="col" className="py-0.5 pl-2 font-medium">
                      10–90 %
                    </th>
                    <th scope="col" className="py-0.5 pl-2 font-medium">
                      {t("effectUpToHere")}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  <tr className="border-t border-line/70 text-right">
                    <th scope="row" className="py-0.5 text-left font-normal whitespace-nowrap">
                      {t("atAt", { at: decimal(axisNumber(curve.ale[0]?.at ?? 0)) })}
                    </th>
                    <td colSpan={3} />
                    <EffectCell point={curve.ale[0]} />
                  </tr>
                  {curve.bins.map((b, k) => (
                    <tr key={b.from} className="border-t border-line/70 text-right">
                      <th scope="row" className="py-0.5 text-left font-normal whitespace-nowrap">
                        {decimal(axisNumber(b.from))}–{decimal(axisNumber(b.to))}
                      </th>
                      <td className="py-0.5 pl-2">{b.cases}</td>
                      <td className="py-0.5 pl-2">{decimal(formatSigned(b.median))}</td>
                      <td className="py-0.5 pl-2 whitespace-nowrap text-ink-2">
                        {t("p10ToP90", {
                          p10: decimal(formatSigned(b.p10)),
                          p90: decimal(formatSigned(b.p90)),
                        })}
                      </td>
                      <EffectCell point={curve.ale[k + 1]} />
                    </tr>
                  ))}
                </tbody>
              </>
            )}
          </table>
        );
      })}
    </div>
  );
}

function EffectCell({ point }: { point: Dependence["ale"][number] | undefined }) {
  const t = useTranslations("console.explanations");
  const { decimal } = useFigures();
  return (
    <td className="py-0.5 pl-2 whitespace-nowrap">
      {point && decimal(formatSigned(point.effect))}
      {point && (
        <span className="block text-ink-3">
          {t("lowToHigh", { low: decimal(formatSigned(point.low)), high: decimal(formatSigned(point.high)) })}
        </span>
      )}
    </td>
  );
}

/** 36.3, 80, 0.08: as many digits as say something. */
const axisNumber = (x: number): string => String(Number(x.toFixed(x < 1 && x > 0 ? 2 : 1)));
