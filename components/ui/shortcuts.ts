"use client";
import { useSyncExternalStore } from "react";

/**
 * Whether single letters and digits act (WCAG 2.2, 2.1.4): on, unless this workstation turned them off. Somebody who
 * dictates or whose keyboard is bumped must not accept a level by it.
 */
const KEY = "openacuity.keys";
const CHANGED = "openacuity:keys";

export function shortcutsOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    // Storage can be forbidden by policy; then the choice cannot be kept and keys stay on.
    return true;
  }
}

export function setShortcuts(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {}
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    window.removeEventListener("storage", listener);
  };
}

export const useShortcutsOn = (): boolean => useSyncExternalStore(subscribe, shortcutsOn, () => true);
