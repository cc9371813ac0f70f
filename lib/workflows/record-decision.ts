import type { Tx } from "@/db/client";
import { type AssessmentRow, findAssessment } from "@/db/queries/assessment";
import {
  type DecisionWithState,
  decisionsOf,
  findByRequest,
  findDecision,
  insertDecision,
  insertLabel,
  insertWriteBack,
} from "@/db/queries/decision";
import { replaceDecidedCase } from "@/db/queries/similar";
import type { Authorized } from "@/lib/auth/principal";
import { buildCase } from "@/lib/case/from-context";
import { SECOND } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { DecisionView } from "@/lib/decision/decision";
import { eligibility } from "@/lib/feedback/eligibility";
import { deidentifyCase, toLabel } from "@/lib/feedback/label";
import { isComparable } from "@/lib/feedback/similar";
import { isHeldOut } from "@/lib/feedback/split";
import { assertSamePatient } from "@/lib/fhir/write-back";
import { overrideDirection } from "@/lib/monitoring/metrics";
import { caseHash } from "./assess";
import { appendAudit } from "./audit";
import { assertConsistent, assertMayReplace, assertStillInForce, type InForce } from "./check-decision";
import { inOrderOfForce, toDecisionView } from "./decision-view";
import { maybeQueueRetraining } from "./retrain";
import type { Runtime } from "./runtime";
import type { DecisionInput } from "./views";
import { readVisit, requireVisit, type VisitAccess, type VisitContext } from "./visit-access";

/** A decision does not wait longer than this for the EHR: it is checked against the last snapshot and again when written. */
const EHR_WAIT = 4 * SECOND;

/**
 * Records what the clinician chose, once. The decision, its audit event, its way to the EHR and its label are one
 * transaction. Refused when page, launch and EHR name different patients, when the patient's data have changed since the
 * page was shown, or when a colleague decided first; then nothing is saved and the screen says why. With the EHR away it
 * is recorded all the same.
 * @throws AppError("not-found" | "wrong-patient" | "stale-view" | "already-decided" | "invalid-input" | "forbidden" | "conflict")
 */
export async function recordDecision(
  rt: Runtime,
  auth: Authorized,
  input: DecisionInput,
): Promise<DecisionView> {
  const before = await findByRequest(rt.db, input.requestId);
  if (before) return sameGesture(before, auth, input);
  const access = await requireVisit(rt, auth, input);
  const assessment = await findAssessment(rt.db, input.assessmentId);
  if (!assessment || assessment.encounterId !== access.encounter.id)
    throw new AppError("not-found", "no such assessment of this visit");
  const visit = await readVisit(rt, auth, access, Math.min(EHR_WAIT, rt.env.EHR_TIMEOUT_MS));
  assertSamePatient({
    launch: input.launchId ? access.grant.context.patientId : null,
    page: access.encounter.refs.patientId,
    ehr: visit.context.patient.id,
  });
  assertCurrent(rt, input, assessment, visit);

  const recorded = await rt.db.transaction((tx) => record(rt, tx, auth, input, access, assessment, visit));
  if (!recorded) return resolveConflict(rt, auth, input);
  rt.metrics.decisions.inc({
    kind: input.kind,
    level: String(input.level),
    direction: overrideDirection(assessment.shownLevel, input.level),
  });
  return toDecisionView(recorded);
}

/** A double click or a retry of the same gesture gets the first one's answer. */
function sameGesture(before: DecisionWithState, auth: Authorized, input: DecisionInput): DecisionView {
  const d = before.decision;
  const same =
    d.decidedBy === auth.principal.userId &&
    d.encounterId === input.encounterId &&
    d.assessmentId === input.assessmentId &&
    d.supersedes === input.supersedes &&
    d.level === input.level &&
    d.kind === input.kind &&
    d.reason === reasonOf(input) &&
    d.comment === commentOf(input);
  if (!same) throw new AppError("conflict", "the request id was used for another decision");
  return toDecisionView(before);
}

const reasonOf = (input: DecisionInput) => (input.kind === "override" ? (input.reason ?? null) : null);
const commentOf = (input: DecisionInput) => input.comment?.trim() || null;

/**
 * The level must rest on what is known now. Parts of the chart that no level rests on may have changed: what was written
 * back to the EHR a moment ago is one of them.
 */
function assertCurrent(
  rt: Runtime,
  input: DecisionInput,
  assessment: AssessmentRow,
  { context }: VisitContext,
): void {
  if (context.version === input.contextVersion && context.version === assessment.contextVersion) return;
  const now = buildCase(context, rt.clock(), "now").case;
  if (caseHash(now) !== assessment.caseHash)
    throw new AppError("stale-view", "the case changed since the page was shown");
}

async function currentDecision(tx: Tx, encounterId: string): Promise<InForce | null> {
  const [first] = inOrderOfForce(await decisionsOf(tx, [encounterId]));
  if (!first) return null;
  const { id, decidedBy, assessmentId, level } = first.decision;
  return { id, decidedBy, assessmentId, level, byName: first.decidedBy };
}

async function record(
  rt: Runtime,
  tx: Tx,
  auth: Authorized,
  input: DecisionInput,
  { encounter, grant }: VisitAccess,
  assessment: AssessmentRow,
  visit: VisitContext,
): Promise<DecisionWithState | null> {
  const now = rt.clock();
  const { principal } = auth;
  // A second half of a double click finds its first half in force; that is told apart outside.
  if (await findByRequest(tx, input.requestId)) return null;
  const inForce = await currentDecision(tx, encounter.id);
  assertStillInForce(inForce, input.supersedes);
  assertMayReplace(inForce, principal, assessment.id);
  assertConsistent(input, assessment.shownLevel);
  const inserted = await insertDecision(tx, {
    id: newId(),
    requestId: input.requestId,
    encounterId: encounter.id,
    assessmentId: assessment.id,
    kind: input.kind,
    level: input.level,
    shownLevel: assessment.shownLevel,
    reason: reasonOf(input),
    comment: commentOf(input),
    decidedBy: principal.userId,
    decidedByRole: principal.role,
    decidedAt: now,
    supersedes: input.supersedes,
    modelVersion: assessment.modelVersion,
    grantId: grant.id,
  });
  if (!inserted) return null;
  await insertWriteBack(tx, inserted.id);
  await rt.queue.sendWriteBack(tx, inserted.id);
  await keepForComparison(rt, tx, inserted, assessment, visit);
  const labelled = await makeLabel(tx, auth, inserted.id, input, assessment, visit, now);
  if (labelled) await maybeQueueRetraining(rt, tx, auth.requestId);
  await appendAudit(
    tx,
    {
      event: "decision.recorded",
      actor: principal,
      subject: { type: "decision", id: inserted.id },
      requestId: auth.requestId,
      detail: {
        encounter: encounter.id,
        assessment: assessment.id,
        kind: input.kind,
        level: input.level,
        shownLevel: assessment.shownLevel,
        reason: inserted.reason,
        modelVersion: assessment.modelVersion,
        supersedes: input.supersedes,
        data: visit.freshness.source,
        label: labelled,
      },
    },
    now,
  );
  return findDecision(tx, inserted.id);
}

/** The visit as it was decided, without direct identifiers, for patients to come; its place among them is a job's work. */
async function keepForComparison(
  rt: Runtime,
  tx: Tx,
  decided: NonNullable<Awaited<ReturnType<typeof insertDecision>>>,
  assessment: AssessmentRow,
  visit: VisitContext,
): Promise<void> {
  const { case: c, modelLevel, modelVersion } = assessment;
  const comparable = isComparable(c, decided);
  await replaceDecidedCase(
    tx,
    decided.encounterId,
    comparable
      ? {
          decisionId: decided.id,
          encounterId: decided.encounterId,
          case: deidentifyCase(c, newId(), visit.context.patient.identifyingTexts),
          level: decided.level,
          modelLevel,
          modelVersion,
          decidedAt: decided.decidedAt,
        }
      : null,
  );
  if (comparable) await rt.queue.sendEmbedCases(tx);
}

async function makeLabel(
  tx: Tx,
  auth: Authorized,
  decisionId: string,
  input: DecisionInput,
  assessment: AssessmentRow,
  visit: VisitContext,
  now: Date,
): Promise<boolean> {
  const verdict = eligibility({
    kind: input.kind,
    level: input.level,
    shownLevel: assessment.shownLevel,
    reason: reasonOf(input),
    decidedAt: now.toISOString(),
    case: assessment.case,
    // The data was read again a moment ago and the case is still the same: that is when it was last assessed.
    assessedAt:
      visit.freshness.source === "ehr" ? visit.freshness.fetchedAt : assessment.createdAt.toISOString(),
    contextChanged: false,
    fromSnapshot: visit.freshness.source === "snapshot",
    superseded: false,
    leadReviewed: auth.principal.role === "lead",
  });
  if (!verdict.eligible || !assessment.case) return false;
  const label = toLabel({
    labelId: newId(),
    case: assessment.case,
    decision: {
      kind: input.kind,
      level: input.level,
      shownLevel: assessment.shownLevel,
      decidedAt: now.toISOString(),
      modelVersion: assessment.modelVersion,
    },
    identifyingTexts: visit.context.patient.identifyingTexts,
    weight: verdict.weight,
  });
  await insertLabel(tx, {
    id: label.id,
    decisionId,
    case: label.case,
    level: label.level,
    source: label.source,
    assessedLevel: label.assessedLevel,
    modelVersion: label.modelVersion,
    weight: label.weight,
    heldOut: isHeldOut(label.id),
    createdAt: now,
  });
  return true;
}

/** The database let nobody fork the chain: either this was the second half of a double click, or a colleague was first. */
async function resolveConflict(rt: Runtime, auth: Authorized, input: DecisionInput): Promise<DecisionView> {
  const mine = await findByRequest(rt.db, input.requestId);
  if (mine) return sameGesture(mine, auth, input);
  const [inForce] = inOrderOfForce(await decisionsOf(rt.db, [input.encounterId]));
  throw new AppError("already-decided", "the visit's decision has changed since the page was shown", {
    detail: inForce ? { level: inForce.decision.level, by: inForce.decidedBy } : {},
  });
}
