import { and, asc, eq, exists, gte, isNotNull, isNull, lt, ne, not, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Level } from "@/lib/case/level";
import type { SkipReason } from "@/lib/feedback/second-reading";
import type { DbOrTx, Tx } from "../client";
import { decision, encounter, leadReview, readingSkip, secondReading } from "../schema";
import { sealRow, tryOpen, type Unsealed } from "../sealed";

type Stored = typeof secondReading.$inferSelect;
/** Whoever reads, and of which EHR. */
export type Reader = { readonly userId: string; readonly issuer: string };

export async function insertReading(tx: Tx, row: Unsealed<typeof secondReading.$inferInsert>): Promise<void> {
  await tx.insert(secondReading).values(sealRow(secondReading, row));
}

/**
 * What waits for this reader: of their own EHR, not read, not passed on by them, still the last word on its visit, and of a visit they
 * have neither decided on nor looked at for a lead: who has seen the answer does not read blind.
 */
function waitingFor(db: DbOrTx, { userId, issuer }: Reader, only?: string) {
  const later = alias(decision, "later");
  const own = alias(decision, "own");
  const of = { id: secondReading.encounterId };
  const decidedHere = db
    .select({ id: own.id })
    .from(own)
    .where(and(eq(own.encounterId, of.id), eq(own.decidedBy, userId)));
  const lookedHere = db
    .select({ id: leadReview.decisionId })
    .from(leadReview)
    .where(and(eq(leadReview.encounterId, of.id), eq(leadReview.answeredBy, userId)));
  const passedOn = db
    .select({ id: readingSkip.readingId })
    .from(readingSkip)
    .where(and(eq(readingSkip.readingId, secondReading.id), eq(readingSkip.skippedBy, userId)));
  return db
    .select({ id: secondReading.id, case: secondReading.case })
    .from(secondReading)
    .innerJoin(decision, eq(decision.id, secondReading.decisionId))
    .innerJoin(encounter, eq(encounter.id, secondReading.encounterId))
    .leftJoin(later, eq(later.supersedes, secondReading.decisionId))
    .where(
      and(
        only === undefined ? undefined : eq(secondReading.id, only),
        isNull(secondReading.readAt),
        isNotNull(secondReading.case),
        isNull(later.id),
        eq(encounter.issuer, issuer),
        ne(decision.decidedBy, userId),
        not(exists(decidedHere)),
        not(exists(lookedHere)),
        not(exists(passedOn)),
      ),
    )
    .orderBy(asc(secondReading.askedAt), asc(secondReading.id));
}

/** The oldest that waits for this reader and opens, and how many wait. */
export async function nextReading(db: DbOrTx, reader: Reader) {
  const rows = await waitingFor(db, reader);
  for (const [i, row] of rows.entries()) {
    const open = tryOpen<Pick<Stored, "id" | "case">>(row);
    if (open?.case) return { next: { id: open.id, case: open.case }, waiting: rows.length - i };
  }
  return { next: null, waiting: 0 };
}

export async function mayRead(tx: Tx, reader: Reader, id: string): Promise<boolean> {
  return (await waitingFor(tx, reader, id)).length > 0;
}

/** Of two readers at once one saves. Returns what it was a reading of; null: somebody else has read it. */
export async function saveReading(
  tx: Tx,
  id: string,
  answer: { readonly readBy: string; readonly readAt: Date; readonly level: Level },
): Promise<{ level: Level; shownLevel: Level | null; decisionId: string } | null> {
  const [read] = await tx
    .update(secondReading)
    .set(answer)
    .where(and(eq(secondReading.id, id), isNull(secondReading.readAt)))
    .returning({ decisionId: secondReading.decisionId });
  if (!read) return null;
  const [first] = await tx
    .select({ decisionId: decision.id, level: decision.level, shownLevel: decision.shownLevel })
    .from(decision)
    .where(eq(decision.id, read.decisionId));
  return first ?? null;
}

export async function skipReading(
  tx: Tx,
  row: {
    readonly readingId: string;
    readonly skippedBy: string;
    readonly reason: SkipReason;
    readonly skippedAt: Date;
  },
): Promise<void> {
  await tx.insert(readingSkip).values(row).onConflictDoNothing();
}

/**
 * First and second answers to the cases drawn at random, of decisions made in these days: those that differ far are read because
 * they differ, and would speak of nothing but themselves.
 */
export async function drawnPairs(
  db: DbOrTx,
  { from, to }: { readonly from?: Date | undefined; readonly to?: Date | undefined },
): Promise<{ first: Level; second: Level }[]> {
  const rows = await db
    .select({ first: decision.level, second: secondReading.level })
    .from(secondReading)
    .innerJoin(decision, eq(decision.id, secondReading.decisionId))
    .where(
      and(
        eq(secondReading.why, "sample"),
        isNotNull(secondReading.level),
        from ? gte(decision.decidedAt, from) : undefined,
        to ? lt(decision.decidedAt, to) : undefined,
      ),
    )
    .orderBy(asc(secondReading.readAt), asc(secondReading.id));
  return rows.flatMap(({ first, second }) => (second === null ? [] : [{ first, second }]));
}

/** First and second answers to the cases drawn at random, with who gave them, of one EHR. @param reader only theirs */
export async function drawnPairsByReader(
  db: DbOrTx,
  issuer: string,
  reader?: string,
): Promise<{ firstBy: string; secondBy: string; first: Level; second: Level }[]> {
  const rows = await db
    .select({
      firstBy: decision.decidedBy,
      secondBy: secondReading.readBy,
      first: decision.level,
      second: secondReading.level,
    })
    .from(secondReading)
    .innerJoin(decision, eq(decision.id, secondReading.decisionId))
    .innerJoin(encounter, eq(encounter.id, secondReading.encounterId))
    .where(
      and(
        eq(secondReading.why, "sample"),
        isNotNull(secondReading.level),
        eq(encounter.issuer, issuer),
        reader === undefined
          ? undefined
          : or(eq(decision.decidedBy, reader), eq(secondReading.readBy, reader)),
      ),
    )
    .orderBy(asc(secondReading.readAt), asc(secondReading.id));
  return rows.flatMap(({ second, secondBy, ...row }) =>
    second === null || secondBy === null ? [] : [{ ...row, second, secondBy }],
  );
}
