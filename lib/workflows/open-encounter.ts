import { type DecisionWithState, decisionsOf } from "@/db/queries/decision";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { normalRange } from "@/lib/case/age-bands";
import { CONSCIOUSNESS_LABELS, formatVital, VITALS } from "@/lib/case/features";
import { MINUTE, minutesBetween } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { type Assessed, assessVisits } from "./assess";
import { viewAssessment } from "./assessment-view";
import { appendAudit } from "./audit";
import { inOrderOfForce, toDecisionView } from "./decision-view";
import { firstWithin } from "./recently";
import type { Runtime } from "./runtime";
import type { AssessmentView, Freshness, PatientView } from "./views";
import { readVisit, requireVisit, type VisitRef } from "./visit-access";

/** The same page seen again within this is the same look at it. */
const SAME_LOOK = 5 * MINUTE;

/** A patient's page: who it is, what is known, the suggested level, and what was decided. */
export async function openEncounter(rt: Runtime, auth: Authorized, ref: VisitRef): Promise<PatientView> {
  const access = await requireVisit(rt, auth, ref);
  const { context, freshness } = await readVisit(rt, auth, access);
  const [assessed] = await assessVisits(rt, auth, [{ encounter: access.encounter, context }]);
  if (!assessed) throw new AppError("internal", "the visit was not assessed");
  const decisions = inOrderOfForce(await decisionsOf(rt.db, [access.encounter.id]));
  await auditLook(rt, auth, assessed, freshness, decisions[0] ?? null);
  const assessment = await viewAssessment(rt, assessed.assessment);
  return toPatientView(rt, auth, ref, assessed, assessment, freshness, decisions);
}

/** What the clinician saw and when; the assessment's own row holds the rest. */
async function auditLook(
  rt: Runtime,
  auth: Authorized,
  { encounter, context, assessment }: Assessed,
  freshness: Freshness,
  decided: DecisionWithState | null,
): Promise<void> {
  const detail = {
    assessment: assessment.id,
    context: context.version,
    level: assessment.shownLevel,
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
): PatientView {
  const now = rt.clock();
  const ageYears = built.case?.ageYears ?? null;
  const { patient, encounter } = context;
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
    complaint: built.case?.chiefComplaint ?? context.chiefComplaint,
    note: built.case?.note ?? context.triageNote,
    consciousness: built.case?.vitals?.consciousness
      ? CONSCIOUSNESS_LABELS[built.case.vitals.consciousness]
      : null,
    vitals: VITALS.map((f) => {
      const series = built.series[f.key] ?? [];
      const value = built.case?.vitals?.[f.key];
      return {
        key: f.key,
        label: f.label,
        unit: f.unit,
        latest: series.at(-1) ?? null,
        text: value === undefined ? "not measured" : formatVital(f.key, value),
        series,
        trend: built.trends.find((t) => t.key === f.key) ?? null,
        normal: ageYears === null ? null : normalRange(f.key, ageYears),
      };
    }),
    conditions: context.conditions,
    medications: context.medications,
    allergies: context.allergies,
    missing: built.missing,
    problems: built.problems,
    freshness,
    contextVersion: context.version,
    assessment,
    decision: inForce ?? null,
    earlierDecisions: earlier,
    canDecide: can(auth.principal.role, "decision:write"),
  };
}
