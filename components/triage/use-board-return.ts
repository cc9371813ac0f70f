"use client";
import { type RefObject, useEffect, useLayoutEffect } from "react";
import { boardPlace, keepPlace } from "@/components/board-place";

/** Coming back to the board is where one left it: the same scroll, the keyboard on the patient last opened. */
export function useBoardReturn(table: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { scroll, row } = boardPlace();
    if (scroll > 0) window.scrollTo(0, scroll);
    if (row && document.activeElement === document.body)
      table.current
        ?.querySelector<HTMLAnchorElement>(`a.row-link[href^="/encounters/${row}"]`)
        ?.focus({ preventScroll: true });
  }, [table]);
  // Ends before the next page is drawn, whose own scrolling is not the board's.
  useLayoutEffect(() => {
    const keep = () => keepPlace({ scroll: window.scrollY });
    window.addEventListener("scroll", keep, { passive: true });
    return () => window.removeEventListener("scroll", keep);
  }, []);
}
