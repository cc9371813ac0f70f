import type { Dependence, FeatureImportance, GlobalExplanation, Grouping } from "@/lib/explain/global/result";
import type { ModelExplanationView } from "@/lib/workflows/views";

/** What one line, or one column, of the page stands for: all cases, a group of them, or one of two versions. */
export type Series = {
  readonly key: string;
  readonly label: string;
  readonly cases: number;
  readonly importance: readonly FeatureImportance[];
  readonly dependence: readonly Dependence[];
};

export const SPLITS = ["all", "sex", "age", "arrival", "versions"] as const;
export type Split = (typeof SPLITS)[number];

export type SplitView = {
  readonly series: readonly Series[];
  /** Groups with too few cases to be shown. */
  readonly hidden: readonly string[];
};

export function splitBy(
  split: Split,
  result: ModelExplanationView,
  other: ModelExplanationView | null,
  /** What all cases together are called. */
  allCases: string,
): SplitView {
  if (split === "versions" && other)
    return {
      series: [result, other].map(({ version, explanation }) => whole(version, version, explanation)),
      hidden: [],
    };
  if (split === "all" || split === "versions")
    return { series: [whole("all", allCases, result.explanation)], hidden: [] };
  return byGroup(result.explanation, split);
}

const whole = (key: string, label: string, e: GlobalExplanation): Series => ({ ...e, key, label });

function byGroup({ groups }: GlobalExplanation, grouping: Grouping): SplitView {
  const members = groups.filter((g) => g.grouping === grouping);
  return {
    series: members.flatMap((g) => (g.cases === null ? [] : [{ ...g, cases: g.cases }])),
    hidden: members.filter((g) => g.cases === null).map((g) => g.label),
  };
}

export type ImportanceRow = {
  readonly feature: string;
  readonly label: string;
  /** One a series, in their order; null: too few of its cases have the finding. */
  readonly values: readonly (FeatureImportance | null)[];
};

/** Findings that at least one series can say something about, in the order of the first series that has them. */
export function importanceRows(series: readonly Series[]): ImportanceRow[] {
  const rows = new Map<string, string>();
  for (const s of series) for (const f of s.importance) rows.set(f.feature, f.label);
  return [...rows].flatMap(([feature, label]) => {
    const values = series.map((s) => s.importance.find((f) => f.feature === feature) ?? null);
    const shown = values.map((v) => (v && v.present !== null ? v : null));
    return shown.every((v) => v === null) ? [] : [{ feature, label, values: shown }];
  });
}

/** The findings nobody, or nearly nobody, of the cases has. */
export const unknownFindings = (series: readonly Series[]): string[] =>
  (series[0]?.importance ?? [])
    .filter(({ feature }) =>
      series.every((s) => (s.importance.find((f) => f.feature === feature)?.present ?? null) === null),
    )
    .map((f) => f.label);

/** Axes with at least one curve, and each series' curve on it; null where it has none. */
export function curvesOf(series: readonly Series[]): {
  readonly feature: string;
  readonly label: string;
  readonly unit: string;
  readonly curves: readonly (Dependence | null)[];
}[] {
  return (series[0]?.dependence ?? []).flatMap(({ feature, label, unit }) => {
    const curves = series.map((s) => {
      const curve = s.dependence.find((d) => d.feature === feature);
      return curve && curve.bins.length > 0 ? curve : null;
    });
    return curves.every((c) => c === null) ? [] : [{ feature, label, unit, curves }];
  });
}
