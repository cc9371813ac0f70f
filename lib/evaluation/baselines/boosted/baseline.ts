import { z } from "zod";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import { probabilitiesOf } from "@/lib/model/calibration";
import { shownLevel } from "@/lib/policy/shown-level";
import { inputRow } from "./inputs";
import { openTrees, sumLeaves, treesSchema } from "./trees";

const five = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

/** models/xgboost-baseline.json, which scripts/xgboost-baseline.ts writes. */
const baselineSchema = z.strictObject({
  format_version: z.literal(1),
  /** What it is, in words. */
  about: z.string().min(1),
  /** How it was made: versions, parameters, how many visits, digests. */
  provenance: z.record(z.string(), z.unknown()),
  /** softmax(sums / temperature + bias), as the model's own logits are made right; then the level by what mistakes cost. */
  calibration: z.strictObject({ temperature: z.number().positive(), bias: five }),
  costs: z.tuple([five, five, five, five, five]),
  model: treesSchema,
});
export type StoredBaseline = z.infer<typeof baselineSchema>;

export type BoostedBaseline = {
  readonly about: string;
  /** Before anything is calibrated: level 1 first. */
  readonly logits: (c: TriageCase) => number[];
  readonly levelOf: (c: TriageCase) => Level;
};

/** @throws AppError("artifact-invalid") */
export function openBaseline(json: unknown): BoostedBaseline {
  const parsed = baselineSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError("artifact-invalid", `XGBoost baseline: ${issue?.path.join(".")} ${issue?.message}`);
  }
  const { about, calibration, costs, model } = parsed.data;
  const trees = openTrees(model);
  if (trees.classes !== 5) throw new AppError("artifact-invalid", "XGBoost baseline: not five levels");
  const logits = (c: TriageCase) => sumLeaves(trees, inputRow(trees.inputs, c));
  return {
    about,
    logits,
    levelOf: (c) => shownLevel(probabilitiesOf(logits(c), calibration), { costs }),
  };
}
