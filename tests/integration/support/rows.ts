import type { Db } from "@/db/client";
import { encounterKey, patientKey } from "@/db/queries/encounter";
import { findVersion } from "@/db/queries/registry";
import {
  closeCalibration,
  insertCalibration,
  insertCalibrationSwitch,
  lastCalibrationSwitch,
} from "@/db/queries/site-calibration";
import {
  appUser,
  assessment,
  decision,
  ehrGrant,
  encounter,
  label,
  modelCheck,
  session,
  trainingPolicy,
  writeBack,
} from "@/db/schema";
import { sealRow } from "@/db/sealed";
import type { Level } from "@/lib/case/level";
import { newId } from "@/lib/core/ids";
import { measuresOn } from "@/lib/feedback/split";
import { defaultPolicy } from "@/lib/monitoring/triggers/policy";
import type { SiteCalibrationContent, SiteSoftening } from "@/lib/policy/site-calibration";
import { situationNow } from "@/lib/workflows/learning/check-material";
import type { Runtime } from "@/lib/workflows/service/runtime";

/** Rows as the clinic's workflows leave them, for tests that are about what comes after. */
type Nurse = { userId: string; grantId: string };

export async function insertNurse(db: Db, now: Date): Promise<Nurse> {
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
  await db.insert(ehrGrant).values(
    sealRow(ehrGrant, {
      id: grantId,
      sessionId,
      issuer: "https://ehr.test/fhir",
      context: { patientId: null, encounterId: null },
      tokens: { accessToken: "a", refreshToken: "r", idToken: null, expiresAt: now.toISOString(), scope: "" },
      createdAt: now,
    }),
  );
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
  const issuer = "https://ehr.test/fhir";
  const refs = { encounterId: `e-${encounterId}`, patientId: `p-${encounterId}` };
  await db.insert(encounter).values(
    sealRow(encounter, {
      id: encounterId,
      issuer,
      encounterKey: encounterKey({ issuer, ...refs }),
      patientKey: patientKey(issuer, refs.patientId),
      refs,
      firstSeenAt: now,
      lastSeenAt: now,
      active: true,
    }),
  );
  await db.insert(assessment).values(
    sealRow(assessment, {
      id: assessmentId,
      encounterId,
      contextVersion: "1",
      caseHash: assessmentId,
      basis: [],
      missing: [],
      shownLevel,
      createdAt: now,
    }),
  );
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

/** Decisions of five people that became labels, on visits of their own; one of the five is measured on. Returns the labels' ids. */
export async function insertLabels(db: Db, count: number, now: Date): Promise<string[]> {
  const nurses = await Promise.all(Array.from({ length: 5 }, () => insertNurse(db, now)));
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const level = ((i % 5) + 1) as Level;
    // Everybody gives every level, in turn: nobody is alone with a kind of case.
    const nth = (i + Math.floor(i / 5)) % 5;
    const row = aDecision(nurses[nth] as Nurse, await insertVisit(db, now), level, now);
    await db.insert(decision).values(row);
    await db.insert(writeBack).values({ decisionId: row.id, state: "written" });
    const id = newId();
    ids.push(id);
    await db.insert(label).values(
      sealRow(label, {
        id,
        decisionId: row.id,
        case: {
          id,
          ageYears: 30 + (i % 60),
          chiefComplaint: "chest pain",
          vitals: { heartRate: 60 + 15 * level },
        },
        level,
        source: level === 3 ? "accept" : "override",
        weight: 1,
        heldOut: measuresOn(nth),
        createdAt: now,
      }),
    );
  }
  return ids;
}

/** A version that was measured beside the one in use and passed, or whatever else the test says of it. */
export async function insertPassedCheck(
  rt: Pick<Runtime, "db" | "clock">,
  version: string,
  over: Partial<typeof modelCheck.$inferInsert> = {},
): Promise<void> {
  const row = await findVersion(rt.db, version);
  const { champion, policy, served } = await situationNow(rt.db);
  await rt.db.insert(modelCheck).values({
    id: newId(),
    version,
    digest: row?.digest ?? "",
    against: champion,
    source: "check",
    status: "succeeded",
    verdict: "passed",
    policy,
    servedWith: served,
    findings: [{ gate: "urgent-found", severity: "pass", text: "said by a test" }],
    requestedBy: "a test",
    requestedAt: rt.clock(),
    finishedAt: rt.clock(),
    ...over,
  });
}

/** As released, but that a run may follow another at once. */
export async function insertPolicyWithoutPause(rt: Pick<Runtime, "db" | "clock" | "env">): Promise<void> {
  const content = defaultPolicy(rt.env.RETRAIN_AFTER);
  await rt.db.insert(trainingPolicy).values({
    version: 1,
    content: { ...content, "label-count": { ...content["label-count"], cooldownHours: 0 } },
    changes: [],
    reason: "for a test",
    setBy: newId(),
    setByName: "a test",
    setAt: rt.clock(),
  });
}

/** A calibration of the site's, made for this model and laid over it, as a steward leaves it. */
export async function insertLaidCalibration(
  rt: Pick<Runtime, "db" | "clock">,
  model: { readonly version: string; readonly digest: string },
  site: SiteSoftening,
): Promise<string> {
  const now = rt.clock();
  return rt.db.transaction(async (tx) => {
    const { version } = await insertCalibration(tx, {
      modelVersion: model.version,
      modelDigest: model.digest,
      labelIds: [],
      requestedAt: now,
      requestedBy: "a test",
    });
    const content: SiteCalibrationContent = {
      format_version: 1,
      model: { version: model.version, digest: model.digest },
      site: { temperature: site.temperature, bias: [...site.bias] },
      units: {},
      fitted: { labels: 300, patients: 300, units: {}, digest: "x", until: now.toISOString() },
    };
    const report = {
      fitted: 300,
      judged: 200,
      judgedPatients: 200,
      judgedUrgent: 60,
      before: [],
      after: [],
      unreadable: 0,
    };
    await closeCalibration(tx, version, { content, fittedOn: [], report, madeAt: now });
    const seq = ((await lastCalibrationSwitch(tx))?.seq ?? 0) + 1;
    const said = { reason: "It passed, and we chart so", by: newId(), byName: "a test", at: now };
    await insertCalibrationSwitch(tx, { seq, calibration: version, on: true, ...said });
    return version;
  });
}
