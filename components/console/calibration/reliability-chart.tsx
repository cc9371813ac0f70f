"use client";
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
  const holder = useRef<HTMLDivElement>(null);
  const width = Math.min(useWidth(holder), 420);
  const x = (share: number) => LEFT + share * (width - LEFT - 8);
  const y = (share: number) => HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - 8);
  const series = [
    { name: "The model alone", bins: before },
    { name: "With the calibration", bins: after },
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
            {[0, 0.25, 0.5, 0.75, 1].map((t) => (
              <g key={t}>
                <line x1={x(t)} x2={x(t)} y1={y(1)} y2={y(0)} stroke="var(--line)" />
                <line x1={x(0)} x2={x(1)} y1={y(t)} y2={y(t)} stroke="var(--line)" />
                <text x={x(t)} y={y(0) + 16} textAnchor="middle" fontSize={12} fill="var(--ink-3)">
                  {percent(t)}
                </text>
                <text x={LEFT - 6} y={y(t) + 4} textAnchor="end" fontSize={12} fill="var(--ink-3)">
                  {percent(t)}
                </text>
              </g>
            ))}
            <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke="var(--ink-3)" strokeDasharray="5 3" />
            <text x={x(0.5)} y={HEIGHT - 6} textAnchor="middle" fontSize={12} fill="var(--ink-2)">
              said to be at level 1 or 2
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
        <summary className="font-medium text-accent">The data of how often it was so</summary>
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
  return (
    <table className="mt-2 self-start">
      <caption className="pb-1 text-left font-medium">{name}</caption>
      <thead>
        <tr>
          <th scope="col" className={TABLE_HEAD}>
            Said
          </th>
          <th scope="col" className={TABLE_HEAD}>
            Was so (95 %)
          </th>
          <th scope="col" className={TABLE_HEAD}>
            Labels
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
              {percent(b.observed)} ({percent(b.low)} to {percent(b.high)})
            </td>
            <td className={TABLE_CELL}>{b.cases}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
