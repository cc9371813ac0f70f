"use client";
import { useLocale } from "next-intl";
import { useId, useRef } from "react";
import { Bar, BarChart, ReferenceLine, XAxis, YAxis } from "recharts";
import { arrow } from "./arrow";
import { fillOf, Hatches, type ToX, ticksOf, toX, useWidth } from "./chart-parts";
import { formatPlace, type Picture, toneOf } from "./picture-data";
import type { Waterfall, WaterfallRow } from "./waterfall-data";

const GROUP_BAR = 15;
const MEMBER_BAR = 8;
/** 95 % of a normal estimate's errors. */
const RANGE = 1.96;
/** Pixels: a shorter whisker could not be told from its bar's end. */
const SHORTEST_WHISKER = 2;

type Props = { picture: Picture; waterfall: Waterfall; row: number };

/** The bars beside the table, row for row. Decoration for those who see: the table says the same. */
export function Bars({ picture, waterfall: { rows, domain }, row }: Props) {
  const locale = useLocale();
  const { base, output, scale, outcome } = picture;
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder);
  const id = useId();
  const x = toX(domain, width);
  // The first and the last row are the base and the output: they have a line, no bar.
  const data = [
    { key: "base", range: [base, base] },
    ...rows,
    { key: "output", range: [output, output] },
  ].map((r) => ("range" in r ? r : { ...r, range: [Math.min(r.from, r.to), Math.max(r.from, r.to)] }));
  return (
    <div ref={holder} aria-hidden="true" className="min-w-0 overflow-hidden print:overflow-visible">
      {width > 0 && (
        <BarChart
          width={width}
          height={data.length * row}
          data={data}
          layout="vertical"
          margin={{ top: 0, right: 1, bottom: 0, left: 1 }}
          barCategoryGap={0}
          accessibilityLayer={false}
          tabIndex={-1}
        >
          <Hatches id={id} />
          <XAxis type="number" hide domain={[...domain]} allowDataOverflow />
          <YAxis type="category" dataKey="key" hide />
          {ticksOf(domain, scale).map((t) => (
            <ReferenceLine
              zIndex={-10}
              key={t}
              x={t}
              stroke="var(--line)"
              label={{
                value: outcome === "severity" ? `${t}` : formatPlace(outcome, t, locale),
                position: "insideTopLeft",
                fill: "var(--ink-3)",
                fontSize: 11,
                offset: 4,
              }}
            />
          ))}
          <ReferenceLine zIndex={-10} x={base} stroke="var(--line-strong)" strokeDasharray="2 3" />
          <ReferenceLine zIndex={-10} x={output} stroke="var(--ink)" strokeWidth={1.5} />
          <Bar
            dataKey="range"
            isAnimationActive={false}
            shape={({
              y,
              height,
              payload,
            }: {
              y?: number;
              height?: number;
              payload?: Partial<WaterfallRow>;
            }) => (
              <Step
                row={payload ?? {}}
                middle={(y ?? 0) + (height ?? 0) / 2}
                x={x}
                picture={picture}
                id={id}
              />
            )}
          />
        </BarChart>
      )}
    </div>
  );
}

type StepProps = { row: Partial<WaterfallRow>; middle: number; x: ToX; picture: Picture; id: string };

function Step({ row, middle, x, picture, id }: StepProps) {
  const { kind, from, to, effect, standardError } = row;
  if (!kind || kind === "waiting" || from === undefined || to === undefined) return null;
  const reach = x(to + RANGE * (standardError ?? 0)) - x(to);
  return (
    <g>
      <path
        d={arrow(x(from), x(to), middle, kind === "group" ? GROUP_BAR : MEMBER_BAR)}
        fill={fillOf(toneOf(picture.outcome, effect ?? 0), id)}
      />
      {reach >= SHORTEST_WHISKER && (
        <path
          d={`M${x(to) - reach},${middle - 3}v6m0,-3h${2 * reach}m0,-3v6`}
          stroke="var(--ink)"
          strokeWidth="1.2"
          fill="none"
        />
      )}
    </g>
  );
}

/** Whether any row's whisker is long enough to be seen, for the legend. `width` in pixels of the chart. */
export const hasWhiskers = ({ rows, domain }: Waterfall, width = 180): boolean =>
  rows.some((r) => ((RANGE * (r.standardError ?? 0)) / (domain[1] - domain[0])) * width >= SHORTEST_WHISKER);
