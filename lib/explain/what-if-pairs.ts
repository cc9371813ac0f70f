import type { Vitals } from "@/lib/case/triage-case";
import type { Axis, AxisKey, Point } from "./vital-axes";
import { bindingRules, type Direction, gainOf, isChanged, type Seen, type Trials } from "./what-if-trials";

type Member = { readonly axis: Axis; readonly point: Point };
export type Pair = {
  readonly members: readonly [Member, Member];
  /** Clinical steps of both together. */
  readonly steps: number;
  readonly seen: Seen;
};
type Search = {
  readonly vitals: Vitals;
  readonly axes: readonly Axis[];
  readonly trials: Trials;
  readonly now: Seen;
};

/** Most cases asked of the model for one direction. */
const BUDGET = 600;
/** Pairs found whose next steps are looked at. */
const MOST_CHECKED = 6;
/** The two pressures are one finding, as are GCS and AVPU: changing one of them alone was tried before. */
const SAME_FINDING: readonly (readonly [AxisKey, AxisKey])[] = [
  ["systolic", "diastolic"],
  ["gcs", "consciousness"],
];

/** From the measured value to where the axis alone brings the answer furthest the wanted way. */
type Ray = { readonly axis: Axis; readonly points: readonly Point[]; readonly furthest: number };
type Rows = { readonly a: Ray; readonly b: Ray; readonly gain: number };
/** Row `a` of a pair: the change is known not to be reached at step `no` of b, and to be reached at `yes`. */
type Row = { readonly pair: Rows; readonly a: number; no: number; yes: number };

/**
 * The smallest change of two measured vital signs together, or null when none was found. Each is taken at most as far as
 * it alone goes the wanted way; there the pairs are tried first, and in those that reach the change the border is found by
 * halving, row by row. So the smallest is found where the answer is monotone on the way there, and what is reported is in
 * any case tried, and holds for the next step of either. At most {@link BUDGET} cases, the most promising pairs first.
 */
export async function smallestPair(search: Search, direction: Direction): Promise<Pair | null> {
  const { trials, now } = search;
  const rays = search.axes.flatMap((axis) => rayOf(search, axis, direction) ?? []);
  const pairs = rays.flatMap((a, i) =>
    rays.slice(i + 1).flatMap((b) => (isSame(a.axis.key, b.axis.key) ? [] : [ordered(a, b)])),
  );
  const corner = ({ a, b }: Pick<Rows, "a" | "b">) => vitalsAt(search, a, a.furthest, b, b.furthest);
  await trials.ask(pairs.map(corner));
  const promising = pairs
    .filter((p) => isChanged(trials.seen(corner(p)), now, direction))
    .map((p) => ({ ...p, gain: gainOf(trials.seen(corner(p)), now, direction) }))
    .sort((x, y) => y.gain - x.gain);

  let left = BUDGET - pairs.length - 3 * MOST_CHECKED;
  const rows: Row[] = promising.flatMap((pair) => {
    const cost = (pair.a.furthest + 1) * (1 + Math.ceil(Math.log2(pair.b.furthest + 2)));
    if (cost > left) return [];
    left -= cost;
    return Array.from({ length: pair.a.furthest + 1 }, (_, a) => ({ pair, a, no: -1, yes: pair.b.furthest }));
  });
  const found = await halve(search, rows, direction);
  const smallest = found
    .sort((x, y) => stepsOf(x) - stepsOf(y) || rankOf(x) - rankOf(y))
    .slice(0, MOST_CHECKED);
  const next = ({ pair: { a, b }, a: i, yes: j }: Row) =>
    [
      [i + 1, j],
      [i, j + 1],
      [i + 1, j + 1],
    ].flatMap(([k = 0, l = 0]) =>
      k < a.points.length && l < b.points.length ? [vitalsAt(search, a, k, b, l)] : [],
    );
  await trials.ask(smallest.flatMap(next));
  const row = smallest.find((r) => next(r).every((v) => isChanged(trials.seen(v), now, direction)));
  if (!row) return null;
  const { a, b } = row.pair;
  const member = (ray: Ray, i: number): Member => ({ axis: ray.axis, point: ray.points[i] as Point });
  const members: [Member, Member] = [member(a, row.a), member(b, row.yes)];
  members.sort((x, y) => x.axis.importance - y.axis.importance);
  return { members, steps: stepsOf(row), seen: trials.seen(vitalsAt(search, a, row.a, b, row.yes)) };
}

/** Halves every row's undecided stretch until the border is known, all rows in one call at a time. */
async function halve(search: Search, rows: readonly Row[], direction: Direction): Promise<Row[]> {
  const { trials, now } = search;
  const changedAt = ({ pair, a }: Row, b: number) =>
    isChanged(trials.seen(vitalsAt(search, pair.a, a, pair.b, b)), now, direction);
  await trials.ask(rows.map(({ pair, a, yes }) => vitalsAt(search, pair.a, a, pair.b, yes)));
  let open = rows.filter((r) => changedAt(r, r.yes));
  const reaching = [...open];
  const middle = (r: Row) => Math.floor((r.no + r.yes) / 2);
  for (;;) {
    open = open.filter((r) => r.yes - r.no > 1);
    if (open.length === 0) return reaching;
    await trials.ask(open.map((r) => vitalsAt(search, r.pair.a, r.a, r.pair.b, middle(r))));
    for (const r of open) {
      const m = middle(r);
      if (changedAt(r, m)) r.yes = m;
      else r.no = m;
    }
  }
}

/** null: not measured, or it alone brings the answer no nearer. */
function rayOf({ vitals, trials, now }: Search, axis: Axis, direction: Direction): Ray | null {
  if (axis.measured === null) return null;
  const here = { binding: bindingRules(now, now).length, gain: 0 };
  let best: { ray: readonly Point[]; i: number; binding: number; gain: number } | null = null;
  for (const ray of [axis.down, axis.up])
    ray.forEach((p, i) => {
      const seen = trials.seen({ ...vitals, ...p.changed });
      const binding = direction === "less" ? bindingRules(seen, now).length : here.binding;
      const gain = gainOf(seen, now, direction);
      const than = best ?? here;
      if (binding < than.binding || (binding === than.binding && gain > than.gain))
        best = { ray, i, binding, gain };
    });
  const found = best as { ray: readonly Point[]; i: number } | null;
  return found && { axis, points: found.ray, furthest: found.i };
}

const isSame = (a: AxisKey, b: AxisKey): boolean => SAME_FINDING.some((f) => f.includes(a) && f.includes(b));
/** The one with fewer steps makes the rows. */
const ordered = (a: Ray, b: Ray) => (a.furthest <= b.furthest ? { a, b } : { a: b, b: a });
const stepsOf = ({ pair: { a, b }, a: i, yes: j }: Row): number =>
  (i + 1) * a.axis.size + (j + 1) * b.axis.size;
const rankOf = ({ pair: { a, b } }: Row): number => a.axis.importance + b.axis.importance;

const vitalsAt = ({ vitals }: Search, a: Ray, i: number, b: Ray, j: number): Vitals => ({
  ...vitals,
  ...a.points[i]?.changed,
  ...b.points[j]?.changed,
});
