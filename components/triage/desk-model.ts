import { lookAgainDue } from "@/lib/decision/reassess";
import type { BoardRow } from "@/lib/workflows/views";

/** Why a patient is on the lead's desk, the most pressing first: pure, so that it can be tested without a screen. */
const DESK_REASONS = ["needs-lead", "worsened", "not-in-ehr", "no-level", "undecided", "look-again"] as const;
export type DeskReason = (typeof DESK_REASONS)[number];

export type DeskItem = { readonly row: BoardRow; readonly reasons: readonly DeskReason[] };

/** An urgent patient nobody has decided on for so long, minutes, is a lead's business. */
const UNDECIDED_TOO_LONG = 10;
const URGENT = 2;
/** Who can wait an hour and more is on the board, not on the desk. */
const LOOKED_AFTER_UP_TO = 3;

export function reasonsOf(row: BoardRow): DeskReason[] {
  const { standsAt, waitMinutes } = row;
  const is: Readonly<Record<DeskReason, boolean>> = {
    "needs-lead": row.needsLead,
    worsened: row.worsened,
    "not-in-ehr": row.writeBack === "failed",
    "no-level": row.level === null && row.visit.barred === null,
    undecided:
      row.levelSource !== "decided" &&
      row.visit.barred === null &&
      standsAt !== null &&
      standsAt <= URGENT &&
      waitMinutes !== null &&
      waitMinutes > UNDECIDED_TOO_LONG,
    "look-again":
      standsAt !== null &&
      standsAt <= LOOKED_AFTER_UP_TO &&
      lookAgainDue(standsAt, row.lookedMinutes) !== null,
  };
  return DESK_REASONS.filter((r) => is[r]);
}

/** What somebody has already found wrong comes first, each kind by itself; what has only not been done yet comes by urgency. */
const FOUND: readonly DeskReason[] = ["needs-lead", "worsened", "not-in-ehr"];

/** The row as it is by now: what is counted in minutes has gone on since the board was read. */
const later = (row: BoardRow, minutes: number): BoardRow => ({
  ...row,
  waitMinutes: row.waitMinutes === null ? null : row.waitMinutes + minutes,
  lookedMinutes: row.lookedMinutes === null ? null : row.lookedMinutes + minutes,
});

/** By the most pressing reason, then the most urgent, then who has waited longest. `minutesOn`: since the board was read. */
export function deskItems(rows: readonly BoardRow[], minutesOn = 0): DeskItem[] {
  const rank = ({ reasons: [first] }: DeskItem) => {
    const at = FOUND.indexOf(first as DeskReason);
    return at < 0 ? FOUND.length : at;
  };
  return rows
    .map((row) => later(row, minutesOn))
    .map((row) => ({ row, reasons: reasonsOf(row) }))
    .filter(({ reasons }) => reasons.length > 0)
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        (a.row.standsAt ?? 2.5) - (b.row.standsAt ?? 2.5) ||
        (b.row.waitMinutes ?? -1) - (a.row.waitMinutes ?? -1),
    );
}
