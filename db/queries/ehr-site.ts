import { and, count, desc, eq, lt, max, sql, sum } from "drizzle-orm";
import type { SiteFacts } from "@/lib/fhir/site-facts";
import type { DbOrTx } from "../client";
import { ehrSite, notUnderstood } from "../schema";

export type NewNotUnderstood = typeof notUnderstood.$inferInsert;

/** A visit counts once for each code, however often it is read. */
export async function saveNotUnderstood(db: DbOrTx, rows: readonly NewNotUnderstood[]): Promise<void> {
  if (rows.length === 0) return;
  const key = (r: NewNotUnderstood) => JSON.stringify([r.kind, r.system, r.code, r.encounterId]);
  // In one order, so that two boards do not wait for each other in a ring.
  const sorted = [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  await db
    .insert(notUnderstood)
    .values(sorted)
    .onConflictDoUpdate({
      target: [
        notUnderstood.issuer,
        notUnderstood.kind,
        notUnderstood.system,
        notUnderstood.code,
        notUnderstood.encounterId,
      ],
      set: {
        readings: sql`greatest(${notUnderstood.readings}, excluded.readings)`,
        lastAt: sql`excluded.last_at`,
      },
    });
}

export type NotUnderstoodCount = {
  readonly kind: "code" | "unit" | "class";
  readonly system: string;
  readonly code: string;
  readonly visits: number;
  readonly readings: number;
  readonly lastAt: Date;
};

/** Most visits first. */
export async function countNotUnderstood(
  db: DbOrTx,
  issuer: string,
  limit: number,
): Promise<NotUnderstoodCount[]> {
  const { kind, system, code } = notUnderstood;
  const visits = count(notUnderstood.encounterId);
  const rows = await db
    .select({
      kind,
      system,
      code,
      visits,
      readings: sum(notUnderstood.readings).mapWith(Number),
      lastAt: max(notUnderstood.lastAt),
    })
    .from(notUnderstood)
    .where(eq(notUnderstood.issuer, issuer))
    .groupBy(kind, system, code)
    .orderBy(desc(visits), code)
    .limit(limit);
  return rows.map((r) => ({ ...r, lastAt: r.lastAt ?? new Date(0) }));
}

export async function deleteOldNotUnderstood(db: DbOrTx, before: Date): Promise<void> {
  await db.delete(notUnderstood).where(lt(notUnderstood.lastAt, before));
}

/** null: nothing was learned, or too long ago to still count. */
export async function findSiteFacts(db: DbOrTx, issuer: string, since: Date): Promise<SiteFacts | null> {
  const [row] = await db
    .select()
    .from(ehrSite)
    .where(and(eq(ehrSite.issuer, issuer)));
  return row && row.updatedAt >= since ? row.facts : null;
}

/** Adds to what is known; of two processes that learn at once either may win, and the next question mends it. */
export async function saveSiteFacts(db: DbOrTx, issuer: string, facts: SiteFacts, now: Date): Promise<void> {
  await db
    .insert(ehrSite)
    .values({ issuer, facts, updatedAt: now })
    .onConflictDoUpdate({
      target: ehrSite.issuer,
      set: { facts: sql`${ehrSite.facts} || excluded.facts`, updatedAt: now },
    });
}
