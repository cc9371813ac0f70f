import type { Artifact } from "@/lib/model/artifact";
import { logisticRegression } from "./baselines/contenders";
import type { ResultsFile } from "./baselines/results-file";
import type { CriticalEvaluation, GroupResult } from "./evaluation";
import { binaryFigures, type FigureSet } from "./figures";
import { GROUPINGS, splitByGroup } from "./groups";
import { binaryPoints, reliabilityBins } from "./plots-data";
import type { Sources } from "./sources/load";
import type { SourceVisit } from "./sources/visit";
import { splitOf } from "./splits";

export const CRITICAL_DATASET = "NHAMCS critical care 2019";
const OUTCOME = "critical-care admission";

export const reportedCritical = (sources: Sources): SourceVisit[] =>
  sources.criticalCare.filter((v) => splitOf(v) === "report");
/** The year before: it fitted the risk's scale, but no weight; its ranking is as unseen as the reported year's. */
export const calibratedCritical = (sources: Sources): SourceVisit[] =>
  sources.criticalCare.filter((v) => splitOf(v) === "calibrate");

export type CriticalInput = {
  readonly artifact: Artifact;
  readonly sources: Sources;
  readonly visits: readonly SourceVisit[];
  readonly risks: readonly number[];
  readonly before: { readonly visits: readonly SourceVisit[]; readonly risks: readonly number[] };
  readonly resamples: number;
  readonly baselines: boolean;
  readonly results: ResultsFile | null;
  readonly onNote?: (line: string) => void;
};

const isPositive = (v: SourceVisit): boolean => v.critical === true;
const inputs = (visits: readonly SourceVisit[]) => ({
  cases: visits.map((v) => v.case),
  positive: visits.map(isPositive),
});

export function evaluateCritical(i: CriticalInput): { figures: FigureSet; detail: CriticalEvaluation } {
  const { visits, risks, resamples } = i;
  const actual = visits.map(isPositive);
  const figures = binaryFigures(CRITICAL_DATASET, risks, actual, resamples);
  const contenders = [{ name: "model", about: "The model's critical-care head.", figures }];
  const train = i.sources.criticalCare.filter((v) => splitOf(v) === "train");
  if (i.baselines && train.some(isPositive) && i.before.visits.some(isPositive)) {
    i.onNote?.(`fitting the logistic regression on ${train.length} visits`);
    const fitted = logisticRegression(
      i.artifact,
      inputs(train),
      inputs(i.before.visits),
      inputs(visits).cases,
    );
    contenders.push({
      name: "logistic regression",
      about: `Logistic regression on the inputs of the model, fitted on the ${train.length} critical-care visits of 2015-2017, its ridge chosen on 2018.`,
      figures: binaryFigures(`${CRITICAL_DATASET}, logistic regression`, fitted, actual, resamples),
    });
  }
  if (i.results)
    contenders.push({ name: i.results.name, about: i.results.about, figures: i.results.critical });
  return {
    figures,
    detail: {
      contenders,
      groups: groupResults(i),
      reliability: reliabilityBins(risks, actual),
      ranking: binaryPoints(risks, actual),
    },
  };
}

/** By year, and the reported year by group; the extract says nothing of race and ethnicity. */
function groupResults({ visits, risks, before, resamples }: CriticalInput): GroupResult[] {
  const set = (grouping: string, group: string, of: readonly SourceVisit[], scores: readonly number[]) => ({
    grouping,
    group,
    positives: of.filter(isPositive).length,
    figures: binaryFigures(`NHAMCS critical care, ${group}`, scores, of.map(isPositive), resamples, OUTCOME),
  });
  const items = visits.map((visit, k) => ({ visit, risk: risks[k] as number }));
  const byYear: GroupResult[] = [
    ...(before.visits.length > 0
      ? [set("Year", "2018 (the risk was scaled on it)", before.visits, before.risks)]
      : []),
    set("Year", "2019", visits, risks),
  ];
  return [
    ...byYear,
    ...GROUPINGS.flatMap((grouping) =>
      splitByGroup(items, grouping).map(([group, members]) =>
        set(
          grouping.name,
          group,
          members.map((m) => m.visit),
          members.map((m) => m.risk),
        ),
      ),
    ),
  ];
}
