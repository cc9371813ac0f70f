import { and, asc, desc, eq, gte, isNotNull, isNull, lt, ne, notExists, sql } from "drizzle-orm";
import { newId } from "@/lib/core/ids";
import type { DriftMemory } from "@/lib/monitoring/drift/memory";
import type { Tally } from "@/lib/monitoring/drift/reference";
import type { DbOrTx, Tx } from "../client";
import {
  assessment,
  decision,
  driftAlert,
  driftDay,
  driftPolicy,
  driftReference,
  driftSeen,
  encounterSnapshot,
} from "../schema";
import { openRows, sealRow, sealSet, tryOpen } from "../sealed";
import { firstDecisionsByMonth } from "./decision-days";

type ReferenceRow = typeof driftReference.$inferSelect;
export type DriftReferenceRow = Omit<ReferenceRow, "memory">;
export type DriftAlertRow = typeof driftAlert.$inferSelect;
export type DriftPolicyRow = typeof driftPolicy.$inferSelect;

const plain = {
  id: driftReference.id,
  month: driftReference.month,
  digest: driftReference.digest,
  summary: driftReference.summary,
  setByName: driftReference.setByName,
  setAt: driftReference.setAt,
  watchesFrom: driftReference.watchesFrom,
  updatedAt: driftReference.updatedAt,
};

/** The one in force. */
export async function currentDriftReference(db: DbOrTx): Promise<DriftReferenceRow | null> {
  const [row] = await db
    .select(plain)
    .from(driftReference)
    .orderBy(desc(driftReference.setAt), desc(driftReference.id))
    .limit(1);
  return row ?? null;
}

/**
 * What the watch remembers, held until the transaction ends: of two workers one goes on and the other waits for it. What
 * does not open counts as nothing.
 */
export async function lockDriftMemory(tx: Tx, referenceId: string): Promise<DriftMemory | null> {
  const [row] = await tx
    .select({ id: driftReference.id, memory: driftReference.memory })
    .from(driftReference)
    .where(eq(driftReference.id, referenceId))
    .for("update");
  return (row && tryOpen(row)?.memory) ?? null;
}

export const saveDriftMemory = async (tx: Tx, id: string, memory: DriftMemory, now: Date): Promise<void> =>
  void (await tx
    .update(driftReference)
    .set({ ...sealSet(driftReference, id, { memory }), updatedAt: now })
    .where(eq(driftReference.id, id)));

export async function driftMemory(db: DbOrTx, id: string): Promise<DriftMemory | null> {
  const [row] = await db
    .select({ id: driftReference.id, memory: driftReference.memory })
    .from(driftReference)
    .where(eq(driftReference.id, id));
  return (row && tryOpen(row)?.memory) ?? null;
}

export const insertDriftReference = async (
  tx: DbOrTx,
  row: Omit<DriftReferenceRow, "updatedAt">,
): Promise<void> => void (await tx.insert(driftReference).values(sealRow(driftReference, row)));

/** Serialises whoever puts a reference into force. */
export const lockDriftReferences = async (tx: Tx): Promise<void> =>
  void (await tx.execute(sql`lock table drift_reference in share row exclusive mode`));

const firstDecisions = isNull(decision.supersedes);
const decided = {
  decisionId: decision.id,
  decidedAt: decision.decidedAt,
  level: decision.level,
  shownLevel: decision.shownLevel,
  id: assessment.id,
  case: assessment.case,
  modelLevel: assessment.modelLevel,
  modelVersion: assessment.modelVersion,
  artifactDigest: assessment.artifactDigest,
  probabilities: assessment.probabilities,
};

/** First decisions of visits that the watch has not seen, oldest first; what does not open has no case. */
export async function unseenDecisions(db: DbOrTx, referenceId: string, from: Date, limit: number) {
  const seen = db
    .select({ one: sql`1` })
    .from(driftSeen)
    .where(and(eq(driftSeen.referenceId, referenceId), eq(driftSeen.decisionId, decision.id)));
  const rows = await db
    .select({ ...decided, encounterId: encounterSnapshot.encounterId, context: encounterSnapshot.context })
    .from(decision)
    .innerJoin(assessment, eq(assessment.id, decision.assessmentId))
    .leftJoin(encounterSnapshot, eq(encounterSnapshot.encounterId, decision.encounterId))
    .where(and(firstDecisions, gte(decision.decidedAt, from), notExists(seen)))
    .orderBy(asc(decision.decidedAt), asc(decision.id))
    .limit(limit);
  return rows.map(({ id, case: sealed, encounterId, context, ...row }) => ({
    ...row,
    case: tryOpen({ id, case: sealed })?.case ?? null,
    context: encounterId && context ? (tryOpen({ encounterId, context })?.context ?? null) : null,
  }));
}

/** Decisions of a span of time with their cases, for a reference of this site. */
export async function decisionsBetween(db: DbOrTx, from: Date, to: Date) {
  const rows = await db
    .select(decided)
    .from(decision)
    .innerJoin(assessment, eq(assessment.id, decision.assessmentId))
    .where(and(firstDecisions, gte(decision.decidedAt, from), lt(decision.decidedAt, to)))
    .orderBy(asc(decision.decidedAt), asc(decision.id));
  return openRows(rows).rows;
}

/** How many visits were first decided on in each month (UTC), newest first. */
export const decidedMonths = (db: DbOrTx): Promise<{ month: string; n: number }[]> =>
  firstDecisionsByMonth(db, 36);

export const markSeen = async (
  tx: Tx,
  referenceId: string,
  decisionIds: readonly string[],
): Promise<void> => {
  if (decisionIds.length > 0)
    await tx
      .insert(driftSeen)
      .values(decisionIds.map((decisionId) => ({ referenceId, decisionId })))
      .onConflictDoNothing();
};

/** Oldest first; a day that does not open is left out. */
export async function driftDays(
  db: DbOrTx,
  referenceId: string,
  from: string,
): Promise<{ day: string; tally: Tally }[]> {
  const rows = await db
    .select({ id: driftDay.id, day: driftDay.day, tally: driftDay.tally })
    .from(driftDay)
    .where(and(eq(driftDay.referenceId, referenceId), gte(driftDay.day, from)))
    .orderBy(asc(driftDay.day));
  return openRows(rows).rows;
}

/** Puts what `add` makes of a day's tally (null: there is none) in its place. */
export async function changeDay(
  tx: Tx,
  referenceId: string,
  day: string,
  add: (before: Tally | null) => Tally,
): Promise<void> {
  const [row] = await tx
    .select({ id: driftDay.id, tally: driftDay.tally })
    .from(driftDay)
    .where(and(eq(driftDay.referenceId, referenceId), eq(driftDay.day, day)));
  const tally = add((row && tryOpen(row)?.tally) ?? null);
  if (row)
    await tx
      .update(driftDay)
      .set(sealSet(driftDay, row.id, { tally }))
      .where(eq(driftDay.id, row.id));
  else await tx.insert(driftDay).values(sealRow(driftDay, { id: newId(), referenceId, day, tally }));
}

/** What the watch remembers of references that are in force no more. */
export async function forgetEarlierReferences(tx: Tx, current: string): Promise<void> {
  await tx.update(driftReference).set({ memory: null }).where(ne(driftReference.id, current));
  await tx.delete(driftSeen).where(ne(driftSeen.referenceId, current));
}

/** What is left of patients older than they are kept: days, and a memory that nobody has come to since. @returns how many */
export async function expireDrift(db: DbOrTx, before: Date): Promise<number> {
  const days = await db
    .delete(driftDay)
    .where(lt(driftDay.day, before.toISOString().slice(0, 10)))
    .returning({ id: driftDay.id });
  const memories = await db
    .update(driftReference)
    .set({ memory: null })
    .where(and(isNotNull(driftReference.memory), lt(driftReference.updatedAt, before)))
    .returning({ id: driftReference.id });
  return days.length + memories.length;
}

/** Newest first, whatever reference they were held against. */
export const listDriftAlerts = (db: DbOrTx, limit: number): Promise<DriftAlertRow[]> =>
  db.select().from(driftAlert).orderBy(desc(driftAlert.at), desc(driftAlert.id)).limit(limit);

/** Of one reference, not taken note of yet, newest first. */
export const openDriftAlerts = (db: DbOrTx, referenceId: string): Promise<DriftAlertRow[]> =>
  db
    .select()
    .from(driftAlert)
    .where(and(eq(driftAlert.referenceId, referenceId), isNull(driftAlert.acknowledgedAt)))
    .orderBy(desc(driftAlert.at), desc(driftAlert.id));

/** When alerts reached a person, from then on. */
export async function toldSince(db: DbOrTx, from: Date): Promise<Date[]> {
  const rows = await db
    .select({ at: driftAlert.at })
    .from(driftAlert)
    .where(and(eq(driftAlert.told, true), gte(driftAlert.at, from)));
  return rows.map((r) => r.at);
}

export const insertDriftAlert = async (tx: Tx, row: DriftAlertRow): Promise<void> =>
  void (await tx.insert(driftAlert).values(row));

export const updateDriftAlert = async (
  tx: Tx,
  id: string,
  set: Partial<Pick<DriftAlertRow, "lastAt" | "times" | "causes" | "runId" | "incidentId" | "told">>,
): Promise<void> => void (await tx.update(driftAlert).set(set).where(eq(driftAlert.id, id)));

/** False: somebody had before, or there is none. */
export async function acknowledgeDrift(
  tx: Tx,
  id: string,
  set: Pick<DriftAlertRow, "acknowledgedAt" | "acknowledgedByName" | "note">,
): Promise<DriftAlertRow | null> {
  const [row] = await tx
    .update(driftAlert)
    .set(set)
    .where(and(eq(driftAlert.id, id), isNull(driftAlert.acknowledgedAt)))
    .returning();
  return row ?? null;
}

/** Newest first: the first is in force. */
export const listDriftPolicies = (db: DbOrTx, limit: number): Promise<DriftPolicyRow[]> =>
  db.select().from(driftPolicy).orderBy(desc(driftPolicy.setAt), desc(driftPolicy.id)).limit(limit);

export const insertDriftPolicy = async (tx: Tx, row: DriftPolicyRow): Promise<void> =>
  void (await tx.insert(driftPolicy).values(row));
