import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, isNull, lte } from "drizzle-orm";
import type { AnswerOutcome } from "@/lib/monitoring/canary/guard";
import type { Arm, CanaryEnd } from "@/lib/registry/canary";
import type { DbOrTx, Tx } from "../client";
import { canary, canaryAnswer, decision, encounter } from "../schema";
import { notUndone } from "./undo";

export type CanaryRow = typeof canary.$inferSelect;

/** The one that is on; null: none is. */
export async function canaryOn(db: DbOrTx): Promise<CanaryRow | null> {
  const [row] = await db.select().from(canary).where(isNull(canary.endedAt));
  return row ?? null;
}

/** Newest first. */
export const listCanaries = (db: DbOrTx, limit: number): Promise<CanaryRow[]> =>
  db.select().from(canary).orderBy(desc(canary.startedAt), desc(canary.id)).limit(limit);

/** Null: another one is on. */
export async function insertCanary(tx: Tx, row: typeof canary.$inferInsert): Promise<CanaryRow | null> {
  const [added] = await tx.insert(canary).values(row).onConflictDoNothing().returning();
  return added ?? null;
}

/** Null: it had ended before. */
export async function endCanary(
  tx: Tx,
  id: string,
  set: Pick<CanaryRow, "endedAt" | "ended" | "endedBy" | "words">,
): Promise<CanaryRow | null> {
  const [row] = await tx
    .update(canary)
    .set(set)
    .where(and(eq(canary.id, id), isNull(canary.endedAt)))
    .returning();
  return row ?? null;
}

export const setCanaryIncident = async (tx: Tx, id: string, incidentId: string): Promise<void> =>
  void (await tx.update(canary).set({ incidentId }).where(eq(canary.id, id)));

/** Whether a version that had answered by a certain time was later ended for one of these reasons. */
export async function endedAgainst(
  tx: DbOrTx,
  version: string,
  after: Date,
  reasons: readonly CanaryEnd[],
): Promise<boolean> {
  const [row] = await tx
    .select({ id: canary.id })
    .from(canary)
    .where(
      and(
        eq(canary.version, version),
        lte(canary.startedAt, after),
        gte(canary.endedAt, after),
        inArray(canary.ended, [...reasons]),
      ),
    )
    .limit(1);
  return row !== undefined;
}

export const insertCanaryAnswer = async (db: DbOrTx, row: typeof canaryAnswer.$inferInsert): Promise<void> =>
  void (await db.insert(canaryAnswer).values(row));

export async function tallyCanaryAnswers(
  db: DbOrTx,
  canaryId: string,
): Promise<Record<Arm, Record<AnswerOutcome, number>>> {
  const none = () => ({ ok: 0, slow: 0, failed: 0 });
  const tally = { canary: none(), champion: none() };
  const rows = await db
    .select({ arm: canaryAnswer.arm, outcome: canaryAnswer.outcome, n: count() })
    .from(canaryAnswer)
    .where(eq(canaryAnswer.canaryId, canaryId))
    .groupBy(canaryAnswer.arm, canaryAnswer.outcome);
  for (const { arm, outcome, n } of rows) tally[arm][outcome] = n;
  return tally;
}

/** How many of the candidate's last requests failed, one after the other; at most `most`. */
export async function lastFailures(db: DbOrTx, canaryId: string, most: number): Promise<number> {
  const rows = await db
    .select({ outcome: canaryAnswer.outcome })
    .from(canaryAnswer)
    .where(and(eq(canaryAnswer.canaryId, canaryId), eq(canaryAnswer.arm, "canary")))
    .orderBy(desc(canaryAnswer.id))
    .limit(most);
  const answered = rows.findIndex((r) => r.outcome !== "failed");
  return answered < 0 ? rows.length : answered;
}

/** The first decision that stands on each visit that began under a canary, by either version; oldest first. */
export async function canaryDecisions(db: DbOrTx, of: CanaryRow) {
  const rows = await db
    .selectDistinctOn([decision.encounterId], {
      encounterId: decision.encounterId,
      firstSeenAt: encounter.firstSeenAt,
      version: decision.modelVersion,
      shown: decision.shownLevel,
      decided: decision.level,
      exposure: decision.exposure,
    })
    .from(decision)
    .innerJoin(encounter, eq(encounter.id, decision.encounterId))
    .where(
      and(
        gte(encounter.firstSeenAt, of.startedAt),
        gt(decision.decidedAt, of.startedAt),
        of.endedAt ? lte(decision.decidedAt, of.endedAt) : undefined,
        inArray(decision.modelVersion, [of.version, of.champion]),
        isNotNull(decision.shownLevel),
        notUndone(db),
      ),
    )
    .orderBy(decision.encounterId, asc(decision.decidedAt));
  return rows;
}
