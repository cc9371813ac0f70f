import type { Level } from "@/lib/case/level";
import { REFERENCES, type Reference } from "../watch/references";
import type { GroupsOf } from "./attributes";

/** A visit as fairness is measured on it. Never stored: of a patient nothing but counts is. */
export type FairVisit = {
  readonly groups: GroupsOf;
  readonly shown: Level | null;
  /** Levels by what they are held against. */
  readonly labels: Readonly<Record<Reference, Level | null>>;
  /** The model's probability of level 1 or 2. */
  readonly urgent: number | null;
  /** In critical care or dead within the days a visit is followed; null: the EHR does not say. */
  readonly critical: boolean | null;
  readonly criticalRisk: number | null;
  readonly admitted: boolean | null;
  readonly admissionRisk: number | null;
  readonly waitMinutes: number | null;
};

export const FAIR_MEASURES = [
  "under-triage",
  "sensitivity",
  "false-calm",
  "over-triage",
  "urgent-calibration",
  "false-calm-outcome",
  "critical-calibration",
  "admission-calibration",
  "waiting",
] as const;
export type FairMeasure = (typeof FAIR_MEASURES)[number];

/** What a visit adds to a measure: whether it was so, and how likely that had been said to be. Null: it does not count. */
type Said = { readonly hit: boolean; readonly expected?: number } | null;

export type AboutMeasure = {
  readonly title: string;
  /** `reference` is put in for what the levels are held against. */
  readonly definition: (reference: string) => string;
  /** label: held against levels. outcome: against what became of the patient. time: minutes. */
  readonly kind: "label" | "outcome" | "time";
  /** What is worse for a group: more of it, or less. */
  readonly worse: "more" | "less";
  /** A difference to the worse of more than this, after correction, opens an incident. Shares: 0 to 1; time: minutes. */
  readonly bound: number;
  readonly of: (v: FairVisit, label: Level | null) => Said;
};

const NOTHING: Said = null;
const foreseen = (happened: boolean | null, risk: number | null): Said =>
  happened === null || risk === null ? NOTHING : { hit: happened, expected: risk };
const shownAnd = (v: FairVisit, label: Level | null, of: (shown: Level, label: Level) => Said): Said =>
  v.shown === null || label === null ? NOTHING : of(v.shown, label);

export const ABOUT_MEASURE: Readonly<Record<FairMeasure, AboutMeasure>> = {
  "under-triage": {
    title: "Under-triage",
    definition: (r) => `Share of patients shown a less urgent level than ${r}.`,
    kind: "label",
    worse: "more",
    bound: 0.05,
    of: (v, label) => shownAnd(v, label, (s, l) => ({ hit: s > l })),
  },
  sensitivity: {
    title: "Urgent patients found (levels 1-2)",
    definition: (r) => `Of patients for whom ${r} is 1 or 2, the share shown 1 or 2.`,
    kind: "label",
    worse: "less",
    bound: 0.1,
    of: (v, label) => shownAnd(v, label, (s, l) => (l <= 2 ? { hit: s <= 2 } : NOTHING)),
  },
  "false-calm": {
    title: "False calm, by level",
    definition: (r) => `Of patients shown 4 or 5, the share for whom ${r} is 1 or 2.`,
    kind: "label",
    worse: "more",
    bound: 0.03,
    of: (v, label) => shownAnd(v, label, (s, l) => (s >= 4 ? { hit: l <= 2 } : NOTHING)),
  },
  "over-triage": {
    title: "Over-triage",
    definition: (r) => `Share of patients shown a more urgent level than ${r}.`,
    kind: "label",
    worse: "more",
    bound: 0.1,
    of: (v, label) => shownAnd(v, label, (s, l) => ({ hit: s < l })),
  },
  "urgent-calibration": {
    title: "Urgent more often than the model said",
    definition: (r) =>
      `Share for whom ${r} is 1 or 2, less the mean of the model's probability of 1 or 2: above nought, the model underrates the group.`,
    kind: "label",
    worse: "more",
    bound: 0.05,
    of: (v, label) => (label === null ? NOTHING : foreseen(label <= 2, v.urgent)),
  },
  "false-calm-outcome": {
    title: "False calm, by what became of patients",
    definition: () =>
      "Of patients shown 4 or 5, the share who came into critical care or died within the days a visit is followed.",
    kind: "outcome",
    worse: "more",
    bound: 0.02,
    of: (v) => (v.shown !== null && v.shown >= 4 && v.critical !== null ? { hit: v.critical } : NOTHING),
  },
  "critical-calibration": {
    title: "Critical care or death more often than the model said",
    definition: () =>
      "Share who came into critical care or died, less the mean of the model's risk of it: above nought, the model underrates the group.",
    kind: "outcome",
    worse: "more",
    bound: 0.03,
    of: (v) => foreseen(v.critical, v.criticalRisk),
  },
  "admission-calibration": {
    title: "Admitted more often than the model said",
    definition: () =>
      "Share admitted, less the mean of the model's risk of it: above nought, the model underrates the group.",
    kind: "outcome",
    worse: "more",
    bound: 0.1,
    of: (v) => foreseen(v.admitted, v.admissionRisk),
  },
  waiting: {
    title: "Minutes to the first decision",
    definition: () =>
      "Median minutes from arrival, as the EHR says it (where it does not, from when OpenAcuity first saw the visit), to the first decision. Not adjusted for how ill patients are: who is sicker is decided on sooner.",
    kind: "time",
    worse: "more",
    bound: 10,
    of: () => NOTHING,
  },
};

/** A measure and what it is held against; null: not against levels. */
export type What = { readonly measure: FairMeasure; readonly against: Reference | null };

/** Everything a report compares: each measure against each reference it can be held against. */
export const COMPARED: readonly What[] = FAIR_MEASURES.flatMap((measure): readonly What[] =>
  ABOUT_MEASURE[measure].kind === "label"
    ? REFERENCES.map((against) => ({ measure, against }))
    : [{ measure, against: null }],
);
