"use client";
import { useEffect, useRef } from "react";
import { askWhoIsSignedIn } from "./action-error";
import { hearEvents } from "./get-json";

const FIRST_AGAIN_MS = 5_000;
const LONGEST_AGAIN_MS = 60_000;
/** Pages told together do not ask together. */
const SPREAD_MS = 300;
const PRESENCE_GAP_MS = 1_000;

type Heard = { readonly onChanged: () => void; readonly onPresence: () => void };

/**
 * Is told by the server when something has changed, while the page is in sight: a hidden page holds no connection, and asks when it is
 * looked at again. Where nothing is to be heard the page goes on asking by itself; it listens again, later each time.
 * @param path of what tells
 * @param gapMs that lie between two questions at least
 */
export function useServerChanges(path: string, gapMs: number, heard: Heard): void {
  const latest = useRef(heard);
  latest.current = heard;
  useEffect(() => {
    let stop: AbortController | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    let wait = FIRST_AGAIN_MS;
    const changed = oncePer(gapMs, () => latest.current.onChanged());
    const presence = oncePer(PRESENCE_GAP_MS, () => latest.current.onPresence());
    const close = () => {
      clearTimeout(again);
      stop?.abort();
      stop = null;
    };
    const open = async () => {
      close();
      if (document.visibilityState !== "visible") return;
      const own = new AbortController();
      stop = own;
      const since = Date.now();
      await hearEvents(
        path,
        (name) => {
          if (name === "changed") changed.soon();
          if (name === "presence") presence.soon();
          if (name === "ended") askWhoIsSignedIn("unauthenticated");
        },
        own.signal,
      ).catch(() => {});
      if (own.signal.aborted) return;
      if (Date.now() - since > LONGEST_AGAIN_MS) wait = FIRST_AGAIN_MS;
      again = setTimeout(open, wait * (1 + Math.random() / 4));
      wait = Math.min(LONGEST_AGAIN_MS, wait * 2);
    };
    const look = () => void (document.visibilityState === "visible" ? open() : close());
    void open();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      changed.stop();
      presence.stop();
      close();
    };
  }, [path, gapMs]);
}

/** Does it soon after it was asked for, and once for all that ask within `gapMs`. */
function oncePer(gapMs: number, work: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return {
    soon: () => {
      if (timer !== undefined) return;
      const wait = Math.max(0, last + gapMs - Date.now()) + Math.random() * SPREAD_MS;
      timer = setTimeout(() => {
        timer = undefined;
        last = Date.now();
        work();
      }, wait);
    },
    stop: () => clearTimeout(timer),
  };
}
