"use client";
import {
  Area,
  AreaChart,
  CartesianGrid,
  ComposedChart,
  ErrorBar,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from "recharts";
import type { Dependence } from "@/lib/explain/global/result";
import { type Mark, markOf, Point } from "./marks";
import {
  type CurvePoint,
  curvePoints,
  densityPeak,
  densitySteps,
  type Range,
  roundTicks,
  valueRange,
} from "./scale";

type Props = {
  /** One a series; null where it has too few cases. With one alone its SHAP values are drawn too. */
  curves: readonly (Dependence | null)[];
  effects: Range;
};

const MARGIN = { top: 6, right: 10, left: 0 };
const AXIS = 44;
const TICK = { fill: "var(--ink-3)", fontSize: 12 };

/** The curves, more urgent above, and under them where the cases lie. Decoration for those who see: a table says the same. */
export function DependenceChart({ curves, effects }: Props) {
  const alone = curves.length === 1;
  const domain = valueRange(curves);
  const ticks = roundTicks(domain, 5);
  const x = {
    dataKey: "x",
    type: "number" as const,
    domain: [...domain],
    allowDataOverflow: true,
  };
  return (
    <div aria-hidden="true">
      <div className="h-52">
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart
            data={curvePoints(curves, alone)}
            margin={{ ...MARGIN, bottom: 2 }}
            accessibilityLayer={false}
            tabIndex={-1}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis {...x} ticks={ticks} tick={false} height={1} stroke="var(--line-strong)" />
            <YAxis
              domain={[...effects]}
              ticks={roundTicks(effects, 6)}
              reversed
              allowDataOverflow
              width={AXIS}
              tick={TICK}
              tickFormatter={signedTick}
              axisLine={false}
              tickLine={false}
            />
            <ReferenceLine y={0} stroke="var(--line-strong)" />
            {alone && (
              <Area
                dataKey="band"
                stroke="none"
                fill="var(--ink-3)"
                fillOpacity={0.2}
                connectNulls
                isAnimationActive={false}
              />
            )}
            {alone && (
              <Line
                dataKey="median"
                stroke="var(--ink-3)"
                strokeWidth={1.5}
                strokeDasharray="1 3"
                strokeLinecap="round"
                dot={false}
                connectNulls
                isAnimationActive={false}
              />
            )}
            {curves.map((curve, i) => {
              const mark = markOf(i);
              return (
                curve && (
                  <Line
                    // biome-ignore lint/suspicious/noArrayIndexKey: a curve is its place among the series
                    key={i}
                    dataKey={(p: CurvePoint) => p.effects[i]?.effect}
                    stroke={mark.stroke}
                    strokeWidth={2}
                    {...(mark.dash ? { strokeDasharray: mark.dash } : {})}
                    dot={(dot) => <Dot key={dot.key} mark={mark} cx={dot.cx} cy={dot.cy} value={dot.value} />}
                    connectNulls
                    isAnimationActive={false}
                  >
                    <ErrorBar
                      dataKey={(p: CurvePoint) => p.effects[i]?.reach}
                      width={0}
                      stroke={mark.stroke}
                      strokeWidth={1}
                      opacity={0.7}
                      isAnimationActive={false}
                    />
                  </Line>
                )
              );
            })}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      {curves.map((curve, i) => {
        const last = i === curves.length - 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <div key={i} style={{ height: (alone ? 40 : 20) + (last ? 22 : 0) }}>
            <ResponsiveContainer width="100%" height="100%">
              <AreaChart
                data={curve ? densitySteps(curve, densityPeak(curve)) : []}
                margin={{ ...MARGIN, top: 2, bottom: 0 }}
                accessibilityLayer={false}
                tabIndex={-1}
              >
                <XAxis
                  {...x}
                  ticks={ticks}
                  tick={last ? TICK : false}
                  height={last ? 22 : 1}
                  tickLine={last}
                  stroke="var(--line-strong)"
                />
                <YAxis width={AXIS} tick={false} axisLine={false} tickLine={false} domain={[0, 1]} />
                <Area
                  dataKey="density"
                  type="linear"
                  stroke={markOf(i).stroke}
                  strokeWidth={1}
                  {...(markOf(i).dash ? { strokeDasharray: markOf(i).dash } : {})}
                  fill={markOf(i).stroke}
                  fillOpacity={0.22}
                  isAnimationActive={false}
                />
              </AreaChart>
            </ResponsiveContainer>
          </div>
        );
      })}
    </div>
  );
}

const signedTick = (value: number): string =>
  value === 0 ? "0" : `${value < 0 ? "−" : "+"}${Number(Math.abs(value).toFixed(3))}`;

type DotProps = {
  mark: Mark;
  cx: number | undefined;
  cy: number | undefined;
  value: unknown;
};

function Dot({ mark, cx, cy, value }: DotProps) {
  if (cx === undefined || cy === undefined || typeof value !== "number") return null;
  return <Point mark={mark} x={cx} y={cy} size={2.6} />;
}
