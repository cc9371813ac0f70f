import type { TriageCase } from "@/lib/case/triage-case";
import { MINUTE } from "@/lib/core/clock";
import { type DecisionView, LEAD_REVIEW_DISTANCE, type OverrideReason } from "@/lib/decision/decision";

/** What is known of a decision when it is asked whether the model may learn from it. */
export type DecisionFacts = Pick<DecisionView, "kind" | "level" | "shownLevel" | "reason" | "decidedAt"> & {
  /** What the model saw; null when there was no case (age unknown). */
  readonly case: TriageCase | null;
  /** When that case was assessed. */
  readonly assessedAt: string;
  /** False: the level was given before the suggestion was shown, or without it (lib/decision/decision.ts, isLed). */
  readonly led?: boolean;
  /** Whether the patient's data had changed by the time of the decision. */
  readonly contextChanged: boolean;
  /** Whether the case came from a stored snapshot because the EHR did not answer. */
  readonly fromSnapshot: boolean;
  /** A later decision replaced this one, or it was undone: only what stands in the end is a label. */
  readonly superseded: boolean;
  /** A lead has looked at a large disagreement and agreed with it. */
  readonly leadReviewed: boolean;
  /** An emergency visit under way, nothing about it out of the ordinary. */
  readonly ordinaryVisit: boolean;
  /** What has become known since, if anything. */
  readonly since?: "withdrawn" | "opted-out" | "reader-held";
};

/** Older than this, the clinician decided about another moment of the patient than the model saw. */
export const MAX_ASSESSMENT_AGE = 30 * MINUTE;

type Rule = {
  /** Stored with the decision: never given another meaning. */
  readonly code: string;
  /** In a count: "3 too late". */
  readonly name: string;
  readonly words: string;
  readonly keepsOut: (facts: DecisionFacts) => boolean;
};

/** What keeps a decision from being learned from. The first row that holds is the one it is counted under. */
export const ELIGIBILITY_RULES = [
  {
    code: "superseded",
    name: "superseded",
    words: "A later decision replaced it: only what stands in the end counts.",
    keepsOut: (f) => f.superseded,
  },
  {
    code: "age-not-known",
    name: "age not known",
    words: "There was no case to learn from, as the age was not known.",
    keepsOut: (f) => f.case === null,
  },
  {
    code: "incomplete",
    name: "incomplete",
    words: "Neither complaint nor vital signs were known.",
    keepsOut: (f) => f.case !== null && !hasContent(f.case),
  },
  {
    code: "ehr-away",
    name: "EHR away",
    words: "The EHR did not answer, and the data came from a stored copy.",
    keepsOut: (f) => f.fromSnapshot,
  },
  {
    code: "unusual-visit",
    name: "unusual visit",
    words: "It was no ordinary emergency visit, or it had gone on for days.",
    keepsOut: (f) => !f.ordinaryVisit,
  },
  {
    code: "time-not-known",
    name: "time not known",
    words: "The time of the assessment or of the decision was not known.",
    keepsOut: (f) => Number.isNaN(waited(f)),
  },
  {
    code: "data-changed",
    name: "data changed",
    words: "The patient's data had changed since the suggestion was shown.",
    keepsOut: (f) => f.contextChanged,
  },
  {
    code: "too-late",
    name: "too late",
    words: "It was made more than 30 minutes after the data was read.",
    keepsOut: (f) => waited(f) > MAX_ASSESSMENT_AGE,
  },
  {
    code: "vitals-wrong",
    name: "vital signs wrong",
    words: "The clinician said that the vital signs were wrong or outdated.",
    keepsOut: (f) => f.kind === "override" && f.reason === "vitals-wrong",
  },
  {
    code: "opted-out",
    name: "patient opted out",
    words: "The patient does not want to be learned from.",
    keepsOut: (f) => f.since === "opted-out",
  },
  {
    code: "withdrawn",
    name: "withdrawn",
    words: "A steward withdrew the label, with a reason.",
    keepsOut: (f) => f.since === "withdrawn",
  },
  {
    code: "reader-held",
    name: "held back: reader inconsistent",
    words: "The levels of whoever decided do not go with the cases, until a steward lets them in again.",
    keepsOut: (f) => f.since === "reader-held",
  },
] as const satisfies readonly Rule[];

export type Ineligible = (typeof ELIGIBILITY_RULES)[number]["code"];

export type Eligibility =
  | { readonly eligible: true; readonly weight: number }
  | { readonly eligible: false; readonly why: Ineligible };

/**
 * How much a label counts. An accepted suggestion is partly the model's own echo (automation bias: Goddard et al., JAMIA
 * 2012;19:121) and counts half, so that agreement cannot drown disagreement; one that agrees with a level given before the
 * suggestion was shown is no echo and counts whole. Reasons that name what the model could not
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
  const rule = ELIGIBILITY_RULES.find((r) => r.keepsOut(facts));
  return rule ? { eligible: false, why: rule.code } : { eligible: true, weight: weightOf(facts) };
}

const waited = ({ decidedAt, assessedAt }: DecisionFacts): number =>
  Date.parse(decidedAt) - Date.parse(assessedAt);

function weightOf({ kind, reason, level, shownLevel, leadReviewed, led = true }: DecisionFacts): number {
  if (kind === "accept") return led ? ACCEPTED : 1;
  const byReason = kind === "override" && reason ? BY_REASON[reason] : 1;
  const far = shownLevel !== null && Math.abs(level - shownLevel) >= LEAD_REVIEW_DISTANCE;
  return far && !leadReviewed ? byReason * UNREVIEWED : byReason;
}

export const hasContent = (c: TriageCase): boolean =>
  Boolean(c.chiefComplaint?.trim() || c.note?.trim()) || Object.keys(c.vitals ?? {}).length > 0;
