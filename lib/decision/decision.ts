import type { Level } from "@/lib/case/level";

/** Why a clinician chose another level than the one shown. A short coded list; `other` asks for a comment. */
export const OVERRIDE_REASONS = [
  { code: "looks-sicker", label: "Looks sicker than the numbers" },
  { code: "looks-better", label: "Looks better than the numbers" },
  { code: "history-not-known", label: "History the model did not know" },
  { code: "vitals-wrong", label: "Vitals wrong or outdated" },
  { code: "complaint-misread", label: "Complaint misread" },
  { code: "resources", label: "More or fewer resources expected" },
  { code: "other", label: "Other (please comment)" },
] as const;
export type OverrideReason = (typeof OVERRIDE_REASONS)[number]["code"];
export const OVERRIDE_REASON_CODES = OVERRIDE_REASONS.map((r) => r.code) as [
  OverrideReason,
  ...OverrideReason[],
];

/** accept: the level shown was right. override: another level. assign: no level could be shown, the clinician gave one. */
export type DecisionKind = "accept" | "override" | "assign";

export type WriteBackState = "pending" | "written" | "failed";

/** A decision of two levels or more away from the suggestion is one a lead looks at. */
export const LEAD_REVIEW_DISTANCE = 2;

export type DecisionView = {
  readonly id: string;
  readonly kind: DecisionKind;
  readonly level: Level;
  /** The level that was shown when the clinician decided; null when none was. */
  readonly shownLevel: Level | null;
  readonly reason: OverrideReason | null;
  readonly comment: string | null;
  readonly decidedBy: string;
  readonly decidedAt: string;
  readonly modelVersion: string | null;
  readonly writeBack: WriteBackState;
  readonly writeBackAttempts: number;
};
