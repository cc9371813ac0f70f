import type { Level } from "@/lib/case/level";
import type { TriageCase, Vitals } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import type { FiredRule } from "@/lib/safety/floor";
import { type Axis, type AxisKey, type AxisValue, axesOf, type Point, towards } from "./vital-axes";
import { smallestPair } from "./what-if-pairs";
import { bindingRules, type Direction, isChanged, type Seen, type Trials, trialsOf } from "./what-if-trials";

/** One vital sign's part in a change. */
export type VitalChange = {
  readonly key: AxisKey;
  /** null: not measured, so "if it were found to be". */
  readonly measured: AxisValue | null;
  /** The nearest value for which the level is changed. */
  readonly at: AxisValue;
  /**
   * Values for which the level is changed, ends included; null: on to the end of what is plausible. Both null: whatever
   * is found.
   */
  readonly low: AxisValue | null;
  readonly high: AxisValue | null;
  /** Whether it leads away from what is normal for the age, towards it, or neither. */
  readonly towards: "abnormal" | "normal" | "neither";
};

export type Change = {
  /** One vital sign; or two that change together, each to a single value. */
  readonly parts: readonly VitalChange[];
  /** The level shown at the nearest of these values. */
  readonly level: Level;
  /** Clinical steps to get there, by size (clinical-steps.ts); for what was not measured, one more than from normal. */
  readonly steps: number;
  /** The safety rule that makes it so where the model alone would not. */
  readonly rule: FiredRule | null;
};

export type Outcome =
  /** Smallest first, what was measured before what was not. */
  | { readonly state: "found"; readonly changes: readonly Change[] }
  /** There is no more urgent (less urgent) level. */
  | { readonly state: "end" }
  /** These rules fire whatever a vital sign is. */
  | { readonly state: "held"; readonly rules: readonly FiredRule[] }
  | { readonly state: "none" };

export type WhatWouldChange = {
  /** The level all of this starts from: what is shown for the case now. */
  readonly level: Level;
  readonly moreUrgent: Outcome;
  readonly lessUrgent: Outcome;
  /** Distinct cases asked of the model; at most {@link MOST_EVALUATIONS}. */
  readonly evaluations: number;
};

/** Steps beyond the first for which a change must hold: what flips back at once is the model's noise, not a border. */
export const HOLD = 2;
/** Shown of one direction: of what was measured, and of what was not. */
const MOST_MEASURED = 3;
const MOST_UNMEASURED = 1;
/** About 230 values of single vital signs, and 600 of pairs in either direction. */
export const MOST_EVALUATIONS = 1_500;

/**
 * The smallest plausible changes of vital signs that make the level shown (model, decision policy and safety floor
 * together) more urgent, and less. Every single vital sign is tried at every clinical step of its plausible range, so
 * nothing smaller is missed whatever shape the model's answer has; pairs of measured ones are searched only when no single
 * one does it. Deterministic. Throws what the engine throws.
 */
export async function whatWouldChange(
  triageCase: TriageCase,
  engine: Pick<Engine, "predict">,
): Promise<WhatWouldChange> {
  const vitals = triageCase.vitals ?? {};
  const axes = axesOf(triageCase);
  const trials = trialsOf(triageCase, engine);
  const points = axes.flatMap((a) => [...a.down, ...a.up]);
  await trials.ask([vitals, ...points.map((p) => ({ ...vitals, ...p.changed }))]);
  const now = trials.seen(vitals);
  const search: Search = { ageYears: triageCase.ageYears, vitals, axes, trials, now };
  const moreUrgent = await outcome(search, "more");
  const lessUrgent = await outcome(search, "less");
  return { level: now.level, moreUrgent, lessUrgent, evaluations: trials.evaluations() };
}

type Search = {
  readonly ageYears: number;
  /** The case's own. */
  readonly vitals: Vitals;
  readonly axes: readonly Axis[];
  readonly trials: Trials;
  readonly now: Seen;
};

async function outcome(search: Search, direction: Direction): Promise<Outcome> {
  const { axes, now } = search;
  if (now.level === (direction === "more" ? 1 : 5)) return { state: "end" };
  const rank = ({ parts: [first] }: Change) => axes.find((a) => a.key === first?.key)?.importance ?? 0;
  const singles = axes
    .flatMap((axis) => singleChanges(search, axis, direction))
    .sort((a, b) => a.steps - b.steps || rank(a) - rank(b));
  if (singles.length > 0) {
    const isMeasured = ({ parts: [first] }: Change) => first?.measured !== null;
    const measured = singles.filter(isMeasured).slice(0, MOST_MEASURED);
    const unmeasured = singles.filter((c) => !isMeasured(c)).slice(0, MOST_UNMEASURED);
    return { state: "found", changes: [...measured, ...unmeasured] };
  }
  const held = direction === "less" ? heldBy(search) : [];
  if (held.length > 0) return { state: "held", rules: held };
  const pair = await smallestPair(search, direction);
  if (!pair) return { state: "none" };
  const parts = pair.members.map(({ axis, point }) => partOf(search, axis, point, point.value, point.value));
  return { state: "found", changes: [{ parts, steps: pair.steps, ...reached(pair.seen, now, direction) }] };
}

/** Where the level is changed to either side of what was measured, nearest first; around the normal where nothing was. */
function singleChanges(search: Search, axis: Axis, direction: Direction): Change[] {
  const { vitals, trials, now } = search;
  const seen = (p: Point) => trials.seen({ ...vitals, ...p.changed });
  const runOf = (ray: readonly Point[]) => firstRun(ray.map((p) => isChanged(seen(p), now, direction)));
  const [down, up] = [runOf(axis.down), runOf(axis.up)];
  const last = (ray: readonly Point[], run: Run) => (run.to === ray.length - 1 ? null : valueAt(ray, run.to));
  const change = (ray: readonly Point[], run: Run, low: AxisValue | null, high: AxisValue | null): Change => {
    const point = ray[run.from] as Point;
    const unmeasured = axis.measured === null;
    const passed = ray.slice(0, run.from + 1);
    const count = unmeasured ? passed.filter((p) => p.abnormal > 0).length : passed.length;
    return {
      parts: [partOf(search, axis, point, low, high)],
      steps: count * axis.size + (unmeasured ? 1 : 0),
      ...reached(seen(point), now, direction),
    };
  };
  if (axis.measured === null && down?.from === 0 && up?.from === 0)
    return [change(axis.up, up, last(axis.down, down), last(axis.up, up))];
  return [
    ...(down ? [change(axis.down, down, last(axis.down, down), valueAt(axis.down, down.from))] : []),
    ...(up ? [change(axis.up, up, valueAt(axis.up, up.from), last(axis.up, up))] : []),
  ];
}

const valueAt = (ray: readonly Point[], i: number): AxisValue => (ray[i] as Point).value;

type Run = { readonly from: number; readonly to: number };

/** The first stretch of `true` that goes on for {@link HOLD} more, or to the end. */
function firstRun(flags: readonly boolean[]): Run | null {
  let from = flags.indexOf(true);
  while (from >= 0) {
    const end = flags.indexOf(false, from);
    const to = (end < 0 ? flags.length : end) - 1;
    if (to - from >= HOLD || to === flags.length - 1) return { from, to };
    from = flags.indexOf(true, to + 1);
  }
  return null;
}

function partOf(
  { ageYears }: Pick<Search, "ageYears">,
  { key, measured }: Axis,
  { value, abnormal }: Point,
  low: AxisValue | null,
  high: AxisValue | null,
): VitalChange {
  const way =
    measured === null ? (abnormal > 0 ? "abnormal" : "normal") : towards(key, measured, value, ageYears);
  return { key, measured, at: value, low, high, towards: way };
}

function reached(seen: Seen, now: Seen, direction: Direction): Pick<Change, "level" | "rule"> {
  const byRule = direction === "more" && seen.modelLevel >= now.level;
  return { level: seen.level, rule: byRule ? (seen.floor?.rules[0] ?? null) : null };
}

/** The rules that fire now and under every single change: what was said, or several vital signs at once. */
function heldBy({ vitals, axes, trials, now }: Search): FiredRule[] {
  const others = axes
    .flatMap((a) => [...a.down, ...a.up])
    .map((p) => new Set(bindingRules(trials.seen({ ...vitals, ...p.changed }), now).map((r) => r.id)));
  return bindingRules(now, now).filter((r) => others.every((ids) => ids.has(r.id)));
}
