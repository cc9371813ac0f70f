import { and, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Refusal } from "@/lib/auth/patient-access";
import type { DbOrTx } from "../client";
import { encounter, patientAccess } from "../schema";

export type PatientAccessRow = typeof patientAccess.$inferSelect;

/** Of one person and one visit. */
export type Seen = Pick<PatientAccessRow, "userId" | "encounterId"> & {
  readonly grantId: string;
  /** When the question was put to the EHR: a refusal since then is newer than its answer. */
  readonly askedAt: Date;
  readonly withheld: readonly string[];
};

/** What the EHR said of a visit, and of which of those asked about it tells: that one, or another of the same patient. */
export type AccessRow = PatientAccessRow & { readonly tellsOf: string };

/** The patient is found by the visits' own rows: their pseudonyms may be made anew at any time. */
export async function accessRows(
  db: DbOrTx,
  userId: string,
  encounterIds: readonly string[],
): Promise<AccessRow[]> {
  if (encounterIds.length === 0) return [];
  const asked = alias(encounter, "asked");
  const rows = await db
    .select({ row: patientAccess, tellsOf: asked.id })
    .from(asked)
    .innerJoin(encounter, eq(encounter.patientKey, asked.patientKey))
    .innerJoin(patientAccess, eq(patientAccess.encounterId, encounter.id))
    .where(and(eq(patientAccess.userId, userId), inArray(asked.id, [...encounterIds])));
  return rows.map(({ row, tellsOf }) => ({ ...row, tellsOf }));
}

/** Visit and patient were read by themselves: that ends an earlier refusal, but for one that came after the question. */
export async function confirmRead(db: DbOrTx, { askedAt, ...seen }: Seen): Promise<void> {
  const shown = { grantId: seen.grantId, confirmedAt: askedAt, readAt: askedAt, withheld: seen.withheld };
  await db
    .insert(patientAccess)
    .values({ ...seen, ...shown })
    .onConflictDoUpdate({
      target: [patientAccess.userId, patientAccess.encounterId],
      set: { ...shown, refusedAt: null, refusal: null },
      setWhere: or(isNull(patientAccess.refusedAt), lt(patientAccess.refusedAt, askedAt)),
    });
}

/** They stood in a list. That never ends a refusal. */
export async function confirmListed(db: DbOrTx, seen: readonly Seen[]): Promise<void> {
  if (seen.length === 0) return;
  // In one order, so that boards of one person do not wait for each other in a ring.
  const rows = [...seen].sort((a, b) => (a.encounterId < b.encounterId ? -1 : 1));
  await db
    .insert(patientAccess)
    .values(rows.map(({ askedAt, ...row }) => ({ ...row, confirmedAt: askedAt })))
    .onConflictDoUpdate({
      target: [patientAccess.userId, patientAccess.encounterId],
      set: {
        grantId: sql`excluded.grant_id`,
        confirmedAt: sql`excluded.confirmed_at`,
        withheld: sql`excluded.withheld`,
      },
      setWhere: isNull(patientAccess.refusedAt),
    });
}

/** Whether it is news: false when it was refused before. */
export async function recordRefusal(
  db: DbOrTx,
  row: Pick<PatientAccessRow, "userId" | "encounterId">,
  refusal: Refusal,
  now: Date,
): Promise<boolean> {
  const [before] = await db
    .select({ refusedAt: patientAccess.refusedAt })
    .from(patientAccess)
    .where(and(eq(patientAccess.userId, row.userId), eq(patientAccess.encounterId, row.encounterId)));
  const refused = { refusedAt: now, refusal, confirmedAt: null, readAt: null };
  await db
    .insert(patientAccess)
    .values({ ...row, ...refused, withheld: [] })
    .onConflictDoUpdate({ target: [patientAccess.userId, patientAccess.encounterId], set: refused });
  return !before?.refusedAt;
}

/** The EHR has ended a launch: what it showed by it counts no more. */
export async function withdrawConfirmations(db: DbOrTx, grantId: string): Promise<void> {
  await db
    .update(patientAccess)
    .set({ confirmedAt: null, readAt: null })
    .where(eq(patientAccess.grantId, grantId));
}

/** Confirmations too old to show anything by. Refusals stay. */
export async function deleteOldConfirmations(db: DbOrTx, before: Date): Promise<void> {
  await db
    .delete(patientAccess)
    .where(
      and(
        isNull(patientAccess.refusedAt),
        or(isNull(patientAccess.confirmedAt), lt(patientAccess.confirmedAt, before)),
      ),
    );
}
