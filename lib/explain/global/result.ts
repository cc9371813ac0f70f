import { z } from "zod";

/**
 * What a model does over many cases: how much each finding moves it, and how. Only aggregates, each over as many cases as
 * limits.ts asks for. Effects are in levels of expected severity; negative = more urgent.
 */

const finite = z.number();
const count = z.int().min(0);
const interval = { low: finite, high: finite };

const importanceSchema = z.object({
  /** "vitals.heartRate", "ageYears", "sex", "arrivalMode", "injury", "history", "complaint", "note". */
  feature: z.string(),
  label: z.string(),
  /** Mean |SHAP| over all cases, those without the finding counted as 0; 95 % bootstrap interval over cases. */
  mean: finite,
  ...interval,
  /** Cases that have the finding; null: fewer than `LIMITS.word`, and the means are 0. */
  present: count.nullable(),
  /** Mean |SHAP| that sampling alone would show were there no effect: sqrt(2/pi) x standard error. 0 when exact. */
  noise: finite,
});

const wordSchema = z.object({
  text: z.string(),
  where: z.enum(["complaint", "note", "history"]),
  cases: count,
  /** Mean signed SHAP over the cases that have it; 95 % bootstrap interval. */
  mean: finite,
  ...interval,
});

const binSchema = z.object({
  from: finite,
  to: finite,
  cases: count,
  /** SHAP of the value against "not known": median and 10-90 % of the bin's cases. */
  median: finite,
  p10: finite,
  p90: finite,
});

const dependenceSchema = z.object({
  feature: z.string(),
  label: z.string(),
  unit: z.string(),
  /** Cases that have a value; the few most extreme are left out of the bins. null: too few, and there are no bins. */
  cases: count.nullable(),
  bins: z.array(binSchema),
  /** Accumulated local effect at the edges of the bins, mean 0 over the cases; 95 % bootstrap interval. */
  ale: z.array(z.object({ at: finite, effect: finite, ...interval })),
});

const groupSchema = z.object({
  grouping: z.enum(["sex", "age", "arrival"]),
  key: z.string(),
  label: z.string(),
  /** null: fewer than `LIMITS.group`, and nothing of the group is shown. */
  cases: count.nullable(),
  importance: z.array(importanceSchema),
  dependence: z.array(dependenceSchema),
});

export const globalExplanationSchema = z.object({
  format: z.literal(1),
  /** Explained; `unsound` more did not add up and were left out. */
  cases: count,
  unsound: count,
  exact: count,
  seed: z.int(),
  maxEvaluations: z.int(),
  /** Answers asked of the model, for SHAP and for the effect curves together. */
  evaluations: count,
  /** Median standard error of one finding's SHAP value in one case, levels. */
  standardError: finite,
  meanSeverity: finite,
  importance: z.array(importanceSchema),
  words: z.array(wordSchema),
  dependence: z.array(dependenceSchema),
  groups: z.array(groupSchema),
});

export type GlobalExplanation = z.infer<typeof globalExplanationSchema>;
export type FeatureImportance = z.infer<typeof importanceSchema>;
export type WordEffect = z.infer<typeof wordSchema>;
export type Dependence = z.infer<typeof dependenceSchema>;
export type DependenceBin = z.infer<typeof binSchema>;
type GroupExplanation = z.infer<typeof groupSchema>;
export type Grouping = GroupExplanation["grouping"];
