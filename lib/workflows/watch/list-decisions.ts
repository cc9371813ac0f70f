import { listDecisionRows } from "@/db/queries/console";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import type { Exposure } from "@/lib/decision/decision";
import { MOST_EXPORTED, type Narrowed, toCsv } from "@/lib/monitoring/listing";
import { recordExport } from "../govern/record-export";
import type { Runtime } from "../service/runtime";
import type { DecisionRowView, Page } from "../views";

const PAGE = 50;

export type DecisionFilter = {
  readonly cursor?: string | undefined;
  readonly overridesOnly?: boolean | undefined;
} & Narrowed;

/** Decisions of everybody, newest first. Names no patient: the console is about the model, not about visits. */
export async function listDecisions(
  rt: Runtime,
  _auth: Authorized,
  { cursor, overridesOnly = false, ...narrowed }: DecisionFilter,
): Promise<Page<DecisionRowView>> {
  const rows = await listDecisionRows(rt.db, {
    before: cursor ? readCursor(cursor) : null,
    overridesOnly,
    ...narrowed,
    limit: PAGE + 1,
  });
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return {
    items: page.map(({ exposure: _, ...row }) => ({
      ...row,
      decidedAt: row.decidedAt.toISOString(),
      writeBack: row.writeBack ?? "pending",
    })),
    nextCursor: rows.length > PAGE && last ? writeCursor(last) : null,
  };
}

/** The same as a file, newest first. That it was taken is on record. */
export async function decisionsAsCsv(
  rt: Runtime,
  auth: Authorized,
  filter: Omit<DecisionFilter, "cursor">,
): Promise<string> {
  const { overridesOnly = false, ...narrowed } = filter;
  const rows = await listDecisionRows(rt.db, {
    before: null,
    overridesOnly,
    ...narrowed,
    limit: MOST_EXPORTED,
  });
  await recordExport(rt, auth, "decisions", rows.length);
  return toCsv(
    [
      "id",
      "decided_at",
      "decided_by",
      "suggested",
      "decided",
      "kind",
      "reason",
      "model",
      "ehr",
      "label",
      "suggestion_seen_seconds",
      "reasons_shown",
      "look_twice",
      "tried_before",
      "mode",
      "suggestion_held_back",
      "own_level_first",
      "suggestion_shown_at",
    ],
    rows.map((r) => [
      r.id,
      r.decidedAt.toISOString(),
      r.decidedBy,
      r.shownLevel,
      r.level,
      r.kind,
      r.reason,
      r.modelVersion,
      r.writeBack ?? "pending",
      r.becameLabel ? "yes" : "no",
      ...exposureColumns(r.exposure),
    ]),
  );
}

/** Those of suggestions by themselves are empty where the page could not tell. */
const exposureColumns = (e: Exposure | null): (string | number | null)[] =>
  e === null
    ? [null, null, null, null, null, null, null, null]
    : [
        ...(e.seenMs === null
          ? [null, null, null, null]
          : [e.seenMs / 1000, yesNo(e.reasons), yesNo(e.lookTwice), e.tried.join(" ")]),
        e.mode ?? null,
        yesNo(e.heldBack === true),
        e.first?.level ?? null,
        e.first?.at ?? null,
      ];
const yesNo = (value: boolean): string => (value ? "yes" : "no");

const writeCursor = (row: { decidedAt: Date; id: string }): string => `${row.decidedAt.getTime()}.${row.id}`;

function readCursor(cursor: string): { at: Date; id: string } {
  const [, millis, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (!millis || !id) throw new AppError("invalid-input", "not a cursor of this list");
  return { at: new Date(Number(millis)), id };
}
