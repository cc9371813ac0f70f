import { and, count, eq, gte, isNull, lt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Ineligible } from "@/lib/feedback/eligibility";
import type { DecisionCount } from "@/lib/feedback/label-tally";
import type { Narrowed } from "@/lib/monitoring/listing";
import type { DbOrTx } from "../client";
import { decision, label, readerHold } from "../schema";

/** Decisions of these days by what became of them. */
export async function countDecisions(
  db: DbOrTx,
  { from, to }: Pick<Narrowed, "from" | "to">,
): Promise<DecisionCount[]> {
  const later = alias(decision, "later");
  const held = sql`(${label.id} is not null and ${readerHold.id} is not null)`;
  const labelled = sql<boolean>`${label.id} is not null and not ${held}`;
  const rule = sql<Ineligible | null>`case when ${held} then 'reader-held' else ${decision.notLabel} end`;
  const superseded = sql<boolean>`${later.id} is not null`;
  return db
    .select({
      kind: decision.kind,
      level: decision.level,
      labelled,
      superseded,
      rule,
      n: count(),
    })
    .from(decision)
    .leftJoin(label, eq(label.decisionId, decision.id))
    .leftJoin(later, eq(later.supersedes, decision.id))
    .leftJoin(readerHold, and(eq(readerHold.readerId, decision.decidedBy), isNull(readerHold.releasedAt)))
    .where(and(from ? gte(decision.decidedAt, from) : undefined, to ? lt(decision.decidedAt, to) : undefined))
    .groupBy(decision.kind, decision.level, rule, labelled, superseded);
}
