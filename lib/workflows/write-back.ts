import { findAssessment } from "@/db/queries/assessment";
import { claimWriteBack, type DecisionWithState, findDecision, updateWriteBack } from "@/db/queries/decision";
import { findEncounter } from "@/db/queries/encounter";
import { findGrant, findSession, type GrantRow, userGrants } from "@/db/queries/identity";
import { findPerson } from "@/db/queries/people";
import type { Authorized } from "@/lib/auth/principal";
import { DAY } from "@/lib/core/clock";
import { AppError, type ErrorCode, toAppError } from "@/lib/core/errors";
import { type DecisionView, OVERRIDE_REASONS } from "@/lib/decision/decision";
import { readEncounterSubject } from "@/lib/fhir/read-patient";
import { assertSamePatient, buildWriteBack, bundleSubjects, sendWriteBack } from "@/lib/fhir/write-back";
import { appendAudit } from "./audit";
import { toDecisionView } from "./decision-view";
import { ehrClient } from "./ehr-access";
import type { Runtime } from "./runtime";
import { releaseTokens } from "./sign-in";

/** Launches tried for one write-back. */
const MOST_GRANTS = 5;

/** Failures that time does not heal: trying again would only say the same again. */
const PERMANENT: readonly ErrorCode[] = ["wrong-patient", "ehr-refused", "not-found", "decrypt-failed"];
/** Refusals that may pass: timeout, conflict with another writer, a condition that several resources met for a moment. */
const PASSING_STATUS = [408, 409, 412, 425, 429];

const isPermanent = (failure: AppError): boolean =>
  PERMANENT.includes(failure.code) && !PASSING_STATUS.includes(Number(failure.detail.status));

/**
 * Writes one decision to the EHR. Delivered twice or restarted half-way it writes nothing twice: one attempt at a time,
 * every resource is created on condition, and a decision already written is left alone. Throws on a failure that may pass,
 * so that the queue tries again later; a permanent one is recorded and shown until somebody asks for another try. A
 * decision whose author's tokens have run out waits for their next launch, and is shown as not in the EHR meanwhile.
 */
export async function handleWriteBack(rt: Runtime, decisionId: string): Promise<void> {
  const found = await findDecision(rt.db, decisionId);
  if (found?.writeBack?.state !== "pending") return;
  if (!(await claimWriteBack(rt.db, decisionId, rt.clock())))
    throw new AppError("conflict", "another worker is at this write-back");
  try {
    const { refs, sessionId } = await write(rt, found);
    const now = rt.clock();
    await rt.db.transaction(async (tx) => {
      await updateWriteBack(tx, decisionId, { state: "written", writtenAt: now, refs, lastErrorCode: null });
      await appendAudit(
        tx,
        {
          event: "writeback.written",
          actor: "system",
          subject: { type: "decision", id: decisionId },
          detail: { resources: refs.length },
        },
        now,
      );
    });
    rt.metrics.writeBacks.inc({ outcome: "written" });
    await releaseIfSignedOut(rt, sessionId);
  } catch (error) {
    await noteFailure(rt, decisionId, toAppError(error));
  }
}

async function noteFailure(rt: Runtime, decisionId: string, failure: AppError): Promise<void> {
  const now = rt.clock();
  rt.metrics.writeBacks.inc({ outcome: failure.code });
  rt.logger.warn({ decisionId, code: failure.code, err: failure }, "decision not written to the EHR");
  if (!isPermanent(failure)) {
    await updateWriteBack(rt.db, decisionId, { lastErrorCode: failure.code });
    if (failure.code === "unauthenticated") return;
    throw failure;
  }
  await rt.db.transaction(async (tx) => {
    await updateWriteBack(tx, decisionId, { state: "failed", lastErrorCode: failure.code });
    await appendAudit(
      tx,
      {
        event: "writeback.failed",
        actor: "system",
        subject: { type: "decision", id: decisionId },
        detail: { code: failure.code },
      },
      now,
    );
  });
}

async function write(
  rt: Runtime,
  { decision, decidedBy }: DecisionWithState,
): Promise<{ refs: string[]; sessionId: string }> {
  const [encounter, assessment, person] = await Promise.all([
    findEncounter(rt.db, decision.encounterId),
    findAssessment(rt.db, decision.assessmentId),
    findPerson(rt.db, decision.decidedBy),
  ]);
  if (!encounter || !assessment || !person)
    throw new AppError("not-found", "the decision's visit, assessment or author is gone");
  const bundle = buildWriteBack({
    decisionId: decision.id,
    patientId: encounter.refs.patientId,
    encounterId: encounter.refs.encounterId,
    practitioner: person.fhirUser,
    practitionerName: decidedBy,
    level: decision.level,
    kind: decision.kind,
    reasonText: OVERRIDE_REASONS.find((r) => r.code === decision.reason)?.label ?? null,
    supersedes: decision.supersedes,
    decidedAt: decision.decidedAt.toISOString(),
    suggestion:
      assessment.modelVersion && assessment.probabilities && assessment.shownLevel
        ? {
            level: assessment.shownLevel,
            probabilities: assessment.probabilities,
            model: { name: assessment.modelName ?? "", version: assessment.modelVersion },
            madeAt: assessment.createdAt.toISOString(),
            floorReasons: assessment.floor?.rules.map((r) => r.reason) ?? [],
          }
        : null,
    basis: assessment.basis,
  });
  const grants = await usableGrants(rt, decision.grantId, person.id, encounter.issuer);
  for (const grant of grants) {
    try {
      const client = ehrClient(rt, grant);
      // Right before writing: is this still that patient's visit?
      const subject = await readEncounterSubject(client, encounter.refs.encounterId);
      assertSamePatient({ page: encounter.refs.patientId, ehr: subject, ...bundleSubjects(bundle) });
      return { refs: await sendWriteBack(client, bundle), sessionId: grant.sessionId };
    } catch (error) {
      // This launch has been ended at the EHR; another one of the same person may still be good.
      if (toAppError(error).code !== "unauthenticated") throw error;
    }
  }
  throw new AppError("unauthenticated", "no usable launch of the person who decided: waiting for their next");
}

/** The launch the decision was made in, then newer ones of the same person. Never somebody else's: the EHR records who writes. */
async function usableGrants(
  rt: Runtime,
  grantId: string,
  userId: string,
  issuer: string,
): Promise<GrantRow[]> {
  const now = rt.clock();
  const own = await findGrant(rt.db, grantId);
  const others = await userGrants(rt.db, userId, issuer, new Date(now.getTime() - DAY));
  return [...(own && !own.revokedAt ? [own] : []), ...others.filter((g) => g.id !== grantId)]
    .filter((g) => g.tokens.refreshToken !== null || Date.parse(g.tokens.expiresAt) > now.getTime())
    .slice(0, MOST_GRANTS);
}

async function releaseIfSignedOut(rt: Runtime, sessionId: string): Promise<void> {
  const session = await findSession(rt.db, sessionId);
  if (session?.session.revokedAt) await releaseTokens(rt, sessionId);
}

/** Asks for a failed or waiting write-back to be tried now. */
export async function retryWriteBack(
  rt: Runtime,
  auth: Authorized,
  { decisionId }: { decisionId: string },
): Promise<DecisionView> {
  const found = await findDecision(rt.db, decisionId);
  if (!found) throw new AppError("not-found", "no such decision");
  const encounter = await findEncounter(rt.db, found.decision.encounterId);
  if (encounter?.issuer !== auth.principal.issuer)
    throw new AppError("not-found", "no such decision at this EHR");
  if (found.writeBack?.state === "written") return toDecisionView(found);
  await rt.db.transaction(async (tx) => {
    await updateWriteBack(tx, decisionId, {
      state: "pending",
      ...(found.writeBack?.state === "failed" ? { lastErrorCode: null } : {}),
    });
    await rt.queue.sendWriteBack(tx, decisionId);
    await appendAudit(
      tx,
      {
        event: "writeback.retried",
        actor: auth.principal,
        subject: { type: "decision", id: decisionId },
        requestId: auth.requestId,
      },
      rt.clock(),
    );
  });
  const after = await findDecision(rt.db, decisionId);
  return toDecisionView(after ?? found);
}
