import type { SeriesPoint } from "@/lib/case/case-view";

const WIDTH = 168;
const HEIGHT = 36;
const PAD = 4;

export type ChartShape = {
  readonly points: readonly { readonly x: number; readonly y: number; readonly outside: boolean }[];
  /** Normal band in pixels; null without one. */
  readonly band: { readonly y: number; readonly height: number } | null;
};

/**
 * Places a series in time and value. The scale always holds the normal band, so that the same distance from it looks the
 * same at every patient of an age.
 */
export function chartShape(
  series: readonly SeriesPoint[],
  normal: readonly [number, number] | null,
  width = WIDTH,
  height = HEIGHT,
): ChartShape {
  const values = [...series.map((p) => p.value), ...(normal ?? [])];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = (high - low || 1) * 0.12;
  const y = (value: number) =>
    PAD + ((high + margin - value) / (high - low + 2 * margin || 1)) * (height - 2 * PAD);
  const times = series.map((p) => Date.parse(p.at));
  const start = Math.min(...times);
  const span = Math.max(...times) - start;
  const points = series.map((p, i) => ({
    x: span === 0 ? width - PAD - 2 : PAD + (((times[i] ?? start) - start) / span) * (width - 2 * PAD - 2),
    y: y(p.value),
    outside: normal !== null && (p.value < normal[0] || p.value > normal[1]),
  }));
  return { points, band: normal && { y: y(normal[1]), height: y(normal[0]) - y(normal[1]) } };
}

/** A vital sign over time: normal band, line, last value. What is outside the band has a hollow, larger mark. */
export function VitalChart({
  series,
  normal,
}: {
  series: readonly SeriesPoint[];
  normal: readonly [number, number] | null;
}) {
  if (series.length === 0) return null;
  const { points, band } = chartShape(series, normal);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
      className="block max-w-full"
    >
      {band && (
        <rect
          x="0"
          y={band.y}
          width={WIDTH}
          height={band.height}
          fill="var(--accent)"
          opacity="0.11"
          rx="1.5"
        />
      )}
      <polyline
        points={points.map((p) => `${p.x.toFixed(1)},${p.y.toFixed(1)}`).join(" ")}
        fill="none"
        stroke="var(--ink-3)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      {points.map((p, i) =>
        p.outside ? (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: two readings may share their time; their order is theirs
            key={i}
            cx={p.x}
            cy={p.y}
            r={i === points.length - 1 ? 4 : 3}
            fill="var(--surface)"
            stroke="var(--more-fill)"
            strokeWidth="2"
          />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <circle key={i} cx={p.x} cy={p.y} r={i === points.length - 1 ? 3.2 : 2} fill="var(--ink-2)" />
        ),
      )}
    </svg>
  );
}
