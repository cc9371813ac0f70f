import type { BoardRow } from "@/lib/workflows/views";

/**
 * Whom N opens: of the undecided, whoever has not been opened here for longest, and of several never opened the one highest
 * on the board. So N walks down the board and begins again at its top, and who arrives meanwhile comes before who was passed by.
 */
export function nextPatient(
  rows: readonly Pick<BoardRow, "encounterId" | "levelSource" | "visit">[],
  current: string,
  /** When each was last opened here, in any unit that grows. */
  openedAt: ReadonlyMap<string, number>,
): string | null {
  const open = rows.filter(
    (r) => r.levelSource !== "decided" && r.visit.barred === null && r.encounterId !== current,
  );
  const at = (id: string) => openedAt.get(id) ?? Number.NEGATIVE_INFINITY;
  const [first] = [...open].sort((a, b) =>
    at(a.encounterId) < at(b.encounterId) ? -1 : at(a.encounterId) > at(b.encounterId) ? 1 : 0,
  );
  return first?.encounterId ?? null;
}
