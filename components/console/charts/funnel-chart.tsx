"use client";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useWidth } from "@/components/explanation/chart-parts";
import { FUNNEL_LIMITS, funnelLimits } from "@/lib/monitoring/charts/funnel";
import type { FunnelPicture } from "@/lib/monitoring/charts/picture";
import { axisRange } from "@/lib/monitoring/charts/scale";
import { roundTicks } from "../explanations/scale";
import { useChartWords } from "./use-chart-words";

const HEIGHT = 260;
const LEFT = 46;
const [TOP, RIGHT, BOTTOM] = [10, 12, 40];
const STEPS = 60;

/** Groups by size, within the limits that chance alone allows. Names stand beside those outside. */
export function FunnelChart({ picture }: { picture: FunnelPicture }) {
  const words = useTranslations("console.charts");
  const say = useChartWords();
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder);
  const { points, centre, quantity } = picture;
  const most = Math.max(1, ...points.map((p) => p.n)) * 1.08;
  const least = Math.max(1, Math.min(...points.map((p) => p.n)) * 0.5);
  const range = axisRange(
    [...points.map((p) => ({ value: p.value, n: p.n })), { value: centre, n: most }],
    quantity,
  );
  const x = (n: number) => LEFT + (n / most) * (width - LEFT - RIGHT);
  const y = (v: number) =>
    TOP +
    (1 - (Math.min(range[1], Math.max(range[0], v)) - range[0]) / (range[1] - range[0])) *
      (HEIGHT - TOP - BOTTOM);
  const edge = (z: number, side: 0 | 1) =>
    Array.from({ length: STEPS + 1 }, (_, i) => least + ((most - least) * i) / STEPS)
      .map(
        (n, i) =>
          `${i === 0 ? "M" : "L"}${x(n).toFixed(1)} ${y(funnelLimits(centre, n, z)[side]).toFixed(1)}`,
      )
      .join("");
  return (
    <div ref={holder}>
      {width > 0 && (
        <svg aria-hidden="true" width={width} height={HEIGHT} className="block font-sans">
          {roundTicks(range, 5).map((t) => (
            <g key={t}>
              <line x1={LEFT} x2={width - RIGHT} y1={y(t)} y2={y(t)} stroke="var(--line)" />
              <text x={LEFT - 6} y={y(t) + 4} textAnchor="end" fontSize={12} fill="var(--ink-3)">
                {say.tick(t, quantity)}
              </text>
            </g>
          ))}
          {roundTicks([0, most], width < 500 ? 3 : 6).map((t) => (
            <text key={t} x={x(t)} y={HEIGHT - 22} textAnchor="middle" fontSize={12} fill="var(--ink-3)">
              {say.tick(t, "count")}
            </text>
          ))}
          <text x={width - RIGHT} y={HEIGHT - 5} textAnchor="end" fontSize={12} fill="var(--ink-3)">
            {words("patientsInTheGroup")}
          </text>
          {FUNNEL_LIMITS.map(({ z, label }, i) =>
            ([0, 1] as const).map((side) => (
              <path
                key={`${label}${side}`}
                d={edge(z, side)}
                fill="none"
                stroke="var(--ink-3)"
                strokeWidth={1.4}
                strokeDasharray={i === 0 ? "5 4" : undefined}
              />
            )),
          )}
          <line
            x1={LEFT}
            x2={width - RIGHT}
            y1={y(centre)}
            y2={y(centre)}
            stroke="var(--s1)"
            strokeWidth={1.5}
          />
          {points.map((p) => {
            const [low, high] = funnelLimits(centre, p.n, FUNNEL_LIMITS[1].z);
            const outside = p.value < low || p.value > high;
            const beyond = x(p.n) > width * 0.7;
            return (
              <g key={p.name}>
                <circle
                  cx={x(p.n)}
                  cy={y(p.value)}
                  r={outside ? 5 : 3.6}
                  fill={outside ? "var(--danger)" : "var(--s1)"}
                  stroke="var(--surface)"
                />
                {outside && (
                  <text
                    x={x(p.n) + (beyond ? -8 : 8)}
                    y={y(p.value) + 4}
                    textAnchor={beyond ? "end" : "start"}
                    fontSize={12}
                    fill="var(--danger)"
                  >
                    {p.name}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}
