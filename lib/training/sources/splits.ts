import { hash32 } from "@/lib/core/random";
import type { SourceVisit } from "./visit";

/**
 * Who is trained on, who calibrates, who is reported: fixed by year and by a hash of the visit's key, so that no run can
 * mix them. The surveys of 2012-2014 and of 2016-2018 train but for a sixth of the latter, which fits temperatures, the
 * decision and conformal quantiles; 2019 is reported, and nothing is chosen on it.
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
      return "train";
    case "nhamcs-ed-full":
      if (visit.year === 2019) return "report";
      return hash32(`nhamcs-full:${visit.key}`) % 6 === 0 ? "calibrate" : "train";
    case "ktas":
      // Too few to hold any out for good: reported by cross-validation over ktasFold.
      return "train";
  }
}

/** Every survey visit that is learned from. */
export const surveyVisits = (
  {
    nhamcs,
    outcomes,
  }: { readonly nhamcs: readonly SourceVisit[]; readonly outcomes: readonly SourceVisit[] },
  learnsFrom: LearnsFrom,
): SourceVisit[] => trainingVisits([...nhamcs, ...outcomes], learnsFrom);

/** The years learned from, in words. */
export const TRAINING_YEARS: Readonly<
  Record<LearnsFrom, { readonly survey: string; readonly outcomes: string }>
> = {
  split: { survey: "2012-2014", outcomes: "2016-2018" },
  everything: { survey: "2012-2014", outcomes: "2016-2019" },
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
