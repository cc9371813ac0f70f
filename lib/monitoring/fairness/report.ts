import { GROUPS } from "../charts/filter";
import { benjaminiHochberg } from "../drift/false-discovery";
import { LEAST_WATCHED } from "../watch/measures";
import type { Reference } from "../watch/references";
import { ATTRIBUTE_SETS, ATTRIBUTES, type Attribute, groupIn } from "./attributes";
import { ABOUT_MEASURE, COMPARED, type FairMeasure, type FairVisit, type What } from "./measures";
import {
  type Counted,
  differenceOf,
  type Interval,
  levelOf,
  middleDifference,
  middleOf,
  middleRatio,
  pAbove,
  pBelow,
  pMiddleAbove,
  ratioOf,
} from "./two-groups";

/** Fewer patients than these are counted nowhere in a report: a count of them could be somebody. */
export const LEAST_COUNTED = 10;
/** Fewer with both attributes are too few to compare, and every comparison costs the others some of their certainty. */
export const LEAST_PAIRED = 100;
/** Of the findings a report names, no more than this share is expected to be due to chance. */
export const FALSE_FINDINGS = 0.05;

export { LEAST_WATCHED as LEAST_COMPARED };

/** A group beside everybody else of whom the attributes are known. Shares 0 to 1, times in minutes. */
export type Comparison = {
  readonly measure: FairMeasure;
  /** Null: the measure is not held against levels. */
  readonly against: Reference | null;
  readonly by: readonly Attribute[];
  readonly group: string;
  readonly n: number;
  readonly restN: number;
  /** Null: fewer than LEAST_COMPARED here or among the rest. */
  readonly found: {
    readonly here: number;
    readonly rest: number;
    readonly difference: Interval;
    /** Absent where a ratio means nothing: what is compared may be below nought, or is nought. */
    readonly ratio?: Interval | undefined;
    /** Of no difference at all, two-sided, and of none worse than the bound; adjusted over the whole report. */
    readonly q: number;
    readonly qBound: number;
    /** Worse than the bound, after correction. */
    readonly beyond: boolean;
  } | null;
};

/** At the same risk: how often it happened to those of a group. */
export type RiskBand = {
  readonly measure: "critical-calibration" | "admission-calibration" | "urgent-calibration";
  readonly against: Reference | null;
  readonly by: Attribute;
  readonly group: string;
  /** Upper end of the band of the model's risk. */
  readonly below: number;
  readonly n: number;
  readonly foreseen: number;
  readonly happened: Interval;
};

export type FairnessReport = {
  readonly visits: number;
  /** Of how many visits each attribute is known. */
  readonly known: Readonly<Record<Attribute, number>>;
  /** Of how many there is something to hold the level against. */
  readonly labelled: Readonly<Record<Reference | "outcome", number>>;
  /** Groups with fewer than LEAST_COUNTED patients, that are not in it. */
  readonly leftOut: number;
  readonly comparisons: readonly Comparison[];
  readonly bands: readonly RiskBand[];
};

type Tally = { n: number; hits: number; expected: number };
const nothing = (): Tally => ({ n: 0, hits: 0, expected: 0 });

/** Groups of visits by the attributes of `by`; what is not known belongs to none. */
function grouped(visits: readonly FairVisit[], by: readonly Attribute[]): Map<string, FairVisit[]> {
  const groups = new Map<string, FairVisit[]>();
  for (const v of visits) {
    const group = groupIn(v.groups, by);
    if (group === null) continue;
    const known = groups.get(group);
    if (known) known.push(v);
    else groups.set(group, [v]);
  }
  return new Map([...groups].sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1)));
}

/** Groups with an order of their own stand in it: ages. */
const placeOf = (group: string): number => GROUPS.findIndex((g) => g.label === group);

/**
 * The same visits, in whatever order, always give the same report.
 * @param pause called between attributes: of 60,000 visits all of it takes seconds, in which a process has other things to do
 */
export async function reportFairness(
  visits: readonly FairVisit[],
  pause: () => Promise<unknown> = async () => {},
): Promise<FairnessReport> {
  const found: Open[] = [];
  let leftOut = 0;
  for (const by of ATTRIBUTE_SETS) {
    const groups = [...grouped(visits, by)];
    leftOut += by.length > 1 ? 0 : groups.filter(([, own]) => own.length < LEAST_COUNTED).length;
    const least = by.length > 1 ? LEAST_PAIRED : LEAST_COUNTED;
    if (groups.length < 2) continue;
    for (const what of COMPARED) found.push(...compareGroups(groups, least, by, what));
    await pause();
  }
  const count = (is: (v: FairVisit) => boolean) => visits.filter(is).length;
  return {
    visits: visits.length,
    known: Object.fromEntries(
      ATTRIBUTES.map((a) => [a, count((v) => v.groups[a] !== undefined)]),
    ) as FairnessReport["known"],
    labelled: {
      decided: count((v) => v.labels.decided !== null),
      read: count((v) => v.labels.read !== null),
      first: count((v) => v.labels.first !== null),
      outcome: count((v) => v.critical !== null),
    },
    leftOut,
    comparisons: corrected(found),
    bands: ATTRIBUTES.flatMap((by) => [...grouped(visits, [by])].flatMap(([g, own]) => bandsOf(by, g, own))),
  };
}

type Open = Omit<Comparison, "found"> & {
  readonly found: {
    readonly here: number;
    readonly rest: number;
    readonly difference: Interval;
    readonly ratio?: Interval | undefined;
    readonly p: number;
    readonly pBound: number;
  } | null;
};
type Part = {
  readonly group: string;
  readonly visits: number;
  /** One of the two, by what is measured. */
  readonly times?: readonly number[];
  readonly tally?: Tally;
};

/** Fewer are not even counted here; fewer than can be compared are counted, of single attributes. */
function compareGroups(
  groups: readonly (readonly [string, readonly FairVisit[]])[],
  least: number,
  by: readonly Attribute[],
  what: What,
): Open[] {
  const isTime = ABOUT_MEASURE[what.measure].kind === "time";
  const parts = groups.map(
    ([group, own]): Part => ({
      group,
      visits: own.length,
      ...(isTime ? { times: own.flatMap((v) => v.waitMinutes ?? []) } : { tally: tallyOf(own, what) }),
    }),
  );
  const sizeOf = (p: Part) => p.times?.length ?? p.tally?.n ?? 0;
  const all = parts.reduce((s, p) => s + sizeOf(p), 0);
  const whole = parts.reduce((s, p) => (p.tally ? plus(s, p.tally, 1) : s), nothing());
  return parts.flatMap((part): readonly Open[] => {
    const [n, restN] = [sizeOf(part), all - sizeOf(part)];
    if (part.visits < least || n < LEAST_COUNTED || restN < LEAST_COUNTED) return [];
    const told = { ...what, by, group: part.group, n, restN };
    if (n < LEAST_WATCHED || restN < LEAST_WATCHED) return by.length > 1 ? [] : [{ ...told, found: null }];
    const found = part.tally
      ? ofShares(part.tally, plus(whole, part.tally, -1), what.measure)
      : ofTimes(
          part.times ?? [],
          parts.filter((p) => p !== part).flatMap((p) => p.times ?? []),
        );
    return [{ ...told, found }];
  });
}

const plus = (a: Tally, b: Tally, sign: 1 | -1): Tally => ({
  n: a.n + sign * b.n,
  hits: a.hits + sign * b.hits,
  expected: a.expected + sign * b.expected,
});

function tallyOf(visits: readonly FairVisit[], { measure, against }: What): Tally {
  const { of } = ABOUT_MEASURE[measure];
  const sum = nothing();
  for (const v of visits) {
    const said = of(v, against && v.labels[against]);
    if (!said) continue;
    sum.n += 1;
    sum.hits += said.hit ? 1 : 0;
    sum.expected += said.expected ?? 0;
  }
  return sum;
}

const isCalibration = (measure: FairMeasure): boolean => measure.endsWith("-calibration");

function ofShares(here: Tally, rest: Tally, measure: FairMeasure): NonNullable<Open["found"]> {
  const off = isCalibration(measure);
  const counted = (t: Tally): Counted => (off ? t : { n: t.n, hits: t.hits });
  const { worse, bound } = ABOUT_MEASURE[measure];
  const [x, y] = [counted(here), counted(rest)];
  return {
    here: levelOf(x).value,
    rest: levelOf(y).value,
    difference: differenceOf(x, y),
    ...(off || (x.hits === 0 && y.hits === 0) ? {} : { ratio: ratioOf(x, y) }),
    p: Math.min(1, 2 * Math.min(pAbove(x, y, 0), pBelow(x, y, 0))),
    pBound: worse === "more" ? pAbove(x, y, bound) : pBelow(x, y, -bound),
  };
}

function ofTimes(here: readonly number[], rest: readonly number[]): NonNullable<Open["found"]> {
  const [a, b] = [middleOf(here), middleOf(rest)];
  const { value, low, high } = middleDifference(a, b);
  const above = pMiddleAbove(a, b, 0);
  const below = pMiddleAbove(b, a, 0);
  return {
    here: a.median,
    rest: b.median,
    difference: { value, low, high },
    ratio: middleRatio(a, b) ?? undefined,
    p: Math.min(1, 2 * Math.min(above, below)),
    pBound: pMiddleAbove(a, b, ABOUT_MEASURE.waiting.bound),
  };
}

/** Benjamini-Hochberg over every comparison of the report, once for any difference and once for one beyond the bound. */
function corrected(open: readonly Open[]): Comparison[] {
  const told = open.filter((c) => c.found !== null);
  const q = benjaminiHochberg(told.map((c) => c.found?.p ?? 1));
  const qBound = benjaminiHochberg(told.map((c) => c.found?.pBound ?? 1));
  const at = new Map(told.map((c, i) => [c, i]));
  return open.map((c) => {
    const i = at.get(c);
    if (!c.found || i === undefined) return { ...c, found: null };
    const { p: _p, pBound: _pBound, ...found } = c.found;
    const adjusted = { q: q[i] as number, qBound: qBound[i] as number };
    return { ...c, found: { ...found, ...adjusted, beyond: adjusted.qBound <= FALSE_FINDINGS } };
  });
}

/** Bands of a risk: few patients are at high risk, so that the bands widen. */
export const RISK_BANDS = [0.02, 0.1, 0.3, 1.000_001] as const;
const BANDED = [
  { measure: "critical-calibration", against: null },
  { measure: "admission-calibration", against: null },
  { measure: "urgent-calibration", against: "read" },
  { measure: "urgent-calibration", against: "decided" },
] as const;

/** Whether the same risk means the same in every group. */
function bandsOf(by: Attribute, group: string, visits: readonly FairVisit[]): RiskBand[] {
  return BANDED.flatMap(({ measure, against }) =>
    RISK_BANDS.flatMap((below, i) => {
      const from = RISK_BANDS[i - 1] ?? 0;
      const { of } = ABOUT_MEASURE[measure];
      const said = visits
        .flatMap((v) => of(v, against && v.labels[against]) ?? [])
        .filter(({ expected = 0 }) => expected >= from && expected < below);
      const n = said.length;
      if (n < LEAST_WATCHED) return [];
      const hits = said.filter((s) => s.hit).length;
      const foreseen = said.reduce((s, { expected = 0 }) => s + expected, 0) / n;
      return [{ measure, against, by, group, below, n, foreseen, happened: levelOf({ n, hits }) }];
    }),
  );
}

export const findingsOf = ({ comparisons }: FairnessReport): readonly Comparison[] =>
  comparisons.filter((c) => c.found?.beyond);

/** The same finding in another report. */
export const keyOf = (c: Pick<Comparison, "measure" | "against" | "by" | "group">): string =>
  [c.measure, c.against ?? "", c.by.join("+"), c.group].join("|");
