"use client";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useWidth } from "@/components/explanation/chart-parts";
import type { RowsPicture } from "@/lib/monitoring/charts/picture";
import { axisRange } from "@/lib/monitoring/charts/scale";
import { markOf, Point } from "../explanations/marks";
import { roundTicks } from "../explanations/scale";
import { useChartWords } from "./use-chart-words";

const AXIS = 22;
const LINE = 16;
/** Pixels of a name's letter, about; names stand above their row where the chart is narrow. */
const LETTER = 7.3;

/** A dot with its interval for each thing compared, in rows. The table below says the same in words. */
export function RowsChart({ picture }: { picture: RowsPicture }) {
  const words = useTranslations("console.charts");
  const say = useChartWords();
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder);
  const { rows, columns, quantity, bands = [] } = picture;
  const range =
    picture.scale ??
    axisRange(
      rows.flatMap((r) => r.values),
      quantity,
      bands,
    );
  const longest = Math.max(0, ...rows.map((r) => r.name.length)) * LETTER;
  const above = width < 420;
  const left = above ? 16 : Math.min(300, longest + 14, width * 0.55);
  const rowHeight = columns.length * LINE + 8 + (above ? 16 : 0);
  const height = rows.length * rowHeight + AXIS;
  const x = (v: number) => left + ((v - range[0]) / (range[1] - range[0])) * (width - left - 16);
  const cut = (v: number) => Math.min(range[1], Math.max(range[0], v));
  return (
    <div ref={holder}>
      {width > 0 && (
        <svg aria-hidden="true" width={width} height={height} className="block font-sans">
          {bands.map((b) =>
            b.from === b.to ? null : (
              <rect
                key={b.label}
                x={x(cut(b.from))}
                y={0}
                width={Math.max(1, x(cut(b.to)) - x(cut(b.from)))}
                height={height - AXIS}
                fill="var(--ok)"
                opacity={0.12}
              />
            ),
          )}
          {roundTicks(range, width < 600 ? 4 : 6).map((t) => (
            <g key={t}>
              <line x1={x(t)} x2={x(t)} y1={0} y2={height - AXIS} stroke="var(--line)" />
              <text x={x(t)} y={height - 6} textAnchor="middle" fontSize={12} fill="var(--ink-3)">
                {say.tick(t, quantity)}
              </text>
            </g>
          ))}
          {bands
            .filter((b) => b.from === b.to)
            .map((b) => (
              <line
                key={b.label}
                x1={x(cut(b.from))}
                x2={x(cut(b.from))}
                y1={0}
                y2={height - AXIS}
                stroke="var(--ink-3)"
                strokeDasharray="5 3"
              />
            ))}
          {rows.map((row, r) => (
            <g key={row.name}>
              <text
                x={above ? 8 : left - 10}
                y={r * rowHeight + (above ? 14 : rowHeight / 2 + 4)}
                textAnchor={above ? "start" : "end"}
                fontSize={13}
                fill="var(--ink)"
              >
                {row.name}
              </text>
              {row.values.map((m, i) => {
                const y = r * rowHeight + (above ? 20 : 4) + i * LINE + LINE / 2;
                const mark = markOf(i);
                if (m.value === null)
                  return (
                    <text key={columns[i]} x={left + 4} y={y + 4} fontSize={11} fill="var(--ink-3)">
                      {m.n === 0 ? words("none") : words("tooFewToTellN", { n: m.n })}
                    </text>
                  );
                return (
                  <g key={columns[i]}>
                    {m.low !== undefined && m.high !== undefined && (
                      <line
                        x1={x(cut(m.low))}
                        x2={x(cut(m.high))}
                        y1={y}
                        y2={y}
                        stroke={mark.stroke}
                        strokeWidth={2}
                        opacity={0.6}
                      />
                    )}
                    <Point mark={mark} x={x(cut(m.value))} y={y} size={4} />
                  </g>
                );
              })}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}
