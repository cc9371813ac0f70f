import { and, count, eq, gte, isNull, sql } from "drizzle-orm";
import type { Level } from "@/lib/case/level";
import type { DbOrTx, Tx } from "../client";
import { cdsCard } from "../schema";

export async function insertCard(db: DbOrTx, row: typeof cdsCard.$inferInsert): Promise<void> {
  await db.insert(cdsCard).values(row);
}

export type CardOutcome = {
  readonly id: string;
  readonly outcome: "accepted" | "overridden";
  readonly level: Level | null;
  readonly outcomeAt: Date;
};

/** Notes what became of cards of this EHR and service; the first word on a card stands. Answers with the ids it was new for. */
export async function answerCards(
  tx: Tx,
  issuer: string,
  service: string,
  outcomes: readonly CardOutcome[],
): Promise<string[]> {
  const known: string[] = [];
  for (const { id, ...set } of outcomes) {
    const rows = await tx
      .update(cdsCard)
      .set(set)
      .where(
        and(
          eq(cdsCard.id, id),
          eq(cdsCard.issuer, issuer),
          eq(cdsCard.service, service),
          isNull(cdsCard.outcome),
        ),
      )
      .returning({ id: cdsCard.id });
    known.push(...rows.map((r) => r.id));
  }
  return known;
}

export type CardCounts = {
  readonly issuer: string;
  readonly shown: number;
  readonly accepted: number;
  readonly overridden: number;
};

/** What became of each EHR's cards since then. */
export async function countCards(db: DbOrTx, since: Date): Promise<CardCounts[]> {
  const of = (outcome: "accepted" | "overridden") =>
    sql<number>`count(*) filter (where ${cdsCard.outcome} = ${outcome})`.mapWith(Number);
  return db
    .select({
      issuer: cdsCard.issuer,
      shown: count(),
      accepted: of("accepted"),
      overridden: of("overridden"),
    })
    .from(cdsCard)
    .where(gte(cdsCard.shownAt, since))
    .groupBy(cdsCard.issuer);
}
