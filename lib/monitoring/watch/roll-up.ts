import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { HOUR, SECOND } from "@/lib/core/clock";
import type { Group } from "../charts/filter";
import { SUMS, sumsOf } from "./estimate";
import { groupsOf, news2LevelOf, rulesAloneOf, shiftOf, versionOf, type WatchedVisit } from "./visit";

/** What every row of a roll-up belongs to. */
type RollKey = { readonly version: string; readonly policy: string; readonly unit: string };

/** Everybody, as a group. */
const ALL: { readonly dimension: "all"; readonly value: "all" } = { dimension: "all", value: "all" };

/** Patients of a day, of a group, with the same levels. 0 for a level there is none of. */
export type LevelRow = RollKey & {
  readonly dimension: Group["dimension"] | "all";
  readonly value: string;
  readonly shown: number;
  readonly decided: number;
  /** Given before the suggestion was shown. */
  readonly first: number;
  /** By a second reading drawn by chance, and by one asked for because the two were far apart. */
  readonly read: number;
  readonly readFar: number;
  readonly n: number;
  /** estimate.ts: sums of probabilities; zeros where no model answered. */
  readonly sums: readonly number[];
};

/** Patients of a day with the same levels by everything that could have given one. */
export type ContenderRow = RollKey & {
  readonly shown: number;
  readonly model: number;
  readonly rules: number;
  readonly news2: number;
  /** By the baseline that any learner must beat; 0 where it was not asked. */
  readonly xgboost: number;
  /** Empty: no candidate answered. */
  readonly candidateVersion: string;
  readonly candidate: number;
  readonly decided: number;
  readonly read: number;
  readonly n: number;
};

/** Something counted by name (usage-names.ts). */
export type UsageRow = RollKey & { readonly shift: string; readonly name: string; readonly n: number };

export type DayRollUp = {
  readonly levels: readonly LevelRow[];
  readonly contenders: readonly ContenderRow[];
  readonly usage: readonly UsageRow[];
};

/** Before the id of whoever decided, in a name: kept to count how many different people did, and for nothing else. */
export const PERSON = "by:";

/** Upper ends of what is told apart of a time, and the name of each. */
export const SECONDS_BANDS = [5, 10, 20, 30, 60, 120, 300, Number.POSITIVE_INFINITY] as const;
export const HOURS_BANDS = [1, 4, 12, 24, 72, 168, 720, Number.POSITIVE_INFINITY] as const;

const bandOf = (value: number, bands: readonly number[]): string =>
  String(bands.find((end) => value < end) ?? Number.POSITIVE_INFINITY);

/** The level a baseline would have given; null: there is none. */
export type BaselineLevel = (c: TriageCase) => Level | null;

/** A day's visits as counts. Pure: the same visits always give the same rows. */
export function rollUp(visits: readonly WatchedVisit[], baseline: BaselineLevel = () => null): DayRollUp {
  const levels = new Map<string, LevelRow & { n: number; sums: number[] }>();
  const contenders = new Map<string, ContenderRow & { n: number }>();
  const usage = new Map<string, UsageRow & { n: number }>();
  const count = (key: RollKey & { shift: string }, name: string, by = 1) => {
    const row = { ...key, name };
    const known = usage.get(keyOf(row)) ?? { ...row, n: 0 };
    known.n += by;
    usage.set(keyOf(row), known);
  };
  const people = new Map<string, { key: RollKey & { shift: string }; who: Set<string> }>();
  for (const v of visits) {
    const base: RollKey = { version: versionOf(v), policy: v.policy ?? "none", unit: v.unit };
    countLevels(levels, base, v);
    countContenders(contenders, base, v, baseline);
    const key = { ...base, shift: shiftOf(v.firstSeenAt) };
    for (const name of usageOf(v)) count(key, name);
    if (v.decision) {
      const those = people.get(keyOf(key)) ?? { key, who: new Set<string>() };
      those.who.add(v.decision.by);
      people.set(keyOf(key), those);
    }
  }
  // How many worked on it: alerts per person are of a whole shift, never of one of them.
  for (const { key, who } of people.values()) {
    count(key, "people", who.size);
    for (const id of who) count(key, `${PERSON}${id}`);
  }
  return { levels: [...levels.values()], contenders: [...contenders.values()], usage: [...usage.values()] };
}

const keyOf = (row: object): string => JSON.stringify(Object.values(row));

function countLevels(
  rows: Map<string, LevelRow & { n: number; sums: number[] }>,
  base: RollKey,
  v: WatchedVisit,
): void {
  const given = {
    shown: v.shown ?? 0,
    decided: v.decision?.level ?? 0,
    first: v.decision?.first ?? 0,
    read: (v.reading?.why === "sample" && v.reading.level) || 0,
    readFar: (v.reading?.why === "far" && v.reading.level) || 0,
  };
  const sums = v.probabilities?.length === 5 && v.model !== null ? sumsOf(v.probabilities) : null;
  for (const { dimension, value } of [ALL, ...groupsOf(v)]) {
    const row = { ...base, dimension, value, ...given };
    const key = keyOf(row);
    const known = rows.get(key) ?? { ...row, n: 0, sums: Array.from({ length: SUMS }, () => 0) };
    known.n += 1;
    if (sums) known.sums = known.sums.map((x, i) => x + (sums[i] as number));
    rows.set(key, known);
  }
}

function countContenders(
  rows: Map<string, ContenderRow & { n: number }>,
  base: RollKey,
  v: WatchedVisit,
  baseline: BaselineLevel,
): void {
  const row = {
    ...base,
    shown: v.shown ?? 0,
    model: v.model ?? 0,
    rules: v.case ? rulesAloneOf(v) : 0,
    news2: news2LevelOf(v.case) ?? 0,
    xgboost: (v.case && baseline(v.case)) ?? 0,
    candidateVersion: v.candidate?.level ? v.candidate.version : "",
    candidate: v.candidate?.level ?? 0,
    decided: v.decision?.level ?? 0,
    read: (v.reading?.why === "sample" && v.reading.level) || 0,
  };
  const known = rows.get(keyOf(row)) ?? { ...row, n: 0 };
  known.n += 1;
  rows.set(keyOf(row), known);
}

/** What is counted of one visit. */
function usageOf(v: WatchedVisit): string[] {
  const { decision: d, reading: r, floor } = v;
  const names = ["visits", ...(floor?.rules ?? []).map((id) => `rule:${id}`)];
  if (floor && floor.rules.length > 0) names.push("rules");
  if (r) {
    names.push(r.readAt ? `reading-hours:${hoursBand(r.askedAt, r.readAt)}` : "reading-open");
  }
  if (v.critical !== null) names.push("outcome-known");
  if (v.critical) {
    names.push("critical");
    if (v.shown !== null) names.push(v.shown <= 2 ? "critical-shown-urgent" : "critical-shown-later");
    if (d) names.push(d.level <= 2 ? "critical-decided-urgent" : "critical-decided-later");
  }
  if (!d) return names;
  names.push("decided", `decision-hours:${hoursBand(v.assessedAt, d.at)}`);
  if (d.leadMark) names.push("lead-mark");
  if (d.lookTwice) names.push("look-twice");
  if (d.heldBack) return [...names, "held-back"];
  if (v.shown !== null) {
    names.push("suggested");
    if (d.level === v.shown) names.push("accepted");
    else names.push(`${d.level < v.shown ? "more" : "less"}:${d.reason ?? "none"}`);
  }
  if (d.seenMs !== null) names.push(`seconds:${bandOf(d.seenMs / SECOND, SECONDS_BANDS)}`);
  if (d.reasonsOpened !== null) names.push(d.reasonsOpened ? "reasons-opened" : "reasons-closed");
  if (d.first !== null && v.shown !== null) names.push(...switchOf(d.first, v.shown, d.level, r));
  return names;
}

/** What a suggestion did to a level given before it was seen. Right is what a second reader said who saw neither. */
function switchOf(first: number, shown: number, decided: number, reading: WatchedVisit["reading"]): string[] {
  const names = ["first-given"];
  if (first !== shown) names.push("first-differs");
  if (first === decided) return names;
  names.push(decided === shown ? "switched-to-suggestion" : "switched-elsewhere");
  const right = reading?.level ?? null;
  if (right !== null) {
    names.push("switched-read");
    if (decided === right) names.push("switched-to-right");
    if (first === right) names.push("switched-to-wrong");
  }
  return names;
}

const hoursBand = (from: Date, to: Date): string =>
  bandOf(Math.max(0, to.getTime() - from.getTime()) / HOUR, HOURS_BANDS);
