import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { DecisionKind, OverrideReason } from "@/lib/decision/decision";
import { news2 } from "@/lib/safety/rules-scores";
import type { Group } from "../charts/filter";
import { RULES_ONLY } from "../charts/filter";

/**
 * A visit as the watch counts it: the assessment its last decision rests on, or, where nobody has decided, its last one. Made when
 * a day is rolled up, and never stored: of a patient nothing but counts is.
 */
export type WatchedVisit = {
  readonly unit: string;
  readonly firstSeenAt: Date;
  readonly assessedAt: Date;
  readonly version: string | null;
  readonly policy: string | null;
  readonly case: TriageCase | null;
  /** Shown at the bedside: the model's, or the floor's where that is more urgent. */
  readonly shown: Level | null;
  readonly model: Level | null;
  readonly floor: { readonly level: Level; readonly rules: readonly string[] } | null;
  readonly probabilities: readonly number[] | null;
  readonly candidate: { readonly version: string; readonly level: Level | null } | null;
  readonly decision: WatchedDecision | null;
  readonly reading: WatchedReading | null;
  /** In critical care or dead within the days a visit is followed, as the EHR says; null: it does not say. */
  readonly critical: boolean | null;
};

export type WatchedDecision = {
  readonly by: string;
  readonly level: Level;
  readonly kind: DecisionKind;
  readonly reason: OverrideReason | null;
  readonly at: Date;
  /** Null: not known. */
  readonly seenMs: number | null;
  readonly reasonsOpened: boolean | null;
  readonly lookTwice: boolean | null;
  /** The suggestion was kept from whoever decided. */
  readonly heldBack: boolean;
  /** Given before the suggestion was shown, or without it; null: it was shown at once. */
  readonly first: Level | null;
  readonly leadMark: boolean;
};

type WatchedReading = {
  /** far: asked for because decision and suggestion were far apart. sample: drawn by chance. */
  readonly why: "far" | "sample";
  readonly askedAt: Date;
  readonly readAt: Date | null;
  readonly level: Level | null;
};

export type Shift = "day" | "evening" | "night";

/** Shifts as most departments have them, by the server's clock. */
export function shiftOf(at: Date): Shift {
  const hour = at.getHours();
  return hour >= 7 && hour < 15 ? "day" : hour >= 15 && hour < 23 ? "evening" : "night";
}

const AGES: readonly (readonly [below: number, name: string])[] = [
  [2, "0-1"],
  [16, "2-15"],
  [45, "16-44"],
  [65, "45-64"],
  [Number.POSITIVE_INFINITY, "65+"],
];

/** Every group a visit belongs to (charts/filter.ts lists them); what is not known belongs to none. */
export function groupsOf(v: Pick<WatchedVisit, "case" | "firstSeenAt">): Group[] {
  const { case: c } = v;
  const shift: Group = { dimension: "shift", value: shiftOf(v.firstSeenAt) };
  if (!c) return [shift];
  const age = AGES.find(([below]) => c.ageYears < below)?.[1];
  return [
    ...(c.sex === "female" || c.sex === "male" ? [{ dimension: "sex" as const, value: c.sex }] : []),
    ...(age ? [{ dimension: "age" as const, value: age }] : []),
    ...(c.arrivalMode && c.arrivalMode !== "unknown"
      ? [{ dimension: "arrival" as const, value: c.arrivalMode === "ambulance" ? "ambulance" : "other" }]
      : []),
    shift,
  ];
}

export const versionOf = (v: Pick<WatchedVisit, "version" | "model">): string =>
  v.model === null || v.version === null ? RULES_ONLY : v.version;

/** The level nearly every second patient has: what rules alone give whoever no rule speaks of. */
const USUAL: Level = 3;

/** What the safety rules alone would have shown. */
export const rulesAloneOf = ({ floor }: Pick<WatchedVisit, "floor">): Level => floor?.level ?? USUAL;

const NEWS2_FROM_YEARS = 16;
const NEWS2_SIGNS = ["respiratoryRate", "spo2", "systolic", "heartRate", "temperature"] as const;
const LEAST_SIGNS = 3;

/**
 * The level NEWS2 alone would give an adult with three or more of its signs measured: its bands of response (Royal College of
 * Physicians 2017) laid on five levels, 7 and more: 2, 5 and 6: 3, 1 to 4: 4, nought: 5. Null for anybody else.
 */
export function news2LevelOf(c: TriageCase | null): Level | null {
  const { vitals } = c ?? {};
  if (!c || !vitals || c.ageYears < NEWS2_FROM_YEARS) return null;
  if (NEWS2_SIGNS.filter((key) => vitals[key] !== undefined).length < LEAST_SIGNS) return null;
  const score = news2(vitals);
  return score >= 7 ? 2 : score >= 5 ? 3 : score >= 1 ? 4 : 5;
}
