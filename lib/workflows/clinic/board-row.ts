import type { AssessmentRow } from "@/db/queries/assessment";
import type { DecisionWithState } from "@/db/queries/decision";
import { outsideNormal } from "@/lib/case/age-bands";
import { formatVital, VITALS } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import { minutesBetween } from "@/lib/core/clock";
import { judgeVisit } from "@/lib/fhir/visit-state";
import type { BoardRow } from "../views";
import { type Assessed, isSameCase } from "./assess";
import type { OpenReview } from "./lead-review";

/** A decision in force, and what was known of the patient when it was made. */
export type Decided = DecisionWithState & {
  readonly basis: Pick<AssessmentRow, "caseHash" | "modelLevel" | "floor"> | null;
};

export function toBoardRow(
  assessed: Assessed,
  decided: Decided | null,
  review: OpenReview | null,
  now: Date,
): BoardRow {
  const { encounter, context, built, assessment } = assessed;
  const { arrivedAt, location } = context.encounter;
  const level = decided?.decision.level ?? assessment.shownLevel;
  const known = built.case ?? built.ageless;
  const ageYears = built.case?.ageYears ?? null;
  const worsened = hasWorsened(decided, assessment);
  const trendOf = (key: string) => built.trends.find((t) => t.key === key) ?? null;
  return {
    encounterId: encounter.id,
    patientName: context.patient.name,
    recordNumbers: context.patient.identifiers.map((i) => i.value),
    ageYears,
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
    risks: risksOf(assessment),
    unlike: (assessment.familiarity?.unlike.length ?? 0) > 0,
    worsened,
    trends: built.trends,
    vitals: VITALS.flatMap(({ key }) => {
      const used = known?.vitals?.[key];
      // Left out of the case (a contradiction, an age not known) but measured: still what a nurse must see.
      const value = used ?? built.series[key]?.at(-1)?.value;
      if (value === undefined) return [];
      const outside = outsideNormal(key, value, ageYears);
      return [{ key, text: formatVital(key, value), trend: trendOf(key), outside, used: used !== undefined }];
    }),
    notUnderstood: VITALS.flatMap(({ key }) => (built.notUnderstood.includes(key) ? [key] : [])),
    oxygen: known?.vitals?.onOxygen ? built.oxygen : null,
    lastVitalsAt: built.lastVitalsAt,
    lookedMinutes: minutesSince([arrivedAt, built.lastVitalsAt, decided?.decision.decidedAt ?? null], now),
    writeBack: decided ? (decided.writeBack?.state ?? "pending") : null,
    needsLead: review !== null,
    leadWhy: review?.why ?? null,
    openReviews: review?.views ?? [],
    standsAt: standsAt(level, [
      ...(review ? [review.shownLevel, assessment.shownLevel] : []),
      ...(worsened ? [assessment.shownLevel] : []),
    ]),
    visit: judgeVisit(context, now),
  };
}

function risksOf({ criticalRisk, outlook }: AssessmentRow): BoardRow["risks"] {
  const admission = outlook?.risks.admission ?? null;
  return criticalRisk === null && admission === null ? null : { critical: criticalRisk, admission };
}

/** Since the latest of these moments; one that lies ahead is a clock that differs. */
function minutesSince(moments: readonly (string | Date | null)[], now: Date): number | null {
  const times = moments.flatMap((m) => (m === null ? [] : new Date(m).getTime())).filter(Number.isFinite);
  return times.length === 0 ? null : Math.max(0, minutesBetween(new Date(Math.max(...times)), now));
}

/** The most urgent of the level and what speaks for more; nothing speaks for less. */
const standsAt = (level: Level | null, others: readonly (Level | null)[]): Level | null =>
  level === null
    ? null
    : others.reduce<Level>((most, other) => (other !== null && other < most ? other : most), level);

type Now = Pick<AssessmentRow, "id" | "caseHash" | "shownLevel" | "floor">;

/**
 * The patient's data have changed since the decision and now ask for more urgency than was decided: the suggestion is more
 * urgent than the one the clinician decided upon, or a safety rule fires that did not then. What the clinician saw and
 * decided against on purpose is no worsening, nor is another model's or policy's answer about the same patient.
 */
export function hasWorsened(decided: Decided | null, now: Now): boolean {
  if (!decided || now.shownLevel === null || decided.decision.assessmentId === now.id) return false;
  // Decided without an answer of the model, its first one is news all the same.
  if (decided.basis?.modelLevel != null && isSameCase(decided.basis.caseHash, now.caseHash)) return false;
  const { level, shownLevel } = decided.decision;
  if (now.shownLevel < level && now.shownLevel < (shownLevel ?? level)) return true;
  const known = new Set(decided.basis?.floor?.rules.map((r) => r.id));
  return (now.floor?.rules ?? []).some((r) => r.level < level && !known.has(r.id));
}

/** A patient without a level comes after those known to be urgent and before those known to be able to wait. */
const NO_LEVEL = 2.5;

/** By the moment and not by minutes: rows that were drawn at different times must not change places for it. */
const arrivalOf = ({ arrivedAt }: BoardRow): number => (arrivedAt ? Date.parse(arrivedAt) : Infinity);

/** Most urgent first; within a level whoever got worse or awaits a lead, then whoever has waited longest. */
export function compareBoardRows(a: BoardRow, b: BoardRow): number {
  return (
    (a.standsAt ?? NO_LEVEL) - (b.standsAt ?? NO_LEVEL) ||
    Number(b.worsened || b.needsLead) - Number(a.worsened || a.needsLead) ||
    arrivalOf(a) - arrivalOf(b) ||
    (a.encounterId < b.encounterId ? -1 : 1)
  );
}
