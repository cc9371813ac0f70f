import type { AssessmentRow } from "@/db/queries/assessment";
import type { DecisionWithState } from "@/db/queries/decision";
import { formatVital, VITALS } from "@/lib/case/features";
import { minutesBetween } from "@/lib/core/clock";
import { LEAD_REVIEW_DISTANCE } from "@/lib/decision/decision";
import type { Assessed } from "./assess";
import type { BoardRow } from "./views";

/** A decision in force, and what was known of the patient when it was made. */
export type Decided = DecisionWithState & {
  readonly basis: Pick<AssessmentRow, "caseHash" | "modelLevel" | "floor"> | null;
};

export function toBoardRow(assessed: Assessed, decided: Decided | null, now: Date): BoardRow {
  const { encounter, context, built, assessment } = assessed;
  const { arrivedAt, location } = context.encounter;
  const level = decided?.decision.level ?? assessment.shownLevel;
  const trendOf = (key: string) => built.trends.find((t) => t.key === key) ?? null;
  return {
    encounterId: encounter.id,
    patientName: context.patient.name,
    ageYears: built.case?.ageYears ?? null,
    sex: context.patient.sex,
    complaint: context.chiefComplaint,
    location,
    arrivedAt,
    waitMinutes: arrivedAt ? minutesBetween(new Date(arrivedAt), now) : null,
    level,
    levelSource: decided
      ? "decided"
      : level === null
        ? "none"
        : assessment.modelLevel !== null
          ? "suggested"
          : "rules",
    floorReasons: assessment.floor?.rules.map((r) => r.reason) ?? [],
    unlike: (assessment.familiarity?.unlike.length ?? 0) > 0,
    worsened: hasWorsened(decided, assessment),
    trends: built.trends,
    vitals: VITALS.flatMap(({ key }) => {
      const value = built.case?.vitals?.[key];
      return value === undefined ? [] : [{ key, text: formatVital(key, value), trend: trendOf(key) }];
    }),
    lastVitalsAt: built.lastVitalsAt,
    writeBack: decided ? (decided.writeBack?.state ?? "pending") : null,
    needsLead: needsLead(decided),
  };
}

/** Two levels or more away from what was suggested, and no lead's own decision. */
function needsLead(decided: Decided | null): boolean {
  if (!decided) return false;
  const { level, shownLevel, decidedByRole } = decided.decision;
  return (
    shownLevel !== null && decidedByRole !== "lead" && Math.abs(level - shownLevel) >= LEAD_REVIEW_DISTANCE
  );
}

type Now = Pick<AssessmentRow, "id" | "caseHash" | "shownLevel" | "floor">;

/**
 * The patient's data have changed since the decision and now ask for more urgency than was decided: the suggestion is more
 * urgent than the one the clinician decided upon, or a safety rule fires that did not then. What the clinician saw and
 * decided against on purpose is no worsening, nor is another model's or policy's answer about the same patient.
 */
export function hasWorsened(decided: Decided | null, now: Now): boolean {
  if (!decided || now.shownLevel === null || decided.decision.assessmentId === now.id) return false;
  // Decided without an answer of the model, its first one is news all the same.
  if (decided.basis?.modelLevel != null && decided.basis.caseHash === now.caseHash) return false;
  const { level, shownLevel } = decided.decision;
  if (now.shownLevel < level && now.shownLevel < (shownLevel ?? level)) return true;
  const known = new Set(decided.basis?.floor?.rules.map((r) => r.id));
  return (now.floor?.rules ?? []).some((r) => r.level < level && !known.has(r.id));
}

/** A patient without a level comes after those known to be urgent and before those known to be able to wait. */
const NO_LEVEL = 2.5;

/** Most urgent first; within a level whoever got worse, then whoever has waited longest. */
export function compareBoardRows(a: BoardRow, b: BoardRow): number {
  return (
    (a.level ?? NO_LEVEL) - (b.level ?? NO_LEVEL) ||
    Number(b.worsened) - Number(a.worsened) ||
    (b.waitMinutes ?? -1) - (a.waitMinutes ?? -1) ||
    (a.encounterId < b.encounterId ? -1 : 1)
  );
}
