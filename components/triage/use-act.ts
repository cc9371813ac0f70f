"use client";
import { type RefObject, useRef } from "react";
import { flushSync } from "react-dom";
import type { Level } from "@/lib/case/level";
import { concernKey, concernsOf } from "@/lib/decision/concerns";
import type { Floor } from "@/lib/safety/floor";
import { chooseLevel, type Intent, obstacle } from "./decision-draft";
import { answerKey, hushKeys } from "./key-answer";
import type { DecisionGesture } from "./use-decision";

type Options = {
  /** The level on the screen, and the rules beside it. */
  shown: Level | null;
  floor: Floor | null;
  gesture: DecisionGesture;
  chooseFirst: (level: Level) => void;
  seen: { readonly mayActAt: (at: number) => boolean };
  /** The suggestion: brought back into sight for who decides without seeing it. */
  target: HTMLElement | null;
  comment: RefObject<HTMLTextAreaElement | null>;
  goNext: () => void;
  undo: () => void;
};

const TOO_SOON = "Too soon: look at the patient first, then press it again.";
/** What begins a decision; the rest goes on with one that was begun after looking. */
const BEGINS: ReadonlySet<Intent["do"]> = new Set(["first", "accept", "open", "level"]);

/** Does what a key or a button means. `at`: when it was pressed, on the clock of the events. */
export function useAct({ shown, floor, gesture, chooseFirst, seen, target, comment, goNext, undo }: Options) {
  const nextWhenSaved = useRef(false);

  const onEnd = (saved: boolean) => {
    const wanted = nextWhenSaved.current;
    nextWhenSaved.current = false;
    if (!wanted) return;
    if (saved) goNext();
    else answerKey("Not saved, so this patient stays open.");
  };
  const save = (): void => {
    const { draft } = gesture.now();
    const why = obstacle(draft, shown);
    if (why !== null || draft.step !== "details") {
      answerKey(why ?? "Choose a level.");
      return;
    }
    const asking = concernsOf(draft.level, shown, floor);
    if (asking.length > 0) gesture.setDraft({ ...draft, asking });
    else gesture.save(draft.level, draft.reason, draft.comment, [], onEnd);
  };
  /** Yes or no to what speaks against the level; the draft is kept either way. */
  const answer = (yes: boolean): void => {
    const { draft } = gesture.now();
    if (draft.step !== "details" || !draft.asking) return;
    const { asking, ...kept } = draft;
    gesture.setDraft(kept);
    if (yes) gesture.save(draft.level, draft.reason, draft.comment, asking.map(concernKey), onEnd);
  };

  return (intent: Intent, at: number): void => {
    const { draft, underWay } = gesture.now();
    const tooSoon = BEGINS.has(intent.do) && draft.step === "closed" && !seen.mayActAt(at);
    if (tooSoon) target?.scrollIntoView({ block: "nearest" });
    if (tooSoon || intent.do === "say") {
      answerKey(intent.do === "say" ? intent.text : TOO_SOON);
      return;
    }
    hushKeys();
    switch (intent.do) {
      case "first":
        chooseFirst(intent.level);
        break;
      case "accept":
        if (shown !== null) gesture.save(shown, null, "", [], onEnd);
        break;
      case "open":
        gesture.setDraft({ step: "level" });
        break;
      case "close":
        gesture.cancel();
        break;
      case "level":
        gesture.setDraft(chooseLevel(draft, intent.level));
        break;
      case "reason":
        if (draft.step !== "details") break;
        // Drawn at once: the letters of a comment must find their field.
        flushSync(() => gesture.setDraft({ ...draft, reason: intent.reason }));
        if (intent.reason === "other" && draft.comment.trim() === "") {
          comment.current?.focus();
          answerKey("Say in a few words what the reason is, then press Ctrl + Enter.");
        } else save();
        break;
      case "save":
        save();
        break;
      case "confirm":
        answer(true);
        break;
      case "back":
        answer(false);
        break;
      case "comment":
        flushSync(() => gesture.setDraft(draft));
        comment.current?.focus();
        break;
      case "undo":
        nextWhenSaved.current = false;
        undo();
        break;
      case "next":
        if (underWay) {
          nextWhenSaved.current = true;
          answerKey("Saving. Then the next patient.");
        } else goNext();
    }
  };
}
