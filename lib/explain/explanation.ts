import type { Engine } from "@/lib/engine/engine";

/** What players are gathered under: the parts of a triage form. */
export type Group = "vitals" | "patient" | "history" | "complaint" | "note";

/** What is explained beside severity and levels, in this order: probabilities. */
export const OUTLOOK_OUTPUTS = ["lifeSaving", "criticalCare", "admission", "manyResources"] as const;
export type OutlookOutput = (typeof OUTLOOK_OUTPUTS)[number];

/** One named clinical feature or word, and how far it moved the explained outputs. */
export type Contribution = {
  /** Stable player key: "vitals.heartRate", "ageYears", "history.0", "complaint.3" (word index), "note.12". */
  readonly feature: string;
  readonly group: Group;
  /** "Heart rate", "diabetes", "chest pain". */
  readonly label: string;
  /** The value as the clinician would read it: "118 /min"; null for words. */
  readonly display: string | null;
  readonly value: string | number | boolean | null;
  /** SHAP value in units of expected severity (levels): negative = more urgent, positive = less urgent. */
  readonly shap: number;
  /** Standard error of the estimate, 0 when exact. */
  readonly standardError: number;
  /** SHAP values of the probabilities of levels 1 to 5, in that order: length 5. */
  readonly levelShap: readonly number[];
  /** SHAP values of OUTLOOK_OUTPUTS; absent where the model expects nothing of what happens next. */
  readonly outlookShap?: readonly number[];
  /** Character span in the text it comes from, for shading. */
  readonly span?: readonly [start: number, end: number];
};

/** What a group of players adds: the sum of its members (Owen 1977), for every explained output. */
export type GroupContribution = {
  readonly group: Group;
  /** "Vital signs". */
  readonly label: string;
  readonly members: number;
  readonly shap: number;
  readonly standardError: number;
  readonly levelShap: readonly number[];
};

/** What evaluated the coalitions. The same artifact gives the same numbers, on another engine or device to 1e-4. */
export type ExplainedBy = Readonly<Pick<Engine, "engine" | "device" | "precision" | "artifactDigest">>;

/** LIME (Ribeiro et al. 2016) over the same players: a second opinion on what drove the expected severity. */
export type LimeExplanation = {
  readonly intercept: number;
  /** Weights of the surrogate, in the order of `Explanation.contributions`, levels; negative = more urgent. */
  readonly coefficients: readonly number[];
  /** Weighted R2 of the surrogate on the samples it was fitted to. */
  readonly r2: number;
  /** Mean Jaccard overlap of the top three features over re-seeded fits, 0..1. */
  readonly stability: number;
  readonly samples: number;
  readonly seed: number;
  /** Share of SHAP's top three that are LIME's top three too, 0..1. */
  readonly topThreeAgreement: number;
};

/**
 * SHAP explanation of expected severity (1..5) and of each level's probability. For each output the base plus the sum of
 * the contributions is the output, to 1e-4.
 */
export type Explanation = {
  /** "exact": all coalitions that count were evaluated. "owen": orders inside the groups were sampled. */
  readonly method: "exact" | "owen" | "permutation";
  readonly baseValue: number;
  readonly outputValue: number;
  /** Probabilities of levels 1 to 5 with nothing known, and for this case. */
  readonly baseProbabilities: readonly number[];
  readonly outputProbabilities: readonly number[];
  readonly contributions: readonly Contribution[];
  /** In the order of a triage form; groups without players are left out. */
  readonly groups: readonly GroupContribution[];
  /** Largest |base + sum - output| over all outputs: above 1e-4 the screen shows a warning instead of the chart. */
  readonly additivityResidual: number;
  /** Orders walked inside the groups, all together; 0 when exact. */
  readonly samples: number;
  /** Orders walked inside each group; 0: enumerated. With the seed, all that a replay needs. */
  readonly samplesByGroup: Readonly<Partial<Record<Group, number>>>;
  /** Whether the standard errors leave no visible doubt about the order of the largest effects. */
  readonly settled: boolean;
  readonly seed: number;
  /** Distinct coalitions evaluated. */
  readonly evaluations: number;
  readonly durationMs: number;
  /** null: not by an engine that serves an artifact. */
  readonly by: ExplainedBy | null;
  /** null: not computed. */
  readonly lime: LimeExplanation | null;
};
