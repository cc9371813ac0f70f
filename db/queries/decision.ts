import { and, count, desc, eq, inArray, isNull, lte, ne, or, sql } from "drizzle-orm";
import type { DbOrTx, Tx } from "../client";
import { appUser, decision, encounter, label, writeBack } from "../schema";

type DecisionRow = typeof decision.$inferSelect;
type WriteBackRow = typeof writeBack.$inferSelect;
export type DecisionWithState = {
  readonly decision: DecisionRow;
  readonly writeBack: WriteBackRow | null;
  readonly decidedBy: string;
};

const withState = (db: DbOrTx) =>
  db
    .select({ decision, writeBack, decidedBy: appUser.displayName })
    .from(decision)
    .innerJoin(appUser, eq(appUser.id, decision.decidedBy))
    .leftJoin(writeBack, eq(writeBack.decisionId, decision.id));

export async function findDecision(db: DbOrTx, id: string): Promise<DecisionWithState | null> {
  const [row] = await withState(db).where(eq(decision.id, id));
  return row ?? null;
}

export async function findByRequest(db: DbOrTx, requestId: string): Promise<DecisionWithState | null> {
  const [row] = await withState(db).where(eq(decision.requestId, requestId));
  return row ?? null;
}

/** All decisions of these visits, newest first; the first of each visit is the one in force. */
export const decisionsOf = (db: DbOrTx, encounterIds: readonly string[]): Promise<DecisionWithState[]> =>
  encounterIds.length === 0
    ? Promise.resolve([])
    : withState(db)
        .where(inArray(decision.encounterId, [...encounterIds]))
        .orderBy(desc(decision.decidedAt));

/** Inserts unless somebody decided first: null when the chain of this visit has moved on, or the request was recorded already. */
export async function insertDecision(tx: Tx, row: typeof decision.$inferInsert): Promise<DecisionRow | null> {
  const [inserted] = await tx.insert(decision).values(row).onConflictDoNothing().returning();
  return inserted ?? null;
}

export async function insertWriteBack(tx: Tx, decisionId: string): Promise<void> {
  await tx.insert(writeBack).values({ decisionId, state: "pending", attempts: 0 });
}

/** Marks an attempt as under way. A worker that dies in it is given up for dead after this long. */
const ATTEMPT_LEASE_MS = 60_000;
const IN_PROGRESS = "in-progress";

/** Takes a pending write-back for one attempt; null when it is not pending or somebody is at it. Of two who ask one gets it. */
export async function claimWriteBack(
  db: DbOrTx,
  decisionId: string,
  now: Date,
): Promise<WriteBackRow | null> {
  const [row] = await db
    .update(writeBack)
    .set({ attempts: sql`${writeBack.attempts} + 1`, lastErrorCode: IN_PROGRESS, lastAttemptAt: now })
    .where(
      and(
        eq(writeBack.decisionId, decisionId),
        eq(writeBack.state, "pending"),
        or(
          isNull(writeBack.lastErrorCode),
          ne(writeBack.lastErrorCode, IN_PROGRESS),
          lte(writeBack.lastAttemptAt, new Date(now.getTime() - ATTEMPT_LEASE_MS)),
        ),
      ),
    )
    .returning();
  return row ?? null;
}

export async function updateWriteBack(
  db: DbOrTx,
  decisionId: string,
  set: Partial<WriteBackRow>,
): Promise<void> {
  await db.update(writeBack).set(set).where(eq(writeBack.decisionId, decisionId));
}

/** Of these launches, the ones whose decisions still wait to be written with their tokens. */
export async function grantsWithPendingWriteBacks(
  db: DbOrTx,
  grantIds: readonly string[],
): Promise<string[]> {
  if (grantIds.length === 0) return [];
  const rows = await db
    .selectDistinct({ id: decision.grantId })
    .from(decision)
    .innerJoin(writeBack, eq(writeBack.decisionId, decision.id))
    .where(and(inArray(decision.grantId, [...grantIds]), eq(writeBack.state, "pending")));
  return rows.map((row) => row.id);
}

/** Decisions of a person that are not in the EHR yet, oldest first. */
export async function pendingWriteBacksOf(db: DbOrTx, userId: string): Promise<string[]> {
  const rows = await db
    .select({ id: decision.id })
    .from(decision)
    .innerJoin(writeBack, eq(writeBack.decisionId, decision.id))
    .where(and(eq(decision.decidedBy, userId), eq(writeBack.state, "pending")))
    .orderBy(decision.decidedAt);
  return rows.map((row) => row.id);
}

/** Decisions about this EHR's visits that have not reached it, whether on their way or refused. */
export async function countNotInEhr(db: DbOrTx, issuer: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(decision)
    .innerJoin(writeBack, eq(writeBack.decisionId, decision.id))
    .innerJoin(encounter, eq(encounter.id, decision.encounterId))
    .where(and(eq(encounter.issuer, issuer), ne(writeBack.state, "written")));
  return row?.n ?? 0;
}

export async function insertLabel(tx: Tx, row: typeof label.$inferInsert): Promise<void> {
  await tx.insert(label).values(row);
}
