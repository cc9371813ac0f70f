import { listDecisionRows } from "@/db/queries/console";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import type { Runtime } from "../runtime";
import type { DecisionRowView, Page } from "../views";

const PAGE = 50;

export type DecisionFilter = {
  readonly cursor?: string | undefined;
  readonly overridesOnly?: boolean | undefined;
};

/** Decisions of everybody, newest first. Names no patient: the console is about the model, not about visits. */
export async function listDecisions(
  rt: Runtime,
  _auth: Authorized,
  { cursor, overridesOnly = false }: DecisionFilter,
): Promise<Page<DecisionRowView>> {
  const rows = await listDecisionRows(rt.db, {
    before: cursor ? readCursor(cursor) : null,
    overridesOnly,
    limit: PAGE + 1,
  });
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({
      ...row,
      decidedAt: row.decidedAt.toISOString(),
      writeBack: row.writeBack ?? "pending",
    })),
    nextCursor: rows.length > PAGE && last ? writeCursor(last) : null,
  };
}

const writeCursor = (row: { decidedAt: Date; id: string }): string => `${row.decidedAt.getTime()}.${row.id}`;

function readCursor(cursor: string): { at: Date; id: string } {
  const [, millis, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (!millis || !id) throw new AppError("invalid-input", "not a cursor of this list");
  return { at: new Date(Number(millis)), id };
}
