import { findAssessment } from "@/db/queries/assessment";
import {
  type DecisionWithState,
  decisionsOf,
  endAttempt,
  findDecision,
  isBeingWritten,
  markWritten,
  refsInEhr,
  updateWriteBack,
} from "@/db/queries/decision";
import { findSiteFacts, saveSiteFacts } from "@/db/queries/ehr-site";
import { findEncounter, refsOf } from "@/db/queries/encounter";
import { findGrant, findSession, type GrantRow, userGrants } from "@/db/queries/identity";
import { findPerson } from "@/db/queries/people";
import type { Authorized } from "@/lib/auth/principal";
import { DAY } from "@/lib/core/clock";
import { AppError, type ErrorCode, toAppError } from "@/lib/core/errors";
import { type DecisionView, OVERRIDE_REASONS, VISIT_REASONS } from "@/lib/decision/decision";
import type { FhirClient } from "@/lib/fhir/client";
import { readVisitHead, type VisitHead } from "@/lib/fhir/read-patient";
import { judgeVisit } from "@/lib/fhir/visit-state";
import {
  assertSamePatient,
  buildWriteBack,
  bundleSubjects,
  type WriteBackInput,
} from "@/lib/fhir/write-back";
import { type Written, writeDecision } from "@/lib/fhir/write-steps";
import { appendAudit } from "../govern/append-audit";
import { traceOfGrant } from "../govern/launch-trace";
import { releaseTokens } from "../govern/release-tokens";
import { visitChanged } from "../service/changes";
import { sayable } from "../service/check-content";
import type { Runtime } from "../service/runtime";
import { decidedKind, inOrderOfForce, toDecisionView } from "./decision-view";
import { backendClient, ehrClient } from "./ehr-access";
import { mayBeUndone } from "./undo-window";
import { requireVisit, type VisitRef } from "./visit-access";
import { type Lease, takeLease } from "./write-back-lease";

/** Launches tried for one write-back. */
const MOST_GRANTS = 5;

/** Failures that time does not heal: trying again would only say the same again. */
const PERMANENT: readonly ErrorCode[] = [
  "wrong-patient",
  "visit-closed",
  "ehr-refused",
  "not-found",
  "decrypt-failed",
];
/** Refusals that may pass: timeout, conflict with another writer, a condition that several resources met for a moment. */
const PASSING_STATUS = [408, 409, 412, 425, 429];

const isPermanent = (failure: AppError): boolean =>
  PERMANENT.includes(failure.code) && !PASSING_STATUS.includes(Number(failure.detail.status));

/**
 * Writes one decision to the EHR. Delivered twice or restarted half-way it writes nothing twice: one attempt at a time,
 * every resource is created on condition, and a decision already written is left alone. Throws on a failure that may pass,
 * so that the queue tries again later; a permanent one is recorded and shown until somebody asks for another try. A
 * decision whose author's tokens have run out is written in the product's own name where the EHR lets it, else waits for
 * their next launch and is shown as not in the EHR meanwhile.
 */
export async function handleWriteBack(rt: Runtime, decisionId: string): Promise<void> {
  const found = await findDecision(rt.db, decisionId);
  if (found?.writeBack?.state !== "pending") return;
  const lease = await takeLease(rt, decisionId);
  if (!lease) throw new AppError("conflict", "another worker is at this write-back");
  try {
    const { refs, learned, issuer, sessionId } = await rt.tracing.span("ehr.write-back", {}, () =>
      write(rt, found, lease),
    );
    const now = rt.clock();
    await rt.db.transaction(async (tx) => {
      await markWritten(tx, decisionId, refs, now);
      await saveSiteFacts(tx, issuer, { writeBack: learned }, now);
      await appendAudit(
        tx,
        {
          event: "writeback.written",
          actor: "system",
          subject: { type: "decision", id: decisionId },
          detail: { resources: refs.length, way: learned.way, ...(sessionId ? {} : { as: "product" }) },
        },
        now,
      );
    });
    await visitChanged(rt, issuer, found.decision.encounterId);
    rt.metrics.writeBacks.inc({ outcome: "written" });
    rt.metrics.writeBackDelay.observe({}, (now.getTime() - found.decision.decidedAt.getTime()) / 1000);
    if (sessionId) await releaseIfSignedOut(rt, sessionId);
  } catch (error) {
    await noteFailure(rt, decisionId, lease, toAppError(error));
  } finally {
    lease.stop();
  }
}

/** The trace of the launch a decision was made in. */
export async function traceOfDecision(rt: Runtime, decisionId: string): Promise<string | null> {
  const found = await findDecision(rt.db, decisionId).catch(() => null);
  return found ? traceOfGrant(rt, found.decision.grantId) : null;
}

async function noteFailure(rt: Runtime, decisionId: string, lease: Lease, failure: AppError): Promise<void> {
  const now = rt.clock();
  rt.metrics.writeBacks.inc({ outcome: failure.code });
  rt.logger.warn({ decisionId, code: failure.code, err: failure }, "decision not written to the EHR");
  if (!isPermanent(failure)) {
    await endAttempt(rt.db, decisionId, lease.id, { lastErrorCode: failure.code });
    if (failure.code === "unauthenticated") return;
    throw failure;
  }
  await rt.db.transaction(async (tx) => {
    const set = { state: "failed" as const, lastErrorCode: failure.code };
    if (!(await endAttempt(tx, decisionId, lease.id, set))) return;
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

/** What a site's server takes is asked anew after this: it may have been upgraded. */
const LEARNED_FOR = 7 * DAY;

async function write(
  rt: Runtime,
  { decision, decidedBy, writeBack }: DecisionWithState,
  lease: Lease,
): Promise<Written & { issuer: string; sessionId: string | null }> {
  const [encounter, assessment, person] = await Promise.all([
    findEncounter(rt.db, decision.encounterId),
    findAssessment(rt.db, decision.assessmentId),
    findPerson(rt.db, decision.decidedBy),
  ]);
  if (!encounter || !assessment || !person)
    throw new AppError("not-found", "the decision's visit, assessment or author is gone");
  const { patientId, encounterId } = await refsOf(rt.db, encounter);
  // What was taken back in between was never written.
  const standing = inOrderOfForce(await decisionsOf(rt.db, [decision.encounterId]));
  const at = standing.findIndex((d) => d.decision.id === decision.id);
  const before = standing[at + 1]?.decision.id ?? null;
  // Until the next one can no longer be taken back, this is what would be in force again. It is marked when that one is written.
  const next = standing[at - 1];
  // Whoever writes that one may have looked before this decision was made: it would stand beside this one as if both held.
  if (before && (await isBeingWritten(rt.db, before)))
    throw new AppError("conflict", "the level that this one replaces is being written");
  const input: WriteBackInput = {
    decisionId: decision.id,
    patientId,
    encounterId,
    practitioner: person.fhirUser,
    practitionerName: decidedBy,
    level: decision.level,
    kind: decidedKind(decision.kind),
    reasonText: OVERRIDE_REASONS.find((r) => r.code === decision.reason)?.label ?? null,
    visitReasonText: VISIT_REASONS.find((r) => r.code === decision.visitReason)?.label ?? null,
    supersedes: before,
    decidedAt: decision.decidedAt.toISOString(),
    suggestion:
      // What took no part in the decision is none of its grounds.
      assessment.modelVersion &&
      assessment.probabilities &&
      assessment.shownLevel &&
      !decision.exposure?.heldBack
        ? {
            level: assessment.shownLevel,
            probabilities: assessment.probabilities,
            model: { name: assessment.modelName ?? "", version: assessment.modelVersion },
            madeAt: assessment.createdAt.toISOString(),
            floorReasons: sayable(rt, "record", assessment.floor?.rules.map((r) => r.reason) ?? []),
          }
        : null,
    basis: assessment.basis ?? [],
    replaced: next !== undefined && !mayBeUndone(rt, next),
  };
  const bundle = buildWriteBack(input);
  const { issuer } = encounter;
  const facts = await findSiteFacts(rt.db, issuer, new Date(rt.clock().getTime() - LEARNED_FOR));
  const superseded = await levelInEhr(rt, before);
  for (const { client, sessionId } of await waysIn(rt, decision.grantId, person.id, issuer)) {
    try {
      // Right before writing: is this still that patient's visit, and one that takes a level?
      const head = await readVisitHead(client, { encounterId }, rt.clock());
      assertSamePatient({
        page: patientId,
        ehr: head.patient.id,
        ...bundleSubjects(bundle, encounter.issuer),
      });
      assertTakesLevel(head, decision.decidedAt, rt.clock());
      const written = await writeDecision(client, input, {
        learned: facts?.writeBack ?? null,
        mayBeThere: (writeBack?.attempts ?? 0) > 0,
        superseded,
        assertHeld: () => lease.assertHeld(),
        now: rt.clock(),
      });
      return { ...written, issuer, sessionId };
    } catch (error) {
      // This way has been closed by the EHR; another one may still be open.
      if (toAppError(error).code !== "unauthenticated") throw error;
    }
  }
  throw new AppError("unauthenticated", "no usable launch of the person who decided: waiting for their next");
}

/** Null: in the product's own name. */
type WayIn = { readonly client: FhirClient; readonly sessionId: string | null };

/**
 * The launches of the person who decided, never somebody else's; where none of them is good any more, the product itself, if
 * the EHR has registered it as a client of its own. Who answers for the level is written the same by either.
 */
async function waysIn(rt: Runtime, grantId: string, userId: string, issuer: string): Promise<WayIn[]> {
  const grants = await usableGrants(rt, grantId, userId, issuer);
  const own = backendClient(rt, issuer);
  return [
    ...grants.map((grant) => ({ client: ehrClient(rt, grant), sessionId: grant.sessionId })),
    ...(own ? [{ client: own, sessionId: null }] : []),
  ];
}

/** Where the level of an earlier decision stands in the EHR; null: it is not there (yet). */
async function levelInEhr(
  rt: Runtime,
  decisionId: string | null,
): Promise<{ reference: string; decisionId: string } | null> {
  const refs = decisionId ? await refsInEhr(rt.db, decisionId) : [];
  const reference = refs.find((r) => r.startsWith("Observation/"));
  return decisionId && reference ? { reference, decisionId } : null;
}

/**
 * A level given while the visit was open belongs to it also when it has ended meanwhile; one given after its end, while the
 * EHR was away, does not, nor does any belong to a visit that never was or a record that was replaced.
 * @throws AppError("visit-closed")
 */
function assertTakesLevel(head: VisitHead, decidedAt: Date, now: Date): void {
  const why = judgeVisit(head, now).barred?.why;
  const { endedAt } = head.encounter;
  const before = !endedAt || decidedAt.getTime() <= Date.parse(endedAt);
  if (!why || (why === "finished" && before)) return;
  throw new AppError("visit-closed", `the visit does not take a level: ${why}`, { detail: { why } });
}

/** The launch the decision was made in, then newer ones of the same person. */
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

/**
 * Asks for a failed or waiting write-back to be tried now, from the page of the visit it belongs to.
 * @throws AppError("not-found" | "wrong-patient" | "launch-refused" | "unauthenticated")
 */
export async function retryWriteBack(
  rt: Runtime,
  auth: Authorized,
  { decisionId, ...visit }: VisitRef & { decisionId: string },
): Promise<DecisionView> {
  const { encounter } = await requireVisit(rt, auth, visit);
  const found = await findDecision(rt.db, decisionId);
  if (found?.decision.encounterId !== encounter.id)
    throw new AppError("not-found", "no such decision of this visit");
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
