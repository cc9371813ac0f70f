import { and, count, desc, eq, gte, isNull, max, min, sql } from "drizzle-orm";
import type { DbOrTx } from "../client";
import { auditEvent, decision, encounter } from "../schema";
import { notUndone } from "./undo";

/** Visits on the list of waiting patients, and of those without a level: how many, since when the first, how many from before `late`. */
export async function waitingNow(db: DbOrTx, late: Date) {
  const active = eq(encounter.active, true);
  const [all] = await db.select({ visits: count() }).from(encounter).where(active);
  const [without] = await db
    .select({
      n: count(),
      since: min(encounter.firstSeenAt),
      late: sql<number>`count(*) filter (where ${encounter.firstSeenAt} < ${late.toISOString()}::timestamptz)::int`,
    })
    .from(encounter)
    .leftJoin(decision, and(eq(decision.encounterId, encounter.id), notUndone(db)))
    .where(and(active, isNull(decision.id)));
  const [read] = await db.select({ at: max(encounter.lastSeenAt) }).from(encounter);
  return {
    visits: all?.visits ?? 0,
    withoutLevel: without?.n ?? 0,
    late: without?.late ?? 0,
    since: without?.since ?? null,
    readAt: read?.at ?? null,
  };
}

/** Levels decided since then, and how many of them are not the one that was shown. A smaller number is more urgent. */
export async function decidedSince(db: DbOrTx, from: Date) {
  const [row] = await db
    .select({
      decided: count(),
      moreUrgent: sql<number>`count(*) filter (where ${decision.kind} = 'override' and ${decision.level} < ${decision.shownLevel})::int`,
      lessUrgent: sql<number>`count(*) filter (where ${decision.kind} = 'override' and ${decision.level} > ${decision.shownLevel})::int`,
    })
    .from(decision)
    .where(and(gte(decision.decidedAt, from), notUndone(db)));
  return row ?? { decided: 0, moreUrgent: 0, lessUrgent: 0 };
}

/** When the last backup was made that the log knows of. */
export async function lastBackup(db: DbOrTx): Promise<Date | null> {
  const [row] = await newest(db, "backup.made");
  return row ? new Date(row.at) : null;
}

/** When somebody last had the audit log verified, and whether it was whole. */
export async function lastVerified(db: DbOrTx): Promise<{ at: Date; intact: boolean } | null> {
  const [row] = await newest(db, "audit.verified");
  return row ? { at: new Date(row.at), intact: (row.detail as { ok?: unknown } | null)?.ok === true } : null;
}

const newest = (db: DbOrTx, event: string) =>
  db
    .select({ at: auditEvent.at, detail: auditEvent.detail })
    .from(auditEvent)
    .where(eq(auditEvent.event, event))
    .orderBy(desc(auditEvent.seq))
    .limit(1);
