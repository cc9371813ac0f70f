import { kappaOf } from "@/lib/measures/metrics";
import type { Measured } from "../charts/picture";
import { meanSequence, shareSequence } from "./confidence-sequence";

/** How often which level was shown where which was right. Rows: the reference, columns: the level shown; 1 to 5. */
export type LevelTable = readonly (readonly number[])[];

export const emptyTable = (): number[][] => Array.from({ length: 5 }, () => [0, 0, 0, 0, 0]);

/** Fewer cases say more of chance than of the model, and no value is drawn. */
export const LEAST_WATCHED = 30;

export type MeasureName = "accuracy" | "kappa" | "sensitivity" | "under-triage" | "over-triage";

type Which = (reference: number, shown: number) => boolean;
type ShareMeasure = { readonly of: Which; readonly among: Which };
const everybody: Which = () => true;

const SHARES: Readonly<Record<Exclude<MeasureName, "kappa">, ShareMeasure>> = {
  accuracy: { of: (r, s) => r === s, among: everybody },
  sensitivity: { of: (_, s) => s <= 2, among: (r) => r <= 2 },
  "under-triage": { of: (r, s) => s > r, among: everybody },
  "over-triage": { of: (r, s) => s < r, among: everybody },
};

export const MEASURES: readonly {
  readonly name: MeasureName;
  readonly title: string;
  /** `reference` is put in for what the levels are held against. */
  readonly definition: (reference: string) => string;
}[] = [
  {
    name: "accuracy",
    title: "Same level",
    definition: (r) => `Share of patients shown ${r}.`,
  },
  {
    name: "kappa",
    title: "Agreement (quadratic kappa)",
    definition: (r) =>
      `Cohen's kappa with quadratic weights between the levels shown and ${r}: 1 is the same throughout, 0 what chance would give.`,
  },
  {
    name: "sensitivity",
    title: "Urgent patients found (levels 1-2)",
    definition: (r) => `Of patients for whom ${r} is 1 or 2, the share shown 1 or 2.`,
  },
  {
    name: "under-triage",
    title: "Under-triage",
    definition: (r) => `Share of patients shown a less urgent level than ${r}.`,
  },
  {
    name: "over-triage",
    title: "Over-triage",
    definition: (r) => `Share of patients shown a more urgent level than ${r}.`,
  },
];

export const aboutMeasure = (name: MeasureName): (typeof MEASURES)[number] =>
  MEASURES.find((m) => m.name === name) as (typeof MEASURES)[number];

export const countOf = (table: LevelTable, which: Which = everybody): number =>
  table.reduce((sum, row, r) => sum + row.reduce((s, n, c) => s + (which(r + 1, c + 1) ? n : 0), 0), 0);

/**
 * The measure with its confidence sequence. Its `n` counts those it is a share of; with fewer than LEAST_WATCHED there is
 * no value. Pure.
 */
export function measure(table: LevelTable, name: MeasureName): Measured {
  if (name === "kappa") return measureKappa(table);
  const { of, among } = SHARES[name];
  const n = countOf(table, among);
  if (n < LEAST_WATCHED) return { value: null, n };
  const hits = countOf(table, (r, s) => among(r, s) && of(r, s));
  return { value: hits / n, n, ...shareSequence(hits, n) };
}

function measureKappa(table: LevelTable): Measured {
  const n = countOf(table);
  const value = n < LEAST_WATCHED ? null : kappaOf(table);
  if (value === null) return { value, n };
  const { low, high } = meanSequence(value, kappaSd(table, value), n);
  return { value, n, low: Math.max(-1, low), high: Math.min(1, high) };
}

/**
 * Standard deviation of one case's influence on quadratic kappa = 1 - D/E, where D is the mean squared distance of the pairs
 * and E that of a reference and a level shown drawn apart (delta method).
 */
function kappaSd(table: LevelTable, kappa: number): number {
  const n = countOf(table);
  const mean = (f: (r: number, s: number) => number) =>
    table.reduce((sum, row, r) => sum + row.reduce((x, k, s) => x + k * f(r + 1, s + 1), 0), 0) / n;
  const [r1, s1, r2, s2] = [mean((r) => r), mean((_, s) => s), mean((r) => r * r), mean((_, s) => s * s)];
  const expected = r2 - 2 * r1 * s1 + s2;
  const influence = (r: number, s: number) => {
    const own = r * r - 2 * r * s1 + s2 + (r2 - 2 * r1 * s + s * s) - 2 * expected;
    return -((r - s) ** 2 - (1 - kappa) * expected - (1 - kappa) * own) / expected;
  };
  const middle = mean(influence);
  return Math.sqrt(mean((r, s) => (influence(r, s) - middle) ** 2));
}
