import {
  and,
  asc,
  eq,
  exists,
  gt,
  gte,
  inArray,
  isNull,
  lte,
  min,
  not,
  notExists,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { newId } from "@/lib/core/ids";
import type { NextStep } from "@/lib/feedback/follow-up";
import type { ToldOfVisit, VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import type { DbOrTx, Tx } from "../client";
import {
  decision,
  encounter,
  encounterSnapshot,
  label,
  labelWithdrawal,
  learningOptOut,
  visitFollowUp,
  visitOutcome,
} from "../schema";
import { openRow, sealRow, tryOpen } from "../sealed";
import { notUndone } from "./undo";

export type FollowUpRow = typeof visitFollowUp.$inferSelect;

/** Of a patient who opted out, or with a label withdrawn. The query is of visits. */
function leftOut(db: DbOrTx): SQL {
  const optedOut = db
    .select({ one: sql`1` })
    .from(learningOptOut)
    .where(eq(learningOptOut.patientKey, encounter.patientKey));
  const ofVisit = db.select({ id: decision.id }).from(decision).where(eq(decision.encounterId, encounter.id));
  const withdrawn = db
    .select({ one: sql`1` })
    .from(labelWithdrawal)
    .innerJoin(label, eq(label.id, labelWithdrawal.labelId))
    .where(inArray(label.decisionId, ofVisit));
  return or(exists(optedOut), exists(withdrawn)) as SQL;
}

/** Whether nothing is to be known of what became of this visit. */
export async function isLeftOut(db: DbOrTx, encounterId: string): Promise<boolean> {
  const rows = await db
    .select({ id: encounter.id })
    .from(encounter)
    .where(and(eq(encounter.id, encounterId), leftOut(db)));
  return rows.length > 0;
}

export type ToFollow = {
  readonly encounterId: string;
  readonly decidedAt: Date;
  /** When the patient came, as the EHR said when it was last read; null: it did not, or that record does not open. */
  readonly arrivedAt: string | null;
};

/** Visits of these EHRs that were decided on since and that nobody follows yet; none of a patient who opted out, or with a label withdrawn. */
export async function visitsToFollow(
  db: DbOrTx,
  issuers: readonly string[],
  since: Date,
  limit: number,
): Promise<ToFollow[]> {
  if (issuers.length === 0) return [];
  const rows = await db
    .select({ encounterId: encounter.id, decidedAt: min(decision.decidedAt) })
    .from(decision)
    .innerJoin(encounter, eq(encounter.id, decision.encounterId))
    .leftJoin(visitFollowUp, eq(visitFollowUp.encounterId, encounter.id))
    .where(
      and(
        notUndone(db),
        gte(decision.decidedAt, since),
        inArray(encounter.issuer, [...issuers]),
        isNull(encounter.expiredAt),
        isNull(visitFollowUp.encounterId),
        not(leftOut(db)),
      ),
    )
    .groupBy(encounter.id)
    .limit(limit);
  const ids = rows.map((r) => r.encounterId);
  const snapshots =
    ids.length === 0
      ? []
      : await db.select().from(encounterSnapshot).where(inArray(encounterSnapshot.encounterId, ids));
  const arrivals = new Map(
    snapshots.map((s) => [s.encounterId, tryOpen<typeof s>(s)?.context.encounter.arrivedAt ?? null]),
  );
  return rows.flatMap(({ encounterId, decidedAt }) =>
    decidedAt ? [{ encounterId, decidedAt, arrivedAt: arrivals.get(encounterId) ?? null }] : [],
  );
}

/** Two processes may find the same visit: it is followed once. */
export async function insertFollowUps(
  db: DbOrTx,
  rows: readonly (typeof visitFollowUp.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(visitFollowUp)
      .values([...rows])
      .onConflictDoNothing();
}

const isDue = (now: Date) => and(eq(visitFollowUp.state, "open"), lte(visitFollowUp.nextAt, now));

export async function hasDueFollowUp(db: DbOrTx, now: Date): Promise<boolean> {
  const rows = await db
    .select({ id: visitFollowUp.encounterId })
    .from(visitFollowUp)
    .where(isDue(now))
    .limit(1);
  return rows.length > 0;
}

/** Takes the visit that has been due longest, of another EHR than these, and keeps others off it until `until`. */
export async function claimFollowUp(
  db: DbOrTx,
  now: Date,
  until: Date,
  exceptIssuers: readonly string[],
): Promise<FollowUpRow | null> {
  const away =
    exceptIssuers.length > 0
      ? notExists(
          db
            .select({ one: sql`1` })
            .from(encounter)
            .where(
              and(eq(encounter.id, visitFollowUp.encounterId), inArray(encounter.issuer, [...exceptIssuers])),
            ),
        )
      : undefined;
  const next = db
    .select({ id: visitFollowUp.encounterId })
    .from(visitFollowUp)
    .where(and(isDue(now), away))
    .orderBy(asc(visitFollowUp.nextAt), visitFollowUp.encounterId)
    .limit(1)
    .for("update", { skipLocked: true });
  const [row] = await db
    .update(visitFollowUp)
    .set({ nextAt: until })
    .where(inArray(visitFollowUp.encounterId, next))
    .returning();
  return row ?? null;
}

/** The visit, locked, if it is still this worker's: neither closed nor taken over meanwhile. */
export async function lockFollowUp(
  tx: Tx,
  { encounterId, nextAt }: FollowUpRow,
): Promise<FollowUpRow | null> {
  const [row] = await tx
    .select()
    .from(visitFollowUp)
    .where(eq(visitFollowUp.encounterId, encounterId))
    .for("update");
  return row?.state === "open" && row.nextAt?.getTime() === nextAt?.getTime() ? row : null;
}

export async function updateFollowUp(
  tx: Tx,
  encounterId: string,
  { state, nextAt }: NextStep,
  set: Partial<typeof visitFollowUp.$inferInsert>,
  now: Date,
): Promise<void> {
  await tx
    .update(visitFollowUp)
    .set({ ...set, state, nextAt, closedAt: state === "open" ? null : now })
    .where(eq(visitFollowUp.encounterId, encounterId));
}

/** What is in force for a visit; null: nothing was ever said, or it does not open. */
export async function outcomesInForce(db: DbOrTx, encounterId: string): Promise<ToldOfVisit | null> {
  const [row] = await db
    .select()
    .from(visitOutcome)
    .where(and(eq(visitOutcome.encounterId, encounterId), isNull(visitOutcome.supersededAt)));
  return row ? (tryOpen<typeof row>(row)?.outcomes ?? null) : null;
}

/** Puts another answer in force; what stood before stays as history. */
export async function replaceOutcomes(
  tx: Tx,
  encounterId: string,
  outcomes: ToldOfVisit,
  now: Date,
): Promise<void> {
  await tx
    .update(visitOutcome)
    .set({ supersededAt: now })
    .where(and(eq(visitOutcome.encounterId, encounterId), isNull(visitOutcome.supersededAt)));
  await tx
    .insert(visitOutcome)
    .values(sealRow(visitOutcome, { id: newId(), encounterId, outcomes, readAt: now, supersededAt: null }));
}

/** Everything that was ever said of a visit, newest first. */
export async function outcomeHistory(db: DbOrTx, encounterId: string) {
  const rows = await db
    .select()
    .from(visitOutcome)
    .where(eq(visitOutcome.encounterId, encounterId))
    .orderBy(sql`${visitOutcome.readAt} desc`, visitOutcome.id);
  return rows.flatMap((row) => tryOpen<typeof row>(row) ?? []);
}

/**
 * Deletes what is known of these visits, history and all, and asks about them no more.
 * @param state why
 * @returns of how many visits something was known, or being asked
 */
export async function dropOutcomes(
  tx: Tx,
  encounterIds: readonly string[],
  state: "withdrawn" | "refused",
  now: Date,
): Promise<number> {
  if (encounterIds.length === 0) return 0;
  const these = [...encounterIds];
  // First: this waits for an answer that is being attached, so that it is there to be deleted.
  const rows = await tx
    .update(visitFollowUp)
    .set({ state, nextAt: null, closedAt: now })
    .where(inArray(visitFollowUp.encounterId, these))
    .returning({ id: visitFollowUp.encounterId });
  await tx.delete(visitOutcome).where(inArray(visitOutcome.encounterId, these));
  return rows.length;
}

/** Visits of these labels. */
export async function visitsOfLabels(db: DbOrTx, labelIds: readonly string[]): Promise<string[]> {
  if (labelIds.length === 0) return [];
  const rows = await db
    .selectDistinct({ id: decision.encounterId })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .where(inArray(label.id, [...labelIds]));
  return rows.map((r) => r.id);
}

export async function visitsOfPatient(db: DbOrTx, patientKey: string): Promise<string[]> {
  const rows = await db
    .select({ id: encounter.id })
    .from(encounter)
    .where(eq(encounter.patientKey, patientKey));
  return rows.map((r) => r.id);
}

/** What was in force at an instant, by label; labels of which nothing was known then are not in it. */
export async function outcomesOfLabels(
  db: DbOrTx,
  labelIds: readonly string[],
  until: Date,
): Promise<Map<string, { readonly outcomes: VisitOutcomes; readonly readAt: Date }>> {
  if (labelIds.length === 0) return new Map();
  const rows = await db
    .select({
      labelId: label.id,
      id: visitOutcome.id,
      outcomes: visitOutcome.outcomes,
      readAt: visitOutcome.readAt,
    })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .innerJoin(visitOutcome, eq(visitOutcome.encounterId, decision.encounterId))
    .where(
      and(
        inArray(label.id, [...labelIds]),
        lte(visitOutcome.readAt, until),
        or(isNull(visitOutcome.supersededAt), gt(visitOutcome.supersededAt, until)),
      ),
    );
  return new Map(
    rows.map((row) => {
      const { outcomes, readAt } = openRow<typeof row>(row);
      // Nothing is learned from who pays.
      const { payer: _, ...learned } = outcomes;
      return [row.labelId, { outcomes: learned, readAt }];
    }),
  );
}
