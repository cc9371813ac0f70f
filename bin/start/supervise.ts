import { setTimeout as pause } from "node:timers/promises";
import { type Managed, stopChild } from "./children";

/** Beginning again takes longer each time, up to a minute; who has run so long begins afresh. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

export type Supervised = {
  /** Stops it, and it stays stopped. */
  stop(): Promise<void>;
};

export type SuperviseOptions = {
  readonly start: () => Managed;
  /** Told of each end that was not asked for, and when it begins again, ms. */
  readonly onEnd: (code: number | null, againIn: number) => void;
  readonly graceMs: number;
  readonly waits?: { readonly first: number; readonly longest: number };
};

/** Keeps one process running: the end of one site's is no other site's business. */
export function supervise({ start, onEnd, graceMs, waits }: SuperviseOptions): Supervised {
  const { first, longest } = waits ?? { first: FIRST_WAIT_MS, longest: LONGEST_WAIT_MS };
  const stopping = new AbortController();
  let child = start();
  let wait = first;
  const keep = async () => {
    for (let began = Date.now(); ; began = Date.now()) {
      const code = await child.exited;
      if (stopping.signal.aborted) return;
      if (Date.now() - began > longest) wait = first;
      onEnd(code, wait);
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      wait = Math.min(2 * wait, longest);
      child = start();
    }
  };
  const kept = keep();
  return {
    async stop() {
      stopping.abort();
      await stopChild(child, graceMs);
      await kept;
    },
  };
}
