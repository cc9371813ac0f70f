"use client";
import { useCallback, useEffect, useRef, useState } from "react";

/** Less than anybody needs to read a name and a level: whatever is pressed sooner was meant for something else. */
export const LOOK_MS = 1_000;
/** So much of it is inside the window, or so much of the window is filled by it: what is longer than a screen is read by scrolling. */
const IN_SIGHT = { ofIt: 0.5, ofWindow: 0.4 } as const;
const STEPS = Array.from({ length: 21 }, (_, i) => i / 20);
/** A key pressed too early is often one of several typed blindly: the others follow within this. */
const BURST_MS = 400;

/**
 * Whether `what` has been seen: drawn, in a tab that is visible, with `element` inside the window, for long enough. All times are
 * on the clock of the events (`event.timeStamp`), so that a key pressed while the page was busy drawing counts as pressed
 * before it.
 */
export function useSeen(what: string, element: HTMLElement | null) {
  const [seen, setSeen] = useState<string | null>(null);
  const since = useRef<{ readonly what: string; readonly at: number } | null>(null);
  const refusedAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    if (!element) return;
    let inWindow = false;
    let frame = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      since.current = null;
      setSeen(null);
    };
    const start = () => {
      // The second frame begins once the first one, which holds `what`, has been handed to the screen.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          since.current = { what, at: performance.now() };
          timer = setTimeout(() => setSeen(what), LOOK_MS);
        });
      });
    };
    const look = () => {
      stop();
      if (inWindow && document.visibilityState === "visible") start();
    };
    const observer = new IntersectionObserver(
      (entries) => {
        const now = inSight(entries.at(-1));
        if (now === inWindow) return;
        inWindow = now;
        look();
      },
      { threshold: STEPS },
    );
    observer.observe(element);
    document.addEventListener("visibilitychange", look);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", look);
      stop();
    };
  }, [what, element]);

  /** Whether an act at `at` may count; one that may not starts a short pause, so that a burst of keys is refused as a whole. */
  const mayActAt = useCallback(
    (at: number): boolean => {
      const shown = since.current;
      const ready =
        shown !== null &&
        shown.what === what &&
        at - shown.at >= LOOK_MS &&
        at - refusedAt.current >= BURST_MS;
      if (!ready) refusedAt.current = at;
      return ready;
    },
    [what],
  );
  /** For how long it has been in sight; null: it is not. */
  const seenMs = useCallback(
    (): number | null => (since.current?.what === what ? performance.now() - since.current.at : null),
    [what],
  );
  return { seen: seen === what, mayActAt, seenMs };
}

function inSight(entry: IntersectionObserverEntry | undefined): boolean {
  if (!entry?.isIntersecting) return false;
  const window = entry.rootBounds?.height ?? innerHeight;
  return (
    entry.intersectionRatio >= IN_SIGHT.ofIt || entry.intersectionRect.height >= IN_SIGHT.ofWindow * window
  );
}
