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

/** Why somebody is triaged on a visit that is not an ordinary one of the emergency department, or has gone on for days. */
export const VISIT_REASONS = [
  { code: "here-now", label: "In the emergency department now" },
  { code: "still-here", label: "Has been here since then" },
  { code: "came-back", label: "Came back on the same visit" },
  { code: "other", label: "Other (please say)" },
] as const;
export type VisitReason = (typeof VISIT_REASONS)[number]["code"];
export const VISIT_REASON_CODES = VISIT_REASONS.map((r) => r.code) as [VisitReason, ...VisitReason[]];

/** accept: the level shown was right. override: another level. assign: no level could be shown, the clinician gave one. */
export type DecisionKind = "accept" | "override" | "assign";

export type WriteBackState = "pending" | "written" | "failed";

/** A decision of two levels or more away from the suggestion is one a lead looks at. */
export const LEAD_REVIEW_DISTANCE = 2;

/**
 * When the people of one role at one EHR see what the model suggests.
 *
 * suggest: at once. blind-first: after they have given a level of their own, for every visit or a drawn share. disagree-only: never,
 * unless the model is more urgent than the level they chose. The safety rules speak in all three: a mode holds back what the
 * model says, never what a rule says.
 */
export const SUGGESTION_MODES = ["suggest", "blind-first", "disagree-only"] as const;
export type SuggestionMode = (typeof SUGGESTION_MODES)[number];

/** What stood before whoever decided, and for how long: by it one can tell later whether a level was followed or only taken over. */
export type Exposure = {
  /** Milliseconds the suggestion, or what the page showed in its place, had been in sight; null: the page could not tell. */
  readonly seenMs: number | null;
  /** The reasons were worked out and on the page. */
  readonly reasons: boolean;
  /** It was advised to look twice. */
  readonly lookTwice: boolean;
  /** Levels chosen before the one that was saved, in their order. */
  readonly tried: readonly Level[];
  /** When suggestions were shown to this person; absent: kept before there were modes. */
  readonly mode?: SuggestionMode;
  /** The model's suggestion was kept from them: what they saw were the safety rules. */
  readonly heldBack?: true;
  /** What they had chosen before it was shown to them, and when (it was shown from then on). */
  readonly first?: { readonly level: Level; readonly at: string; readonly seenMs: number | null };
};
/** What a page can tell of it; the rest the server knows. */
export type SeenByPage = Pick<Exposure, "reasons" | "lookTwice" | "tried"> & { readonly seenMs: number };

/**
 * Whether a level was led by the suggestion: not when that was kept from whoever decided, nor when they had given the very level
 * before they were shown another or the same.
 */
export const isLed = (level: Level, exposure: Exposure | null): boolean =>
  !(exposure?.heldBack || exposure?.first?.level === level);
/** Longer than this nobody looks at one patient: the page was left open. */
export const LONGEST_SEEN_MS = 3_600_000;

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
  /** Why it was given on a visit out of the ordinary; null for any other. */
  readonly visitReason: VisitReason | null;
  readonly writeBack: WriteBackState;
  /** What kept it out of the EHR for good, where the person can do something about it. */
  readonly writeBackWhy: "visit-closed" | "wrong-patient" | null;
  readonly writeBackAttempts: number;
  /** For so long, in milliseconds from the answer on, whoever reads this can take it back; null: they cannot. */
  readonly undoInMs: number | null;
};
