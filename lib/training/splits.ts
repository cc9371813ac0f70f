import { hash32 } from "./random";
import type { SourceVisit } from "./sources/visit";

/**
 * Who is trained on, who calibrates, who is reported: fixed by year and by a hash of the visit's key, so that no run can
 * mix them. NHAMCS: 2012-2013 train; 2014 in two halves, `a` to fit temperature, thresholds and conformal quantiles,
 * `b` reported and never looked at otherwise. Critical care: 2015-2017 train, 2018 calibrate, 2019 report.
 */
export type Split = "train" | "calibrate" | "report";

/**
 * `everything`: the reported visits are trained on as well. The calibrating ones never are: temperature, thresholds and
 * prediction sets can be fitted only on visits whose answers the weights do not know.
 */
export const LEARNS_FROM = ["split", "everything"] as const;
export type LearnsFrom = (typeof LEARNS_FROM)[number];

export const trainingVisits = (visits: readonly SourceVisit[], learnsFrom: LearnsFrom): SourceVisit[] =>
  visits.filter((v) => {
    const split = splitOf(v);
    return split === "train" || (split === "report" && learnsFrom === "everything");
  });

export function splitOf(visit: SourceVisit): Split {
  switch (visit.source) {
    case "nhamcs-ed":
      if (visit.year !== 2014) return "train";
      return hash32(`nhamcs-2014:${visit.key}`) % 2 === 0 ? "calibrate" : "report";
    case "nhamcs-critical-care":
      return visit.year === 2019 ? "report" : visit.year === 2018 ? "calibrate" : "train";
    case "ktas":
      // Too few to hold any out for good: reported by cross-validation over ktasFold.
      return "train";
  }
}

/** The years learned from, in words. */
export const TRAINING_YEARS: Readonly<
  Record<LearnsFrom, { readonly survey: string; readonly critical: string }>
> = {
  split: { survey: "2012-2013", critical: "2015-2017" },
  everything: { survey: "2012-2013 and 2014 half b", critical: "2015-2017 and 2019" },
};

/**
 * Stratified folds for KTAS: within each expert level, visits in hash order are dealt to the folds in turn. Each repeat
 * (from 0) has an order of its own, and so other folds.
 */
export function ktasFolds(visits: readonly SourceVisit[], folds: number, repeat = 0): SourceVisit[][] {
  const place = (v: SourceVisit) => hash32(repeat === 0 ? `ktas:${v.key}` : `ktas:repeat ${repeat}:${v.key}`);
  const out: SourceVisit[][] = Array.from({ length: folds }, () => []);
  let turn = 0;
  for (const level of [1, 2, 3, 4, 5])
    for (const visit of visits.filter((v) => v.level?.value === level).sort((a, b) => place(a) - place(b)))
      (out[turn++ % folds] as SourceVisit[]).push(visit);
  return out;
}

export type Dealing = {
  readonly folds: number;
  /** Absent in artifacts made before there were repeats: once. */
  readonly repeats?: number | undefined;
};

/** The folds of every repeat, of the visits with a level: repeat, fold, visit. */
export function dealKtas(visits: readonly SourceVisit[], { folds, repeats = 1 }: Dealing): SourceVisit[][][] {
  const known = visits.filter((v) => v.level);
  return Array.from({ length: repeats }, (_, repeat) => ktasFolds(known, folds, repeat));
}
