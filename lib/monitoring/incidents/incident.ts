import { AppError } from "@/lib/core/errors";

/** Where an incident comes from. */
export const INCIDENT_KINDS = ["alert", "drift", "fairness", "complaint", "safety"] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** By what it did to patients, or could have. Null on an incident: nobody has judged it yet. */
export const SEVERITIES = ["low", "moderate", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What an incident can be tied to. */
export const LINKED = ["assessment", "decision", "model-version"] as const;
export type Linked = (typeof LINKED)[number];
export type IncidentLink = { readonly what: Linked; readonly ref: string };

/**
 * What an entry of the timeline is. `deed`: somebody changed the model in use, its policy or the switch while they worked on
 * the incident; `fired`, `resolved`: what the monitoring said of the alert later.
 */
export const ENTRIES = [
  "opened",
  "reported",
  "note",
  "judged",
  "linked",
  "deed",
  "fired",
  "resolved",
  "reviewed",
  "closed",
  "reopened",
] as const;
export type EntryKind = (typeof ENTRIES)[number];

export const INCIDENT_WORDS: Readonly<Record<IncidentKind, string>> = {
  alert: "Alert",
  drift: "Drift",
  fairness: "Fairness",
  complaint: "Complaint",
  safety: "Safety report",
};
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  low: "Low",
  moderate: "Moderate",
  high: "High",
  critical: "Critical",
};
export const ENTRY_WORDS: Readonly<Record<EntryKind, string>> = {
  opened: "Opened",
  reported: "Reported from a patient’s page",
  note: "Note",
  judged: "Severity judged",
  linked: "Linked",
  deed: "Done",
  fired: "The alert fired again",
  resolved: "The alert is over",
  reviewed: "Reviewed",
  closed: "Closed",
  reopened: "Opened again",
};

export const LONGEST_TITLE = 120;
export const LONGEST_WORDS = 2_000;
/** Of a report from a patient's page. */
export const LONGEST_REPORT = 500;
export const SHORTEST_WORDS = 3;

export type IncidentState = {
  readonly status: "open" | "closed";
  /** Kinds of the entries, oldest first. */
  readonly entries: readonly EntryKind[];
};

/** Whether it was reviewed since it was opened, or opened again. */
export const isReviewed = ({ entries }: IncidentState): boolean =>
  entries.lastIndexOf("reviewed") > Math.max(entries.lastIndexOf("opened"), entries.lastIndexOf("reopened"));

/** What is done to an incident that changes where it stands. */
export type Step = "judged" | "linked" | "reviewed" | "closed" | "reopened";

const refuse = (message: string, userMessage: string) => new AppError("conflict", message, { userMessage });

/**
 * Whether a step may be taken now. A step that ends something is refused on a page that lacks what others have added since.
 * @throws AppError("conflict")
 */
export function assertStep(now: IncidentState, step: Step, seenEntries: number): void {
  if (step === "reopened") {
    if (now.status === "open") throw refuse("open already", "This incident is open already.");
  } else if (now.status === "closed") throw refuse("closed", "This incident is closed. Open it again first.");
  if ((step === "closed" || step === "reviewed") && seenEntries !== now.entries.length)
    throw refuse(
      "entries were added since the page was shown",
      "Something was added to this incident after this page was shown. Look at it, then try again.",
    );
  if (step === "closed" && !isReviewed(now))
    throw refuse("not reviewed", "Write down what the review found before you close it.");
}
