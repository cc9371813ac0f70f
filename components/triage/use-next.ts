"use client";
import { useCallback, useEffect, useRef, useTransition } from "react";
import { answerKey } from "./key-answer";

/** Looks for the next patient and opens them. `leaving` from the moment it is asked for until the new page is there. */
export function useNext(find: () => Promise<string>, open: (path: string) => void) {
  const [pending, start] = useTransition();
  const leaving = useRef(false);
  useEffect(() => {
    if (!pending) leaving.current = false;
  }, [pending]);
  const go = useCallback(() => {
    if (leaving.current) return;
    leaving.current = true;
    start(async () => {
      try {
        const path = await find();
        // What follows an await is a transition of its own to React; together they last until the page has changed.
        start(() => open(path));
      } catch {
        answerKey("The next patient could not be looked up. Check the connection and press N again.");
      }
    });
  }, [find, open]);
  return { go, pending, isLeaving: useCallback(() => leaving.current, []) };
}
