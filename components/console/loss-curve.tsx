"use client";
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from "recharts";

type Point = { readonly step: number; readonly loss: number; readonly validation?: number };

/** Loss over steps, in training and on labels that are not learned from; a line where the weights that were kept stood; the first and last figures stand beside it in words. */
export function LossCurve({ points, kept = null }: { points: readonly Point[]; kept?: number | null }) {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return null;
  const held = points.flatMap((p) => (p.validation === undefined ? [] : [p.validation]));
  return (
    <figure>
      <figcaption className="label mb-1">
        <span aria-hidden="true" className="mr-1 text-accent">
          ━
        </span>
        Training loss, from {first.loss.toFixed(3)} at step {first.step} to {last.loss.toFixed(3)} at step{" "}
        {last.step}
        {held.length > 1 && (
          <span className="block">
            <span aria-hidden="true" className="mr-1 text-ink">
              ╍
            </span>
            On labels kept apart (cross-entropy), from {held[0]?.toFixed(3)} to {held.at(-1)?.toFixed(3)}
          </span>
        )}
        {kept !== null && <span className="block">The weights of step {kept} were kept (dotted line).</span>}
      </figcaption>
      <div aria-hidden="true" className="h-32">
        <ResponsiveContainer width="100%" height="100%">
          <LineChart
            data={[...points]}
            margin={{ top: 4, right: 8, bottom: 0, left: -12 }}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="step"
              type="number"
              domain={["dataMin", "dataMax"]}
              tick={{ fill: "var(--ink-3)", fontSize: 12 }}
              stroke="var(--line-strong)"
              tickLine={false}
            />
            <YAxis
              domain={["auto", "auto"]}
              tick={{ fill: "var(--ink-3)", fontSize: 12 }}
              tickFormatter={(v: number) => v.toFixed(2)}
              axisLine={false}
              tickLine={false}
              width={52}
            />
            {kept !== null && <ReferenceLine x={kept} stroke="var(--ink-3)" strokeDasharray="2 3" />}
            <Line
              dataKey="loss"
              stroke="var(--accent)"
              strokeWidth={2}
              dot={false}
              isAnimationActive={false}
            />
            <Line
              dataKey="validation"
              stroke="var(--ink)"
              strokeWidth={2}
              strokeDasharray="5 3"
              dot={false}
              connectNulls
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}
