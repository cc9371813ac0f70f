import { randomUUID } from "node:crypto";
import { and, asc, eq, exists, gte, inArray, isNotNull, isNull, lt, not, or, sql } from "drizzle-orm";
import type { DbOrTx, Tx } from "../client";
import {
  assessment,
  decidedCase,
  decision,
  deviceReading,
  ehrGrant,
  encounter,
  encounterSnapshot,
  incident,
  incidentEntry,
  leadReview,
  modelExplanation,
  patientAccess,
  secondReading,
  visitFollowUp,
  visitOutcome,
  writeBack,
} from "../schema";
import { sealSet } from "../sealed";

/** How many of each were deleted or emptied. */
export type Expired = Readonly<
  Record<
    | "visits"
    | "snapshots"
    | "assessments"
    | "decisions"
    | "similarCases"
    | "launches"
    | "explanations"
    | "driftParts"
    | "quickTriages",
    number
  >
>;

/**
 * Visits nobody has been shown and nobody has decided on since `before`, and whose decisions are not on their way to the
 * EHR. Locked; those another worker is at are left to it.
 */
export async function visitsToExpire(tx: Tx, before: Date, limit: number): Promise<string[]> {
  const decidedSince = tx
    .select({ id: decision.id })
    .from(decision)
    .leftJoin(writeBack, eq(writeBack.decisionId, decision.id))
    .where(
      and(
        eq(decision.encounterId, encounter.id),
        or(gte(decision.decidedAt, before), eq(writeBack.state, "pending")),
      ),
    );
  const rows = await tx
    .select({ id: encounter.id })
    .from(encounter)
    .where(
      and(
        lt(encounter.lastSeenAt, before),
        // Seen again at the very moment it was expired: once more.
        or(isNull(encounter.expiredAt), lt(encounter.expiredAt, encounter.lastSeenAt)),
        not(exists(decidedSince)),
      ),
    )
    .orderBy(asc(encounter.lastSeenAt))
    .limit(limit)
    .for("update", { skipLocked: true });
  return rows.map((row) => row.id);
}

/**
 * Takes out of these visits what is of a patient. What stays tells of nobody: which levels were suggested and decided, by
 * whom and when, as the audit log does; and the labels, which were de-identified when they were made.
 */
export async function expireVisits(
  tx: Tx,
  ids: readonly string[],
  now: Date,
): Promise<{
  readonly done: Pick<Expired, "visits" | "snapshots" | "assessments" | "decisions" | "similarCases">;
  /** Ids of what was emptied. */
  readonly assessments: readonly string[];
  readonly decisions: readonly string[];
}> {
  const these = [...ids];
  const snapshots = await tx
    .delete(encounterSnapshot)
    .where(inArray(encounterSnapshot.encounterId, these))
    .returning({ id: encounterSnapshot.encounterId });
  // Where the encoder placed them goes with them.
  const similar = await tx
    .delete(decidedCase)
    .where(inArray(decidedCase.encounterId, these))
    .returning({ id: decidedCase.decisionId });
  await tx.delete(deviceReading).where(inArray(deviceReading.encounterId, these));
  // Nothing is stored any more that somebody could be shown, or refused.
  await tx.delete(patientAccess).where(inArray(patientAccess.encounterId, these));
  const assessments = await tx
    .update(assessment)
    .set({
      case: null,
      ageless: null,
      basis: null,
      floor: null,
      explanation: null,
      missing: [],
      contextVersion: EXPIRED,
      // Hashes of what was known of a patient could be guessed at.
      caseHash: sql`${`${EXPIRED} `} || ${assessment.id}::text`,
    })
    .where(inArray(assessment.encounterId, these))
    .returning({ id: assessment.id });
  const decisions = await tx
    .update(decision)
    .set({ comment: null, visitDoubts: null })
    .where(inArray(decision.encounterId, these))
    .returning({ id: decision.id });
  const decided = tx.select({ id: decision.id }).from(decision).where(inArray(decision.encounterId, these));
  await tx.update(writeBack).set({ refs: null }).where(inArray(writeBack.decisionId, decided));
  await tx.update(leadReview).set({ note: null }).where(inArray(leadReview.encounterId, these));
  const reports = tx.select({ id: incident.id }).from(incident).where(inArray(incident.encounterId, these));
  await tx
    .update(incidentEntry)
    .set({ words: null })
    .where(and(inArray(incidentEntry.incidentId, reports), eq(incidentEntry.kind, "reported")));
  // A level that was read tells of nobody; a case that was not can be read no more.
  await tx.update(secondReading).set({ case: null }).where(inArray(secondReading.encounterId, these));
  // The closed set of what became of them tells of nobody; asked about they can be no more.
  const known = tx
    .select({ one: sql`1` })
    .from(visitOutcome)
    .where(eq(visitOutcome.encounterId, visitFollowUp.encounterId));
  await tx
    .update(visitFollowUp)
    .set({
      state: sql`case when exists (${known}) then 'partly' else 'not-known' end`,
      nextAt: null,
      closedAt: now,
    })
    .where(and(inArray(visitFollowUp.encounterId, these), eq(visitFollowUp.state, "open")));
  for (const id of these)
    await tx
      .update(encounter)
      .set({
        refs: null,
        encounterKey: randomUUID(),
        patientKey: randomUUID(),
        active: false,
        expiredAt: now,
      })
      .where(eq(encounter.id, id));
  return {
    done: {
      visits: these.length,
      snapshots: snapshots.length,
      assessments: assessments.length,
      decisions: decisions.length,
      similarCases: similar.length,
    },
    assessments: assessments.map(({ id }) => id),
    decisions: decisions.map(({ id }) => id),
  };
}

const EXPIRED = "expired";

/** Launches begun before: whose they were, for which patient, with which tokens. @returns how many */
export async function expireLaunches(tx: Tx, before: Date, limit: number, now: Date): Promise<number> {
  const stillNeeded = tx
    .select({ id: decision.id })
    .from(decision)
    .innerJoin(writeBack, eq(writeBack.decisionId, decision.id))
    .where(and(eq(decision.grantId, ehrGrant.id), eq(writeBack.state, "pending")));
  const rows = await tx
    .select({ id: ehrGrant.id, revokedAt: ehrGrant.revokedAt })
    .from(ehrGrant)
    .where(and(lt(ehrGrant.createdAt, before), isNull(ehrGrant.expiredAt), not(exists(stillNeeded))))
    .orderBy(asc(ehrGrant.createdAt))
    .limit(limit)
    .for("update", { skipLocked: true });
  for (const { id, revokedAt } of rows)
    await tx
      .update(ehrGrant)
      .set(
        sealSet(ehrGrant, id, {
          context: { patientId: null, encounterId: null },
          patientKey: null,
          tokens: {
            accessToken: "",
            refreshToken: null,
            idToken: null,
            expiresAt: now.toISOString(),
            scope: "",
          },
          revokedAt: revokedAt ?? now,
          expiredAt: now,
        }),
      )
      .where(eq(ehrGrant.id, id));
  return rows.length;
}

/** What was found over many of the site's cases before: frequent words of patients are among it. @returns how many */
export async function expireExplanations(db: DbOrTx, before: Date): Promise<number> {
  const rows = await db
    .update(modelExplanation)
    .set({ result: null, dataset: null, computedAt: null, tookMs: null, engine: null })
    .where(
      and(
        eq(modelExplanation.source, "site"),
        isNotNull(modelExplanation.result),
        lt(modelExplanation.computedAt, before),
      ),
    )
    .returning({ id: modelExplanation.id });
  return rows.length;
}
