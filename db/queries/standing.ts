import { and, eq, exists, isNull, not, sql } from "drizzle-orm";
import type { DbOrTx } from "../client";
import { decision, label, readerHold, runLabel, trainingRun } from "../schema";

/** Whether a label may be learned from at this moment. The query joins the label's decision. */
export const labelStands = (db: DbOrTx) => not(isHeld(db));

/** Whether whoever decided is held back at this moment. */
export const isHeld = (db: DbOrTx) =>
  exists(
    db
      .select({ one: sql`1` })
      .from(readerHold)
      .where(and(eq(readerHold.readerId, decision.decidedBy), isNull(readerHold.releasedAt))),
  );

/** Labels that a run's candidate learned from and may not be learned from any more, by run. Runs that have none are not in it. */
export async function fallenByRun(db: DbOrTx): Promise<Map<string, number>> {
  const rows = await db
    .select({ runId: runLabel.runId, n: sql<number>`count(*)::int` })
    .from(runLabel)
    .innerJoin(label, eq(label.id, runLabel.labelId))
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .innerJoin(trainingRun, eq(trainingRun.id, runLabel.runId))
    .where(not(labelStands(db)))
    .groupBy(runLabel.runId);
  return new Map(rows.map((r) => [r.runId, r.n]));
}
