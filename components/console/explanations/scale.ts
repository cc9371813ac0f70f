import type { Dependence } from "@/lib/explain/global/result";

export type Range = readonly [low: number, high: number];

/** An effect smaller than this is no effect; no axis is so narrow that it would look like one. */
const NARROWEST = 0.1;

/** What the curves span, in levels, the band of the SHAP values counted when it is drawn; 0 is always within. */
export function effectRange(curves: readonly (Dependence | null)[], withBand: boolean): Range {
  const values = curves.flatMap((c) =>
    c ? [...c.ale.map((p) => p.effect), ...(withBand ? c.bins.flatMap((b) => [b.p10, b.p90]) : [])] : [],
  );
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const room = Math.max(NARROWEST, high - low) * 0.06;
  const lacking = Math.max(0, NARROWEST - (high - low)) / 2;
  return [low - room - lacking, high + room + lacking];
}

export function valueRange(curves: readonly (Dependence | null)[]): Range {
  const bins = curves.flatMap((c) => c?.bins ?? []);
  return [Math.min(...bins.map((b) => b.from)), Math.max(...bins.map((b) => b.to))];
}

const tidy = (x: number): number => Number(x.toPrecision(10)) + 0;

/** Round numbers within a range, about as many as asked for. */
export function roundTicks([low, high]: Range, about: number): number[] {
  const rough = (high - low) / Math.max(1, about);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step));
}

/** Cases per unit of the axis as the corners of a step curve, largest 1 over `peak`. */
export const densityPeak = ({ bins }: Dependence): number =>
  Math.max(...bins.map((b) => b.cases / (b.to - b.from)));

export function densitySteps({ bins }: Dependence, peak: number): { x: number; density: number }[] {
  return bins.flatMap((b) => {
    const density = b.cases / (b.to - b.from) / peak;
    return [
      { x: b.from, density },
      { x: b.to, density },
    ];
  });
}

/** The rows of a chart: SHAP values at the middle of each bin, the accumulated effects at the edges, in order. */
export type CurvePoint = {
  readonly x: number;
  readonly band?: readonly [low: number, high: number];
  readonly median?: number;
  /** By the curve's place. `reach`: how far its interval goes below and above. */
  readonly effects: Readonly<Record<number, { readonly effect: number; readonly reach: [number, number] }>>;
};

export function curvePoints(curves: readonly (Dependence | null)[], withBand: boolean): CurvePoint[] {
  const points = new Map<number, CurvePoint>();
  const at = (x: number): CurvePoint => points.get(x) ?? { x, effects: {} };
  curves.forEach((curve, i) => {
    for (const { at: x, effect, low, high } of curve?.ale ?? []) {
      const known = at(x);
      const mine = { effect, reach: [effect - low, high - effect] as [number, number] };
      points.set(x, { ...known, effects: { ...known.effects, [i]: mine } });
    }
  });
  if (withBand)
    for (const b of curves[0]?.bins ?? []) {
      const x = (b.from + b.to) / 2;
      points.set(x, { ...at(x), band: [b.p10, b.p90], median: b.median });
    }
  return [...points.values()].sort((a, b) => a.x - b.x);
}
