"use client";
import { useEffect, useRef, useState } from "react";
import { Bar, BarChart, Cell, ReferenceLine, XAxis, YAxis } from "recharts";
import { formatSigned } from "@/components/format";
import type { Explanation } from "@/lib/explain/explanation";
import { effectInWords } from "@/lib/explain/naming";
import { DIRECTIONS, directionOf } from "./effect";
import { type WaterfallData, waterfallData } from "./waterfall-data";

const ROW = 34;

/**
 * What moved the level: a table of findings in words, most important first, with a bar for each that starts where the one
 * before ended. Left is more urgent, as level 1 is left of level 5.
 */
export function Waterfall({ explanation }: { explanation: Explanation }) {
  const data = waterfallData(explanation);
  const { rows, base, output } = data;
  return (
    <figure>
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(8rem,42%)] gap-x-3">
        <table className="w-full border-collapse text-left">
          <caption className="sr-only">
            Findings and how far each moved the expected level, from {base.toFixed(2)} with nothing known to{" "}
            {output.toFixed(2)} for this patient. Lower is more urgent.
          </caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">Finding</th>
              <th scope="col">Effect in levels</th>
            </tr>
          </thead>
          <tbody>
            <tr style={{ height: ROW }}>
              <th scope="row" className="pr-2 font-normal text-ink-3">
                With nothing known
              </th>
              <td className="w-14 text-right text-ink-3">{base.toFixed(2)}</td>
            </tr>
            {rows.map((r) => {
              const d = DIRECTIONS[directionOf(r.shap)];
              return (
                <tr key={r.key} style={{ height: ROW }}>
                  <th scope="row" className="max-w-0 pr-2 text-left leading-[1.15] font-normal">
                    <span className="line-clamp-2" title={r.label}>
                      {r.label}
                    </span>
                    <span className="sr-only">: {effectInWords(r.shap)}</span>
                  </th>
                  <td className={`w-14 text-right font-medium whitespace-nowrap ${d.text}`}>
                    <span aria-hidden="true" className="mr-0.5 text-[0.7em]">
                      {d.sign}
                    </span>
                    {formatSigned(r.shap)}
                  </td>
                </tr>
              );
            })}
            <tr style={{ height: ROW }}>
              <th scope="row" className="border-t border-line pr-2 font-semibold">
                This patient
              </th>
              <td className="border-t border-line text-right font-semibold">{output.toFixed(2)}</td>
            </tr>
          </tbody>
        </table>
        <Bars data={data} />
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-0.5 text-[0.857rem] text-ink-3">
        <span>
          <b className={DIRECTIONS.more.text} aria-hidden="true">
            ▲
          </b>{" "}
          moves towards level 1, more urgent
        </span>
        <span>
          <b className={DIRECTIONS.less.text} aria-hidden="true">
            ▼
          </b>{" "}
          moves towards level 5, less urgent
        </span>
        <span>
          {explanation.method === "exact"
            ? "SHAP values, exact"
            : `SHAP values, estimated from ${explanation.samples} orders`}
        </span>
      </figcaption>
    </figure>
  );
}

/** The bars beside the table, row for row. Decoration for those who see: the table says the same. */
function Bars({ data }: { data: WaterfallData }) {
  const { rows, base, output, domain } = data;
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder);
  const bars = [
    { key: "base", range: [base, base] as [number, number], fill: "transparent" },
    ...rows.map((r) => ({
      key: r.key,
      range: [Math.min(r.from, r.to), Math.max(r.from, r.to)] as [number, number],
      fill: DIRECTIONS[directionOf(r.shap)].fill,
    })),
    { key: "output", range: [output, output] as [number, number], fill: "transparent" },
  ];
  const height = bars.length * ROW;
  return (
    <div ref={holder} aria-hidden="true" className="min-w-0 overflow-hidden">
      {width > 0 && (
        <BarChart
          width={width}
          height={height}
          data={bars}
          layout="vertical"
          margin={{ top: 0, right: 1, bottom: 0, left: 1 }}
          barCategoryGap={8}
          accessibilityLayer={false}
          tabIndex={-1}
        >
          <XAxis type="number" hide domain={[...domain]} allowDataOverflow />
          <YAxis type="category" dataKey="key" hide />
          {[1, 2, 3, 4, 5]
            .filter((l) => l >= domain[0] && l <= domain[1])
            .map((l) => (
              <ReferenceLine
                zIndex={-10}
                key={l}
                x={l}
                stroke="var(--line)"
                label={{
                  value: `${l}`,
                  position: "insideTopLeft",
                  fill: "var(--ink-3)",
                  fontSize: 11,
                  offset: 4,
                }}
              />
            ))}
          <ReferenceLine zIndex={-10} x={base} stroke="var(--line-strong)" strokeDasharray="2 3" />
          <ReferenceLine zIndex={-10} x={output} stroke="var(--ink)" strokeWidth={1.5} />
          <Bar dataKey="range" isAnimationActive={false} radius={2} minPointSize={2}>
            {bars.map((b) => (
              <Cell key={b.key} fill={b.fill} />
            ))}
          </Bar>
        </BarChart>
      )}
    </div>
  );
}

/** Width of an element; recharts' own container would measure once more for the height, which is known here. */
function useWidth(ref: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
