"use client";
import { useEffect, useRef } from "react";
import { shortcutsOn } from "@/components/ui/shortcuts";
import { LEVELS, type Level } from "@/lib/case/level";

type Act = { readonly choose: (level: Level) => void; readonly save: () => void };

/** 1 to 5 choose, Enter saves. Not while somebody types or a dialog is open; a key held down is one press. */
export function useReadingKeys(act: Act): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !shortcutsOn()) return;
      const target = event.target as HTMLElement;
      if (target.closest("[role=dialog], textarea, input:not([type=radio]), select")) return;
      const level = LEVELS.find((l) => String(l) === event.key);
      // On another button or a link Enter is the browser's own; on a level it saves that level.
      const elsewhere = target.closest("button, a, summary") && !target.closest("[aria-pressed]");
      if (!level && (event.key !== "Enter" || elsewhere)) return;
      event.preventDefault();
      if (event.repeat) return;
      if (level) latest.current.choose(level);
      else latest.current.save();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
