import { and, asc, eq, gte, inArray, isNotNull, lt, or, sql } from "drizzle-orm";
import type { DbOrTx } from "../client";
import { assessment, auditEvent, decision, encounter } from "../schema";
import { patientKey } from "./encounter";

/** Our visits of a patient of an EHR. What has expired is found by nobody any more. */
export async function visitsOfPatient(db: DbOrTx, issuer: string, patientId: string): Promise<string[]> {
  const rows = await db
    .select({ id: encounter.id })
    .from(encounter)
    .where(and(eq(encounter.issuer, issuer), eq(encounter.patientKey, patientKey(issuer, patientId))));
  return rows.map((row) => row.id);
}

export async function isVisitOf(db: DbOrTx, issuer: string, encounterId: string): Promise<boolean> {
  const rows = await db
    .select({ id: encounter.id })
    .from(encounter)
    .where(and(eq(encounter.id, encounterId), eq(encounter.issuer, issuer)));
  return rows.length > 0;
}

export type AccessRow = {
  readonly seq: number;
  readonly at: Date;
  readonly actorName: string;
  readonly role: string;
  readonly event: string;
  readonly actorId: string | null;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly requestId: string | null;
};

/** What people did with these visits, their assessments and decisions, oldest first. */
export async function accessTo(
  db: DbOrTx,
  encounterIds: readonly string[],
  { from, to, limit }: { from?: Date | undefined; to?: Date | undefined; limit: number },
): Promise<AccessRow[]> {
  if (encounterIds.length === 0) return [];
  const ids = [...encounterIds];
  const assessments = await db
    .select({ id: assessment.id })
    .from(assessment)
    .where(inArray(assessment.encounterId, ids));
  const decisions = await db
    .select({ id: decision.id })
    .from(decision)
    .where(inArray(decision.encounterId, ids));
  const about = (type: string, these: readonly { id: string }[]) =>
    these.length === 0
      ? undefined
      : and(
          eq(auditEvent.subjectType, type),
          inArray(
            auditEvent.subjectId,
            these.map((t) => t.id),
          ),
        );
  return (
    db
      .select({
        seq: auditEvent.seq,
        at: auditEvent.at,
        actorName: auditEvent.actorName,
        role: auditEvent.role,
        event: auditEvent.event,
        actorId: auditEvent.actorId,
        subjectType: auditEvent.subjectType,
        subjectId: auditEvent.subjectId,
        requestId: auditEvent.requestId,
      })
      .from(auditEvent)
      .where(
        and(
          // What the product did by itself is nobody's look.
          isNotNull(auditEvent.actorId),
          or(
            about(
              "encounter",
              ids.map((id) => ({ id })),
            ),
            about("assessment", assessments),
            about("decision", decisions),
          ),
          from ? gte(auditEvent.at, from) : undefined,
          to ? lt(auditEvent.at, to) : undefined,
        ),
      )
      // The sum keeps the planner from walking the whole log in its order: there are few entries about a visit.
      .orderBy(asc(sql`${auditEvent.seq} + 0`))
      .limit(limit)
  );
}
