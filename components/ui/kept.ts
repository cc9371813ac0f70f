"use client";
import { useCallback, useSyncExternalStore } from "react";

const PREFIX = "openacuity.";
const CHANGED = "openacuity:kept";
/** Where storage is forbidden by policy a choice lasts as long as the page. */
const memory = new Map<string, string>();

/**
 * A choice this workstation remembers, one of `allowed`; `allowed[0]` until something else is chosen, and on the server.
 * Nothing about a patient belongs in here.
 */
export function useKept<T extends string>(
  name: string,
  allowed: readonly [T, ...T[]],
): [T, (value: T) => void] {
  const read = (): T => {
    const kept = stored(PREFIX + name) ?? memory.get(name);
    return allowed.find((a) => a === kept) ?? allowed[0];
  };
  const value = useSyncExternalStore(subscribe, read, () => allowed[0]);
  const keep = useCallback(
    (next: T) => {
      memory.set(name, next);
      try {
        localStorage.setItem(PREFIX + name, next);
      } catch {}
      window.dispatchEvent(new Event(CHANGED));
    },
    [name],
  );
  return [value, keep];
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    window.removeEventListener("storage", listener);
  };
}
