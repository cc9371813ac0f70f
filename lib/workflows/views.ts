/**
 * What the workflows hand to the screens: plain JSON, complete, already in words where words are needed. Components take
 * these types and callbacks; they know no database and no FHIR.
 */

import type { ReviewState } from "@/lib/auth/access-review";
import type { Role } from "@/lib/auth/roles";
import type { SeriesPoint, VitalTrend } from "@/lib/case/case-view";
import type { VitalKey } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import type { ErrorCode } from "@/lib/core/errors";
import type { LeadReviewView } from "@/lib/decision/concerns";
import type {
  DecisionKind,
  DecisionView,
  OverrideReason,
  SeenByPage,
  SuggestionMode,
  VisitReason,
  WriteBackState,
} from "@/lib/decision/decision";
import type { QuickView } from "@/lib/decision/quick";
import type { AgainstSense } from "@/lib/explain/against-sense";
import type { Explanation, GroupContribution } from "@/lib/explain/explanation";
import type { GlobalExplanation } from "@/lib/explain/global/result";
import type { Essentials } from "@/lib/feedback/similar";
import type { AlsoRecorded, CodedText, DataProblem } from "@/lib/fhir/patient-context";
import type { SiteFacts } from "@/lib/fhir/site-facts";
import type { VisitDoubt, VisitState } from "@/lib/fhir/visit-state";
import type { ToldFinding } from "@/lib/findings/tell-findings";
import type { Costs, PolicyName } from "@/lib/model/calibration";
import type { Outlook } from "@/lib/model/prediction";
import type { EntryKind, IncidentKind, IncidentLink, Severity } from "@/lib/monitoring/incidents/incident";
import type { ShadowReport } from "@/lib/monitoring/shadow-report";
import type { TriggerName } from "@/lib/monitoring/triggers/policy";
import type { PolicyOnPatients } from "@/lib/policy/compare-policies";
import type { FourQuestions } from "@/lib/policy/four-questions";
import type { ExceptionStatus } from "@/lib/registry/gates/exception";
import type { Gate } from "@/lib/registry/gates/gate-policy";
import type { Objection } from "@/lib/registry/gates/standing";
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
      /** Digest of the site calibration laid over its answers; absent: they are the model's own. */
      readonly calibration?: string;
      /** Set while it is not the engine wanted that answers, but another over the same model. */
      readonly standIn?: { readonly wanted: string; readonly why: string };
    }
  | {
      readonly state: "rules-only";
      readonly why: string;
      /** Said above `why` where it lies with the patient's data and not with the model. */
      readonly title?: string;
      /** Somebody has switched it off for the whole installation. */
      readonly switchedOff?: true;
    };

/** held-back: it has answered, and this person is shown it later or not at all (lib/decision/suggestion-mode.ts). */
export type ShownModel =
  | ModelState
  | { readonly state: "held-back"; readonly mode: Exclude<SuggestionMode, "suggest"> };

/** When this person sees suggestions, as the page was drawn. */
export type ShowingView = {
  /** Comes back with a decision: it is judged by what its page showed. */
  readonly settingId: string | null;
  readonly mode: SuggestionMode;
  /** What they chose before they were shown the suggestion, and whether the model spoke up against it. */
  readonly first: { readonly level: Level; readonly alert: boolean } | null;
};

export type { MetricFigure, MetricSet } from "@/lib/registry/metric-set";

/** How long a session has got, in milliseconds from the answer on: the workstation's clock is not the server's. */
export type FrameSession = {
  /** Until it ends because nobody is there. */
  readonly idleInMs: number;
  /** Until it ends whatever anybody does. */
  readonly endsInMs: number;
  readonly warnMs: number;
  /** A person's acts are told at most this often. */
  readonly reportMs: number;
};

/** One of one's own sessions. */
export type OwnSessionView = {
  readonly id: string;
  /** "Chrome on Windows"; null when the browser did not say. */
  readonly device: string | null;
  readonly startedAt: string;
  readonly lastUsedAt: string;
  /** The one that looks at this list. */
  readonly here: boolean;
};

/** What one had begun to type. */
export type DraftView = { readonly content: string; readonly savedAt: string };

export type BoardRow = {
  /** Our opaque encounter id (URL-safe, says nothing about the patient). */
  readonly encounterId: string;
  readonly patientName: string;
  /** What the EHR numbers the patient by: searched for, not shown. */
  readonly recordNumbers: readonly string[];
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
  /** What the model expects, 0..1 each, for planning beds; null where none says, or it is kept from this person. */
  readonly risks: {
    /** Critical care, or death in the department. */
    readonly critical: number | null;
    readonly admission: number | null;
  } | null;
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
    /** Which side of what is normal for the age. */
    readonly outside: "low" | "high" | null;
    /** False: measured, but left out of what the level rests on. */
    readonly used: boolean;
  }[];
  /** In the EHR, but not so that it could be read. */
  readonly notUnderstood: readonly VitalKey[];
  /** "on 15 L/min"; null on air, or when the EHR does not say. */
  readonly oxygen: string | null;
  readonly lastVitalsAt: string | null;
  /** Minutes since the patient was last measured or decided on, or came in; null: nobody can tell. */
  readonly lookedMinutes: number | null;
  readonly writeBack: WriteBackState | null;
  /** A decision below a safety rule or far from the suggestion that no lead has answered yet. */
  readonly needsLead: boolean;
  /** Why, in a line; null: nothing is open. */
  readonly leadWhy: string | null;
  /** The decisions that are open for a lead, oldest first. */
  readonly openReviews: readonly LeadReviewView[];
  /**
   * Among which level it stands: the level itself, or a more urgent one while a lead is awaited or newer data speak for it.
   * Whoever may be sicker than was decided is not last on the board.
   */
  readonly standsAt: Level | null;
  /** Whether somebody can be triaged on this visit, and what is out of the ordinary about it. */
  readonly visit: VisitState;
};

export type BoardView = {
  readonly rows: readonly BoardRow[];
  readonly freshness: Freshness;
  readonly model: ModelState;
  readonly refreshSeconds: number;
  /** Patients left out because the EHR does not show them to this person, or has not lately while it is away. */
  readonly hidden: number;
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
  /** null when the model that answered does not say, or none did. */
  readonly outlook: Outlook | null;
  readonly questions: FourQuestions;
  readonly floor: Floor | null;
  readonly model: ShownModel;
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
  /** Pieces of complaint and note whose effect goes against what they say; empty without an explanation. */
  readonly againstSense: readonly AgainstSense[];
  /** When the site calibration was made that was laid over the model's answer; null: none was. */
  readonly adjusted: string | null;
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
  /** There are decided visits, but none of somebody of this age with this kind of complaint. */
  | { readonly state: "none-alike"; readonly comparedWith: number }
  | ({ readonly state: "preparing" } & Prepared)
  | { readonly state: "unavailable"; readonly why: string };

/** A patient whom nothing is learned from, since when, and who recorded it (null: not kept then). */
export type LeftOut = { readonly since: string; readonly by: string | null };

export type PatientView = {
  readonly encounterId: string;
  /** The EHR launch this page hangs on (null: opened from the board). Must come back with every write. */
  readonly launchId: string | null;
  /** The EHR says that its own page around ours shows whose record it is (SMART `need_patient_banner`: false). */
  readonly ehrBanner: boolean;
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
  /** What the rules read in complaint and note, and how it is said to be. */
  readonly findings: readonly ToldFinding[];
  readonly consciousness: string | null;
  /** "on 15 L/min (non-rebreather mask)", "on air"; null when the EHR does not say. */
  readonly oxygen: string | null;
  readonly vitals: readonly {
    readonly key: VitalKey;
    readonly label: string;
    readonly unit: string;
    readonly latest: SeriesPoint | null;
    /** "from Monitor 3, preliminary": where the latest value came from; null where it was charted. */
    readonly origin: string | null;
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
  readonly alsoRecorded: readonly AlsoRecorded[];
  readonly freshness: Freshness;
  /** Version of the content shown; a decision on an older one is refused as stale. */
  readonly contextVersion: string;
  /** Version of who is shown: name, birth date, sex, record numbers. A decision on another one is refused. */
  readonly identityVersion: string;
  /** Whether somebody can be triaged on this visit, and what is out of the ordinary about it. */
  readonly visit: VisitState;
  readonly assessment: AssessmentView;
  readonly showing: ShowingView;
  /** The level in force. */
  readonly decision: DecisionView | null;
  /** Newest first, without the one in force. */
  readonly earlierDecisions: readonly DecisionView[];
  readonly canDecide: boolean;
  /** Decisions about this visit a lead was asked to look at, oldest first, answered ones included. */
  readonly leadReviews: readonly LeadReviewView[];
  /** Levels given at the door, before the EHR knew the patient, that somebody said were about this visit. */
  readonly atDoor: readonly QuickView[];
  /** They do not want to be learned from; null: nobody said so. */
  readonly leftOut: LeftOut | null;
};

export type DecisionInput = {
  /** Made once by the page for one gesture: a double click or a retry carries the same and records once. */
  readonly requestId: string;
  readonly encounterId: string;
  readonly launchId: string | null;
  readonly assessmentId: string;
  readonly contextVersion: string;
  readonly identityVersion: string;
  /** Why the level is given although something about the visit is out of the ordinary, and what of it was shown. */
  readonly visit?: { readonly reason: VisitReason; readonly doubts: readonly VisitDoubt[] };
  /** The decision the page showed as in force (null: none); another one since then is a conflict. */
  readonly supersedes: string | null;
  readonly kind: DecisionKind;
  readonly level: Level;
  readonly reason?: OverrideReason;
  readonly comment?: string;
  /** What spoke against the level, was put to the clinician and confirmed, by name (lib/decision/concerns.ts). */
  readonly confirmed?: readonly string[];
  /** Null or absent: the page could not tell. Kept beside the decision; nothing is refused for it. */
  readonly exposure?: SeenByPage | null;
  /** Under which setting the page was drawn (ShowingView); absent: the one in force. */
  readonly settingId?: string | null | undefined;
};

/** A level given before the suggestion is shown. */
export type FirstChoiceInput = {
  readonly encounterId: string;
  readonly launchId: string | null;
  readonly assessmentId: string;
  readonly level: Level;
  readonly seenMs: number | null;
  readonly settingId: string | null;
};

/** A gate's word on a version. few: too few cases to tell. */
export type FindingView = {
  readonly severity: "fail" | "few" | "warn" | "pass";
  readonly text: string;
};

/** A version measured, beside another where there was one, and held against the gates. */
export type ModelCheckView = {
  readonly verdict: "passed" | "failed";
  /** release: by the evaluation that came with it. run: when it was made. check: when somebody asked. */
  readonly source: "release" | "run" | "check";
  readonly against: string | null;
  readonly findings: readonly FindingView[];
  readonly champion: readonly MetricSet[];
  readonly candidate: readonly MetricSet[];
  readonly measuredAt: string;
};

/** An exception from the checks that a version failed: asked for by one person, agreed to or declined by another. */
export type ExceptionView = {
  readonly id: string;
  readonly version: string;
  readonly status: ExceptionStatus;
  readonly reason: string;
  /** The last day (UTC) on which it holds, as "2027-02-27". */
  readonly until: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly answeredBy: string | null;
  readonly answeredAt: string | null;
  readonly comment: string | null;
  /** The checks that failed, as they were when it was asked for. */
  readonly failed: readonly string[];
  /** Why it no longer holds though nobody closed it, in words. */
  readonly lapsed: string | null;
  /** Its end date is past and the version is still in use by it. */
  readonly over: boolean;
  /** Asked for by whoever looks: they may withdraw it, and somebody else has to answer. */
  readonly mine: boolean;
  readonly canAnswer: boolean;
};

export type ModelVersionView = {
  readonly version: string;
  /** Labels it learned from that were withdrawn or held back since. */
  readonly fallenLabels: number;
  readonly name: string;
  readonly status: "champion" | "candidate" | "archived" | "rejected" | "invalid";
  readonly parent: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly digest: string;
  readonly trainedOn: string;
  readonly metrics: readonly MetricSet[];
  readonly runId: string | null;
  /** The newest word on it: beside the version in use where it was measured beside that. Null: it was never measured here. */
  readonly check: ModelCheckView | null;
  readonly measuring: boolean;
  /** Why it could not be measured the last time it was tried. */
  readonly checkError: string | null;
  /** Why it may not come into use now, in words for the person. Null: nothing stands against it, or nobody asks. */
  readonly objection: Objection;
  readonly canMeasure: boolean;
  readonly canPromote: boolean;
  readonly canRollBackTo: boolean;
  /** Newest first; the first is the one that is open, if one is. */
  readonly exceptions: readonly ExceptionView[];
  /** An exception lets it come into use though a check failed. */
  readonly excepted: boolean;
  readonly canAskException: boolean;
};

/** The checks a version is held against, who put them into force, and the keys that sign them and the versions. */
export type GatesView = {
  /** Number of the newest; 0: there are none. */
  readonly version: number;
  /** In force; the release's own where those cannot be verified. */
  readonly gates: readonly Gate[];
  /** Why those in force are not believed, in words; null: they are. */
  readonly trouble: string | null;
  readonly release: readonly Gate[];
  readonly history: readonly {
    readonly version: number;
    readonly setBy: string;
    readonly setAt: string;
    readonly reason: string | null;
    readonly changes: readonly string[];
    readonly signedWith: string | null;
    readonly trouble: string | null;
  }[];
  readonly keys: readonly {
    readonly id: string;
    /** base64 of the SPKI; null with the rest: its record does not open. */
    readonly publicKey: string | null;
    readonly since: string | null;
    readonly until: string | null;
    readonly signs: boolean;
    readonly trusted: boolean;
  }[];
  readonly canSign: boolean;
  readonly canChange: boolean;
};

/** How the version in use turns probabilities into a level, and what was measured under each way. */
export type PolicyView = {
  readonly version: string;
  /** null: unknown, since the model does not load. */
  readonly inForce: PolicyName | null;
  readonly choices: readonly {
    readonly policy: PolicyName;
    readonly measured: readonly MetricSet[];
    /** What each mistake costs under it; null where it goes by thresholds, or the model does not load. */
    readonly costs: Costs | null;
    /** What it would have shown to the department's last patients; null: none were assessed by this version. */
    readonly lately: PolicyOnPatients | null;
  }[];
  readonly canChange: boolean;
};

export type RunView = {
  readonly id: string;
  readonly status: "queued" | "running" | "evaluating" | "succeeded" | "failed" | "cancelled";
  readonly trigger: TriggerName;
  /** All that started it, with what each said; empty: a run from before this was kept. */
  readonly triggers: readonly { readonly trigger: TriggerName; readonly words: string }[];
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
  readonly findings: readonly FindingView[];
  /** What its candidate learned from; null: none yet, or from before this was kept. */
  readonly learned: {
    readonly labels: number;
    readonly digest: string;
    readonly people: number;
    /** How much the labels of people counted whose levels fit less well with others', by nobody in particular. */
    readonly lighter: readonly number[];
    /** Of how many of the labels it was known what became of the patient, and of how many learned before it was. */
    readonly outcomes: { readonly labels: number; readonly late: number } | null;
    /** Labels kept from learning to say when to stop, the last step of how many planned, and the one whose weights were kept. */
    readonly stopped: {
      readonly apart: number;
      readonly at: number;
      readonly planned: number;
      readonly best: number;
    } | null;
  } | null;
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
  /** Where it became one. */
  readonly labelId: string | null;
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

export type AuditVerification = {
  readonly ok: boolean;
  /** Entries checked, and the hash of the last one. */
  readonly checked: number;
  readonly head: string | null;
  readonly anchors: { readonly count: number; readonly seq: number | null; readonly at: string | null };
  /** Decisions, assessments and explanations compared with the log. */
  readonly records: number;
  /** The first things found wrong, and how many there are. */
  readonly findings: readonly { readonly code: string; readonly place: string; readonly text: string }[];
  readonly total: number;
  /** Findings that were accepted earlier. */
  readonly accepted: number;
  readonly notes: readonly string[];
  /** Why the log is not anchored at the moment, or does not fit its anchors; null when all is well. */
  readonly anchoring: string | null;
  readonly at: string;
};

export type ConsoleOverview = {
  readonly model: ModelState;
  /** Whether who asks may switch the model off. */
  readonly maySwitch: boolean;
  /** How the quarter's review of roles stands at one's own EHR. */
  readonly accessReview: { readonly state: ReviewState; readonly dueAt: string | null };
  readonly openIncidents: number;
  /** By which the version in use is in use; null: it failed no check. `back`: what could be gone back to. */
  readonly exception: (ExceptionView & { readonly back: string | null }) | null;
  readonly labelsSinceLastRun: number;
  /** Null: new labels start no run by themselves. */
  readonly retrainAfter: number | null;
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
  /** In force, and the one they may change to. */
  readonly role: Role | null;
  readonly secondRole: Role | null;
  readonly lastSeenAt: string | null;
};

export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };

/** What an EHR sends that is not understood, and what its server takes. Counts alone, nothing of patients. */
export type EhrSiteView = {
  readonly issuer: string;
  readonly name: string;
  /** A settings file is in use. */
  readonly hasFile: boolean;
  readonly unknown: readonly {
    readonly kind: "code" | "unit" | "class";
    readonly system: string;
    readonly code: string;
    /** The measure a unit was sent for. */
    readonly of: string | null;
    readonly visits: number;
    readonly readings: number;
    readonly lastAt: string;
    /** The settings file says by now what it means. */
    readonly mapped: boolean;
  }[];
  /** What a code may be mapped to. */
  readonly measures: readonly { readonly loinc: string; readonly label: string }[];
  readonly facts: SiteFacts | null;
  /** What the EHR was asked to tell of by itself (R4 Subscriptions); null where the settings do not ask for it. */
  readonly news:
    | readonly {
        readonly criteria: string;
        readonly state: "asked" | "active" | "refused" | "off";
        /** A stable code of why it is not active. */
        readonly errorCode: ErrorCode | null;
        readonly endsAt: string | null;
        readonly heardAt: string | null;
        readonly calls: number;
        /** Repeats itself, and has not for too long. */
        readonly silent: boolean;
      }[]
    | null;
  /** Suggestions this EHR was given to show (CDS Hooks) in the last so many days; null where it may not ask for any. */
  readonly cards: {
    readonly days: number;
    readonly shown: number;
    readonly accepted: number;
    readonly overridden: number;
  } | null;
};

/** A candidate that answers, or answered, what the version in use answered, unseen by the bedside. */
type ShadowInBrief = {
  readonly id: string;
  readonly version: string;
  readonly startedAt: string;
  readonly startedBy: string;
  readonly until: string;
  readonly endedAt: string | null;
  /** Why it ended, in words. */
  readonly ended: string | null;
};
export type ShadowView = {
  /** The one that is on. */
  readonly on: string | null;
  readonly canStart: boolean;
  readonly canEnd: boolean;
  /** Versions that could answer unseen. */
  readonly candidates: readonly string[];
  readonly shown:
    | (ShadowInBrief & {
        readonly total: number;
        readonly waiting: number;
        /** What went wrong last; null: nothing. */
        readonly error: string | null;
        /** Of the answers reported, those where the version in use was shown with a site calibration laid over it. */
        readonly calibrated: number;
        /** Of a language model, over all answers shown: findings it and the product's reader name; null: it is none. */
        readonly findings: {
          readonly cases: number;
          readonly both: number;
          readonly own: number;
          readonly missed: number;
        } | null;
        readonly report: ShadowReport;
      })
    | null;
  readonly earlier: readonly ShadowInBrief[];
};

/** A language model beside the version in use, and what it is asked. */
export type PromptsView = {
  /** Null: none is set. */
  readonly server: {
    readonly host: string;
    /** Sent texts as they were written; otherwise without what identifies anybody. */
    readonly isLocal: boolean;
    readonly isPaid: boolean;
    readonly today: { readonly tokens: number; readonly cost: number };
    /** Cost null: only tokens count. */
    readonly daily: { readonly tokens: number; readonly cost: number | null };
  } | null;
  readonly mayChange: boolean;
  /** To begin a new version with. */
  readonly instructions: string;
  /** Newest first. */
  readonly versions: readonly {
    readonly version: string;
    readonly model: string;
    readonly instructions: string;
    readonly status: "candidate" | "rejected";
    readonly createdAt: string;
    readonly createdBy: string;
    readonly isOfThisRelease: boolean;
    readonly measuring: boolean;
    readonly checkError: string | null;
    /** Beside the version in use now, under the gates in force now; null: not measured. */
    readonly check: {
      readonly verdict: "passed" | "failed";
      readonly findings: readonly FindingView[];
      readonly at: string;
    } | null;
    /** Over the last days. `seconds` a request; null: none. */
    readonly used: {
      readonly requests: number;
      readonly failed: number;
      readonly tokens: number;
      readonly cost: number;
      readonly seconds: number | null;
    };
  }[];
};

/** The switch by which the model is off for the whole installation. */
export type ModelSwitchView = {
  readonly off: boolean;
  /** Of the newest change; 0: none yet. */
  readonly seq: number;
  /** Newest first. */
  readonly history: readonly {
    readonly seq: number;
    readonly off: boolean;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  }[];
  readonly mayStop: boolean;
  readonly mayResume: boolean;
};

export type IncidentRowView = {
  readonly id: string;
  readonly number: number;
  readonly kind: IncidentKind;
  readonly severity: Severity | null;
  readonly status: "open" | "closed";
  readonly title: string;
  readonly openedAt: string;
  readonly openedBy: string;
  readonly closedAt: string | null;
};
export type IncidentListView = { readonly page: Page<IncidentRowView>; readonly mayOpen: boolean };

/** One incident with all that was said and done. Names no patient. */
export type IncidentView = IncidentRowView & {
  /** Oldest first. */
  readonly entries: readonly {
    readonly id: string;
    readonly kind: EntryKind;
    readonly at: string;
    readonly by: string;
    /** Null: nothing was said, or it was removed with the visit it was about. */
    readonly words: string | null;
    readonly detail: Readonly<Record<string, string | number | null>> | null;
  }[];
  readonly links: readonly (IncidentLink & {
    /** What an assessment showed, or a decision gave. */
    readonly level: number | null;
    readonly modelVersion: string | null;
    readonly at: string | null;
  })[];
  readonly reviewed: boolean;
  readonly mayWrite: boolean;
  /** Whoever looks is at work on it. */
  readonly isFocus: boolean;
};

/** Who looked at a patient. */
export type AccessReportView = {
  readonly visits: number;
  /** Oldest first. */
  readonly entries: readonly {
    readonly seq: number;
    readonly at: string;
    readonly by: string;
    readonly role: string;
    readonly what: string;
  }[];
  /** There are more than are shown. */
  readonly cut: boolean;
  /** The same as a file. */
  readonly csv: string;
  /** And as FHIR AuditEvents, one a line; null when asked by a visit, whose patient's id nobody gave. */
  readonly ndjson: string | null;
};
