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

/** The three figures a policy is chosen by; all of them stand with the version itself. */
export const POLICY_FIGURES = ["Sensitivity, levels 1-2", "Under-triage", "Over-triage"] as const;

/** Figures of a version's explanations, not of its answers. */
export const isOfExplanations = ({ dataset }: MetricSet): boolean => dataset.startsWith("Explanations, ");

/** What a site's own held-out decisions are called among the sets. */
export const SITE_DATASET = "Held-out decisions of this site";

/**
 * Below so many independent cases a figure tells of chance more than of the model, and no screen shows one: of 11 decisions
 * all right, anything from 72 to 100 % may be true (exact 95 % interval); of 200, from 98 %.
 */
export const FEWEST_CASES = 200;

export const isTooFew = ({ cases }: Pick<MetricSet, "cases">): boolean => cases < FEWEST_CASES;

/** "too few to tell (11 of 200)" */
export const tooFewInWords = (cases: number): string => `too few to tell (${cases} of ${FEWEST_CASES})`;

/** Sets as a screen may have them: one of too few cases keeps its name and count and loses its figures. */
export const forScreen = (sets: readonly MetricSet[]): MetricSet[] =>
  sets.map((set) => (isTooFew(set) ? { ...set, figures: [] } : set));
