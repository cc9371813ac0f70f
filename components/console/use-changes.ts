"use client";
import { useState } from "react";
import { type ActionError, toActionError } from "@/components/action-error";

/** What a board shows, and what became of the last change made on it: under way, refused, or done. */
export type Changes<View> = {
  readonly view: View;
  readonly busy: boolean;
  readonly error: ActionError | null;
  /** What was done, in words. */
  readonly done: string | null;
  /**
   * @param work answers with the board as it is afterwards
   * @param said what is told once it is done
   * @returns whether it was done
   */
  readonly change: (work: () => Promise<View>, said: string) => Promise<boolean>;
};

export function useChanges<View>(initial: View): Changes<View> {
  const [view, setView] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [done, setDone] = useState<string | null>(null);

  async function change(work: () => Promise<View>, said: string): Promise<boolean> {
    setBusy(true);
    setError(null);
    setDone(null);
    try {
      setView(await work());
      setDone(said);
      return true;
    } catch (cause) {
      setError(toActionError(cause));
      return false;
    } finally {
      setBusy(false);
    }
  }

  return { view, busy, error, done, change };
}
