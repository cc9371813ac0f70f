import { and, eq, gte, inArray, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Ineligible } from "@/lib/feedback/eligibility";
import type { DecisionCount } from "@/lib/feedback/label-tally";
import type { Narrowed } from "@/lib/monitoring/listing";
import type { DbOrTx } from "../client";
import { decision, label, labelWithdrawal, readerHold } from "../schema";
import { decisionCounts } from "./decision-days";

/**
 * Decisions of these days by what became of them. What became known since a label was made, that it is withdrawn or its reader held
 * back, is of few: it is asked of those alone, and set against what was so when they were made.
 */
export async function countDecisions(
  db: DbOrTx,
  { from, to }: Pick<Narrowed, "from" | "to">,
): Promise<DecisionCount[]> {
  const made = (await decisionCounts(db, { from, to })).flatMap(({ kind, rule, labelled, ...c }) =>
    kind === "undo" ? [] : [{ ...c, kind, labelled, rule: labelled ? null : rule }],
  );
  const fallen = await fallenLabels(db, { from, to });
  return merged([
    ...made,
    ...fallen.flatMap(({ why, ...c }) => [
      { ...c, labelled: true, rule: null, n: -c.n },
      { ...c, labelled: false, rule: why },
    ]),
  ]);
}

/** Labels that may not be learned from any more, by their decisions. */
async function fallenLabels(db: DbOrTx, { from, to }: Pick<Narrowed, "from" | "to">) {
  const later = alias(decision, "later");
  const why = sql<Ineligible>`coalesce(${labelWithdrawal.why}, 'reader-held')`;
  const superseded = sql<boolean>`${later.id} is not null`;
  const fallen = db
    .select({ id: label.decisionId })
    .from(labelWithdrawal)
    .innerJoin(label, eq(label.id, labelWithdrawal.labelId))
    .union(
      db
        .select({ id: decision.id })
        .from(readerHold)
        .innerJoin(decision, eq(decision.decidedBy, readerHold.readerId))
        .where(isNull(readerHold.releasedAt)),
    );
  return db
    .select({
      kind: sql<DecisionCount["kind"]>`${decision.kind}`,
      level: decision.level,
      superseded,
      why,
      n: sql<number>`count(*)::int`,
    })
    .from(decision)
    .innerJoin(label, eq(label.decisionId, decision.id))
    .leftJoin(later, eq(later.supersedes, decision.id))
    .leftJoin(labelWithdrawal, eq(labelWithdrawal.labelId, label.id))
    .where(
      and(
        inArray(decision.id, fallen as unknown as SQL),
        ne(decision.kind, "undo"),
        from ? gte(decision.decidedAt, from) : undefined,
        to ? lt(decision.decidedAt, to) : undefined,
      ),
    )
    .groupBy(decision.kind, decision.level, superseded, why);
}

/** Counts of the same added up; what comes to nothing is left out. */
function merged(counts: readonly DecisionCount[]): DecisionCount[] {
  const sums = new Map<string, DecisionCount>();
  for (const { kind, level, labelled, superseded, rule, n } of counts) {
    const key = [kind, level, labelled, superseded, rule].join();
    sums.set(key, { kind, level, labelled, superseded, rule, n: (sums.get(key)?.n ?? 0) + n });
  }
  return [...sums.values()].filter((c) => c.n !== 0);
}
