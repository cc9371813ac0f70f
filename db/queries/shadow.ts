import { and, asc, count, desc, eq, gte, isNotNull, isNull, lt, notExists, or, sql } from "drizzle-orm";
import type { DbOrTx, Tx } from "../client";
import { assessment, decision, encounterSnapshot, shadow, shadowAnswer } from "../schema";
import { type OpenedRows, openRows, tryOpen } from "../sealed";
import { notUndone } from "./undo";

export type ShadowRow = typeof shadow.$inferSelect;

/** The candidate that answers unseen at present. */
export async function shadowOn(db: DbOrTx): Promise<ShadowRow | null> {
  const [row] = await db.select().from(shadow).where(isNull(shadow.endedAt));
  return row ?? null;
}

/** Newest first. */
export const listShadows = (db: DbOrTx, limit: number): Promise<ShadowRow[]> =>
  db.select().from(shadow).orderBy(desc(shadow.startedAt), desc(shadow.id)).limit(limit);

/** Null: another one is on. */
export async function insertShadow(
  tx: Tx,
  row: Pick<ShadowRow, "id" | "version" | "digest" | "startedAt" | "startedBy" | "until">,
): Promise<ShadowRow | null> {
  const [added] = await tx.insert(shadow).values(row).onConflictDoNothing().returning();
  return added ?? null;
}

/** Null: it had ended before. */
export async function endShadow(
  tx: DbOrTx,
  id: string,
  set: Pick<ShadowRow, "endedAt" | "ended" | "endedBy">,
): Promise<ShadowRow | null> {
  const [row] = await tx
    .update(shadow)
    .set({ ...set, owner: null })
    .where(and(eq(shadow.id, id), isNull(shadow.endedAt)))
    .returning();
  return row ?? null;
}

/** Takes the one that is on for `owner`, where nobody has it or its worker has not been heard of since `staleBefore`. */
export async function claimShadow(
  db: DbOrTx,
  owner: string,
  now: Date,
  staleBefore: Date,
): Promise<ShadowRow | null> {
  const free = or(isNull(shadow.owner), isNull(shadow.heartbeatAt), lt(shadow.heartbeatAt, staleBefore));
  const [row] = await db
    .update(shadow)
    .set({ owner, heartbeatAt: now })
    .where(and(isNull(shadow.endedAt), free))
    .returning();
  return row ?? null;
}

/** Changes the one that `owner` still has. False: it ended, or was taken over. */
export async function updateOwnShadow(
  db: DbOrTx,
  id: string,
  owner: string,
  set: Partial<Pick<ShadowRow, "owner" | "heartbeatAt" | "failures" | "error">>,
): Promise<boolean> {
  const rows = await db
    .update(shadow)
    .set(set)
    .where(and(eq(shadow.id, id), eq(shadow.owner, owner), isNull(shadow.endedAt)))
    .returning({ id: shadow.id });
  return rows.length > 0;
}

const toAnswer = (db: DbOrTx, { id, startedAt, until }: ShadowRow) =>
  and(
    gte(assessment.createdAt, startedAt),
    lt(assessment.createdAt, until),
    isNotNull(assessment.case),
    isNotNull(assessment.modelVersion),
    notExists(
      db
        .select({ one: sql`1` })
        .from(shadowAnswer)
        .where(and(eq(shadowAnswer.shadowId, id), eq(shadowAnswer.assessmentId, assessment.id))),
    ),
  );

/** What the version in use has answered since and the candidate has not, oldest first. */
export async function unanswered(db: DbOrTx, of: ShadowRow, limit: number) {
  const rows = await db
    .select({
      id: assessment.id,
      case: assessment.case,
      floor: assessment.floor,
      policy: assessment.policy,
      encounterId: assessment.encounterId,
      context: encounterSnapshot.context,
    })
    .from(assessment)
    .leftJoin(encounterSnapshot, eq(encounterSnapshot.encounterId, assessment.encounterId))
    .where(toAnswer(db, of))
    .orderBy(asc(assessment.createdAt), asc(assessment.id))
    .limit(limit);
  const { rows: opened }: OpenedRows<(typeof rows)[number]> = openRows(rows);
  const readable = new Set(opened.map((r) => r.id));
  return { rows: opened, unreadable: rows.filter((r) => !readable.has(r.id)) };
}

export async function countUnanswered(db: DbOrTx, of: ShadowRow): Promise<number> {
  const [row] = await db.select({ n: count() }).from(assessment).where(toAnswer(db, of));
  return row?.n ?? 0;
}

/** Answers that exist already stay as they are. */
export async function insertShadowAnswers(
  tx: Tx,
  rows: readonly (typeof shadowAnswer.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(shadowAnswer)
      .values([...rows])
      .onConflictDoNothing();
}

export async function countShadowAnswers(db: DbOrTx, shadowId: string): Promise<number> {
  const [row] = await db.select({ n: count() }).from(shadowAnswer).where(eq(shadowAnswer.shadowId, shadowId));
  return row?.n ?? 0;
}

/**
 * The newest answers of one shadow, each with what was shown and what a clinician decided on it last. The case is null where
 * it has expired or does not open.
 */
export async function answersOf(db: DbOrTx, shadowId: string, limit: number) {
  const rows = await db
    .select({
      id: assessment.id,
      case: assessment.case,
      at: assessment.createdAt,
      shown: assessment.shownLevel,
      shownByModel: assessment.modelLevel,
      calibration: assessment.calibration,
      criticalRisk: assessment.criticalRisk,
      level: shadowAnswer.level,
      findingsBoth: shadowAnswer.findingsBoth,
      findingsOwn: shadowAnswer.findingsOwn,
      findingsMissed: shadowAnswer.findingsMissed,
      probabilities: shadowAnswer.probabilities,
      shadowCriticalRisk: shadowAnswer.criticalRisk,
    })
    .from(shadowAnswer)
    .innerJoin(assessment, eq(assessment.id, shadowAnswer.assessmentId))
    .where(eq(shadowAnswer.shadowId, shadowId))
    .orderBy(desc(assessment.createdAt), desc(assessment.id))
    .limit(limit);
  const decided = new Map<string, (typeof decision.$inferSelect)["level"]>();
  const decisions = await db
    .selectDistinctOn([decision.assessmentId], { assessmentId: decision.assessmentId, level: decision.level })
    .from(decision)
    .innerJoin(shadowAnswer, eq(shadowAnswer.assessmentId, decision.assessmentId))
    .where(and(eq(shadowAnswer.shadowId, shadowId), notUndone(db)))
    .orderBy(decision.assessmentId, desc(decision.decidedAt));
  for (const d of decisions) decided.set(d.assessmentId, d.level);
  return rows.map((row) => ({
    ...row,
    case: tryOpen<typeof row>(row)?.case ?? null,
    decided: decided.get(row.id) ?? null,
  }));
}
