/**
 * What the workflows hand to the screens: plain JSON, complete, already in words where words are needed. Components take
 * these types and callbacks; they know no database and no FHIR.
 */

import type { Role } from "@/lib/auth/roles";
import type { SeriesPoint, VitalTrend } from "@/lib/case/case-view";
import type { VitalKey } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import type { DecisionKind, DecisionView, OverrideReason, WriteBackState } from "@/lib/decision/decision";
import type { Explanation, GroupContribution } from "@/lib/explain/explanation";
import type { GlobalExplanation } from "@/lib/explain/global/result";
import type { Essentials } from "@/lib/feedback/similar";
import type { CodedText, DataProblem } from "@/lib/fhir/patient-context";
import type { PolicyName } from "@/lib/model/calibration";
import type { MetricSet } from "@/lib/registry/metric-set";
import type { Floor } from "@/lib/safety/floor";

/** Where the data on a screen comes from: live, or the last snapshot because the EHR did not answer. */
export type Freshness = {
  readonly fetchedAt: string;
  readonly source: "ehr" | "snapshot";
  readonly note: string | null;
};

/** "ready": the model answers. "rules-only": it does not, and why. */
export type ModelState =
  | {
      readonly state: "ready";
      readonly name: string;
      readonly version: string;
      readonly engine: string;
      readonly device: string;
      readonly precision: string;
      /** null: assessed before policies were recorded. */
      readonly policy: PolicyName | null;
    }
  | {
      readonly state: "rules-only";
      readonly why: string;
      /** Said above `why` where it lies with the patient's data and not with the model. */
      readonly title?: string;
    };

export type { MetricFigure, MetricSet } from "@/lib/registry/metric-set";

export type BoardRow = {
  /** Our opaque encounter id (URL-safe, says nothing about the patient). */
  readonly encounterId: string;
  readonly patientName: string;
  readonly ageYears: number | null;
  readonly sex: "female" | "male" | "other" | "unknown";
  readonly complaint: string | null;
  readonly location: string | null;
  readonly arrivedAt: string | null;
  readonly waitMinutes: number | null;
  /** Accepted level if decided, else suggested (floor counted), else null. */
  readonly level: Level | null;
  readonly levelSource: "decided" | "suggested" | "rules" | "none";
  /** Names of fired safety rules, for the badge's tooltip. */
  readonly floorReasons: readonly string[];
  /** Unlike most visits the model learned from: its answer is withheld, or deserves less trust. */
  readonly unlike: boolean;
  /** A new assessment since the decision is more urgent than what was decided. */
  readonly worsened: boolean;
  readonly trends: readonly VitalTrend[];
  /** Latest values for the row, already formatted, e.g. { key: "heartRate", text: "118 /min" }. */
  readonly vitals: readonly {
    readonly key: VitalKey;
    readonly text: string;
    readonly trend: VitalTrend | null;
  }[];
  readonly lastVitalsAt: string | null;
  readonly writeBack: WriteBackState | null;
  /** Two levels or more between suggestion and decision, not yet looked at by a lead. */
  readonly needsLead: boolean;
};

export type BoardView = {
  readonly rows: readonly BoardRow[];
  readonly freshness: Freshness;
  readonly model: ModelState;
  readonly refreshSeconds: number;
  readonly notYetInEhr: number;
};

export type AssessmentView = {
  readonly id: string;
  readonly createdAt: string;
  /** What the clinician is shown: the model's level with the floor applied, or the floor alone; null: no suggestion. */
  readonly level: Level | null;
  readonly modelLevel: Level | null;
  readonly probabilities: readonly number[] | null;
  readonly expectedSeverity: number | null;
  readonly predictionSet: readonly Level[] | null;
  readonly criticalRisk: number | null;
  readonly floor: Floor | null;
  readonly model: ModelState;
  /** Why the level deserves less trust than usual: the case is unlike most that the model learned from. Null: it is not. */
  readonly caution: string | null;
  /** null while it is being computed or when no model answered. */
  readonly explanation: Explanation | null;
  /** What each part of the form adds: there before the explanation is, and the same afterwards. Empty while not known. */
  readonly groups: readonly GroupContribution[];
  /** Three plain sentences about the explanation; empty without one. */
  readonly summary: readonly string[];
  /** Findings that moved the model against what one would expect, as sentences; empty when none did. */
  readonly secondLook: readonly string[];
  /** What the figures were measured on, for the screen's footnote. */
  readonly provenance: string;
};

/**
 * How near a decided case is: nearer than 99 or 90 of 100 pairs of ordinary visits are to each other, or not that near.
 */
export type Likeness = "very-like" | "like" | "loosely-like";

/** A decided visit of somebody else, without anything that names them. */
export type SimilarPatient = Essentials & {
  /** What the clinicians decided in the end. */
  readonly level: Level;
  /** What the model alone said at the time; null when none answered. */
  readonly modelLevel: Level | null;
  /** null: the model cannot say what is near. */
  readonly likeness: Likeness | null;
};

type Prepared = { readonly done: number; readonly total: number };
export type SimilarPatientsView =
  | {
      readonly state: "ready";
      /** Nearest first. */
      readonly patients: readonly SimilarPatient[];
      /** Decided visits that took part in the comparison. */
      readonly comparedWith: number;
      /** Not all decided visits take part yet; null: they do. */
      readonly preparing: Prepared | null;
    }
  | { readonly state: "empty" }
  | ({ readonly state: "preparing" } & Prepared)
  | { readonly state: "unavailable"; readonly why: string };

export type PatientView = {
  readonly encounterId: string;
  /** The EHR launch this page hangs on (null: opened from the board). Must come back with every write. */
  readonly launchId: string | null;
  readonly banner: {
    readonly name: string;
    readonly birthDate: string | null;
    readonly ageYears: number | null;
    readonly sex: "female" | "male" | "other" | "unknown";
    readonly identifiers: readonly { readonly label: string; readonly value: string }[];
    readonly arrivedAt: string | null;
    readonly arrivalMode: string;
    readonly location: string | null;
    readonly waitMinutes: number | null;
  };
  readonly complaint: string | null;
  readonly note: string | null;
  readonly consciousness: string | null;
  readonly vitals: readonly {
    readonly key: VitalKey;
    readonly label: string;
    readonly unit: string;
    readonly latest: SeriesPoint | null;
    readonly text: string;
    readonly series: readonly SeriesPoint[];
    readonly trend: VitalTrend | null;
    /** Normal band for the age, in the vital's unit; null when there is none. */
    readonly normal: readonly [low: number, high: number] | null;
  }[];
  readonly conditions: readonly CodedText[];
  readonly medications: readonly CodedText[];
  readonly allergies: readonly CodedText[];
  readonly missing: readonly string[];
  readonly problems: readonly DataProblem[];
  readonly freshness: Freshness;
  /** Version of the content shown; a decision on an older one is refused as stale. */
  readonly contextVersion: string;
  readonly assessment: AssessmentView;
  /** The level in force. */
  readonly decision: DecisionView | null;
  /** Newest first, without the one in force. */
  readonly earlierDecisions: readonly DecisionView[];
  readonly canDecide: boolean;
};

export type DecisionInput = {
  /** Made once by the page for one gesture: a double click or a retry carries the same and records once. */
  readonly requestId: string;
  readonly encounterId: string;
  readonly launchId: string | null;
  readonly assessmentId: string;
  readonly contextVersion: string;
  /** The decision the page showed as in force (null: none); another one since then is a conflict. */
  readonly supersedes: string | null;
  readonly kind: DecisionKind;
  readonly level: Level;
  readonly reason?: OverrideReason;
  readonly comment?: string;
};

export type ModelVersionView = {
  readonly version: string;
  readonly name: string;
  readonly status: "champion" | "candidate" | "archived" | "rejected" | "invalid";
  readonly parent: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly digest: string;
  readonly trainedOn: string;
  readonly metrics: readonly MetricSet[];
  readonly runId: string | null;
  readonly canPromote: boolean;
  readonly canRollBackTo: boolean;
};

/** How the version in use turns probabilities into a level, and what was measured under each way. */
export type PolicyView = {
  readonly version: string;
  /** null: unknown, since the model does not load. */
  readonly inForce: PolicyName | null;
  readonly choices: readonly { readonly policy: PolicyName; readonly measured: readonly MetricSet[] }[];
  readonly canChange: boolean;
};

export type RunView = {
  readonly id: string;
  readonly status: "queued" | "running" | "evaluating" | "succeeded" | "failed" | "cancelled";
  readonly trigger: "label-count" | "manual";
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly parentVersion: string;
  readonly candidateVersion: string | null;
  readonly labelCount: number;
  readonly attempt: number;
  readonly progress: {
    readonly phase: string;
    readonly fraction: number;
    readonly etaSeconds: number | null;
    readonly loss: number | null;
  } | null;
  /** `validation`: cross-entropy of the held-out labels, where it was measured at that step. */
  readonly lossCurve: readonly {
    readonly step: number;
    readonly loss: number;
    readonly validation?: number;
  }[];
  readonly champion: readonly MetricSet[];
  readonly candidate: readonly MetricSet[];
  readonly findings: readonly { readonly severity: "pass" | "warn" | "fail"; readonly text: string }[];
  readonly error: string | null;
};

/** site: the site's own assessed cases. reference: visits made up from the artifact's summary of its training data. */
export type ExplanationSource = "site" | "reference";

/** The work of explaining one version over many cases, without what came of it. */
export type ExplanationJobView = {
  readonly id: string;
  readonly status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly attempt: number;
  readonly progress: {
    readonly done: number;
    readonly total: number;
    readonly etaSeconds: number | null;
  } | null;
  readonly error: string | null;
  /** When the result that is shown was made; null: there is none yet. */
  readonly computedAt: string | null;
};

/** What a version does over many cases, and what that was measured on. */
export type ModelExplanationView = {
  readonly version: string;
  readonly explanation: GlobalExplanation;
  readonly dataset: {
    readonly source: ExplanationSource;
    readonly from: string | null;
    readonly to: string | null;
  };
  readonly engine: string;
  readonly computedAt: string;
  readonly tookMs: number;
};

export type ModelExplanationsView = {
  readonly versions: readonly {
    readonly version: string;
    readonly status: ModelVersionView["status"];
    /** The data it has been explained on. */
    readonly computed: readonly ExplanationSource[];
  }[];
  /** The one looked at; null: none is registered. */
  readonly version: string | null;
  readonly source: ExplanationSource;
  /** Patients assessed here, and how many are needed for the site's own data. */
  readonly site: { readonly patients: number; readonly needed: number };
  readonly mostCases: number;
  readonly job: ExplanationJobView | null;
  readonly result: ModelExplanationView | null;
  /** Another version beside it, when one was asked for and has a result on the same data. */
  readonly other: ModelExplanationView | null;
  readonly canCompute: boolean;
};

export type DecisionRowView = {
  readonly id: string;
  readonly decidedAt: string;
  readonly decidedBy: string;
  readonly kind: DecisionKind;
  readonly shownLevel: Level | null;
  readonly level: Level;
  readonly reason: OverrideReason | null;
  readonly modelVersion: string | null;
  readonly writeBack: WriteBackState;
  readonly becameLabel: boolean;
};

export type AuditRowView = {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly role: Role | "system";
  readonly event: string;
  readonly subject: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly hash: string;
};

export type AuditVerification =
  | { readonly ok: true; readonly checked: number; readonly head: string | null; readonly at: string }
  | {
      readonly ok: false;
      readonly checked: number;
      readonly brokenAt: number;
      readonly why: string;
      readonly at: string;
    };

export type ConsoleOverview = {
  readonly model: ModelState;
  readonly labelsSinceLastRun: number;
  readonly retrainAfter: number;
  readonly decisionsTotal: number;
  readonly overridesTotal: number;
  readonly overridesByLevel: readonly {
    readonly level: Level;
    readonly accepted: number;
    readonly moreUrgent: number;
    readonly lessUrgent: number;
  }[];
  readonly queue: {
    readonly writeBackPending: number;
    readonly writeBackFailed: number;
    readonly retrainingQueued: number;
  };
};

export type PersonView = {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly displayName: string;
  readonly role: Role | null;
  readonly lastSeenAt: string | null;
};

export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };
