"use client";
import { useSyncExternalStore } from "react";
import { type BoardFilter, NO_FILTER } from "@/components/triage/board-model";
import { LEVELS } from "@/lib/case/level";

/**
 * How this tab left the board, so that coming back is coming back: filters stand in the address, where they can be shared and
 * survive a reload; what was searched for may be a name, so it is kept in memory alone, as are scroll and the last patient.
 */
type Place = { query: string; search: string; scroll: number; row: string | null };
const place: Place = { query: "", search: "", scroll: 0, row: null };
const listeners = new Set<() => void>();

export const boardPlace = (): Readonly<Place> => place;
export function keepPlace(change: Partial<Place>): void {
  const moved = change.query !== undefined && change.query !== place.query;
  Object.assign(place, change);
  if (moved) for (const listener of listeners) listener();
}

export const boardHref = (): string => `/board${place.query}`;

/** The board's address as it was left, for links back to it. */
export const useBoardHref = (): string =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    boardHref,
    () => "/board",
  );

/** "?level=2&undecided=1"; empty for no filter. Never what was searched for. */
export function queryOf({ level, undecidedOnly, needsLeadOnly, zone }: BoardFilter, byZone = false): string {
  const query = new URLSearchParams();
  if (level !== null) query.set("level", String(level));
  if (undecidedOnly) query.set("undecided", "1");
  if (needsLeadOnly) query.set("lead", "1");
  if (zone !== null) query.set("zone", zone);
  if (byZone) query.set("by", "zone");
  return query.size === 0 ? "" : `?${query}`;
}

/** What is not known in an address is no filter: nobody is hidden by a typing error. */
export function filterOf(query: { get(name: string): string | null }): BoardFilter {
  const level = query.get("level");
  return {
    ...NO_FILTER,
    level: level === "none" ? "none" : (LEVELS.find((l) => String(l) === level) ?? null),
    undecidedOnly: query.get("undecided") === "1",
    needsLeadOnly: query.get("lead") === "1",
    zone: query.get("zone")?.trim() || null,
    search: place.search,
  };
}
