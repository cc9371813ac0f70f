import { isLevel, type Level } from "@/lib/case/level";
import type { Concern } from "@/lib/decision/concerns";
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
      /** What speaks against it is being put to the clinician; the level is saved only when they say yes to it. */
      readonly asking?: readonly Concern[];
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
  /** The level given before the suggestion is shown. */
  | { readonly do: "first"; readonly level: Level }
  | { readonly do: "accept" }
  | { readonly do: "open" }
  | { readonly do: "close" }
  | { readonly do: "level"; readonly level: Level }
  /** Choose the reason and save at once. */
  | { readonly do: "reason"; readonly reason: OverrideReason }
  | { readonly do: "save" }
  | { readonly do: "comment" }
  /** Yes to what speaks against the level; back: no, and back to the form. */
  | { readonly do: "confirm" }
  | { readonly do: "back" }
  | { readonly do: "next" }
  /** Take the decision back, or the one that waits for the connection. */
  | { readonly do: "undo" }
  /** Nothing is done, and why: no key is lost without a word. */
  | { readonly do: "say"; readonly text: string };

export type Situation = {
  readonly shown: Level | null;
  readonly canDecide: boolean;
  /** The suggestion is shown only after a level of their own. */
  readonly ownFirst: boolean;
  /** Nobody can be triaged on this visit: it has ended, or its record is not in use. */
  readonly barred: boolean;
  /** A decision is in force and is not being changed. */
  readonly decided: boolean;
  /** The decision in force, or one that waits for the connection, can be taken back. */
  readonly undoable: boolean;
  /**
   * saving: a decision is on its way to the server. showing: a level of their own is, and the suggestion is on its way back. leaving: the next patient is being fetched. updating: the page came out of
   * the browser's history and is being read again.
   */
  readonly under: "nothing" | "saving" | "showing" | "leaving" | "updating";
};

const say = (text: string): Intent => ({ do: "say", text });
const digitOf = (pressed: string): number | null => (/^\d$/.test(pressed) ? Number(pressed) : null);

/** What a key means now; null: it is none of ours, leave it to the browser. */
export function intentOf(key: string, draft: Draft, situation: Situation): Intent | null {
  const pressed = key.length === 1 ? key.toLowerCase() : key;
  if (!/^([naou]|\d)$/.test(pressed) && draft.step === "closed") return null;
  if (!/^([naocu]|\d|Escape|Enter)$/.test(pressed)) return null;
  if (pressed === "u") return toUndo(draft, situation);
  if (situation.under !== "nothing") return whileUnder(pressed, situation.under);
  if (draft.step === "details" && draft.asking) return whileAsking(pressed);
  if (pressed === "n")
    return draft.step === "closed"
      ? { do: "next" }
      : say("Save or press Esc first. Then N opens the next patient.");
  return draft.step === "closed"
    ? fromClosed(pressed, situation)
    : draft.step === "level"
      ? fromLevels(pressed, situation)
      : fromDetails(pressed, draft, situation);
}

function toUndo(draft: Draft, { undoable, decided, under }: Situation): Intent | null {
  if (undoable && draft.step === "closed") return { do: "undo" };
  if (under !== "nothing") return whileUnder("u", under);
  return decided && draft.step === "closed"
    ? say("It is too late to undo. Choose Change to give another level.")
    : null;
}

/** While something is under way only N is remembered; everything else would land on what is not on the screen yet. */
function whileUnder(pressed: string, under: Exclude<Situation["under"], "nothing">): Intent | null {
  if (pressed === "Escape" || pressed === "Enter") return null;
  if (under === "leaving")
    return say("The next patient is being opened. Look first, then press the key again.");
  if (pressed === "n") return { do: "next" };
  return say(
    under === "saving"
      ? "Still saving. This key did nothing."
      : under === "showing"
        ? "The suggestion is being shown. Look first, then press the key again."
        : "This page is being brought up to date. Look first, then press the key again.",
  );
}

/** The question has the keyboard; a key that was quicker than it never means yes. */
const whileAsking = (pressed: string): Intent =>
  pressed === "Escape" || pressed === "Enter"
    ? { do: "back" }
    : say("Not saved yet: answer the question first.");

function fromClosed(
  pressed: string,
  { shown, canDecide, ownFirst, barred, decided }: Situation,
): Intent | null {
  if (barred) return say("No level can be given on this visit.");
  if (!canDecide) return say("Your role can look, but not decide.");
  if (ownFirst) {
    const digit = digitOf(pressed);
    return isLevel(digit)
      ? { do: "first", level: digit }
      : say("Your own level first: press 1 to 5. Then the suggestion is shown.");
  }
  if (decided) return say("Already decided. Choose Change to give another level.");
  if (pressed === "a")
    return shown === null ? say("There is no suggestion to accept. Press 1 to 5.") : { do: "accept" };
  return pressed === "o" ? { do: "open" } : toLevel(pressed);
}

function fromLevels(pressed: string, { shown }: Situation): Intent | null {
  if (pressed === "Escape") return { do: "close" };
  if (pressed === "a" && shown !== null) return { do: "accept" };
  return digitOf(pressed) === null ? say("Choose a level first: press 1 to 5.") : toLevel(pressed);
}

function toLevel(pressed: string): Intent {
  const digit = digitOf(pressed);
  return isLevel(digit) ? { do: "level", level: digit } : say("A level is a key from 1 to 5.");
}

function fromDetails(
  pressed: string,
  draft: Extract<Draft, { step: "details" }>,
  { shown }: Situation,
): Intent | null {
  if (pressed === "Escape") return { do: "close" };
  if (pressed === "c") return { do: "comment" };
  if (pressed === "Enter") return { do: "save" };
  const digit = digitOf(pressed);
  if (kindOf(draft.level, shown) !== "override" || digit === null)
    return say(`Level ${draft.level} is chosen. Enter saves it, Esc cancels.`);
  const reason = OVERRIDE_REASONS[digit - 1];
  return reason
    ? { do: "reason", reason: reason.code }
    : say(`A reason is a key from 1 to ${OVERRIDE_REASONS.length}.`);
}
