"use client";
import { useTranslations } from "next-intl";
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { useFigures } from "@/components/words/use-figures";

type Point = { readonly step: number; readonly loss: number; readonly validation?: number };

/** Loss over steps, in training and on labels that are not learned from; a line where the weights that were kept stood; the first and last figures stand beside it in words. */
export function LossCurve({ points, kept = null }: { points: readonly Point[]; kept?: number | null }) {
  const t = useTranslations("console.runs");
  const { fixed } = useFigures();
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return null;
  const held = points.flatMap((p) => (p.validation === undefined ? [] : [p.validation]));
  return (
    <figure>
      <figcaption className="label mb-1">
        {t.rich("trainingLossFromValueAtStep", {
          span: (words) => (
            <span aria-hidden="true" className="mr-1 text-accent">
              {words}
            </span>
          ),
          value: fixed(first.loss, 3),
          step: first.step,
          value2: fixed(last.loss, 3),
          step2: last.step,
        })}
        {held.length > 1 && (
          <span className="block">
            {t.rich("onLabelsKeptApartCrossEntropy", {
              span: (words) => (
                <span aria-hidden="true" className="mr-1 text-ink">
                  {words}
                </span>
              ),
              value: fixed(held[0] as number, 3),
              value2: fixed(held.at(-1) as number, 3),
            })}
          </span>
        )}
        {kept !== null && <span className="block">{t("theWeightsOfStepKeptWere", { kept })}</span>}
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
              tickFormatter={(v: number) => fixed(v, 2)}
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
