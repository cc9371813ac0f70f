/** One named clinical feature or word, and how far it moved the explained output. */
export type Contribution = {
  /** Stable player key: "vitals.heartRate", "ageYears", "history.0", "complaint.3" (word index), "note.12". */
  readonly feature: string;
  readonly group: "vitals" | "patient" | "history" | "complaint" | "note";
  /** "Heart rate", "diabetes", "chest pain". */
  readonly label: string;
  /** The value as the clinician would read it: "118 /min"; null for words. */
  readonly display: string | null;
  readonly value: string | number | boolean | null;
  /** SHAP value in units of expected severity (levels): negative = more urgent, positive = less urgent. */
  readonly shap: number;
  /** Standard error of the estimate, 0 when exact. */
  readonly standardError: number;
  /** Character span in the text it comes from, for shading. */
  readonly span?: readonly [start: number, end: number];
};

/** SHAP explanation of expected severity (1..5). baseValue + sum(shap) = outputValue to 1e-4. */
export type Explanation = {
  readonly method: "exact" | "permutation";
  readonly baseValue: number;
  readonly outputValue: number;
  readonly contributions: readonly Contribution[];
  /** |base + sum - output|: when above 1e-4 the screen shows a warning instead of the chart. */
  readonly additivityResidual: number;
  readonly samples: number;
  readonly seed: number;
  readonly evaluations: number;
  readonly durationMs: number;
};
