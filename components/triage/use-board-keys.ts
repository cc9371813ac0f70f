"use client";
import { type RefObject, useEffect, useRef } from "react";
import { shortcutsOn } from "@/components/ui/shortcuts";

type Options = {
  table: RefObject<HTMLElement | null>;
  search: RefObject<HTMLInputElement | null>;
  onMove: () => void;
  onNew: () => void;
  /** Takes in what waits while the board is held. */
  onShow: () => void;
};

/** j/k or arrows move over the rows, Enter opens (the row's own link), / searches, Escape leaves the search, + opens the form for a new patient, s shows what waits. */
export function useBoardKeys({ table, search, onMove, onNew, onShow }: Options): void {
  const move = useRef(onMove);
  move.current = onMove;
  const openNew = useRef(onNew);
  openNew.current = onNew;
  const show = useRef(onShow);
  show.current = onShow;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      const typing = target.matches("input:not([type=checkbox]), textarea, select, [contenteditable=true]");
      if (typing) {
        if (target !== search.current) return;
        if (event.key === "Escape") search.current?.blur();
        if (event.key === "ArrowDown") focusRow(table.current, 1, event);
        return;
      }
      // Arrows are not characters: they always work.
      if (event.key.length === 1 && !shortcutsOn()) return;
      if (event.key === "/") {
        event.preventDefault();
        search.current?.focus();
        search.current?.select();
        return;
      }
      if (event.key === "+") {
        event.preventDefault();
        openNew.current();
        return;
      }
      if (event.key === "s") {
        show.current();
        return;
      }
      const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
      if (step === undefined) return;
      move.current();
      focusRow(table.current, step, event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [table, search]);
}

function focusRow(table: HTMLElement | null, step: number, event: KeyboardEvent): void {
  const links = [...(table?.querySelectorAll<HTMLAnchorElement>("a.row-link") ?? [])];
  if (links.length === 0) return;
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next =
    links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step))];
  event.preventDefault();
  next?.focus({ preventScroll: true });
  next?.closest("tr")?.scrollIntoView({ block: "nearest" });
}
