import { type DecisionWithState, decisionsOf } from "@/db/queries/decision";
import { reviewsOf } from "@/db/queries/lead-review";
import { quickOfVisit } from "@/db/queries/quick-triage";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { normalRange } from "@/lib/case/age-bands";
import { NOT_UNDERSTOOD } from "@/lib/case/case-view";
import { CONSCIOUSNESS_LABELS, formatVital, VITALS } from "@/lib/case/features";
import { originOf } from "@/lib/case/reading-origin";
import { MINUTE, minutesBetween } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import type { SuggestionMode } from "@/lib/decision/decision";
import { identityVersion, judgeVisit } from "@/lib/fhir/visit-state";
import { toldFindings } from "@/lib/findings/tell-findings";
import { appendAudit } from "../govern/append-audit";
import { inLaunch } from "../govern/launch-trace";
import type { Runtime } from "../service/runtime";
import type { AssessmentView, Freshness, PatientView } from "../views";
import { type Assessed, assessVisits } from "./assess";
import { viewAssessment } from "./assessment-view";
import { chainOfVisit, inOrderOfForce, toDecisionView } from "./decision-view";
import { toLeadReviewView } from "./lead-review";
import { viewLeftOut } from "./leave-out";
import { toQuickView } from "./quick-triage";
import { firstWithin } from "./recently";
import { reviewWithoutModel, showingAt, withoutModel } from "./suggestion";
import { withUndo } from "./undo-window";
import { readVisit, type VisitRef } from "./visit-access";

/** The same page seen again within this is the same look at it. */
const SAME_LOOK = 5 * MINUTE;

/** A patient's page: who it is, what is known, the suggested level, and what was decided. */
export const openEncounter = (rt: Runtime, auth: Authorized, ref: VisitRef): Promise<PatientView> =>
  inLaunch(rt, auth, ref.launchId, "encounter.open", {}, () => openVisit(rt, auth, ref));

async function openVisit(rt: Runtime, auth: Authorized, ref: VisitRef): Promise<PatientView> {
  const { encounter, context, freshness, grant } = await readVisit(rt, auth, ref);
  const [assessed] = await assessVisits(rt, auth, [{ encounter, context }]);
  if (!assessed) throw new AppError("internal", "the visit was not assessed");
  const made = await decisionsOf(rt.db, [encounter.id]);
  const decisions = inOrderOfForce(made);
  const { inForce, head } = chainOfVisit(made);
  const showing = await showingAt(rt.db, auth, assessed.assessment);
  const { heldBackBy } = showing;
  await auditLook(rt, auth, assessed, freshness, inForce, heldBackBy);
  const assessment = await viewAssessment(rt, assessed.assessment, heldBackBy);
  const reviews = (await reviewsOf(rt.db, [encounter.id])).map((r) => toLeadReviewView(r, auth));
  const base = toPatientView(rt, auth, ref, assessed, assessment, freshness, decisions);
  const first = showing.firstChoice(encounter.id);
  const view: PatientView = {
    ...base,
    ehrBanner: ref.launchId !== null && grant.context.needBanner === false,
    decision:
      inForce && base.decision && inForce.decision.id === head
        ? withUndo(rt, auth, base.decision, inForce, reviews)
        : base.decision,
    leadReviews: reviews,
    leftOut: await viewLeftOut(rt, encounter.patientKey),
    atDoor: (await quickOfVisit(rt.db, encounter.id)).map(toQuickView),
    showing: {
      settingId: showing.setting.id,
      mode: showing.modeOf(encounter.id),
      first: first && { level: first.level, alert: first.why === "alert" },
    },
  };
  return heldBackBy ? withoutSuggestion(view) : view;
}

/** What others were shown tells the suggestion, too. */
const withoutSuggestion = (view: PatientView): PatientView => ({
  ...view,
  leadReviews: view.leadReviews.map((r) => (r.answer === null ? reviewWithoutModel(r) : r)),
  atDoor: view.atDoor.map((q) => ({ ...q, shownLevel: null })),
  decision: view.decision && { ...view.decision, shownLevel: null },
  earlierDecisions: view.earlierDecisions.map((d) => ({ ...d, shownLevel: null })),
});

/** What the clinician saw and when; the assessment's own row holds the rest. */
async function auditLook(
  rt: Runtime,
  auth: Authorized,
  { encounter, context, assessment }: Assessed,
  freshness: Freshness,
  decided: DecisionWithState | null,
  heldBackBy: SuggestionMode | null,
): Promise<void> {
  const detail = {
    assessment: assessment.id,
    context: context.version,
    level: heldBackBy ? withoutModel(assessment).shownLevel : assessment.shownLevel,
    ...(heldBackBy ? { heldBackBy } : {}),
    decision: decided?.decision.id ?? null,
    source: freshness.source,
  };
  const look = JSON.stringify([auth.principal.sessionId, encounter.id, detail]);
  if (!firstWithin(rt, "looks", look, SAME_LOOK)) return;
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "encounter.viewed",
        actor: auth.principal,
        subject: { type: "encounter", id: encounter.id },
        requestId: auth.requestId,
        detail,
      },
      rt.clock(),
    ),
  );
}

function toPatientView(
  rt: Runtime,
  auth: Authorized,
  ref: VisitRef,
  { context, built }: Assessed,
  assessment: AssessmentView,
  freshness: Freshness,
  decisions: readonly DecisionWithState[],
): Omit<PatientView, "leadReviews" | "atDoor" | "showing" | "leftOut" | "ehrBanner"> {
  const now = rt.clock();
  const ageYears = built.case?.ageYears ?? null;
  const known = built.case ?? built.ageless;
  const { patient, encounter } = context;
  const visit = judgeVisit(context, now);
  const [inForce, ...earlier] = decisions.map(toDecisionView);
  return {
    encounterId: ref.encounterId,
    launchId: ref.launchId,
    banner: {
      name: patient.name,
      birthDate: patient.birthDate,
      ageYears,
      sex: patient.sex,
      identifiers: patient.identifiers,
      arrivedAt: encounter.arrivedAt,
      arrivalMode: encounter.arrivalMode,
      location: encounter.location,
      waitMinutes: encounter.arrivedAt ? minutesBetween(new Date(encounter.arrivedAt), now) : null,
    },
    complaint: known?.chiefComplaint ?? context.chiefComplaint,
    note: known?.note ?? context.triageNote,
    findings: toldFindings({
      chiefComplaint: known?.chiefComplaint ?? context.chiefComplaint ?? undefined,
      note: known?.note ?? context.triageNote ?? undefined,
    }),
    consciousness: known?.vitals?.consciousness
      ? CONSCIOUSNESS_LABELS[known.vitals.consciousness]
      : built.notUnderstood.includes("consciousness")
        ? NOT_UNDERSTOOD
        : null,
    oxygen: built.oxygen,
    vitals: VITALS.map((f) => {
      const series = built.series[f.key] ?? [];
      const value = known?.vitals?.[f.key];
      const absent = built.notUnderstood.includes(f.key) ? NOT_UNDERSTOOD : "not measured";
      return {
        key: f.key,
        label: f.label,
        unit: f.unit,
        latest: series.at(-1) ?? null,
        origin: originOf(context.readings, f, series.at(-1)?.at ?? null),
        text: value === undefined ? absent : formatVital(f.key, value),
        series,
        trend: built.trends.find((t) => t.key === f.key) ?? null,
        normal: normalRange(f.key, ageYears),
      };
    }),
    conditions: context.conditions,
    medications: context.medications,
    allergies: context.allergies,
    missing: built.missing,
    problems: built.problems,
    alsoRecorded: built.alsoRecorded,
    freshness,
    contextVersion: context.version,
    identityVersion: identityVersion(patient),
    visit,
    assessment,
    decision: inForce ?? null,
    earlierDecisions: earlier,
    canDecide: visit.barred === null && can(auth.principal.role, "decision:write"),
  };
}
