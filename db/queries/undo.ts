import { and, eq, exists, isNull, ne, not, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { DbOrTx, Tx } from "../client";
import { decision, leadReview, writeBack } from "../schema";

/** A row is a decision, and no later row takes it back. For questions that ask what was decided. */
export function notUndone(db: DbOrTx): SQL {
  const undo = alias(decision, "undo");
  return and(
    ne(decision.kind, "undo"),
    not(
      exists(
        db
          .select({ one: sql`1` })
          .from(undo)
          .where(and(eq(undo.supersedes, decision.id), eq(undo.kind, "undo"))),
      ),
    ),
  ) as SQL;
}

/**
 * Takes a decision off its way to the EHR: only while nobody has tried to write it. False: somebody has, or it is written.
 */
export async function stopWriteBack(tx: Tx, decisionId: string): Promise<boolean> {
  const rows = await tx
    .delete(writeBack)
    .where(
      and(
        eq(writeBack.decisionId, decisionId),
        eq(writeBack.state, "pending"),
        eq(writeBack.attempts, 0),
        isNull(writeBack.leaseId),
      ),
    )
    .returning({ id: writeBack.decisionId });
  return rows.length > 0;
}

/** Takes back that a lead was asked about a decision. False: a lead has answered. */
export async function withdrawLeadReview(tx: Tx, decisionId: string): Promise<boolean> {
  const [row] = await tx
    .select({ answeredAt: leadReview.answeredAt })
    .from(leadReview)
    .where(eq(leadReview.decisionId, decisionId))
    .for("update");
  if (!row) return true;
  if (row.answeredAt !== null) return false;
  await tx.delete(leadReview).where(eq(leadReview.decisionId, decisionId));
  return true;
}
