import type { Level } from "@/lib/case/level";
import type { Floor } from "@/lib/safety/floor";
import { LEAD_REVIEW_DISTANCE } from "./decision";

/**
 * What speaks against a level so strongly that it is asked about once more, and that a lead looks at the patient: a safety
 * rule that demands more urgency, or a level far from the one shown.
 */
export type Concern =
  | {
      readonly kind: "below-rule";
      /** The rule's stable name. */
      readonly rule: string;
      /** What it demands at least. */
      readonly level: Level;
      readonly reason: string;
    }
  | { readonly kind: "far"; readonly shown: Level; readonly levels: number };

/** The rules first, the most urgent of them at the top; empty when nothing speaks against the level. */
export function concernsOf(level: Level, shown: Level | null, floor: Floor | null): Concern[] {
  const rules = (floor?.rules ?? [])
    .filter((rule) => rule.level < level)
    .sort((a, b) => a.level - b.level)
    .map((r): Concern => ({ kind: "below-rule", rule: r.id, level: r.level, reason: r.reason }));
  const levels = shown === null ? 0 : Math.abs(level - shown);
  return shown !== null && levels >= LEAD_REVIEW_DISTANCE
    ? [...rules, { kind: "far", shown, levels }]
    : rules;
}

/** A concern by name, without anything about the patient: what a confirmation says it has confirmed. */
export const concernKey = (concern: Concern): string =>
  concern.kind === "below-rule" ? `rule:${concern.rule}` : `far:${concern.levels}`;

/** The concerns a confirmation leaves out. */
export const unconfirmed = (concerns: readonly Concern[], confirmed: readonly string[]): Concern[] =>
  concerns.filter((c) => !confirmed.includes(concernKey(c)));

/** For a row of the board: "Level 5 is below a safety rule", "Level 1 is 2 levels from the suggestion". */
export function concernInBrief(level: Level, concerns: readonly Concern[]): string {
  const [first] = concerns;
  if (!first) return "";
  return first.kind === "below-rule"
    ? `Level ${level} is below a safety rule for level ${first.level}`
    : `Level ${level} is ${first.levels} levels from the suggestion`;
}

/** Longest note of a lead, characters; the screen's field has the same limit. */
export const MAX_NOTE = 500;

/** What a lead makes of it: the level is right, another one is (given on the patient's page), or just that they have looked. */
export const LEAD_VERDICTS = ["agreed", "changed", "looked"] as const;
export type LeadVerdict = (typeof LEAD_VERDICTS)[number];

/** A decision somebody's lead is asked to look at, and the lead's answer once there is one. */
export type LeadReviewView = {
  readonly id: string;
  readonly level: Level;
  readonly shownLevel: Level | null;
  readonly concerns: readonly Concern[];
  readonly decidedBy: string;
  readonly askedAt: string;
  /** null: nobody has looked yet. */
  readonly answer: {
    readonly by: string;
    readonly at: string;
    readonly note: string;
    readonly verdict: LeadVerdict;
  } | null;
  /** Whether who is signed in may answer: a lead, about somebody else's decision. */
  readonly canAnswer: boolean;
};
