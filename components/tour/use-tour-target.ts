"use client";
import { useEffect, useState } from "react";

/** What is pointed at can be drawn late, or drawn anew by a refresh: it is looked for again this often. */
const LOOK_EVERY_MS = 300;

/**
 * Marks what a step points at, and brings it into sight once.
 * @param at its `data-tour`; null: nothing
 * @returns whether the card would cover it at the lower edge of the window
 */
export function useTourTarget(at: string | null): boolean {
  const [low, setLow] = useState(false);
  useEffect(() => {
    if (at === null) return;
    let marked: HTMLElement | null = null;
    const look = () => {
      const found = document.querySelector<HTMLElement>(`[data-tour="${at}"]`);
      if (found !== marked) {
        marked?.removeAttribute("data-tour-here");
        found?.setAttribute("data-tour-here", "");
        if (found && !marked) bringIntoSight(found);
        marked = found;
      }
      if (found) setLow(isLow(found.getBoundingClientRect()));
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      marked?.removeAttribute("data-tour-here");
    };
  }, [at]);
  return low;
}

function bringIntoSight(element: HTMLElement): void {
  const { top, bottom } = element.getBoundingClientRect();
  if (top < 120 || bottom > window.innerHeight) element.scrollIntoView({ block: "center" });
}

/** The card takes the lower 40 % of a window, unless what it points at is there. */
const isLow = ({ top, height }: DOMRect): boolean =>
  top + Math.min(height, 200) / 2 > window.innerHeight * 0.55;
