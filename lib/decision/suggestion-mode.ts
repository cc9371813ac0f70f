import type { Level } from "@/lib/case/level";
import type { Floor } from "@/lib/safety/floor";
import { LEAD_REVIEW_DISTANCE, type SuggestionMode } from "./decision";

export const MODE_LABELS: Readonly<Record<SuggestionMode, string>> = {
  suggest: "Suggest",
  "blind-first": "Own level first",
  "disagree-only": "Only when more urgent",
};

/** More alerts in a shift than anybody answers. */
export const MOST_ALERTS = 200;

export type ModeSetting = {
  /** The row in force when a page was drawn; null: none was ever set. */
  readonly id: string | null;
  readonly mode: SuggestionMode;
  /** Of the visits, 1 to 100; counts in blind-first. */
  readonly sharePercent: number;
  /** Alerts a person gets in a shift; null: as many as there are. Counts in disagree-only. */
  readonly alertsPerShift: number | null;
};
export const SUGGEST: ModeSetting = { id: null, mode: "suggest", sharePercent: 100, alertsPerShift: null };

/** What a level given before the suggestion was shown is kept for. */
export type FirstChoiceWhy = "blind-first" | "alert";

/** What bears on whether somebody is shown the model's suggestion for a visit. */
export type ShowFacts = {
  readonly drawn: boolean;
  /** They gave a level of their own, or were alerted, and have been shown it since. */
  readonly revealed: boolean;
  /** A level is in force. */
  readonly decided: boolean;
  /** A lead is asked to look at it, and they are one who may. */
  readonly review: boolean;
  /** Newer data speak for more urgency than was decided. */
  readonly worsened: boolean;
};

/**
 * Whether the model's suggestion is kept from somebody. What has worsened speaks in every mode, and a level in force ends
 * blind-first for all but the lead who is to look at it. Pure.
 */
export function isHeldBack({ mode }: Pick<ModeSetting, "mode">, facts: ShowFacts): boolean {
  const { drawn, revealed, decided, review, worsened } = facts;
  if (mode === "suggest" || revealed || worsened) return false;
  return mode === "blind-first" ? drawn && (!decided || review) : !review;
}

/**
 * Whether the model speaks up against a level that was chosen without it: only for more urgency. One level is left unsaid once the
 * shift's alerts are used up; a lead's distance never is.
 */
export function speaksUp(
  chosen: Level,
  suggested: Level | null,
  alertsLeft: number | null,
  floor: Floor | null,
): boolean {
  if (suggested === null || suggested >= chosen) return false;
  // A rule that asks for as much is on the screen already, and asked about by itself.
  if (floor !== null && floor.level <= suggested) return false;
  return chosen - suggested >= LEAD_REVIEW_DISTANCE || alertsLeft === null || alertsLeft > 0;
}
