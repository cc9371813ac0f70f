import type { Dependence, FeatureImportance, GlobalExplanation } from "@/lib/explain/global/result";
import type { ModelExplanationView } from "@/lib/workflows/views";

/** Made-up results for tests. */
export const finding = (feature: string, mean: number, present: number | null = 40): FeatureImportance => ({
  feature,
  label: feature === "vitals.heartRate" ? "Heart rate" : feature,
  mean,
  low: mean * 0.9,
  high: mean * 1.1,
  present,
  noise: 0.001,
});

/** A line from `from` to `to` in equal bins, effect `slope` a unit. */
export function curve(feature: string, from: number, to: number, slope: number, bins = 4): Dependence {
  const width = (to - from) / bins;
  const middle = (from + to) / 2;
  const at = (k: number) => from + k * width;
  return {
    feature,
    label: "Heart rate",
    unit: "/min",
    cases: 10 * bins,
    bins: Array.from({ length: bins }, (_, k) => {
      const median = slope * (at(k) + width / 2 - middle);
      return { from: at(k), to: at(k + 1), cases: 10, median, p10: median - 0.02, p90: median + 0.02 };
    }),
    ale: Array.from({ length: bins + 1 }, (_, k) => {
      const effect = slope * (at(k) - middle);
      return { at: at(k), effect, low: effect - 0.01, high: effect + 0.01 };
    }),
  };
}

export const explanation = (more: Partial<GlobalExplanation> = {}): GlobalExplanation => ({
  format: 1,
  cases: 120,
  unsound: 0,
  exact: 0,
  seed: 1,
  maxEvaluations: 200,
  evaluations: 24_000,
  standardError: 0.004,
  meanSeverity: 3.1,
  importance: [finding("complaint", 0.3, 100), finding("vitals.heartRate", 0.1)],
  words: [],
  dependence: [curve("vitals.heartRate", 60, 140, -0.005)],
  groups: [],
  ...more,
});

export const resultOf = (e: GlobalExplanation, version = "0.1.0"): ModelExplanationView => ({
  version,
  explanation: e,
  dataset: { source: "reference", from: null, to: null },
  engine: "onnx cpu fp32",
  computedAt: "2026-11-24T10:00:00.000Z",
  tookMs: 61_000,
});
