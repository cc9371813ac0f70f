import { and, count, eq, gte, isNull, lt, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { DecisionKind } from "@/lib/decision/decision";
import type { Ineligible } from "@/lib/feedback/eligibility";
import type { DecisionCount } from "@/lib/feedback/label-tally";
import type { Narrowed } from "@/lib/monitoring/listing";
import type { DbOrTx } from "../client";
import { decision, label, labelWithdrawal, readerHold } from "../schema";

/** Decisions of these days by what became of them. */
export async function countDecisions(
  db: DbOrTx,
  { from, to }: Pick<Narrowed, "from" | "to">,
): Promise<DecisionCount[]> {
  const later = alias(decision, "later");
  // What became known since a label was made comes before what was so then.
  const since = sql`coalesce(${labelWithdrawal.why}, case when ${readerHold.id} is not null then 'reader-held' end)`;
  const labelled = sql<boolean>`${label.id} is not null and ${since} is null`;
  const rule = sql<Ineligible | null>`case when ${label.id} is not null then ${since} else ${decision.notLabel} end`;
  const superseded = sql<boolean>`${later.id} is not null`;
  return db
    .select({
      kind: sql<DecisionKind>`${decision.kind}`,
      level: decision.level,
      labelled,
      superseded,
      rule,
      n: count(),
    })
    .from(decision)
    .leftJoin(label, eq(label.decisionId, decision.id))
    .leftJoin(later, eq(later.supersedes, decision.id))
    .leftJoin(labelWithdrawal, eq(labelWithdrawal.labelId, label.id))
    .leftJoin(readerHold, and(eq(readerHold.readerId, decision.decidedBy), isNull(readerHold.releasedAt)))
    .where(
      and(
        ne(decision.kind, "undo"),
        from ? gte(decision.decidedAt, from) : undefined,
        to ? lt(decision.decidedAt, to) : undefined,
      ),
    )
    .groupBy(decision.kind, decision.level, rule, labelled, superseded);
}
