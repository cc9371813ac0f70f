"use client";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useWidth } from "@/components/explanation/chart-parts";
import type { ReliabilityBin } from "@/lib/measures/plots-data";
import { markOf, Point, Sample } from "../explanations/marks";
import { TABLE_CELL, TABLE_HEAD } from "../table";

type Props = { before: readonly ReliabilityBin[]; after: readonly ReliabilityBin[] };

const HEIGHT = 260;
const LEFT = 44;
const BOTTOM = 40;
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** How often patients were at level 1 or 2, by how likely that was said to be: on the diagonal, as often as was said. */
export function ReliabilityChart({ before, after }: Props) {
  const t = useTranslations("console.calibration");
  const holder = useRef<HTMLDivElement>(null);
  const width = Math.min(useWidth(holder), 420);
  const x = (share: number) => LEFT + share * (width - LEFT - 8);
  const y = (share: number) => HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - 8);
  const series = [
    { name: t("theModelAlone"), bins: before },
    { name: t("withTheCalibration"), bins: after },
  ];
  return (
    <div className="min-w-0">
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {series.map(({ name }, i) => (
          <li key={name} className="flex items-center gap-1.5">
            <Sample mark={markOf(i)} />
            {name}
          </li>
        ))}
      </ul>
      <div ref={holder}>
        {width > 0 && (
          <svg aria-hidden="true" width={width} height={HEIGHT} className="block font-sans">
            {[0, 0.25, 0.5, 0.75, 1].map((tick) => (
              <g key={tick}>
                <line x1={x(tick)} x2={x(tick)} y1={y(1)} y2={y(0)} stroke="var(--line)" />
                <line x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
                <text x={x(tick)} y={y(0) + 16} textAnchor="middle" fontSize={12} fill="var(--ink-3)">
                  {percent(tick)}
                </text>
                <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end" fontSize={12} fill="var(--ink-3)">
                  {percent(tick)}
                </text>
              </g>
            ))}
            <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke="var(--ink-3)" strokeDasharray="5 3" />
            <text x={x(0.5)} y={HEIGHT - 6} textAnchor="middle" fontSize={12} fill="var(--ink-2)">
              {t("saidToBeAtLevel1")}
            </text>
            {series.map(({ name, bins }, i) => (
              <g key={name}>
                {bins.map((b) => (
                  <g key={b.predicted}>
                    <line
                      x1={x(b.predicted)}
                      x2={x(b.predicted)}
                      y1={y(b.low)}
                      y2={y(b.high)}
                      stroke={markOf(i).stroke}
                      strokeWidth={1.5}
                      opacity={0.5}
                    />
                    <Point mark={markOf(i)} x={x(b.predicted)} y={y(b.observed)} size={4} />
                  </g>
                ))}
              </g>
            ))}
          </svg>
        )}
      </div>
      <details>
        <summary className="font-medium text-accent">{t("theDataOfHowOftenIt")}</summary>
        <div className="grid gap-x-8 sm:grid-cols-2">
          {series.map(({ name, bins }) => (
            <Bins key={name} name={name} bins={bins} />
          ))}
        </div>
      </details>
    </div>
  );
}

function Bins({ name, bins }: { name: string; bins: readonly ReliabilityBin[] }) {
  const t = useTranslations("console.calibration");
  return (
    <table className="mt-2 self-start">
      <caption className="pb-1 text-left font-medium">{name}</caption>
      <thead>
        <tr>
          <th scope="col" className={TABLE_HEAD}>
            {t("said")}
          </th>
          <th scope="col" className={TABLE_HEAD}>
            {t("wasSo95")}
          </th>
          <th scope="col" className={TABLE_HEAD}>
            {t("labels")}
          </th>
        </tr>
      </thead>
      <tbody>
        {bins.map((b) => (
          <tr key={b.predicted}>
            <th scope="row" className={`${TABLE_CELL} text-left font-normal`}>
              {percent(b.predicted)}
            </th>
            <td className={TABLE_CELL}>
              {t("observedLowToHigh", {
                observed: percent(b.observed),
                low: percent(b.low),
                high: percent(b.high),
              })}
            </td>
            <td className={TABLE_CELL}>{b.cases}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
