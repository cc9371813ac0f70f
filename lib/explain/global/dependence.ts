import { type Axis, stepOf } from "./axes";
import { LIMITS } from "./limits";
import type { Dependence, DependenceBin } from "./result";
import { ascending, bootstrap, mean, quantile, round4 } from "./statistics";

/** One case that has a value on an axis. */
export type Point = {
  readonly value: number;
  readonly shap: number;
  /** Change of the expected severity per unit of the axis across the clinical step around the value, levels per unit. */
  readonly slope: number;
};

type Bin = { readonly from: number; readonly to: number; readonly points: readonly Point[] };

/** More would be finer than what some hundred cases can tell. */
const MOST_BINS = 50;

/**
 * How expected severity hangs on one number. Two views of it: the SHAP values of the cases against their values, and the
 * accumulated local effect (ALE; Apley and Zhu, J R Stat Soc B 2020;82(4)). ALE rather than partial dependence, because
 * vitals go together: partial dependence would average over patients nobody has seen (a systolic pressure of 60 with a
 * heart rate of 70), where the model was never trained. ALE only asks what one clinical step does to a patient who is
 * there already, and adds the steps up.
 */
export function dependence(axis: Axis, points: readonly Point[], seed: number): Dependence {
  const { feature, label, unit } = axis;
  const bins = binned(axis.edges, withoutExtremes(points));
  if (points.length < 2 * LIMITS.cell || bins.length < 2)
    return {
      feature,
      label,
      unit,
      cases: points.length < LIMITS.cell ? null : points.length,
      bins: [],
      ale: [],
    };
  return {
    feature,
    label,
    unit,
    cases: points.length,
    bins: bins.map(summarized),
    ale: accumulated(bins, seed),
  };
}

/** Without the few lowest and highest, so that nobody can be told by the edge of a chart. Equal values stay together. */
function withoutExtremes(points: readonly Point[]): readonly Point[] {
  const sorted = ascending(points.map((p) => p.value));
  const low = sorted[LIMITS.extremes - 1];
  const high = sorted[sorted.length - LIMITS.extremes];
  if (low === undefined || high === undefined) return [];
  return points.filter((p) => p.value >= low && p.value <= high);
}

/** Clinical steps, neighbours joined until each bin holds enough cases. */
function binned(edges: readonly number[], points: readonly Point[]): Bin[] {
  const steps = new Map<number, Point[]>();
  for (const p of points) {
    const step = stepOf(edges, p.value);
    steps.set(step, [...(steps.get(step) ?? []), p]);
  }
  const taken = ascending([...steps.keys()]);
  const enough = Math.max(LIMITS.cell, Math.ceil(points.length / MOST_BINS));
  const bins: { first: number; last: number; points: Point[] }[] = [];
  let open: (typeof bins)[number] | null = null;
  for (const step of taken) {
    // Empty steps between two taken ones belong to the later bin, so that bins touch.
    open ??= { first: (bins.at(-1)?.last ?? step - 1) + 1, last: step, points: [] };
    open.last = step;
    open.points.push(...(steps.get(step) ?? []));
    if (open.points.length >= enough) {
      bins.push(open);
      open = null;
    }
  }
  const last = bins.at(-1);
  if (open && last) {
    last.last = open.last;
    last.points.push(...open.points);
  }
  return bins.map((b) => ({
    from: edges[b.first] as number,
    to: edges[b.last + 1] as number,
    points: b.points,
  }));
}

function summarized({ from, to, points }: Bin): DependenceBin {
  const shap = ascending(points.map((p) => p.shap));
  return {
    from,
    to,
    cases: points.length,
    median: round4(quantile(shap, 0.5)),
    p10: round4(quantile(shap, 0.1)),
    p90: round4(quantile(shap, 0.9)),
  };
}

function accumulated(bins: readonly Bin[], seed: number): Dependence["ale"] {
  const of = bins.flatMap((b, k) => b.points.map(() => k));
  const slopes = bins.flatMap((b) => b.points.map((p) => p.slope));
  const plain = bins.map((b) => mean(b.points.map((p) => p.slope)));
  const effects = centred(
    bins,
    plain,
    bins.map((b) => b.points.length),
  );
  const intervals = bootstrap(slopes.length, seed, (drawn) => {
    const total = new Array<number>(bins.length).fill(0);
    const weight = new Array<number>(bins.length).fill(0);
    for (let i = 0; i < slopes.length; i++) {
      const k = of[i] as number;
      const n = drawn[i] as number;
      total[k] = (total[k] as number) + n * (slopes[i] as number);
      weight[k] = (weight[k] as number) + n;
    }
    // A bin of at least ten is left out of a resample once in tens of thousands; then it keeps its own mean.
    return centred(
      bins,
      total.map((t, k) => ((weight[k] as number) > 0 ? t / (weight[k] as number) : (plain[k] as number))),
      weight,
    );
  });
  const edges = [(bins[0] as Bin).from, ...bins.map((b) => b.to)];
  return edges.map((at, k) => ({
    at,
    effect: round4(effects[k] as number),
    low: round4(intervals[k]?.low as number),
    high: round4(intervals[k]?.high as number),
  }));
}

/** Sums of the steps at the edges, shifted so that the mean over the cases is 0 (equation 16 of the paper). */
function centred(bins: readonly Bin[], slopes: readonly number[], weights: readonly number[]): number[] {
  const effects = [0];
  bins.forEach((b, k) => {
    effects.push((effects[k] as number) + (slopes[k] as number) * (b.to - b.from));
  });
  let total = 0;
  let n = 0;
  bins.forEach((_, k) => {
    const w = weights[k] as number;
    total += (w * ((effects[k] as number) + (effects[k + 1] as number))) / 2;
    n += w;
  });
  return effects.map((e) => e - total / n);
}
