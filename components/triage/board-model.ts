import type { Words } from "@/components/words/words";
import type { Level } from "@/lib/case/level";
import type { BoardRow } from "@/lib/workflows/views";

/** What the board shows of all rows, and in which order: pure, so that it can be tested without a screen. */

export type BoardFilter = {
  readonly level: Level | "none" | null;
  readonly undecidedOnly: boolean;
  readonly needsLeadOnly: boolean;
  /** A part of the department (`zoneOf`); null: all of it. */
  readonly zone: string | null;
  readonly search: string;
};
export const NO_FILTER: BoardFilter = {
  level: null,
  undecidedOnly: false,
  needsLeadOnly: false,
  zone: null,
  search: "",
};

export const isFiltered = (f: BoardFilter): boolean =>
  f.level !== null || f.undecidedOnly || f.needsLeadOnly || f.zone !== null || f.search.trim() !== "";

/** Parts of a department that have numbers themselves. */
const NUMBERED = /^(?:area|pod|section|team|unit|ward|zone)\b/i;
const BED = /\s*(?:\b(?:bed|bay|room|chair|cubicle|stretcher|trolley)\b)?\s*#?\d+[a-z]?$/i;

/** The part of the department a place is in: "Resus, bay 2" and "Resus 3" are in "Resus". null: the EHR names no place. */
export function zoneOf({ location }: Pick<BoardRow, "location">): string | null {
  const [place = "", ...within] = (location ?? "").split(/[,/]|\s[-–]\s/).map((part) => part.trim());
  if (within.length > 0 || NUMBERED.test(place)) return place || null;
  return place.replace(BED, "").trim() || place || null;
}

/** Every part that has somebody in it, in the order of their names. */
export const zonesOf = (rows: readonly BoardRow[]): string[] =>
  [...new Set(rows.flatMap((r) => zoneOf(r) ?? []))].sort(byName);
const byName = new Intl.Collator("en", { numeric: true }).compare;

export function matches(row: BoardRow, filter: BoardFilter): boolean {
  if (filter.level !== null && (row.standsAt ?? "none") !== filter.level) return false;
  if (filter.undecidedOnly && row.levelSource === "decided") return false;
  if (filter.needsLeadOnly && !row.needsLead) return false;
  if (filter.zone !== null && zoneOf(row) !== filter.zone) return false;
  // "Last, First" is the same as "First Last".
  const words = fold(filter.search)
    .split(/[\s,;]+/)
    .filter(Boolean);
  if (words.length === 0) return true;
  const text = fold(
    [row.patientName, row.complaint, row.location, ...row.recordNumbers].filter(Boolean).join(" "),
  );
  return words.every((w) => text.includes(w));
}

/** "Müller" is found by "muller". */
const fold = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

/**
 * Most urgent first; within a level who got worse or awaits a lead, then who waits longest. Who has no level comes after those known to be
 * urgent and before those known to be able to wait: nobody has judged it.
 */
export function compareRows(a: BoardRow, b: BoardRow): number {
  return (
    rank(a) - rank(b) ||
    Number(b.worsened || b.needsLead) - Number(a.worsened || a.needsLead) ||
    arrivalOf(a) - arrivalOf(b) ||
    (a.encounterId < b.encounterId ? -1 : 1)
  );
}
/** By the moment and not by minutes, which pass at another second for each: nobody changes places for it. */
const arrivalOf = ({ arrivedAt }: BoardRow): number => (arrivedAt ? Date.parse(arrivedAt) : Infinity);
const NO_LEVEL_RANK = 2.5;
const rank = (row: BoardRow): number => row.standsAt ?? NO_LEVEL_RANK;

export type BoardGroup = {
  readonly level: Level | null;
  /** Grouped by zone: which one; null: no place is recorded. */
  readonly zone?: string | null;
  readonly ids: readonly string[];
};

/** Another one for every group of a layout. */
export const groupKey = ({ level, zone }: BoardGroup): string =>
  zone === undefined ? `level ${level}` : `zone ${zone}`;

/** One group a level; by zone one a part of the department, those without a place last, and in each the most urgent first. */
export function groupRows(rows: readonly BoardRow[], byZone = false): BoardGroup[] {
  const sorted = [...rows].sort(compareRows);
  if (byZone) {
    const zones = Map.groupBy(sorted, zoneOf);
    return [...zonesOf(rows), null].flatMap((zone) => {
      const ids = (zones.get(zone) ?? []).map((r) => r.encounterId);
      return ids.length > 0 ? [{ level: null, zone, ids }] : [];
    });
  }
  const groups: { level: Level | null; ids: string[] }[] = [];
  for (const row of sorted) {
    const last = groups.at(-1);
    if (last && last.level === row.standsAt) last.ids.push(row.encounterId);
    else groups.push({ level: row.standsAt, ids: [row.encounterId] });
  }
  return groups;
}

export type HeldChange = {
  readonly arrived: readonly string[];
  readonly left: number;
  readonly moved: number;
};

/**
 * While somebody points at the board its order is held: rows keep their place, who left stays out, who is new waits above
 * it. Tells what would change.
 */
export function heldLayout(
  held: readonly BoardGroup[],
  fresh: readonly BoardGroup[],
): { layout: BoardGroup[]; change: HeldChange } {
  const placeIn = (groups: readonly BoardGroup[]) =>
    new Map(groups.flatMap((g) => g.ids.map((id) => [id, groupKey(g)] as const)));
  const now = placeIn(fresh);
  const before = placeIn(held);
  const layout = held
    .map((g) => ({ ...g, ids: g.ids.filter((id) => now.has(id)) }))
    .filter((g) => g.ids.length > 0);
  const arrived = [...now.keys()].filter((id) => !before.has(id));
  const left = [...before.keys()].filter((id) => !now.has(id)).length;
  const keptThen = layout.flatMap((g) => g.ids);
  const keptNow = fresh.flatMap((g) => g.ids).filter((id) => before.has(id));
  const moved = keptNow.filter((id, i) => keptThen[i] !== id || before.get(id) !== now.get(id)).length;
  return { layout, change: { arrived, left, moved } };
}

/** What to say to somebody who listens instead of looks; empty when nothing worth a word happened. */
export function changeInWords(
  before: readonly BoardRow[],
  after: readonly BoardRow[],
  t: Words<"board">,
): string {
  const old = new Map(before.map((r) => [r.encounterId, r]));
  const parts: string[] = [];
  for (const row of after) {
    const was = old.get(row.encounterId);
    const about = { name: row.patientName, level: String(row.level ?? "none") };
    if (!was) parts.push(t("heardNewPatient", about));
    else if (row.worsened && !was.worsened) parts.push(t("heardWorsened", about));
    else if (row.needsLead && !was.needsLead) parts.push(t("heardNeedsALead", about));
    else if (row.level !== was.level) parts.push(t("heardIsNow", about));
  }
  if (parts.length > 4)
    return t("heardAndMore", { first: parts.slice(0, 3).join(" "), count: parts.length - 3 });
  return parts.join(" ");
}

export type LevelCount = {
  readonly level: Level | "none";
  readonly waiting: number;
  readonly undecided: number;
  readonly longestWait: number | null;
};

export function countByLevel(rows: readonly BoardRow[]): LevelCount[] {
  const keys: (Level | "none")[] = rows.some((r) => r.level === null)
    ? [1, 2, 3, 4, 5, "none"]
    : [1, 2, 3, 4, 5];
  return keys.map((level) => {
    const own = rows.filter((r) => (r.standsAt ?? "none") === level);
    const waits = own.flatMap((r) => r.waitMinutes ?? []);
    return {
      level,
      waiting: own.length,
      undecided: own.filter((r) => r.levelSource !== "decided").length,
      longestWait: waits.length > 0 ? Math.max(...waits) : null,
    };
  });
}
