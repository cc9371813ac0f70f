import type { Tx } from "@/db/client";
import { type AssessmentRow, findAssessment } from "@/db/queries/assessment";
import { canaryOn, endedAgainst } from "@/db/queries/canary";
import {
  type DecisionWithState,
  decisionsOf,
  findByRequest,
  findDecision,
  insertDecision,
  insertLabel,
  insertWriteBack,
  placeInChain,
} from "@/db/queries/decision";
import { lastSwitch } from "@/db/queries/model-switch";
import { replaceDecidedCase } from "@/db/queries/similar";
import { sitePhrases } from "@/db/queries/site-phrase";
import { isMeasuredOn } from "@/db/queries/training";
import { holdWish } from "@/db/queries/withdrawal";
import type { Authorized } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import { SECOND } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { concernsOf } from "@/lib/decision/concerns";
import { type DecisionKind, type DecisionView, type Exposure, isLed } from "@/lib/decision/decision";
import { type Eligibility, eligibility } from "@/lib/feedback/eligibility";
import { deidentifyCase, toLabel } from "@/lib/feedback/label";
import { isComparable } from "@/lib/feedback/similar";
import { identityVersion, judgeVisit, type VisitState } from "@/lib/fhir/visit-state";
import { assertSamePatient } from "@/lib/fhir/write-back";
import { buildNamedCase } from "@/lib/findings/named-case";
import { overrideDirection } from "@/lib/monitoring/metrics";
import { AGAINST_IT } from "@/lib/registry/canary";
import { appendAudit } from "../govern/append-audit";
import { inLaunch } from "../govern/launch-trace";
import { visitChanged } from "../service/changes";
import type { Runtime } from "../service/runtime";
import type { DecisionInput } from "../views";
import { caseHash, isSameCase } from "./assess";
import {
  assertConsistent,
  assertMayReplace,
  assertStillInForce,
  assertTriageable,
  type InForce,
} from "./check-decision";
import { chainOfVisit, inOrderOfForce, toDecisionView } from "./decision-view";
import { answerByDeciding, askLead, assertConfirmed } from "./lead-review";
import { askSecondReading, type Identifying } from "./second-reading";
import { exposureOf, isAlerted, keepFirstChoice, showingAt, withoutModel } from "./suggestion";
import { UNDO_GRACE, withUndo } from "./undo-window";
import { readVisit, type VisitAccess, type VisitContext } from "./visit-access";

/** A decision does not wait longer than this for the EHR: it is checked against the last snapshot and again when written. */
const EHR_WAIT = 4 * SECOND;

/**
 * Records what the clinician chose, once. The decision, its audit event, its way to the EHR and its label are one
 * transaction. Refused when page, launch and EHR name different patients, when the visit is not open or the record not in
 * use, when name, number or data of the patient have changed since the page was shown, or when a colleague decided first;
 * then nothing is saved and the screen says why. With the EHR away it is checked by what the EHR said last.
 * @throws AppError("not-found" | "wrong-patient" | "visit-closed" | "identity-changed" | "visit-doubtful" | "confirmation-needed" | "own-level-first" | "more-urgent" | "stale-view" | "already-decided" | "invalid-input" | "forbidden" | "conflict") and what {@link readVisit} throws
 */
export const recordDecision = (rt: Runtime, auth: Authorized, input: DecisionInput): Promise<DecisionView> =>
  inLaunch(rt, auth, input.launchId, "decision.record", { "openacuity.decision.kind": input.kind }, () =>
    decide(rt, auth, input),
  );

async function decide(rt: Runtime, auth: Authorized, input: DecisionInput): Promise<DecisionView> {
  const before = await findByRequest(rt.db, input.requestId);
  if (before) return sameGesture(rt, before, auth, input);
  const visit = await readVisit(rt, auth, input, Math.min(EHR_WAIT, rt.env.EHR_TIMEOUT_MS));
  const assessment = await findAssessment(rt.db, input.assessmentId);
  if (!assessment || assessment.encounterId !== visit.encounter.id)
    throw new AppError("not-found", "no such assessment of this visit");
  assertSamePatient({
    launch: input.launchId ? visit.grant.context.patientId : null,
    page: visit.refs.patientId,
    ehr: visit.context.patient.id,
  });
  const state = judgeVisit(visit.context, rt.clock());
  assertTriageable(input, state, identityVersion(visit.context.patient));
  assertCurrent(rt, input, assessment, visit);

  const showing = await showingAt(rt.db, auth, assessment, input.settingId);
  await assertOwnLevelFirst(rt, auth, input, assessment, showing);
  const shown = showing.heldBackBy ? withoutModel(assessment) : assessment;
  const recorded = await rt.db.transaction((tx) =>
    record(rt, tx, auth, input, state, { assessment, shown, showing }, visit),
  );
  if (!recorded) return resolveConflict(rt, auth, input);
  await visitChanged(rt, visit.encounter.issuer, visit.encounter.id);
  rt.metrics.decisions.inc({
    kind: input.kind,
    level: String(input.level),
    direction: overrideDirection(shown.shownLevel, input.level),
  });
  return withUndo(rt, auth, toDecisionView(recorded), recorded, []);
}

/**
 * What was kept from whoever decides asks for more than the level: their own one first, or a second look where the model is more
 * urgent. From then on they are shown it.
 * @throws AppError("own-level-first" | "more-urgent")
 */
async function assertOwnLevelFirst(
  rt: Runtime,
  auth: Authorized,
  { level, exposure }: DecisionInput,
  assessment: AssessmentRow,
  { heldBackBy, setting }: Awaited<ReturnType<typeof showingAt>>,
): Promise<void> {
  if (heldBackBy === "blind-first")
    throw new AppError("own-level-first", "the suggestion has not been shown yet");
  if (heldBackBy === null || !(await isAlerted(rt, auth, setting, level, assessment))) return;
  const { id: assessmentId, encounterId, shownLevel } = assessment;
  const chosen = {
    encounterId,
    assessmentId,
    level,
    why: "alert",
    seenMs: exposure?.seenMs ?? null,
  } as const;
  await rt.db.transaction((tx) => keepFirstChoice(rt, tx, auth, chosen, shownLevel));
  throw new AppError("more-urgent", "the model is more urgent than the level chosen without it", {
    detail: { level: shownLevel },
  });
}

/** A double click or a retry of the same gesture gets the first one's answer, while that stands. */
async function sameGesture(
  rt: Runtime,
  before: DecisionWithState,
  auth: Authorized,
  input: DecisionInput,
): Promise<DecisionView> {
  const d = before.decision;
  const place = await placeInChain(rt.db, d);
  if (!place)
    throw new AppError("conflict", "the decision was taken back since", {
      userMessage: "This decision was taken back since. It does not stand; decide again if it should.",
    });
  const same =
    d.decidedBy === auth.principal.userId &&
    d.encounterId === input.encounterId &&
    d.assessmentId === input.assessmentId &&
    place.replaces === input.supersedes &&
    d.level === input.level &&
    d.kind === input.kind &&
    d.reason === reasonOf(input) &&
    (d.visitReason ?? input.visit?.reason) === input.visit?.reason &&
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
  const now = buildNamedCase(context, rt.clock(), "now");
  if (!isSameCase(caseHash(now), assessment.caseHash))
    throw new AppError("stale-view", "the case changed since the page was shown");
}

/** What the model suggested before it was switched off is nobody's to accept; a level of one's own always is. */
async function assertModelOn(tx: Tx, input: DecisionInput, { modelLevel }: AssessmentRow): Promise<void> {
  if (input.kind !== "accept" || modelLevel === null || !(await lastSwitch(tx))?.off) return;
  throw new AppError("stale-view", "the model was switched off after the page was shown", {
    userMessage:
      "The model was switched off after this page was shown. Nothing was saved. Please look again.",
  });
}

/** Nor is what a candidate suggested that was ended since because of what it suggests. */
async function assertNotEnded(tx: Tx, input: DecisionInput, shown: AssessmentRow): Promise<void> {
  if (input.kind !== "accept" || shown.modelLevel === null || !shown.modelVersion) return;
  if (!(await endedAgainst(tx, shown.modelVersion, shown.createdAt, AGAINST_IT))) return;
  throw new AppError("stale-view", "the candidate that answered was ended after the page was shown", {
    userMessage:
      "The model version that suggested this level is no longer used. Nothing was saved. Please look again.",
  });
}

function toInForce(found: DecisionWithState | null): InForce | null {
  if (!found) return null;
  const { id, decidedBy, assessmentId, level } = found.decision;
  return { id, decidedBy, assessmentId, level, byName: found.decidedBy };
}

type Basis = {
  readonly assessment: AssessmentRow;
  /** What of it whoever decides was shown. */
  readonly shown: AssessmentRow;
  readonly showing: Awaited<ReturnType<typeof showingAt>>;
};

async function record(
  rt: Runtime,
  tx: Tx,
  auth: Authorized,
  input: DecisionInput,
  state: VisitState,
  { assessment, shown, showing }: Basis,
  visit: VisitAccess & VisitContext,
): Promise<DecisionWithState | null> {
  const now = rt.clock();
  const { encounter, grant } = visit;
  const doubts = state.doubts.map((d) => d.code);
  const { principal } = auth;
  // A second half of a double click finds its first half in force; that is told apart outside.
  if (await findByRequest(tx, input.requestId)) return null;
  const chain = chainOfVisit(await decisionsOf(tx, [encounter.id]));
  const inForce = toInForce(chain.inForce);
  assertStillInForce(inForce, input.supersedes, principal.userId);
  assertMayReplace(inForce, principal, assessment.id);
  const { shownLevel } = shown;
  assertConsistent(input, shownLevel);
  await assertModelOn(tx, input, shown);
  await assertNotEnded(tx, input, shown);
  const concerns = concernsOf(input.level, shownLevel, assessment.floor);
  assertConfirmed(concerns, input.confirmed);
  const heldBack = showing.heldBackBy !== null;
  const exposure = exposureOf(showing, encounter.id, heldBack, input.exposure ?? null);
  // Who does not want to be learned from is neither read again by somebody else nor shown beside patients to come.
  const leftOut = await holdWish(tx, encounter.patientKey);
  const judged = { assessment, shownLevel, exposure, leftOut };
  const verdict = await judge(tx, auth, input, state, judged, visit.freshness, now);
  const added = await insertDecision(tx, {
    id: newId(),
    requestId: input.requestId,
    encounterId: encounter.id,
    assessmentId: assessment.id,
    kind: input.kind,
    level: input.level,
    shownLevel,
    reason: reasonOf(input),
    comment: commentOf(input),
    decidedBy: principal.userId,
    decidedByRole: principal.role,
    decidedAt: now,
    supersedes: chain.head,
    visitDoubts: doubts.length > 0 ? doubts : null,
    visitReason: doubts.length > 0 ? (input.visit?.reason ?? null) : null,
    modelVersion: assessment.modelVersion,
    exposure,
    notLabel: verdict.eligible ? null : verdict.why,
    grantId: grant.id,
  });
  if (!added) return null;
  const inserted = { ...added, kind: input.kind };
  await insertWriteBack(tx, inserted.id);
  await rt.tracing.span("queue.send", { "openacuity.queue": "write-back" }, () =>
    rt.queue.sendWriteBack(tx, inserted.id, rt.env.UNDO_SECONDS > 0 ? rt.env.UNDO_SECONDS + UNDO_GRACE : 0),
  );
  await askLead(tx, auth, inserted, concerns);
  // By what the model said, whether it was shown or not: that is what a second reader judges it by.
  const asRead = { ...inserted, shownLevel: assessment.shownLevel };
  const known = {
    texts: visit.context.patient.identifyingTexts,
    phrases: await sitePhrases(tx),
  };
  if (!leftOut) await askSecondReading(rt, tx, auth, asRead, assessment.case, known);
  await answerByDeciding(tx, auth, inserted, commentOf(input));
  await keepForComparison(rt, tx, inserted, leftOut ? null : assessment, known);
  const labelled = await makeLabel(tx, inserted, verdict, assessment, known);
  if (labelled) await rt.queue.sendConsiderRetraining(tx);
  if (await canaryOn(tx)) await rt.queue.sendGuardCanary(tx);
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
        shownLevel,
        ...(exposure?.mode ? { mode: exposure.mode } : {}),
        ...(heldBack ? { heldBack } : {}),
        reason: inserted.reason,
        modelVersion: assessment.modelVersion,
        supersedes: input.supersedes,
        data: visit.freshness.source,
        ...(doubts.length > 0 ? { visitDoubts: doubts, visitReason: inserted.visitReason } : {}),
        label: labelled,
      },
      records: [{ type: "decision", id: inserted.id, row: inserted }],
    },
    now,
  );
  return findDecision(tx, inserted.id);
}

/** A decision, not what takes one back. */
type Inserted = NonNullable<Awaited<ReturnType<typeof insertDecision>>> & { readonly kind: DecisionKind };

/** The visit as it was decided, without direct identifiers, for patients to come; its place among them is a job's work. */
async function keepForComparison(
  rt: Runtime,
  tx: Tx,
  decided: Inserted,
  /** Null: it is not to be kept, and what was kept of the visit goes. */
  assessment: AssessmentRow | null,
  known: Identifying,
): Promise<void> {
  if (!assessment) return replaceDecidedCase(tx, decided.encounterId, null);
  const { case: c, modelLevel, modelVersion } = assessment;
  const comparable = isComparable(c, decided);
  await replaceDecidedCase(
    tx,
    decided.encounterId,
    comparable
      ? {
          decisionId: decided.id,
          encounterId: decided.encounterId,
          case: deidentifyCase(c, newId(), known.texts, known.phrases),
          level: decided.level,
          modelLevel,
          modelVersion,
          decidedAt: decided.decidedAt,
        }
      : null,
  );
  if (comparable) await rt.queue.sendEmbedCases(tx);
}

type Judged = {
  readonly assessment: AssessmentRow;
  readonly shownLevel: Level | null;
  readonly exposure: Exposure | null;
  /** The patient does not want to be learned from. */
  readonly leftOut: boolean;
};

/** Whether the model may learn from it, or which rule keeps it out (lib/feedback/eligibility.ts). */
async function judge(
  tx: Tx,
  auth: Authorized,
  input: DecisionInput,
  state: VisitState,
  { assessment, shownLevel, exposure, leftOut }: Judged,
  freshness: VisitContext["freshness"],
  now: Date,
): Promise<Eligibility> {
  return eligibility({
    kind: input.kind,
    level: input.level,
    shownLevel,
    led: isLed(input.level, exposure),
    reason: reasonOf(input),
    decidedAt: now.toISOString(),
    case: assessment.case,
    // The data was read again a moment ago and the case is still the same: that is when it was last assessed.
    assessedAt: freshness.source === "ehr" ? freshness.fetchedAt : assessment.createdAt.toISOString(),
    contextChanged: false,
    fromSnapshot: freshness.source === "snapshot",
    superseded: false,
    leadReviewed: await secondsAnother(tx, auth, input),
    ordinaryVisit: state.doubts.length === 0,
    ...(leftOut ? { since: "opted-out" } : {}),
  });
}

async function makeLabel(
  tx: Tx,
  decided: Inserted,
  verdict: Eligibility,
  assessment: AssessmentRow,
  known: Identifying,
): Promise<boolean> {
  if (!verdict.eligible || !assessment.case) return false;
  const { id: decisionId, decidedAt } = decided;
  const { decidedAt: _, ...label } = toLabel({
    labelId: newId(),
    case: assessment.case,
    // What the model said is known whether it was shown or not: what would turn urgent patients into ordinary ones is held in check by it.
    decision: { ...decided, shownLevel: assessment.shownLevel, decidedAt: decidedAt.toISOString() },
    exposure: decided.exposure,
    identifyingTexts: known.texts,
    sitePhrases: known.phrases,
    weight: verdict.weight,
  });
  const heldOut = await isMeasuredOn(tx, decided.decidedBy);
  await insertLabel(tx, { ...label, decisionId, heldOut, createdAt: decidedAt });
  return true;
}

/** A lead who comes to the same level as somebody else has looked at it. Nobody reviews their own decision. */
async function secondsAnother(tx: Tx, { principal }: Authorized, input: DecisionInput): Promise<boolean> {
  if (principal.role !== "lead" || input.supersedes === null) return false;
  const other = await findDecision(tx, input.supersedes);
  return other?.decision.decidedBy !== principal.userId && other?.decision.level === input.level;
}

/** The database let nobody fork the chain: either this was the second half of a double click, or a colleague was first. */
async function resolveConflict(rt: Runtime, auth: Authorized, input: DecisionInput): Promise<DecisionView> {
  const mine = await findByRequest(rt.db, input.requestId);
  if (mine) return sameGesture(rt, mine, auth, input);
  const [inForce] = inOrderOfForce(await decisionsOf(rt.db, [input.encounterId]));
  throw new AppError("already-decided", "the visit's decision has changed since the page was shown", {
    detail: inForce
      ? {
          level: inForce.decision.level,
          by: inForce.decidedBy,
          own: inForce.decision.decidedBy === auth.principal.userId,
        }
      : {},
  });
}
