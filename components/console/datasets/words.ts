import type { DecisionKind } from "@/lib/decision/decision";
import type { Outcome, OutcomeAnswer } from "@/lib/fhir/outcomes/visit-outcomes";

export const SOURCE_WORDS: Readonly<Record<DecisionKind, string>> = {
  accept: "Accepted",
  override: "Overridden",
  assign: "No suggestion",
};
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  admission: "Admitted",
  criticalCare: "Critical care",
  death: "Died",
  leftUnseen: "Left without being seen",
  returned: "Back within 72 hours",
  psychiatric: "To a psychiatric hospital",
};
export const ANSWER_WORDS: Readonly<Record<OutcomeAnswer, string>> = {
  yes: "yes",
  no: "no",
  "not-known": "not known",
  "does-not-apply": "does not apply",
};
export const BAND_WORDS = {
  "under-4h": "within 4 hours",
  "4-24h": "after 4 to 24 hours",
  "24-72h": "after 1 to 3 days",
  "over-72h": "after more than 3 days",
} as const;

export const datasetHref = (digest: string, more: Readonly<Record<string, string>> = {}): string =>
  `/console/datasets?${new URLSearchParams({ dataset: digest, ...more })}`;
