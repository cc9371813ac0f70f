import { and, asc, eq, gte, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Level } from "@/lib/case/level";
import type { DbOrTx } from "../client";
import { appUser, assessment, decision, encounter, leadReview, writeBack } from "../schema";
import { tryOpen } from "../sealed";
import { notUndone } from "./undo";

/** The span a report is about, and whose EHR. */
export type Span = { readonly issuer: string; readonly from: Date; readonly to: Date };

/** Visits that came onto the board in the span, and those that left it then without a level. */
export async function visitsOfSpan(db: DbOrTx, { issuer, from, to }: Span) {
  return db
    .select({
      id: encounter.id,
      firstSeenAt: encounter.firstSeenAt,
      lastSeenAt: encounter.lastSeenAt,
      active: encounter.active,
    })
    .from(encounter)
    .where(
      and(
        eq(encounter.issuer, issuer),
        or(
          and(gte(encounter.firstSeenAt, from), lt(encounter.firstSeenAt, to)),
          and(gte(encounter.lastSeenAt, from), lt(encounter.lastSeenAt, to)),
        ),
      ),
    );
}

/** Decisions of the span, oldest first, each with the rules that had fired when it was made. */
export async function decisionsOfSpan(db: DbOrTx, { issuer, from, to }: Span) {
  const rows = await db
    .select({
      id: decision.id,
      encounterId: decision.encounterId,
      kind: decision.kind,
      level: decision.level,
      shownLevel: decision.shownLevel,
      reason: decision.reason,
      decidedAt: decision.decidedAt,
      decidedBy: appUser.displayName,
      first: isNull(decision.supersedes),
      writeBack: writeBack.state,
      basis: { id: assessment.id, floor: assessment.floor },
    })
    .from(decision)
    .innerJoin(encounter, eq(encounter.id, decision.encounterId))
    .innerJoin(appUser, eq(appUser.id, decision.decidedBy))
    .innerJoin(assessment, eq(assessment.id, decision.assessmentId))
    .leftJoin(writeBack, eq(writeBack.decisionId, decision.id))
    .where(
      and(
        eq(encounter.issuer, issuer),
        gte(decision.decidedAt, from),
        lt(decision.decidedAt, to),
        notUndone(db),
      ),
    )
    .orderBy(asc(decision.decidedAt), asc(decision.id));
  return rows.map(({ basis, ...row }) => ({ ...row, rules: tryOpen(basis)?.floor?.rules ?? [] }));
}

/** The level each visit stands at last: decided, or shown. */
export async function levelsOfVisits(
  db: DbOrTx,
  ids: readonly string[],
): Promise<Map<string, { readonly level: Level | null; readonly decided: boolean }>> {
  if (ids.length === 0) return new Map();
  const shown = await db
    .selectDistinctOn([assessment.encounterId], { id: assessment.encounterId, level: assessment.shownLevel })
    .from(assessment)
    .where(inArray(assessment.encounterId, [...ids]))
    .orderBy(assessment.encounterId, sql`${assessment.createdAt} desc`);
  const decided = await db
    .selectDistinctOn([decision.encounterId], { id: decision.encounterId, level: decision.level })
    .from(decision)
    .where(and(inArray(decision.encounterId, [...ids]), notUndone(db)))
    .orderBy(decision.encounterId, sql`${decision.decidedAt} desc`);
  return new Map<string, { readonly level: Level | null; readonly decided: boolean }>([
    ...shown.map((s) => [s.id, { level: s.level, decided: false }] as const),
    ...decided.map((d) => [d.id, { level: d.level, decided: true }] as const),
  ]);
}

/** Second looks asked for in the span, and how many of them are answered. */
export async function reviewsOfSpan(db: DbOrTx, { issuer, from, to }: Span) {
  return db
    .select({ askedAt: leadReview.askedAt, answeredAt: leadReview.answeredAt, verdict: leadReview.verdict })
    .from(leadReview)
    .innerJoin(encounter, eq(encounter.id, leadReview.encounterId))
    .where(and(eq(encounter.issuer, issuer), gte(leadReview.askedAt, from), lt(leadReview.askedAt, to)));
}
