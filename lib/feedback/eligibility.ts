import type { TriageCase } from "@/lib/case/triage-case";
import { MINUTE } from "@/lib/core/clock";
import { type DecisionView, LEAD_REVIEW_DISTANCE, type OverrideReason } from "@/lib/decision/decision";

/** What is known of a decision when it is asked whether the model may learn from it. */
export type DecisionFacts = Pick<DecisionView, "kind" | "level" | "shownLevel" | "reason" | "decidedAt"> & {
  /** What the model saw; null when there was no case (age unknown). */
  readonly case: TriageCase | null;
  /** When that case was assessed. */
  readonly assessedAt: string;
  /** Whether the patient's data had changed by the time of the decision. */
  readonly contextChanged: boolean;
  /** Whether the case came from a stored snapshot because the EHR did not answer. */
  readonly fromSnapshot: boolean;
  /** A later decision replaced this one, or it was undone: only what stands in the end is a label. */
  readonly superseded: boolean;
  /** A lead has looked at a large disagreement and agreed with it. */
  readonly leadReviewed: boolean;
};

export type Ineligible =
  | "no-case"
  | "empty-case"
  | "superseded"
  | "stale-assessment"
  | "stale-data"
  | "inputs-wrong"
  | "unusable-dates";

export type Eligibility =
  | { readonly eligible: true; readonly weight: number }
  | { readonly eligible: false; readonly why: Ineligible };

export const INELIGIBLE_WORDS: Readonly<Record<Ineligible, string>> = {
  "no-case": "There was no case to learn from (the age was unknown).",
  "empty-case": "Neither complaint nor vital signs were known.",
  superseded: "A later decision replaced this one.",
  "stale-assessment": "The decision was made long after the assessment, or on changed data.",
  "stale-data": "The data came from a stored snapshot.",
  "inputs-wrong": "The clinician said that the vital signs were wrong or outdated.",
  "unusable-dates": "The time of the assessment or of the decision is not known.",
};

/** Older than this, the clinician decided about another moment of the patient than the model saw. */
export const MAX_ASSESSMENT_AGE = 30 * MINUTE;

/**
 * How much a label counts. An accepted suggestion is partly the model's own echo (automation bias: Goddard et al., JAMIA
 * 2012;19:121) and counts half, so that agreement cannot drown disagreement. Reasons that name what the model could not
 * see say less about what it should have made of what it saw, and count half too. So does a disagreement of two levels
 * or more that no lead has looked at.
 */
const ACCEPTED = 0.5;
const BY_REASON: Readonly<Record<OverrideReason, number>> = {
  "looks-sicker": 0.5,
  "looks-better": 0.5,
  "history-not-known": 0.5,
  "vitals-wrong": 0,
  "complaint-misread": 1,
  resources: 1,
  other: 1,
};
const UNREVIEWED = 0.5;

/** Whether a decision becomes a label, and how much it counts. Pure. */
export function eligibility(facts: DecisionFacts): Eligibility {
  const no = (why: Ineligible): Eligibility => ({ eligible: false, why });
  if (facts.superseded) return no("superseded");
  const { case: c } = facts;
  if (!c) return no("no-case");
  if (!hasContent(c)) return no("empty-case");
  if (facts.fromSnapshot) return no("stale-data");
  const waited = Date.parse(facts.decidedAt) - Date.parse(facts.assessedAt);
  if (Number.isNaN(waited)) return no("unusable-dates");
  if (facts.contextChanged || waited > MAX_ASSESSMENT_AGE) return no("stale-assessment");
  if (facts.kind === "override" && facts.reason === "vitals-wrong") return no("inputs-wrong");
  return { eligible: true, weight: weightOf(facts) };
}

function weightOf({ kind, reason, level, shownLevel, leadReviewed }: DecisionFacts): number {
  if (kind === "accept") return ACCEPTED;
  const byReason = kind === "override" && reason ? BY_REASON[reason] : 1;
  const far = shownLevel !== null && Math.abs(level - shownLevel) >= LEAD_REVIEW_DISTANCE;
  return far && !leadReviewed ? byReason * UNREVIEWED : byReason;
}

export const hasContent = (c: TriageCase): boolean =>
  Boolean(c.chiefComplaint?.trim() || c.note?.trim()) || Object.keys(c.vitals ?? {}).length > 0;
