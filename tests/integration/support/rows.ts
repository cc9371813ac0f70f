import type { Db } from "@/db/client";
import { appUser, assessment, decision, ehrGrant, encounter, label, session, writeBack } from "@/db/schema";
import type { Level } from "@/lib/case/level";
import { newId } from "@/lib/core/ids";
import { isHeldOut } from "@/lib/feedback/split";

/** Rows as the clinic's workflows leave them, for tests that are about what comes after. */
export async function insertNurse(db: Db, now: Date): Promise<{ userId: string; grantId: string }> {
  const userId = newId();
  const sessionId = newId();
  const grantId = newId();
  await db.insert(appUser).values({
    id: userId,
    issuer: "https://ehr.test/fhir",
    subject: userId,
    displayName: "Nurse",
    role: "clinician",
    createdAt: now,
  });
  await db.insert(session).values({ id: sessionId, userId, createdAt: now, lastSeenAt: now });
  await db.insert(ehrGrant).values({
    id: grantId,
    sessionId,
    issuer: "https://ehr.test/fhir",
    context: { patientId: null, encounterId: null },
    tokens: { accessToken: "a", refreshToken: "r", idToken: null, expiresAt: now.toISOString(), scope: "" },
    createdAt: now,
  });
  return { userId, grantId };
}

/** One visit with its assessment. */
export async function insertVisit(
  db: Db,
  now: Date,
  shownLevel: Level | null = 3,
): Promise<{ encounterId: string; assessmentId: string }> {
  const encounterId = newId();
  const assessmentId = newId();
  await db.insert(encounter).values({
    id: encounterId,
    issuer: "https://ehr.test/fhir",
    encounterKey: encounterId,
    patientKey: encounterId,
    refs: { encounterId: "e", patientId: "p" },
    firstSeenAt: now,
    lastSeenAt: now,
    active: true,
  });
  await db.insert(assessment).values({
    id: assessmentId,
    encounterId,
    contextVersion: "1",
    caseHash: assessmentId,
    basis: [],
    missing: [],
    shownLevel,
    createdAt: now,
  });
  return { encounterId, assessmentId };
}

export const aDecision = (
  nurse: { userId: string; grantId: string },
  visit: { encounterId: string; assessmentId: string },
  level: Level,
  now: Date,
): typeof decision.$inferInsert => ({
  id: newId(),
  requestId: newId(),
  encounterId: visit.encounterId,
  assessmentId: visit.assessmentId,
  kind: level === 3 ? "accept" : "override",
  level,
  shownLevel: 3,
  decidedBy: nurse.userId,
  decidedByRole: "clinician",
  decidedAt: now,
  grantId: nurse.grantId,
});

/** Decisions that became labels, on visits of their own. Returns the labels' ids. */
export async function insertLabels(db: Db, count: number, now: Date): Promise<string[]> {
  const nurse = await insertNurse(db, now);
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const level = ((i % 5) + 1) as Level;
    const row = aDecision(nurse, await insertVisit(db, now), level, now);
    await db.insert(decision).values(row);
    await db.insert(writeBack).values({ decisionId: row.id, state: "written" });
    const id = newId();
    ids.push(id);
    await db.insert(label).values({
      id,
      decisionId: row.id,
      case: { id, ageYears: 30 + i, chiefComplaint: "chest pain", vitals: { heartRate: 60 + 15 * level } },
      level,
      source: level === 3 ? "accept" : "override",
      weight: 1,
      heldOut: isHeldOut(id),
      createdAt: now,
    });
  }
  return ids;
}
