"use client";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from "recharts";

type Point = { readonly step: number; readonly loss: number };

/** Training loss over steps; the first and last figure stand beside it in words. */
export function LossCurve({ points }: { points: readonly Point[] }) {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return null;
  return (
    <figure>
      <figcaption className="label mb-1">
        Training loss, from {first.loss.toFixed(3)} at step {first.step} to {last.loss.toFixed(3)} at step{" "}
        {last.step}
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
            <Line
              dataKey="loss"
              stroke="var(--accent)"
              strokeWidth={2}
              dot={false}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}
