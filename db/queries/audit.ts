import { and, asc, desc, eq, gt, lt } from "drizzle-orm";
import type { ChainedEntry } from "@/lib/audit/chain";
import type { DbOrTx } from "../client";
import { auditEvent } from "../schema";

export type AuditRow = ChainedEntry & { readonly hash: string };
type Stored = typeof auditEvent.$inferSelect;
const toEntry = (row: Stored): AuditRow => ({ ...row, at: row.at.toISOString() });

/** Newest first, `before` exclusive. */
export async function listAuditEvents(
  db: DbOrTx,
  { before, event, limit }: { before?: number | undefined; event?: string | undefined; limit: number },
): Promise<AuditRow[]> {
  const rows = await db
    .select()
    .from(auditEvent)
    .where(
      and(before ? lt(auditEvent.seq, before) : undefined, event ? eq(auditEvent.event, event) : undefined),
    )
    .orderBy(desc(auditEvent.seq))
    .limit(limit);
  return rows.map(toEntry);
}

/** Oldest first, `after` exclusive: what a verifier reads page by page. */
export async function auditEventsAfter(db: DbOrTx, after: number, limit: number): Promise<AuditRow[]> {
  const rows = await db
    .select()
    .from(auditEvent)
    .where(gt(auditEvent.seq, after))
    .orderBy(asc(auditEvent.seq))
    .limit(limit);
  return rows.map(toEntry);
}
