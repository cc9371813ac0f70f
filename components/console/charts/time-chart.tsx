"use client";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { TimePicture, TimePoint } from "@/lib/monitoring/charts/picture";
import { axisRange } from "@/lib/monitoring/charts/scale";
import { markOf, Point } from "../explanations/marks";
import { roundTicks } from "../explanations/scale";
import { eventDays } from "./event-days";
import { AXIS_TICK } from "./look";
import { useChartWords } from "./use-chart-words";

type Row = { readonly at: number; readonly points: Readonly<Record<number, TimePoint>> };

/** Lines over time with their intervals shaded, bands of aims, and events marked on the axis. Arrow keys walk the points. */
export function TimeChart({
  picture,
  label,
  small,
}: {
  picture: TimePicture;
  label: string;
  small: boolean;
}) {
  const t = useTranslations("console.charts");
  const say = useChartWords();
  const { lines, bands = [], events = [], quantity } = picture;
  const rows = rowsOf(picture);
  const range =
    picture.scale ??
    axisRange(
      lines.flatMap((l) => l.points),
      quantity,
      bands,
    );
  const days = [...rows.map((r) => r.at), ...events.map((e) => at(e.day))];
  const domain: [number, number] = [Math.min(...days), Math.max(...days)];
  return (
    // Until it has been measured it is drawn wider than a phone; that must not widen the page.
    <div className="h-full overflow-x-clip">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: 200 }}>
        <ComposedChart
          data={rows}
          margin={{ top: events.length > 0 ? 18 : 8, right: 12, bottom: 2, left: 0 }}
          aria-label={label}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={domain}
            ticks={ticksOf(domain, small ? 3 : 6)}
            tickFormatter={(ms: number) => say.day(dayOf(ms), false)}
            tick={AXIS_TICK}
            stroke="var(--line-strong)"
            height={24}
            minTickGap={16}
          />
          <YAxis
            domain={[...range]}
            ticks={roundTicks(range, small ? 4 : 5)}
            allowDataOverflow
            width={46}
            tick={AXIS_TICK}
            tickFormatter={(v: number) => say.tick(v, quantity)}
            axisLine={false}
            tickLine={false}
          />
          {bands.map((band) =>
            band.from === band.to ? (
              <ReferenceLine key={band.label} y={band.from} stroke="var(--ink-3)" strokeDasharray="5 4" />
            ) : (
              <ReferenceArea
                key={band.label}
                y1={band.from}
                y2={band.to}
                fill="var(--ok)"
                fillOpacity={0.1}
                stroke="var(--ok-line)"
                strokeDasharray="3 3"
              />
            ),
          )}
          {eventDays(events).map(({ day, number }) => (
            <ReferenceLine
              key={day}
              x={at(day)}
              stroke="var(--ink-2)"
              strokeDasharray="2 3"
              label={{ value: number, position: "top", fill: "var(--ink-2)", fontSize: 11 }}
            />
          ))}
          {lines.map(({ name }, i) => {
            const mark = markOf(i);
            return (
              <Fragment key={name}>
                <Area
                  dataKey={(row: Row) => reach(row.points[i])}
                  name={t("nameInterval", { name })}
                  stroke="none"
                  fill={mark.stroke}
                  fillOpacity={lines.length > 2 ? 0.08 : 0.16}
                  isAnimationActive={false}
                  activeDot={false}
                  tooltipType="none"
                />
                <Line
                  dataKey={(row: Row) => row.points[i]?.value ?? null}
                  name={name}
                  stroke={mark.stroke}
                  strokeWidth={2}
                  {...(mark.dash ? { strokeDasharray: mark.dash } : {})}
                  isAnimationActive={false}
                  activeDot={{ r: 5 }}
                  dot={(dot) => (
                    <Dot
                      key={dot.key}
                      cx={dot.cx}
                      cy={dot.cy}
                      point={(dot.payload as Row).points[i]}
                      line={i}
                    />
                  )}
                />
              </Fragment>
            );
          })}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-strong)" }}
            content={({ active, payload }) => {
              const row = active ? (payload[0]?.payload as Row | undefined) : undefined;
              return row ? <Told picture={picture} row={row} /> : null;
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

function Told({ picture, row }: { picture: TimePicture; row: Row }) {
  const t = useTranslations("console.charts");
  const say = useChartWords();
  return (
    <div className="rounded-md border border-line-strong bg-surface px-3 py-2 text-[0.93rem] shadow-md">
      <p className="font-medium">{t("fromAt", { at: say.day(dayOf(row.at)) })}</p>
      <ul>
        {picture.lines.map(({ name }, i) => {
          const point = row.points[i];
          return (
            point && (
              <li key={name}>
                {picture.lines.length > 1 && `${name}: `}
                {say.measured(point, picture.quantity)}, n = {point.n}
                {point.open && t("notCompleteYet")}
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

type DotProps = {
  cx?: number | undefined;
  cy?: number | undefined;
  point: TimePoint | undefined;
  line: number;
};

/** Hollow where answers may still come. */
function Dot({ cx, cy, point, line }: DotProps) {
  if (cx === undefined || cy === undefined || Number.isNaN(cy) || !point || point.value === null) return null;
  const mark = markOf(line);
  if (point.open)
    return <circle cx={cx} cy={cy} r={3.4} fill="var(--surface)" stroke={mark.stroke} strokeWidth={1.6} />;
  return <Point mark={mark} x={cx} y={cy} size={2.8} />;
}

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const reach = (p: TimePoint | undefined): [number, number] | null =>
  p && p.value !== null && p.low !== undefined && p.high !== undefined ? [p.low, p.high] : null;

function rowsOf({ lines }: TimePicture): Row[] {
  const rows = new Map<string, Record<number, TimePoint>>();
  lines.forEach((line, i) => {
    for (const p of line.points) rows.set(p.day, { ...rows.get(p.day), [i]: p });
  });
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, points]) => ({ at: at(day), points }));
}

/** Evenly spaced whole days. */
function ticksOf([low, high]: readonly [number, number], about: number): number[] {
  const day = 86_400_000;
  const days = Math.round((high - low) / day);
  const step = Math.max(1, Math.ceil(days / about));
  return Array.from({ length: Math.floor(days / step) + 1 }, (_, i) => low + i * step * day);
}
