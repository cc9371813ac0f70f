"use client";
import { useTranslations } from "next-intl";
import { useId, useRef } from "react";
import { useWidth } from "@/components/explanation/chart-parts";
import type { BarsPicture } from "@/lib/monitoring/charts/picture";
import { markOf } from "../explanations/marks";
import { roundTicks } from "../explanations/scale";
import { useChartWords } from "./use-chart-words";

const ROW = 26;
const AXIS = 22;
const LETTER = 7.3;

/** A bar a row, its parts end to end and told apart by hatching too. */
export function BarsChart({ picture }: { picture: BarsPicture }) {
  const words = useTranslations("console.charts");
  const say = useChartWords();
  const holder = useRef<HTMLDivElement>(null);
  const id = useId();
  const width = useWidth(holder);
  const { rows, parts, quantity } = picture;
  const total = (values: readonly (number | null)[]) => values.reduce<number>((s, v) => s + (v ?? 0), 0);
  const most = Math.max(...rows.map((r) => total(r.values)), quantity === "percent" ? 0.1 : 1);
  const above = width < 420;
  const left = above
    ? 8
    : Math.min(300, Math.max(0, ...rows.map((r) => r.name.length)) * LETTER + 14, width * 0.55);
  const rowHeight = ROW + (above ? 16 : 0);
  const height = rows.length * rowHeight + AXIS;
  const x = (v: number) => left + (v / most) * (width - left - 64);
  return (
    <div ref={holder}>
      {width > 0 && (
        <svg aria-hidden="true" width={width} height={height} className="block font-sans">
          <defs>
            {parts.map((part, i) => (
              <Hatch key={part} id={`${id}-${i}`} part={i} />
            ))}
          </defs>
          {roundTicks([0, most], width < 600 ? 4 : 6).map((t) => (
            <g key={t}>
              <line x1={x(t)} x2={x(t)} y1={0} y2={height - AXIS} stroke="var(--line)" />
              <text x={x(t)} y={height - 6} textAnchor="middle" fontSize={12} fill="var(--ink-3)">
                {say.tick(t, quantity)}
              </text>
            </g>
          ))}
          {rows.map((row, r) => {
            const y = r * rowHeight + (above ? 18 : 4);
            let from = 0;
            return (
              <g key={row.name}>
                <text
                  x={above ? 8 : left - 10}
                  y={above ? y - 4 : y + ROW / 2}
                  textAnchor={above ? "start" : "end"}
                  fontSize={13}
                  fill="var(--ink)"
                >
                  {row.name}
                </text>
                {row.values.map((v, i) => {
                  const start = x(from);
                  from += v ?? 0;
                  return (
                    <rect
                      key={parts[i]}
                      x={start}
                      y={y}
                      width={Math.max(0, x(from) - start)}
                      height={ROW - 8}
                      fill={`url(#${id}-${i})`}
                    />
                  );
                })}
                <text x={x(from) + 6} y={y + ROW / 2} fontSize={12} fill="var(--ink-2)">
                  {row.values.every((v) => v === null) ? words("tooFewToTell") : say.value(from, quantity)}
                </text>
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}

/** Parts are told apart by colour and by hatching, each enough alone. */
function Hatch({ id, part }: { id: string; part: number }) {
  return (
    <pattern
      id={id}
      width={6}
      height={6}
      patternUnits="userSpaceOnUse"
      patternTransform={`rotate(${part % 2 === 1 ? 45 : -45})`}
    >
      <rect width={6} height={6} fill={markOf(part).stroke} />
      {part > 0 && <rect width={part > 1 ? 3 : 1.6} height={6} fill="var(--surface)" opacity={0.55} />}
    </pattern>
  );
}

/** A part as it is drawn, for a legend. */
export function PartSwatch({ part }: { part: number }) {
  const id = useId();
  return (
    <svg width="16" height="12" aria-hidden="true" className="shrink-0">
      <defs>
        <Hatch id={id} part={part} />
      </defs>
      <rect width="16" height="12" rx="2" fill={`url(#${id})`} />
    </svg>
  );
}
