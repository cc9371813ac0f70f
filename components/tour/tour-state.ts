"use client";
import { useSyncExternalStore } from "react";
import { keepCookie } from "@/components/keep-cookie";
import { pageMark } from "@/components/page-mark";
import { tourCookie } from "./tour-cookie";

/**
 * Which step of the tour this tab is at. It outlives a change of page and nothing else: it is gone with the tab, and belongs to
 * the person it was begun for, so that whoever signs in here next is not led through somebody else's tour.
 */
const KEY = "openacuity.tour";
const CHANGED = "openacuity:tour";
/** A workstation remembers for half a year that somebody has seen the tour, or put it away. */
const SEEN_SECONDS = 15_768_000;

function stepNow(): number | null {
  try {
    const [person, step] = (sessionStorage.getItem(KEY) ?? "").split(" ");
    if (!person || person !== pageMark()?.person) return null;
    const n = Number(step);
    return Number.isInteger(n) && n >= 0 ? n : null;
  } catch {
    // Storage can be forbidden by policy; then there is no tour.
    return null;
  }
}

/** @param step null ends the tour */
export function goToStep(step: number | null): void {
  const person = pageMark()?.person;
  try {
    if (step === null || !person) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, `${person} ${step}`);
  } catch {}
  window.dispatchEvent(new Event(CHANGED));
}

export function startTour(): void {
  const person = pageMark()?.person;
  if (person) keepCookie(tourCookie(person), "seen", "/", SEEN_SECONDS);
  goToStep(0);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener);
  return () => window.removeEventListener(CHANGED, listener);
}

/** Null while there is no tour. */
export const useTourStep = (): number | null => useSyncExternalStore(subscribe, stepNow, () => null);
