"use client";
import { useEffect, useRef } from "react";
import { shortcutsOn } from "@/components/ui/shortcuts";
import { type Draft, type Intent, intentOf, type Situation } from "./decision-draft";

/** What holds when a key comes, asked anew for each: keys are faster than screens are drawn. */
export type Now = () => { readonly draft: Draft; readonly situation: Situation };

/**
 * Keys of the patient's page. Not while somebody types, or a dialog is open. Every press counts, however soon after another;
 * only the repeats of a key held down (`event.repeat`) are not presses.
 */
export function useDecisionKeys(now: Now, act: (intent: Intent, at: number) => void): void {
  const latest = useRef({ now, act });
  useEffect(() => {
    latest.current = { now, act };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (!shortcutsOn() && event.key !== "Escape") return;
      const target = event.target as HTMLElement;
      if (target.closest("[role=dialog], [role=alertdialog]")) return;
      if (target.matches("textarea, input:not([type=radio]), select, [contenteditable=true]")) {
        // Escape leaves the comment, not the whole form.
        if (event.key === "Escape") target.blur();
        return;
      }
      // On a button or a link Enter is the browser's own.
      if (event.key === "Enter" && target.closest("button, a, summary, [role=tab]")) return;
      const { draft, situation } = latest.current.now();
      const intent = intentOf(event.key, draft, situation);
      if (!intent) return;
      event.preventDefault();
      if (event.repeat) return;
      latest.current.act(intent, event.timeStamp);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
