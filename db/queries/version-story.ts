import { and, count, desc, eq, isNotNull, ne, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Explanation } from "@/lib/explain/explanation";
import type { DbOrTx } from "../client";
import { assessment, decision, label, shadow, shadowAnswer } from "../schema";
import { tryOpen } from "../sealed";
import { labelStands } from "./standing";
import { notUndone } from "./undo";

/** What came of a version: its answers, the decisions on them, and what of these is learned from. */
export async function countStory(
  db: DbOrTx,
  version: string,
): Promise<{ readonly assessments: number; readonly decisions: number; readonly labels: number }> {
  const [assessed] = await db
    .select({ n: count() })
    .from(assessment)
    .where(eq(assessment.modelVersion, version));
  const [decided] = await db
    .select({ n: count() })
    .from(decision)
    .where(and(eq(decision.modelVersion, version), notUndone(db)));
  const [labelled] = await db
    .select({ n: count() })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .where(and(eq(decision.modelVersion, version), labelStands(db)));
  return { assessments: assessed?.n ?? 0, decisions: decided?.n ?? 0, labels: labelled?.n ?? 0 };
}

type Stored = typeof assessment.$inferSelect;
const explanationOf = (row: Stored): Explanation | null => tryOpen<Stored>(row)?.explanation ?? null;
const caseOf = (row: Stored) => tryOpen<Stored>(row)?.case ?? null;

export type AnsweredByBoth = {
  readonly id: string;
  readonly at: Date;
  readonly case: ReturnType<typeof caseOf>;
  readonly before: number | null;
  readonly after: number | null;
  readonly reasonsBefore: Explanation | null;
  readonly reasonsAfter: Explanation | null;
};

/** Cases that `after` answered unseen where `before` answered at the bedside, with another level; newest first. */
export async function differingInShadow(
  db: DbOrTx,
  before: string,
  after: string,
  limit: number,
): Promise<AnsweredByBoth[]> {
  const rows = await db
    .select({ assessment, level: shadowAnswer.level })
    .from(shadowAnswer)
    .innerJoin(shadow, and(eq(shadow.id, shadowAnswer.shadowId), eq(shadow.version, after)))
    .innerJoin(assessment, eq(assessment.id, shadowAnswer.assessmentId))
    .where(
      and(
        eq(assessment.modelVersion, before),
        isNotNull(assessment.modelLevel),
        isNotNull(shadowAnswer.level),
        ne(shadowAnswer.level, assessment.shownLevel),
      ),
    )
    .orderBy(desc(assessment.createdAt), desc(assessment.id))
    .limit(limit);
  return rows.map(({ assessment: a, level }) => ({
    id: a.id,
    at: a.createdAt,
    case: caseOf(a),
    before: a.shownLevel,
    after: level,
    reasonsBefore: explanationOf(a),
    reasonsAfter: null,
  }));
}

/** Cases that both versions answered at the bedside, with different levels; newest first. */
export async function differingAtBedside(
  db: DbOrTx,
  before: string,
  after: string,
  limit: number,
): Promise<AnsweredByBoth[]> {
  const other = alias(assessment, "other");
  const pairs = await db
    .select({ before: assessment.id, after: other.id })
    .from(assessment)
    .innerJoin(
      other,
      and(eq(other.encounterId, assessment.encounterId), eq(other.caseHash, assessment.caseHash)),
    )
    .where(
      and(
        eq(assessment.modelVersion, before),
        eq(other.modelVersion, after),
        ne(assessment.shownLevel, other.shownLevel),
      ),
    )
    .orderBy(desc(other.createdAt), desc(other.id))
    .limit(limit);
  const rows: AnsweredByBoth[] = [];
  for (const pair of pairs) {
    const [a] = await db.select().from(assessment).where(eq(assessment.id, pair.before));
    const [b] = await db.select().from(assessment).where(eq(assessment.id, pair.after));
    if (a && b)
      rows.push({
        id: b.id,
        at: b.createdAt,
        case: caseOf(b),
        before: a.shownLevel,
        after: b.shownLevel,
        reasonsBefore: explanationOf(a),
        reasonsAfter: explanationOf(b),
      });
  }
  return rows;
}

/** How many cases both versions answered: one of them unseen, whichever, or both at the bedside. */
export async function countByBoth(db: DbOrTx, before: string, after: string): Promise<number> {
  const other = alias(assessment, "other");
  const [unseen] = await db
    .select({ n: count() })
    .from(shadowAnswer)
    .innerJoin(shadow, eq(shadow.id, shadowAnswer.shadowId))
    .innerJoin(assessment, eq(assessment.id, shadowAnswer.assessmentId))
    .where(
      and(
        or(
          and(eq(assessment.modelVersion, before), eq(shadow.version, after)),
          and(eq(assessment.modelVersion, after), eq(shadow.version, before)),
        ),
        isNotNull(shadowAnswer.level),
      ),
    );
  const [seen] = await db
    .select({ n: sql<number>`count(distinct ${other.id})::int` })
    .from(assessment)
    .innerJoin(
      other,
      and(eq(other.encounterId, assessment.encounterId), eq(other.caseHash, assessment.caseHash)),
    )
    .where(and(eq(assessment.modelVersion, before), eq(other.modelVersion, after)));
  return (unseen?.n ?? 0) + (seen?.n ?? 0);
}
