import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { tuningSchema } from "./fitting/tuning";
import { LEARNS_FROM } from "./sources/splits";

/** Everything that decides a training run; `triage train --config FILE` reads it, the artifact's manifest keeps it. */
const recipeSchema = z.strictObject({
  name: z.string().min(1).default("openacuity-triage"),
  version: z.string().min(1).default("0.3.0"),
  seed: z.int().default(20_161_129),
  /** Whether the reported visits are learned from as well; such a model is measured by its twin, trained on the split. */
  learnsFrom: z.enum(LEARNS_FROM).default("split"),
  model: z
    .strictObject({
      hiddenSize: z.int().default(128),
      layers: z.int().min(1).default(3),
      heads: z.int().default(4),
      intermediateSize: z.int().default(192),
      vocabularySize: z.int().min(300).default(4096),
      maxTextLength: z.int().min(16).max(512).default(96),
      numberBins: z.int().min(2).max(64).default(16),
    })
    .prefault({}),
  /** A BERT-family checkpoint to begin as, instead of as nothing: a folder, or an id on the Hugging Face Hub. */
  start: z
    .strictObject({
      checkpoint: z.string().min(1),
      /** Heads, numbers and categories begin from nothing and learn this many times faster than the rest. */
      newPartsRate: z.number().positive().default(10),
    })
    .optional(),
  /** What of it learns. */
  tuning: tuningSchema.default({ mode: "full" }),
  /**
   * Before the levels: masked-language modelling on the retold complaints of the training visits. 0 steps: none. A
   * checkpoint has had its own.
   */
  pretraining: z
    .strictObject({
      steps: z.int().min(0).default(500),
      batchSize: z.int().min(8).default(256),
      learningRate: z.number().positive().default(1e-3),
      warmup: z.int().default(100),
      dropout: z.number().min(0).max(0.8).default(0.1),
      weightDecay: z.number().default(0.05),
      /** Share of the pieces that are hidden. */
      maskRate: z.number().min(0.05).max(0.6).default(0.2),
    })
    .prefault({}),
  /** First stage: the surveys' levels and what happened, together. */
  survey: z
    .strictObject({
      steps: z.int().min(1).default(1200),
      batchSize: z.int().min(8).default(256),
      learningRate: z.number().positive().default(8e-4),
      warmup: z.int().default(100),
      weightDecay: z.number().default(0.1),
      dropout: z.number().min(0).max(0.8).default(0.15),
      labelSmoothing: z.number().min(0).max(0.5).default(0.05),
      ordinalWeight: z.number().min(0).default(0.2),
      underTriageCost: z.number().min(1).default(1.5),
      /** Weight of each outcome's head beside the levels'. */
      outcomeWeights: z
        .strictObject({
          critical: z.number().min(0).default(0.5),
          lifeSaving: z.number().min(0).default(0.3),
          admission: z.number().min(0).default(0.5),
          psychiatric: z.number().min(0).default(0.1),
          resources: z.number().min(0).default(0.5),
          emergencies: z.number().min(0).default(0.2),
        })
        .prefault({}),
      /** Share of each batch that is drawn for its outcomes alone; its charted levels are not learned from. */
      outcomeShare: z.number().min(0).max(0.9).default(0.2),
      /** Share of those that needed a life-saving intervention, critical care, or died; the calibration undoes the enrichment. */
      outcomePositives: z.number().min(0.01).max(0.9).default(0.25),
      /**
       * Models of other seeds that learn first; their mean answers to every visit as it was written become part of the
       * targets (knowledge distillation), for the survey's labels are noisy.
       */
      teachers: z.int().min(0).max(10).default(0),
      /** The teachers' part in a target that has a label too; where there is none it is all of it. */
      teacherWeight: z.number().min(0).max(1).default(0.6),
    })
    .prefault({}),
  /** Second stage: a head for the expert-labelled KTAS visits, on a body that stays as it is (lib/training/ktas/ktas-head.ts). */
  ktas: z
    .strictObject({
      /** Ridge strength. */
      penalty: z.number().positive().default(3),
      /** How often each visit is told anew, with words and facts missing, beside the visit as it was written. */
      tellings: z.int().min(0).max(20).default(3),
      /** Rows of the head's table of neighbouring word pieces. */
      bigramRows: z.int().min(1).max(65_536).default(4093),
      folds: z.int().min(2).max(20).default(5),
      /** How often the visits are dealt into other folds for the cross-validation. */
      repeats: z.int().min(1).max(50).default(5),
      underTriageCost: z.number().min(1).default(2),
      ordinalWeight: z.number().min(0).default(0.5),
    })
    .prefault({}),
  checkpointEvery: z.int().min(1).default(100),
});
export type Recipe = z.infer<typeof recipeSchema>;

/**
 * What is known already is unlearned at the rates that suit a beginning from nothing. Where the recipe names none, a
 * checkpoint gets those of its kind: 5e-5 (Devlin et al. 2019), 5e-4 for adapters (Hu et al. 2021). It
 * brings its own pretraining, so there is none.
 */
function withGentleRates(json: unknown): unknown {
  const r = json as {
    start?: object;
    tuning?: { mode?: string };
    pretraining?: object;
    survey?: object;
  } | null;
  if (typeof r !== "object" || r === null || !r.start) return json;
  const factor = r.tuning?.mode === "lora" ? 10 : 1;
  return {
    ...r,
    pretraining: { steps: 0, ...r.pretraining },
    survey: { learningRate: 5e-5 * factor, ...r.survey },
  };
}

export function parseRecipe(json: unknown): Recipe {
  const parsed = recipeSchema.safeParse(withGentleRates(json));
  if (parsed.success) {
    if (!parsed.data.start && parsed.data.tuning.mode !== "full")
      throw new AppError(
        "invalid-input",
        `tuning ${parsed.data.tuning.mode} keeps most of a model as it is: name the checkpoint to start from`,
      );
    if (parsed.data.start && parsed.data.pretraining.steps > 0)
      throw new AppError(
        "invalid-input",
        "a checkpoint brings its own pretraining: leave pretraining.steps at 0",
      );
    return parsed.data;
  }
  const lines = parsed.error.issues.map((i) => `${i.path.join(".") || "file"}: ${i.message}`);
  throw new AppError("invalid-input", `the training configuration is not valid:\n  ${lines.join("\n  ")}`);
}
