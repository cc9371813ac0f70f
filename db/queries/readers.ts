import { and, desc, eq, isNotNull, isNull, lte, ne } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Reading } from "@/lib/feedback/reader-fit";
import type { DbOrTx } from "../client";
import { decision, secondReading } from "../schema";

/** More say little more about anybody, and take longer. */
const MOST_READINGS = 20_000;

/**
 * Every level that somebody gave to a case up to an instant: decisions, amendments by others and second readings, the newest of them. An
 * item is an assessment: a patient who was assessed anew is another case. What somebody put right themselves does not count.
 */
export async function readingsUntil(db: DbOrTx, until: Date): Promise<Reading[]> {
  const later = alias(decision, "later");
  const decided = await db
    .select({ item: decision.assessmentId, reader: decision.decidedBy, answer: decision.level })
    .from(decision)
    .leftJoin(
      later,
      and(
        eq(later.supersedes, decision.id),
        eq(later.decidedBy, decision.decidedBy),
        eq(later.assessmentId, decision.assessmentId),
        lte(later.decidedAt, until),
      ),
    )
    .where(and(lte(decision.decidedAt, until), isNull(later.id), ne(decision.kind, "undo")))
    .orderBy(desc(decision.decidedAt), desc(decision.id))
    .limit(MOST_READINGS);
  const again = await db
    .select({ item: decision.assessmentId, reader: secondReading.readBy, answer: secondReading.level })
    .from(secondReading)
    .innerJoin(decision, eq(decision.id, secondReading.decisionId))
    .where(and(isNotNull(secondReading.level), lte(secondReading.readAt, until)))
    .orderBy(desc(secondReading.readAt), desc(secondReading.id))
    .limit(MOST_READINGS);
  return [
    ...decided,
    ...again.flatMap(({ item, reader, answer }) => (reader && answer ? [{ item, reader, answer }] : [])),
  ];
}
