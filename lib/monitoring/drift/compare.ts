import { benjaminiHochberg } from "./false-discovery";
import { CATEGORIES, labelOf, NUMBERS } from "./features";
import type { NumberTally, Tally } from "./reference";
import {
  chiSquared,
  cohenH,
  jensenShannon,
  kolmogorovSmirnov,
  stabilityIndex,
  wasserstein,
} from "./two-sample";

/** One feature, reference against now. Sizes first: with enough patients any difference is significant. */
export type FeatureComparison = {
  readonly feature: string;
  readonly label: string;
  readonly kind: "number" | "category";
  /** Patients with a value, and all. */
  readonly reference: { readonly known: number; readonly patients: number };
  readonly now: { readonly known: number; readonly patients: number };
  /** Jensen-Shannon distance, 0 to 1. */
  readonly distance: number;
  /** Population stability index. */
  readonly stability: number;
  /** How far a value has moved on average, in its unit; numbers only. */
  readonly shift: number | null;
  /** Cohen's h of the share without a value. */
  readonly missing: number;
  readonly test: "Kolmogorov-Smirnov" | "chi-squared";
  readonly statistic: number;
  /** Of a difference as great as this in the values or in how often there is one: twice the lesser of the two tests' p. */
  readonly p: number;
  /** p, adjusted for how many features are tested (Benjamini-Hochberg). */
  readonly q: number;
  readonly size: Size;
};
export type Size = "none" | "small" | "moderate" | "large";

/** Below it a window says nothing. */
export const LEAST_WINDOW = 50;

/**
 * Every feature of a window against the reference; the widest moves first.
 * Null: too few patients to tell.
 */
export function compareWindow(reference: Tally, now: Tally): FeatureComparison[] | null {
  if (now.patients < LEAST_WINDOW) return null;
  const numbers = NUMBERS.flatMap(({ key }) => {
    const [a, b] = [reference.numbers[key], now.numbers[key]];
    return a && b ? [compareNumber(key, a, b, reference.patients, now.patients)] : [];
  });
  const categories = CATEGORIES.flatMap(({ key }) => {
    const [a, b] = [reference.categories[key] ?? {}, now.categories[key] ?? {}];
    const of = (t: Tally) => (key === "decided" ? (t.decisions?.decided ?? 0) : t.patients);
    // Another version's levels are taken out of the reference.
    if ((key === "level" || key === "decided") && sum(Object.values(a)) === 0) return [];
    return of(reference) > 0 && of(now) > 0 ? [compareCategory(key, a, b, of(reference), of(now))] : [];
  });
  const rows = [...numbers, ...categories];
  const qs = benjaminiHochberg(rows.map((r) => r.p));
  return rows
    .map((row, i) => ({ ...row, q: qs[i] as number }))
    .map((row) => ({ ...row, size: sizeOf(row) }))
    .sort((a, b) => strength(b) - strength(a));
}

type Row = Omit<FeatureComparison, "q" | "size">;

function compareNumber(key: string, a: NumberTally, b: NumberTally, na: number, nb: number): Row {
  const [ca, cb] = [
    [...a.counts, a.impossible],
    [...b.counts, b.impossible],
  ];
  const { statistic, p } = kolmogorovSmirnov(ca, cb);
  return {
    feature: key,
    label: labelOf(key),
    kind: "number",
    reference: { known: sum(ca), patients: na },
    now: { known: sum(cb), patients: nb },
    distance: jensenShannon(ca, cb),
    stability: stabilityIndex(...coarse(ca, cb)),
    shift: wasserstein(a.middles, a.counts, b.counts),
    missing: cohenH(1 - sum(ca) / na, 1 - sum(cb) / nb),
    test: "Kolmogorov-Smirnov",
    statistic,
    p: ofBoth(p, [sum(ca), na], [sum(cb), nb]),
  };
}

function compareCategory(
  key: string,
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
  na: number,
  nb: number,
): Row {
  const values = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  const [ca, cb] = [values.map((v) => a[v] ?? 0), values.map((v) => b[v] ?? 0)];
  const { statistic, p } = chiSquared(ca, cb);
  return {
    feature: key,
    label: labelOf(key),
    kind: "category",
    reference: { known: sum(ca), patients: na },
    now: { known: sum(cb), patients: nb },
    distance: jensenShannon(ca, cb),
    stability: stabilityIndex(ca, cb),
    shift: null,
    missing: cohenH(1 - sum(ca) / na, 1 - sum(cb) / nb),
    test: "chi-squared",
    statistic,
    p: ofBoth(p, [sum(ca), na], [sum(cb), nb]),
  };
}

type Known = readonly [known: number, patients: number];
function ofBoth(p: number, [a, na]: Known, [b, nb]: Known): number {
  return Math.min(1, 2 * Math.min(p, chiSquared([a, na - a], [b, nb - b]).p));
}

/** Tenths of the reference, as the index's customary borders are meant for. */
function coarse(a: readonly number[], b: readonly number[]): [number[], number[]] {
  const n = sum(a);
  const out: [number[], number[]] = [[], []];
  let [x, y, below] = [0, 0, 0];
  a.forEach((count, i) => {
    x += count;
    y += b[i] as number;
    below += count;
    // The last cell is of impossible values: it stands for itself.
    const ends = i >= a.length - 2 || below >= ((out[0].length + 1) * n) / 10;
    if (!ends) return;
    out[0].push(x);
    out[1].push(y);
    [x, y] = [0, 0];
  });
  return out;
}

/** A difference that chance explains has no size; the borders are the index's (Siddiqi 2006) and Cohen's. */
function sizeOf(row: Row & { readonly q: number }): Size {
  if (row.q >= 0.05) return "none";
  const missing = Math.abs(row.missing);
  if (row.stability >= 0.25 || missing >= 0.5) return "large";
  if (row.stability >= 0.1 || missing >= 0.2) return "moderate";
  return row.stability >= 0.02 ? "small" : "none";
}

const strength = (row: Row): number => Math.max(row.stability / 0.25, Math.abs(row.missing) / 0.5);
const sum = (xs: readonly number[]): number => xs.reduce((s, x) => s + x, 0);
