import { z } from "zod";
import { AppError } from "@/lib/core/errors";

/** Everything that decides a training run; `triage train --config FILE` reads it, the artifact's manifest keeps it. */
const recipeSchema = z.strictObject({
  name: z.string().min(1).default("openacuity-triage"),
  version: z.string().min(1).default("0.1.0"),
  seed: z.int().default(20_140_501),
  model: z
    .strictObject({
      hiddenSize: z.int().default(128),
      layers: z.int().min(1).default(3),
      heads: z.int().default(4),
      intermediateSize: z.int().default(384),
      vocabularySize: z.int().min(300).default(2304),
      maxTextLength: z.int().min(16).max(512).default(96),
      numberBins: z.int().min(2).max(64).default(16),
    })
    .prefault({}),
  /** First stage: the survey's levels and critical-care admissions together. */
  survey: z
    .strictObject({
      steps: z.int().min(1).default(1500),
      batchSize: z.int().min(8).default(256),
      learningRate: z.number().positive().default(1e-3),
      warmup: z.int().default(100),
      weightDecay: z.number().default(0.05),
      dropout: z.number().min(0).max(0.8).default(0.1),
      labelSmoothing: z.number().min(0).max(0.5).default(0.05),
      ordinalWeight: z.number().min(0).default(0.2),
      underTriageCost: z.number().min(1).default(1.5),
      criticalWeight: z.number().min(0).default(0.5),
      /** Share of each batch that comes from the critical-care extract. */
      criticalShare: z.number().min(0).max(0.9).default(0.25),
      /** Share of those that were admitted to critical care; the calibration undoes the enrichment. */
      criticalPositives: z.number().min(0.01).max(0.9).default(0.15),
    })
    .prefault({}),
  /**
   * Second stage: the expert-labelled KTAS visits, beside survey visits on which the first stage's own answers are the
   * targets, so that nothing is forgotten.
   */
  ktas: z
    .strictObject({
      steps: z.int().min(1).default(300),
      batchSize: z.int().min(8).default(192),
      learningRate: z.number().positive().default(1.2e-4),
      /** The new head starts from nothing and learns this many times faster than the body. */
      headRate: z.number().positive().default(8),
      warmup: z.int().default(20),
      share: z.number().min(0.05).max(0.95).default(0.35),
      weight: z.number().positive().default(2),
      folds: z.int().min(2).max(20).default(5),
      underTriageCost: z.number().min(1).default(2),
      ordinalWeight: z.number().min(0).default(0.5),
    })
    .prefault({}),
  checkpointEvery: z.int().min(1).default(100),
});
export type Recipe = z.infer<typeof recipeSchema>;

export function parseRecipe(json: unknown): Recipe {
  const parsed = recipeSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((i) => `${i.path.join(".") || "file"}: ${i.message}`);
  throw new AppError("invalid-input", `the training configuration is not valid:\n  ${lines.join("\n  ")}`);
}
