import type { TriageCase } from "@/lib/case/triage-case";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import type { Figure, FigureSet } from "./figures";

/**
 * What a version is judged by. benchmark: the cases that travel with the release. drift: the same, beside the release that
 * the line of versions began with. site: labels of the site that neither version learned from. survey: public data, where
 * the operator keeps it. live: patients seen of late, without a label. published: the release's own evaluation. critical-care and
 * admission: patients of whom it is known whether that came of them, at the site or in the survey.
 */
export const EVIDENCE = [
  "benchmark",
  "drift",
  "site",
  "survey",
  "live",
  "published",
  "critical-care",
  "admission",
] as const;
export type EvidenceKind = (typeof EVIDENCE)[number];

export type Evidence = {
  readonly kind: EvidenceKind;
  readonly dataset: string;
  readonly cases: number;
  /** Cases labelled 1-2; 0 where there are no labels. */
  readonly urgent: number;
  /** Cases that the other version shows at 1-2; 0 without another version. */
  readonly shownUrgent: number;
  /** Of patients whose course is known, the rarer of those who had it and those who had it not; absent where none is asked about. */
  readonly had?: number;
  /** The version it is compared with; null: there is none. */
  readonly before: FigureSet | null;
  readonly after: FigureSet;
  /** The candidate's figures less the other version's on the same resamples, with intervals. */
  readonly difference: readonly Figure[];
};

export type EvidenceSet = {
  readonly kind: EvidenceKind;
  readonly dataset: string;
  readonly cases: readonly TriageCase[];
  /** null: nobody said what is right. */
  readonly levels: readonly number[] | null;
  /** What came of each patient, where it is known; absent: of nobody. */
  readonly course?: readonly Course[];
  /** The department (EHR) of each case, where it is known. */
  readonly units?: readonly (string | null)[];
};

/** null: not known. */
export type Course = { readonly criticalCare: boolean | null; readonly admission: boolean | null };

export const labelledSet = (
  kind: EvidenceKind,
  dataset: string,
  labelled: readonly LabelledCase[],
): EvidenceSet => ({
  kind,
  dataset,
  cases: labelled.map((l) => l.case),
  levels: labelled.map((l) => l.level),
});

/** How two versions' answers to the same cases differ: names of figures that need no label. */
export const CHANGES = {
  lessUrgent: "Made less urgent",
  urgentLost: "Levels 1-2 made 3 or less urgent",
  sameLevel: "Same level",
  agreement: "Agreement of both versions (kappa)",
} as const;
