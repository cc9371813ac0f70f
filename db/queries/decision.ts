import { and, count, desc, eq, gt, inArray, isNull, lte, ne, or, sql } from "drizzle-orm";
import { AppError } from "@/lib/core/errors";
import { standingOf } from "@/lib/decision/chain";
import type { DbOrTx, Tx } from "../client";
import { appUser, decision, encounter, label, writeBack } from "../schema";
import { type Opened, openRow, sealRow, sealSet, tryOpen, type Unsealed } from "../sealed";
import { leaseEnd } from "../time";
import { holdLaunch } from "./identity";

type Stored = typeof decision.$inferSelect;
type DecisionRow = Opened<Stored>;
type WriteBackRow = typeof writeBack.$inferSelect;
export type DecisionWithState = {
  readonly decision: DecisionRow;
  readonly writeBack: WriteBackRow | null;
  readonly decidedBy: string;
};

/** Stands in the place of a comment that does not open: the decision itself is no less in force. */
export const UNREADABLE_COMMENT = "(The comment could not be read.)";

const openDecision = (row: Stored): DecisionRow =>
  tryOpen<Stored>(row) ?? { ...row, comment: UNREADABLE_COMMENT };

type Joined = {
  readonly decision: Stored;
  readonly writeBack: WriteBackRow | null;
  readonly decidedBy: string;
};
const opened = (row: Joined): DecisionWithState => ({ ...row, decision: openDecision(row.decision) });

const withState = (db: DbOrTx) =>
  db
    .select({ decision, writeBack, decidedBy: appUser.displayName })
    .from(decision)
    .innerJoin(appUser, eq(appUser.id, decision.decidedBy))
    .leftJoin(writeBack, eq(writeBack.decisionId, decision.id));

export async function findDecision(db: DbOrTx, id: string): Promise<DecisionWithState | null> {
  const [row] = await withState(db).where(eq(decision.id, id));
  return row ? opened(row) : null;
}

export async function findByRequest(db: DbOrTx, requestId: string): Promise<DecisionWithState | null> {
  const [row] = await withState(db).where(eq(decision.requestId, requestId));
  return row ? opened(row) : null;
}

/** All decisions of these visits, newest first; the first of each visit is the one in force. */
export async function decisionsOf(db: DbOrTx, encounterIds: readonly string[]): Promise<DecisionWithState[]> {
  if (encounterIds.length === 0) return [];
  const rows = await withState(db)
    .where(inArray(decision.encounterId, [...encounterIds]))
    .orderBy(desc(decision.decidedAt));
  return rows.map(opened);
}

/** References the EHR gave to what was written of a decision; none where it is not written, or they do not open. */
export async function refsInEhr(db: DbOrTx, decisionId: string): Promise<readonly string[]> {
  const [row] = await db.select().from(writeBack).where(eq(writeBack.decisionId, decisionId));
  return (row && tryOpen<WriteBackRow>(row)?.refs) ?? [];
}

/** Where a decision stands in its visit's chain, and which one it took the place of (null: none that stands); null: it was taken back. */
export async function placeInChain(
  db: DbOrTx,
  { id, encounterId }: Pick<Stored, "id" | "encounterId">,
): Promise<{ readonly replaces: string | null } | null> {
  const links = await db
    .select({ id: decision.id, kind: decision.kind, supersedes: decision.supersedes })
    .from(decision)
    .where(eq(decision.encounterId, encounterId));
  const standing = standingOf(links);
  const at = standing.findIndex((d) => d.id === id);
  return at < 0 ? null : { replaces: standing[at + 1]?.id ?? null };
}

/**
 * Inserts unless somebody decided first: null when the chain of this visit has moved on, or the request was recorded already.
 * @throws AppError("unauthenticated") when the launch it was made in has ended
 */
export async function insertDecision(
  tx: Tx,
  row: Unsealed<typeof decision.$inferInsert>,
): Promise<DecisionRow | null> {
  // Else it would be recorded for somebody who has signed out, and wait for their next sign-in to be written to the EHR.
  if (row.kind !== "undo" && !(await holdLaunch(tx, row.grantId)))
    throw new AppError("unauthenticated", "the session ended while the decision was being recorded");
  const [inserted] = await tx
    .insert(decision)
    .values(sealRow(decision, row))
    .onConflictDoNothing()
    .returning();
  return inserted ? openRow<Stored>(inserted) : null;
}

export async function insertWriteBack(tx: Tx, decisionId: string): Promise<void> {
  await tx.insert(writeBack).values({ decisionId, state: "pending", attempts: 0 });
}

/** Takes a pending write-back for one attempt, for so many milliseconds; false when it is not pending or somebody is at it. Of two who ask one gets it. */
export async function claimWriteBack(
  db: DbOrTx,
  decisionId: string,
  now: Date,
  leaseId: string,
  ms: number,
): Promise<boolean> {
  const rows = await db
    .update(writeBack)
    .set({ attempts: sql`${writeBack.attempts} + 1`, lastAttemptAt: now, leaseId, leaseUntil: leaseEnd(ms) })
    .where(
      and(
        eq(writeBack.decisionId, decisionId),
        eq(writeBack.state, "pending"),
        or(isNull(writeBack.leaseUntil), lte(writeBack.leaseUntil, sql`now()`)),
      ),
    )
    .returning({ id: writeBack.decisionId });
  return rows.length > 0;
}

/** Whether somebody is writing a decision at this moment. */
export async function isBeingWritten(db: DbOrTx, decisionId: string): Promise<boolean> {
  const rows = await db
    .select({ id: writeBack.decisionId })
    .from(writeBack)
    .where(
      and(
        eq(writeBack.decisionId, decisionId),
        eq(writeBack.state, "pending"),
        gt(writeBack.leaseUntil, sql`now()`),
      ),
    );
  return rows.length > 0;
}

/** False when the attempt is not the one under way any more. */
export async function renewWriteBack(
  db: DbOrTx,
  decisionId: string,
  leaseId: string,
  ms: number,
): Promise<boolean> {
  const rows = await db
    .update(writeBack)
    .set({ leaseUntil: leaseEnd(ms) })
    .where(
      and(
        eq(writeBack.decisionId, decisionId),
        eq(writeBack.leaseId, leaseId),
        eq(writeBack.state, "pending"),
      ),
    )
    .returning({ id: writeBack.decisionId });
  return rows.length > 0;
}

const FREE = { leaseId: null, leaseUntil: null };

/** What came of an attempt, and the way free for the next one; false when another attempt has taken over. */
export async function endAttempt(
  db: DbOrTx,
  decisionId: string,
  leaseId: string,
  set: Partial<WriteBackRow>,
): Promise<boolean> {
  const rows = await db
    .update(writeBack)
    .set({ ...set, ...FREE })
    .where(and(eq(writeBack.decisionId, decisionId), eq(writeBack.leaseId, leaseId)))
    .returning({ id: writeBack.decisionId });
  return rows.length > 0;
}

/** What is in the EHR is in the EHR, whoever else is at it by now. */
export async function markWritten(
  db: DbOrTx,
  decisionId: string,
  refs: readonly string[],
  now: Date,
): Promise<void> {
  await updateWriteBack(db, decisionId, {
    state: "written",
    writtenAt: now,
    refs,
    lastErrorCode: null,
    ...FREE,
  });
}

export async function updateWriteBack(
  db: DbOrTx,
  decisionId: string,
  set: Partial<Opened<WriteBackRow>>,
): Promise<void> {
  await db
    .update(writeBack)
    .set(sealSet(writeBack, decisionId, set))
    .where(eq(writeBack.decisionId, decisionId));
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
    .where(and(eq(encounter.issuer, issuer), isNull(encounter.expiredAt), ne(writeBack.state, "written")));
  return row?.n ?? 0;
}

export async function insertLabel(tx: Tx, row: Unsealed<typeof label.$inferInsert>): Promise<void> {
  await tx.insert(label).values(sealRow(label, row));
}
