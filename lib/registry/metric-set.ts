import { z } from "zod";

/** A measured figure; `low`..`high` is its 95 % confidence interval where one was computed. null: could not be measured. */
export const metricFigureSchema = z.object({
  name: z.string(),
  value: z.number().nullable(),
  low: z.number().optional(),
  high: z.number().optional(),
});

/** Figures never travel without what they were measured on and over how many cases. */
export const metricSetSchema = z.object({
  dataset: z.string(),
  cases: z.number().int(),
  figures: z.array(metricFigureSchema),
});
export const metricSetsSchema = z.array(metricSetSchema);

export type MetricFigure = z.infer<typeof metricFigureSchema>;
export type MetricSet = z.infer<typeof metricSetSchema>;

/** The decision policy figures were taken under, which `triage evaluate` writes at the end of the data set; null: none. */
export const policyOfSet = ({ dataset }: MetricSet): string | null =>
  /, ([\w-]+) policy$/.exec(dataset)?.[1] ?? null;

/** Figures of a version's explanations, not of its answers. */
export const isOfExplanations = ({ dataset }: MetricSet): boolean => dataset.startsWith("Explanations, ");
