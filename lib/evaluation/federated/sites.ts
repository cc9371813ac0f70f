import type { Level } from "@/lib/case/level";
import { hash32 } from "@/lib/core/random";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import type { Sources } from "@/lib/training/sources/load";
import { ktasFolds, type Split, splitOf } from "@/lib/training/sources/splits";
import type { SourceVisit } from "@/lib/training/sources/visit";

/**
 * Five sites of the public data: the four regions of NHAMCS ED, and the Korean departments of KTAS, who speak of other complaints
 * in other words on another scale. The version they begin from has seen none of their patients: it learned from the surveys of
 * 2012-2014, which say no region.
 */
export type Site = {
  readonly name: string;
  readonly kind: "survey" | "ktas";
  /** Learned from: the surveys of 2016-2018, KTAS but for a fifth. */
  readonly labels: readonly LabelledCase[];
  /** Of the same years and department as what is learned from, and never learned from: the other side of a membership test. */
  readonly apart: readonly LabelledCase[];
  /** Reported, and used for nothing else: the survey of 2019, the other fifth of KTAS. */
  readonly reported: readonly LabelledCase[];
};

const FOLDS = 5;

/** Most visits of a region, chosen by a hash of their key. */
export type Sizes = { readonly labels: number; readonly apart: number; readonly reported: number };

export function openSites(sources: Pick<Sources, "outcomes" | "ktas">, most: Sizes): Site[] {
  const levelled = sources.outcomes.filter((v) => v.level && v.region);
  const regions = [...new Set(levelled.map((v) => v.region as string))].sort();
  const ofRegion = (region: string): Site => {
    const own = levelled.filter((v) => v.region === region);
    const some = (split: Split, count: number) =>
      own
        .filter((v) => splitOf(v) === split)
        .sort((a, b) => place(a) - place(b))
        .slice(0, count)
        .map(labelled);
    return {
      name: region,
      kind: "survey",
      labels: some("train", most.labels),
      apart: some("calibrate", most.apart),
      reported: some("report", most.reported),
    };
  };
  const [reported = [], ...learned] = ktasFolds(
    sources.ktas.filter((v) => v.level),
    FOLDS,
  );
  const ktas: Site = {
    name: "KTAS",
    kind: "ktas",
    labels: learned.flat().map(labelled),
    apart: [],
    reported: reported.map(labelled),
  };
  return [...regions.map(ofRegion), ktas];
}

/** What the version that the sites begin from is made of; calibrated on visits that no site learns from or reports. */
export const beforeSites = (sources: Sources): Sources => ({
  ...sources,
  outcomes: sources.outcomes.filter((v) => splitOf(v) === "calibrate"),
  ktas: [],
});

const place = (v: SourceVisit) => hash32(`federated ${v.key}`);
const labelled = (v: SourceVisit): LabelledCase => ({ case: v.case, level: v.level?.value as Level });
