import { LEVELS, type Level } from "@/lib/case/level";
import { interval, resample } from "./figures";
import { kappaOf } from "./metrics";

/** How far people who judged the same cases apart from one another came to the same level. */
export type Pair = { readonly first: Level; readonly second: Level };

export type AgreementFigure = {
  readonly name: "same-level" | "kappa" | "quadratic-kappa" | "alpha";
  /** Null: not defined, as where everybody always gave one level. */
  readonly value: number | null;
  /** The middle 95 % of the bootstrap over cases; absent where most resamples defined no value. */
  readonly low?: number;
  readonly high?: number;
};
export type Agreement =
  | { readonly enough: false; readonly pairs: number; readonly least: number }
  | { readonly enough: true; readonly pairs: number; readonly figures: readonly AgreementFigure[] };

/** On fewer cases an interval is as wide as the scale. */
export const LEAST_PAIRS = 30;
const RESAMPLES = 1_000;

/** How many pairs had which levels: rows the first, columns the second. */
type Table = readonly (readonly number[])[];

const MEASURES: readonly (readonly [AgreementFigure["name"], (table: Table) => number | null])[] = [
  ["same-level", sameLevel],
  ["kappa", cohenOf],
  ["quadratic-kappa", kappaOf],
  ["alpha", (table) => alphaOf(table.map((row, a) => row.map((n, b) => n + (table[b]?.[a] as number))))],
];

/**
 * Figures with intervals (percentile bootstrap over cases, seeded), or how many cases are missing. Pure.
 * @param names those wanted; all of them when absent
 */
export function agreementOf(
  pairs: readonly Pair[],
  names: readonly AgreementFigure["name"][] = MEASURES.map(([name]) => name),
): Agreement {
  if (pairs.length < LEAST_PAIRS) return { enough: false, pairs: pairs.length, least: LEAST_PAIRS };
  const all = tableOf(pairs);
  // Nothing of a case but its cell matters, so a resample is a table, however many cases there are.
  const drawn = Array.from({ length: RESAMPLES }, (_, number) =>
    tableOf(pairs, resample(pairs.length, number)),
  );
  const figures = MEASURES.filter(([name]) => names.includes(name)).map(([name, measure]) => {
    const values = drawn.map(measure).filter((v) => v !== null);
    return { name, value: measure(all), ...(values.length > RESAMPLES / 2 ? interval(values) : {}) };
  });
  return { enough: true, pairs: pairs.length, figures };
}

function tableOf(pairs: readonly Pair[], times: Int32Array | null = null): Table {
  const table = LEVELS.map(() => LEVELS.map(() => 0));
  for (let i = 0; i < pairs.length; i++) {
    const { first, second } = pairs[i] as Pair;
    const row = table[first - 1] as number[];
    row[second - 1] = (row[second - 1] as number) + (times ? (times[i] as number) : 1);
  }
  return table;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((x, y) => x + y, 0);

function sameLevel(table: Table): number | null {
  const n = sum(table.map(sum));
  return n === 0 ? null : sum(table.map((row, i) => row[i] as number)) / n;
}

/** Cohen (1960), Educational and Psychological Measurement 20:37: agreement beyond that of two people who guess at their own rates. */
export const cohenKappa = (pairs: readonly Pair[]): number | null => cohenOf(tableOf(pairs));

function cohenOf(table: Table): number | null {
  const observed = sameLevel(table);
  if (observed === null) return null;
  const n = sum(table.map(sum));
  const expected = LEVELS.reduce<number>(
    (all, _, i) => all + (sum(table[i] ?? []) / n) * (sum(table.map((row) => row[i] as number)) / n),
    0,
  );
  return expected === 1 ? null : (observed - expected) / (1 - expected);
}

/**
 * Krippendorff's alpha with the ordinal metric (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"): any number of
 * readers a case; cases with fewer than two answers say nothing.
 * @param cases the levels that each case was given
 */
export function ordinalAlpha(cases: readonly (readonly Level[])[]): number | null {
  const size = LEVELS.length;
  const coincidences = LEVELS.map(() => new Float64Array(size));
  for (const given of cases) {
    if (given.length < 2) continue;
    for (const [i, a] of given.entries())
      for (const [j, b] of given.entries()) {
        if (i === j) continue;
        const row = coincidences[a - 1] as Float64Array;
        row[b - 1] = (row[b - 1] as number) + 1 / (given.length - 1);
      }
  }
  return alphaOf(coincidences.map((row) => [...row]));
}

/** Of how often each two levels were given to one case, each way round. */
function alphaOf(coincidences: Table): number | null {
  const size = LEVELS.length;
  const totals = coincidences.map(sum);
  const n = sum(totals);
  // Squared distance of two ranks: all answers between them, and half of those at either.
  const distance = (c: number, k: number) => {
    const between = totals.slice(Math.min(c, k), Math.max(c, k) + 1).reduce((x, y) => x + y, 0);
    return (between - ((totals[c] as number) + (totals[k] as number)) / 2) ** 2;
  };
  let [observed, expected] = [0, 0];
  for (let c = 0; c < size; c++)
    for (let k = 0; k < size; k++) {
      if (c === k) continue;
      observed += (coincidences[c]?.[k] as number) * distance(c, k);
      expected += (totals[c] as number) * (totals[k] as number) * distance(c, k);
    }
  return expected === 0 ? null : 1 - ((n - 1) * observed) / expected;
}
