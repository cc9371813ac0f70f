import type { Level } from "@/lib/case/level";
import { type DecisionKind, OVERRIDE_REASONS, type OverrideReason } from "@/lib/decision/decision";

/**
 * The gesture of deciding as a pure state machine: what is open, what a key means, what may be saved. Two keys override
 * (level, then reason); a comment is optional but for "other".
 */
export type Draft =
  | { readonly step: "closed" }
  | { readonly step: "level" }
  | {
      readonly step: "details";
      readonly level: Level;
      readonly reason: OverrideReason | null;
      readonly comment: string;
    };
export const CLOSED: Draft = { step: "closed" };

export const kindOf = (level: Level, shown: Level | null): DecisionKind =>
  shown === null ? "assign" : level === shown ? "accept" : "override";

/** Why the draft cannot be saved yet, in words; null when it can. */
export function obstacle(draft: Draft, shown: Level | null): string | null {
  if (draft.step !== "details") return "Choose a level.";
  if (kindOf(draft.level, shown) !== "override") return null;
  if (draft.reason === null) return "Choose a reason.";
  if (draft.reason === "other" && draft.comment.trim() === "")
    return "Say in a few words what the reason is.";
  return null;
}

export const chooseLevel = (draft: Draft, level: Level): Draft => ({
  step: "details",
  level,
  reason: draft.step === "details" ? draft.reason : null,
  comment: draft.step === "details" ? draft.comment : "",
});

export type Intent =
  | { readonly do: "accept" }
  | { readonly do: "open" }
  | { readonly do: "close" }
  | { readonly do: "level"; readonly level: Level }
  /** Choose the reason and save at once. */
  | { readonly do: "reason"; readonly reason: OverrideReason }
  | { readonly do: "comment" }
  | { readonly do: "next" };

export type Situation = {
  readonly shown: Level | null;
  readonly canDecide: boolean;
  /** A decision is in force and is not being changed. */
  readonly decided: boolean;
};

/** What a key means now; null: nothing, leave it to the browser. */
export function intentOf(key: string, draft: Draft, { shown, canDecide, decided }: Situation): Intent | null {
  const pressed = key.length === 1 ? key.toLowerCase() : key;
  if (pressed === "n" && draft.step === "closed") return { do: "next" };
  if (!canDecide) return null;
  if (draft.step === "closed" && decided) return null;
  if (pressed === "Escape") return draft.step === "closed" ? null : { do: "close" };
  if (pressed === "a" && draft.step !== "details" && shown !== null) return { do: "accept" };
  if (pressed === "o" && draft.step === "closed") return { do: "open" };
  const digit = /^[1-9]$/.test(pressed) ? Number(pressed) : null;
  if (draft.step !== "details") return digit && digit <= 5 ? { do: "level", level: digit as Level } : null;
  if (pressed === "c") return { do: "comment" };
  if (kindOf(draft.level, shown) !== "override") return null;
  const reason = digit ? OVERRIDE_REASONS[digit - 1] : undefined;
  return reason ? { do: "reason", reason: reason.code } : null;
}
