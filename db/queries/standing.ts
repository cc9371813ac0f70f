import { and, eq, exists, isNull, not, type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "../client";
import { decision, label, labelWithdrawal, readerHold, runLabel, trainingRun } from "../schema";

/** Whether a label may be learned from at this moment. The query joins the label's decision. */
export const labelStands = (db: DbOrTx) => and(not(isHeld(db)), not(isWithdrawn(db))) as SQL;

export const isWithdrawn = (db: DbOrTx) =>
  exists(db.select({ one: sql`1` }).from(labelWithdrawal).where(eq(labelWithdrawal.labelId, label.id)));

/** Whether whoever decided is held back at this moment. */
export const isHeld = (db: DbOrTx) =>
  exists(
    db
      .select({ one: sql`1` })
      .from(readerHold)
      .where(and(eq(readerHold.readerId, decision.decidedBy), isNull(readerHold.releasedAt))),
  );

/** How many of a run's labels that is. */
export const fallenOf = async (db: DbOrTx, runId: string): Promise<number> =>
  (await fallenByRun(db, runId)).get(runId) ?? 0;

/** Labels that a run's candidate learned from and may not be learned from any more, by run. Runs that have none are not in it. */
export async function fallenByRun(db: DbOrTx, runId?: string): Promise<Map<string, number>> {
  const rows = await db
    .select({ runId: runLabel.runId, n: sql<number>`count(*)::int` })
    .from(runLabel)
    .innerJoin(label, eq(label.id, runLabel.labelId))
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .innerJoin(trainingRun, eq(trainingRun.id, runLabel.runId))
    .where(and(not(labelStands(db)), runId ? eq(runLabel.runId, runId) : undefined))
    .groupBy(runLabel.runId);
  return new Map(rows.map((r) => [r.runId, r.n]));
}
