import { formatSigned } from "@/components/format";
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
  return (
    <div className="space-y-4">
      {curves.map((curve, i) => {
        const name = series.length > 1 ? `, ${series[i]?.label}` : "";
        return (
          <table key={series[i]?.key} className="w-full text-[0.93rem]">
            <caption className="label pb-1 text-left">
              {label}
              {name}: {curve ? `${curve.cases} cases with a value` : "too few cases with a value"}
            </caption>
            {curve && (
              <>
                <thead>
                  <tr className="text-right text-ink-3">
                    <th scope="col" className="py-0.5 text-left font-medium">
                      {unit}
                    </th>
                    <th scope="col" className="py-0.5 pl-2 font-medium">
                      Cases
                    </th>
                    <th scope="col" className="py-0.5 pl-2 font-medium">
                      SHAP median
                    </th>
                    <th scope="col" className="py-0.5 pl-2 font-medium">
                      10–90 %
                    </th>
                    <th scope="col" className="py-0.5 pl-2 font-medium">
                      Effect up to here
                    </th>
                  </tr>
                </thead>
                <tbody>
                  <tr className="border-t border-line/70 text-right">
                    <th scope="row" className="py-0.5 text-left font-normal whitespace-nowrap">
                      at {axisNumber(curve.ale[0]?.at ?? 0)}
                    </th>
                    <td colSpan={3} />
                    <EffectCell point={curve.ale[0]} />
                  </tr>
                  {curve.bins.map((b, k) => (
                    <tr key={b.from} className="border-t border-line/70 text-right">
                      <th scope="row" className="py-0.5 text-left font-normal whitespace-nowrap">
                        {axisNumber(b.from)}–{axisNumber(b.to)}
                      </th>
                      <td className="py-0.5 pl-2">{b.cases}</td>
                      <td className="py-0.5 pl-2">{formatSigned(b.median)}</td>
                      <td className="py-0.5 pl-2 whitespace-nowrap text-ink-2">
                        {formatSigned(b.p10)} to {formatSigned(b.p90)}
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
  return (
    <td className="py-0.5 pl-2 whitespace-nowrap">
      {point && formatSigned(point.effect)}
      {point && (
        <span className="block text-ink-3">
          {formatSigned(point.low)} to {formatSigned(point.high)}
        </span>
      )}
    </td>
  );
}

/** 36.3, 80, 0.08: as many digits as say something. */
const axisNumber = (x: number): string => String(Number(x.toFixed(x < 1 && x > 0 ? 2 : 1)));
