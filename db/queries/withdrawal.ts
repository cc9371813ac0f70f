import { and, desc, eq, getTableColumns, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { DbOrTx, Tx } from "../client";
import {
  appUser,
  decidedCase,
  decision,
  encounter,
  label,
  labelWithdrawal,
  learningOptOut,
  modelVersion,
  runLabel,
  secondReading,
  trainingRun,
} from "../schema";
import { sealRow, tryOpen } from "../sealed";

export type WithdrawalRow = typeof labelWithdrawal.$inferSelect;

/** A label as far as the console shows it: nothing of the case. */
export async function findLabel(db: DbOrTx, id: string) {
  const later = alias(decision, "later");
  const [row] = await db
    .select({
      id: label.id,
      decisionId: label.decisionId,
      encounterId: decision.encounterId,
      level: label.level,
      source: label.source,
      assessedLevel: label.assessedLevel,
      modelVersion: label.modelVersion,
      weight: label.weight,
      heldOut: label.heldOut,
      createdAt: label.createdAt,
      superseded: sql<boolean>`${later.id} is not null`,
      expired: sql<boolean>`${encounter.expiredAt} is not null`,
      withdrawal: labelWithdrawal,
      withdrawnByName: appUser.displayName,
    })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .innerJoin(encounter, eq(encounter.id, decision.encounterId))
    .leftJoin(later, eq(later.supersedes, label.decisionId))
    .leftJoin(labelWithdrawal, eq(labelWithdrawal.labelId, label.id))
    .leftJoin(appUser, eq(appUser.id, labelWithdrawal.withdrawnBy))
    .where(eq(label.id, id));
  return row ?? null;
}

/** Withdraws those that are not withdrawn already. @returns their ids */
export async function withdraw(
  tx: Tx,
  ids: readonly string[],
  set: Omit<WithdrawalRow, "labelId">,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .insert(labelWithdrawal)
    .values(ids.map((labelId) => ({ ...set, labelId })))
    .onConflictDoNothing()
    .returning({ id: labelWithdrawal.labelId });
  return rows.map((r) => r.id);
}

/** Any number of ours: the first of the two that make an advisory lock on one patient's wish. */
export const WISH_LOCK = 1_029;

/**
 * The visit a label is of, locked, with whose it is; null when the visit's data has expired: nobody can tell any more. Decisions about
 * the patient that are being recorded are waited for, so that none of them becomes a label unseen.
 */
export async function patientOf(tx: Tx, encounterId: string) {
  const [visit] = await tx
    .select({ patientKey: encounter.patientKey })
    .from(encounter)
    .where(eq(encounter.id, encounterId));
  // Before the row: who records a decision takes them in this order, too.
  if (visit) await tx.execute(sql`select pg_advisory_xact_lock(${WISH_LOCK}, hashtext(${visit.patientKey}))`);
  const [row] = await tx.select().from(encounter).where(eq(encounter.id, encounterId)).for("update");
  const opened = row && tryOpen<typeof row>(row);
  return opened?.refs
    ? { patientKey: opened.patientKey, patient: { issuer: opened.issuer, patientId: opened.refs.patientId } }
    : null;
}

/** Labels of every visit of a patient, or of one visit where the patient is not known any more. */
export async function labelsOf(
  tx: Tx,
  of: { readonly patientKey: string } | { readonly encounterId: string },
): Promise<string[]> {
  const rows = await tx
    .select({ id: label.id })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .innerJoin(encounter, eq(encounter.id, decision.encounterId))
    .where("patientKey" in of ? eq(encounter.patientKey, of.patientKey) : eq(encounter.id, of.encounterId));
  return rows.map((r) => r.id);
}

/**
 * The cases kept of a patient's visits (of one visit, where the patient is not known any more) for second readings and for comparison go.
 * A level that was read stays, as the decision does: it tells of the reader.
 * @returns how many of each were taken out
 */
export async function dropKeptCases(
  tx: Tx,
  of: { readonly patientKey: string } | { readonly encounterId: string },
): Promise<{ readings: number; comparisons: number }> {
  const visits = tx
    .select({ id: encounter.id })
    .from(encounter)
    .where("patientKey" in of ? eq(encounter.patientKey, of.patientKey) : eq(encounter.id, of.encounterId));
  const readings = await tx
    .update(secondReading)
    .set({ case: null })
    .where(and(inArray(secondReading.encounterId, visits), isNotNull(secondReading.case)))
    .returning({ id: secondReading.id });
  // Where the encoder placed them goes with them.
  const comparisons = await tx
    .delete(decidedCase)
    .where(inArray(decidedCase.encounterId, visits))
    .returning({ id: decidedCase.decisionId });
  return { readings: readings.length, comparisons: comparisons.length };
}

/** From now on no decision on this patient becomes a label. @returns false when that was so before */
export async function insertOptOut(
  tx: Tx,
  row: {
    patientKey: string;
    patient: { issuer: string; patientId: string };
    optedOutAt: Date;
    optedOutBy: string;
    reason: string;
  },
): Promise<boolean> {
  const rows = await tx
    .insert(learningOptOut)
    .values(sealRow(learningOptOut, { id: newId(), ...row }))
    .onConflictDoNothing({ target: learningOptOut.patientKey })
    .returning({ id: learningOptOut.id });
  return rows.length > 0;
}

/** Decisions to come may become labels again; what was withdrawn stays withdrawn. @returns false when there was nothing to end */
export async function deleteOptOut(tx: Tx, patientKey: string): Promise<boolean> {
  const rows = await tx
    .delete(learningOptOut)
    .where(eq(learningOptOut.patientKey, patientKey))
    .returning({ id: learningOptOut.id });
  return rows.length > 0;
}

/** Since when a patient is left out, and by whom it was recorded; null: they are not. */
export async function findOptOut(db: DbOrTx, patientKey: string) {
  const [row] = await db
    .select({ since: learningOptOut.optedOutAt, by: appUser.displayName })
    .from(learningOptOut)
    .leftJoin(appUser, eq(appUser.id, learningOptOut.optedOutBy))
    .where(eq(learningOptOut.patientKey, patientKey));
  return row ?? null;
}

/**
 * Whether a decision may become a label; until the transaction ends, the answer stays as it is.
 * @throws AppError("stale-view") where no visit is known by this pseudonym any more: a rotation of keys has made it anew, and a wish
 * would be looked for where it is not
 */
export async function holdWish(tx: Tx, patientKey: string): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${WISH_LOCK}, hashtext(${patientKey}))`);
  // Both in one look: pseudonyms are made anew at once.
  const [row] = await tx
    .select({ wish: learningOptOut.id })
    .from(encounter)
    .leftJoin(learningOptOut, eq(learningOptOut.patientKey, encounter.patientKey))
    .where(eq(encounter.patientKey, patientKey))
    .limit(1);
  if (!row) throw new AppError("stale-view", "the patient's pseudonym was made anew");
  return row.wish !== null;
}

export const listWithdrawals = (db: DbOrTx, limit = 20) =>
  db
    .select({ ...getTableColumns(labelWithdrawal), by: appUser.displayName })
    .from(labelWithdrawal)
    .innerJoin(appUser, eq(appUser.id, labelWithdrawal.withdrawnBy))
    .orderBy(desc(labelWithdrawal.withdrawnAt), labelWithdrawal.labelId)
    .limit(limit);

/** Versions that a run made by learning from one of these labels, by label. */
export async function versionsThatLearned(
  db: DbOrTx,
  ids: readonly string[],
): Promise<{ labelId: string; version: string }[]> {
  if (ids.length === 0) return [];
  const kept = await db
    .select({ labelId: runLabel.labelId, version: modelVersion.version })
    .from(runLabel)
    .innerJoin(modelVersion, eq(modelVersion.runId, runLabel.runId))
    .where(inArray(runLabel.labelId, [...ids]));
  // Runs from before it was kept learned what they were queued with, but for what was kept apart for measuring.
  const before = await db
    .select({ labelIds: trainingRun.labelIds, version: modelVersion.version })
    .from(trainingRun)
    .innerJoin(modelVersion, eq(modelVersion.runId, trainingRun.id))
    .where(and(eq(trainingRun.status, "succeeded"), isNull(trainingRun.learned)));
  if (before.length === 0) return kept;
  const apart = await db
    .select({ id: label.id })
    .from(label)
    .where(and(inArray(label.id, [...ids]), eq(label.heldOut, true)));
  const taught = ids.filter((id) => !apart.some((l) => l.id === id));
  return [
    ...kept,
    ...before.flatMap(({ labelIds, version }) =>
      taught.filter((id) => labelIds.includes(id)).map((labelId) => ({ labelId, version })),
    ),
  ];
}
