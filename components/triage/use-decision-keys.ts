"use client";
import { useEffect, useRef } from "react";
import { shortcutsOn } from "@/components/ui/shortcuts";
import { type Draft, type Intent, intentOf, type Situation } from "./decision-draft";

/** Two presses of one key this close are a bounce or a held key, not two decisions. */
const BOUNCE_MS = 300;

/** Keys of the patient's page. Not while somebody types, holds a key down, or a dialog is open. */
export function useDecisionKeys(draft: Draft, situation: Situation, act: (intent: Intent) => void): void {
  const latest = useRef({ draft, situation, act });
  useEffect(() => {
    latest.current = { draft, situation, act };
  });
  useEffect(() => {
    let before = { key: "", at: 0 };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
      if (!shortcutsOn() && event.key !== "Escape") return;
      const target = event.target as HTMLElement;
      if (target.closest("[role=dialog], [role=alertdialog]")) return;
      if (target.matches("textarea, input:not([type=radio]), select, [contenteditable=true]")) {
        // Escape leaves the comment, not the whole form.
        if (event.key === "Escape") target.blur();
        return;
      }
      const bounced = event.key === before.key && event.timeStamp - before.at < BOUNCE_MS;
      before = { key: event.key, at: event.timeStamp };
      if (bounced) return;
      const { draft, situation, act } = latest.current;
      const intent = intentOf(event.key, draft, situation);
      if (!intent) return;
      event.preventDefault();
      act(intent);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
