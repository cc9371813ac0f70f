import type { Prediction } from "@/lib/model/prediction";
import type { Outcomes } from "@/lib/training/sources/outcomes";
import type { SourceVisit } from "@/lib/training/sources/visit";

/** What is asked of the visits whose course is known: what happened, and what the model said of it beforehand. */
export const OUTCOME_KEYS = [
  "lifeSavingStrict",
  "lifeSaving",
  "criticalCare",
  "admission",
  "psychiatric",
  "twoResources",
] as const;
export type OutcomeKey = (typeof OUTCOME_KEYS)[number];

type Question = {
  readonly name: string;
  /** Whether it happened; null: not known, and nothing is measured on it. */
  readonly truth: (o: Outcomes) => boolean | null;
  /** Its probability; undefined from artifacts that say nothing of it. */
  readonly risk: (p: Prediction) => number | undefined;
};

export const QUESTIONS: Readonly<Record<OutcomeKey, Question>> = {
  lifeSavingStrict: {
    name: "life-saving intervention, strict",
    truth: (o) => o.lifeSavingStrict,
    // The one calibrated risk there is, of the wider definition: its ranking counts here, its size does not.
    risk: (p) => p.outlook?.risks.lifeSaving,
  },
  lifeSaving: {
    name: "life-saving intervention",
    truth: (o) => o.lifeSaving,
    risk: (p) => p.outlook?.risks.lifeSaving,
  },
  criticalCare: {
    name: "critical care or death",
    truth: (o) => o.criticalCareOrDeath,
    risk: (p) => p.outlook?.risks.criticalCare,
  },
  admission: {
    name: "admission, observation or transfer",
    truth: (o) => o.admission,
    risk: (p) => p.outlook?.risks.admission,
  },
  psychiatric: {
    name: "psychiatric transfer",
    truth: (o) => o.psychiatricTransfer,
    risk: (p) => p.outlook?.risks.psychiatricTransfer,
  },
  twoResources: {
    name: "two or more resources",
    truth: (o) => (o.resources === null ? null : o.resources === 2),
    risk: (p) => p.outlook?.resources[2],
  },
};

/** Whether it happened to the patient of a visit; null where that is not known. */
export const truthOf = (key: OutcomeKey, { outcomes }: SourceVisit): boolean | null =>
  outcomes ? QUESTIONS[key].truth(outcomes) : null;
