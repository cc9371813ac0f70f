import { and, eq, gte, inArray, isNull, lt, sql } from "drizzle-orm";
import { DAY } from "@/lib/core/clock";
import { standingOf } from "@/lib/decision/chain";
import type { DecisionKind } from "@/lib/decision/decision";
import type { DbOrTx } from "../client";
import {
  assessment,
  decision,
  encounter,
  leadReview,
  secondReading,
  shadow,
  shadowAnswer,
  visitOutcome,
} from "../schema";
import { openRows, tryOpen } from "../sealed";

/** What the roll-ups are made from: visits by the UTC day they were first seen on. */

const SOURCE_DAY = sql<string>`to_char(${encounter.firstSeenAt} at time zone 'UTC', 'YYYY-MM-DD')`;

export type SourceDay = {
  readonly day: string;
  readonly visits: number;
  /** Parts of it were taken out because they were too old: what was rolled up before tells more. */
  readonly expired: boolean;
  /** Changes when anything does that a roll-up counts. */
  readonly madeFrom: string;
};

/** The day after the one on which that many visits since `from` are reached; null: there are fewer. */
export async function dayAfter(db: DbOrTx, from: Date, visits: number): Promise<Date | null> {
  const [row] = await db
    .select({ at: encounter.firstSeenAt })
    .from(encounter)
    .where(gte(encounter.firstSeenAt, from))
    .orderBy(encounter.firstSeenAt)
    .offset(visits)
    .limit(1);
  return row ? new Date(Math.floor(row.at.getTime() / DAY + 1) * DAY) : null;
}

/** Days with visits first seen at `from` or later, and before `to`, oldest first. */
export async function sourceDays(db: DbOrTx, from: Date, to: Date | null = null): Promise<SourceDay[]> {
  const visits = db.$with("visits").as(
    db
      .select({ id: encounter.id, day: SOURCE_DAY.as("day"), expiredAt: encounter.expiredAt })
      .from(encounter)
      .where(and(gte(encounter.firstSeenAt, from), to ? lt(encounter.firstSeenAt, to) : undefined)),
  );
  const per = (what: string) => sql<string>`(${sql.raw(what)})`;
  const rows = await db
    .with(visits)
    .select({
      day: visits.day,
      visits: sql<number>`count(*)::int`,
      expired: sql<number>`count(${visits.expiredAt})::int`,
      assessments: sql<number>`coalesce(sum(${per("select count(*) from assessment a where a.encounter_id = visits.id")}), 0)::int`,
      decisions: sql<number>`coalesce(sum(${per("select count(*) from decision d where d.encounter_id = visits.id")}), 0)::int`,
      asked: sql<number>`coalesce(sum(${per("select count(*) from second_reading r where r.encounter_id = visits.id")}), 0)::int`,
      read: sql<number>`coalesce(sum(${per("select count(r.read_at) from second_reading r where r.encounter_id = visits.id")}), 0)::int`,
      outcomes: sql<number>`coalesce(sum(${per("select count(*) from visit_outcome o where o.encounter_id = visits.id")}), 0)::int`,
      marks: sql<number>`coalesce(sum(${per("select count(*) from lead_review l where l.encounter_id = visits.id")}), 0)::int`,
      shadows: sql<number>`coalesce(sum(${per("select count(*) from assessment a join shadow_answer s on s.assessment_id = a.id where a.encounter_id = visits.id")}), 0)::int`,
    })
    .from(visits)
    .groupBy(visits.day)
    .orderBy(visits.day);
  return rows.map((r) => ({
    day: r.day,
    visits: r.visits,
    expired: r.expired > 0,
    madeFrom: [r.visits, r.assessments, r.decisions, r.asked, r.read, r.marks, r.shadows, r.outcomes].join(
      " ",
    ),
  }));
}

/** Few enough that one statement's parameters are far from the most there may be. */
const BATCH = 1_000;

/** Everything the roll-ups count of a day's visits. What does not open counts as not known. */
export async function visitsOfDay(db: DbOrTx, from: Date, to: Date) {
  const visits = await db
    .select({ id: encounter.id, issuer: encounter.issuer, firstSeenAt: encounter.firstSeenAt })
    .from(encounter)
    .where(and(gte(encounter.firstSeenAt, from), lt(encounter.firstSeenAt, to)));
  const found = [];
  for (let i = 0; i < visits.length; i += BATCH) {
    const batch = visits.slice(i, i + BATCH);
    found.push(...(await batchOfDay(db, batch)));
  }
  return found;
}

type Visit = { readonly id: string; readonly issuer: string; readonly firstSeenAt: Date };

async function batchOfDay(db: DbOrTx, visits: readonly Visit[]) {
  const ids = visits.map((v) => v.id);
  const decisions = await db.select().from(decision).where(inArray(decision.encounterId, ids));
  const last = new Map(
    [...Map.groupBy(decisions, (d) => d.encounterId)].flatMap(([id, own]) => {
      const standing = standingOf(own);
      const [inForce] = standing;
      const firstAt = standing.at(-1)?.decidedAt ?? null;
      return inForce ? [[id, { ...inForce, kind: inForce.kind as DecisionKind, firstAt }] as const] : [];
    }),
  );
  const newest = await db
    .selectDistinctOn([assessment.encounterId], { id: assessment.id, encounterId: assessment.encounterId })
    .from(assessment)
    .where(inArray(assessment.encounterId, ids))
    .orderBy(assessment.encounterId, sql`${assessment.createdAt} desc`);
  const telling = new Map(newest.map((a) => [a.encounterId, a.id]));
  for (const d of last.values()) telling.set(d.encounterId, d.assessmentId);
  const answers = await answersOf(db, [...telling.values()]);
  const readings = await db
    .select({
      encounterId: secondReading.encounterId,
      decisionId: secondReading.decisionId,
      why: secondReading.why,
      askedAt: secondReading.askedAt,
      readAt: secondReading.readAt,
      level: secondReading.level,
    })
    .from(secondReading)
    .where(inArray(secondReading.encounterId, ids));
  const outcomes = new Map(
    openRows(
      await db
        .select()
        .from(visitOutcome)
        .where(and(inArray(visitOutcome.encounterId, ids), isNull(visitOutcome.supersededAt))),
    ).rows.map((o) => [o.encounterId, o.outcomes]),
  );
  const marks = new Set(
    (
      await db
        .select({ id: leadReview.encounterId })
        .from(leadReview)
        .where(inArray(leadReview.encounterId, ids))
    ).map((r) => r.id),
  );
  return visits.flatMap((visit) => {
    const answer = answers.get(telling.get(visit.id) ?? "");
    if (!answer) return [];
    const decided = last.get(visit.id) ?? null;
    const own = readings.filter((r) => r.encounterId === visit.id);
    return [
      {
        visit,
        answer,
        decision: decided,
        // Of the decision that stands; one of an earlier decision read the same case.
        reading: own.find((r) => r.decisionId === decided?.id) ?? own[0] ?? null,
        leadMark: marks.has(visit.id),
        outcomes: outcomes.get(visit.id) ?? null,
      },
    ];
  });
}

async function answersOf(db: DbOrTx, ids: readonly string[]) {
  const rows = await db
    .select({
      id: assessment.id,
      case: assessment.case,
      floor: assessment.floor,
      modelVersion: assessment.modelVersion,
      policy: assessment.policy,
      shownLevel: assessment.shownLevel,
      modelLevel: assessment.modelLevel,
      probabilities: assessment.probabilities,
      criticalRisk: assessment.criticalRisk,
      outlook: assessment.outlook,
      createdAt: assessment.createdAt,
    })
    .from(assessment)
    .where(inArray(assessment.id, [...ids]));
  const shadows = await db
    .selectDistinctOn([shadowAnswer.assessmentId], {
      assessmentId: shadowAnswer.assessmentId,
      level: shadowAnswer.level,
      version: shadow.version,
    })
    .from(shadowAnswer)
    .innerJoin(shadow, eq(shadow.id, shadowAnswer.shadowId))
    .where(inArray(shadowAnswer.assessmentId, [...ids]))
    .orderBy(shadowAnswer.assessmentId, sql`${shadowAnswer.answeredAt} desc`);
  const candidates = new Map(shadows.map((s) => [s.assessmentId, s]));
  return new Map(
    rows.map((row) => {
      const opened = tryOpen<typeof row>(row);
      const candidate = candidates.get(row.id) ?? null;
      return [
        row.id,
        { ...row, case: opened?.case ?? null, floor: opened?.floor ?? null, candidate },
      ] as const;
    }),
  );
}
