import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { softmax } from "./softmax";

/**
 * `calibration.json`: how logits become the answer. Everything here was fitted on data held out from training
 * (lib/training/calibrate.ts); nothing of it is code.
 */
const four = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const five = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

export const POLICIES = ["balanced", "safety-first"] as const;
export type PolicyName = (typeof POLICIES)[number];

const share = z.number().min(0).max(1);
/** What a group's label must have on each side of it to be in the set: see lib/policy/prediction-set.ts. */
const sides = z.strictObject({ urgent: share, lessUrgent: share });
const groups = { coverage: z.number().gt(0).lt(1), childBelowYears: z.number() };

const conformalSchema = z.union([
  /** Split conformal with a price on each side; `mayMiss`: the share of labels that may be beyond the set's ends. */
  z.strictObject({ ...groups, mayMiss: sides, adult: sides, child: sides }),
  /** As versions up to 0.1 have it: a level is in the set when it is at least this likely (Sadinle et al. 2019). */
  z.strictObject({ ...groups, adult: share, child: share }),
]);

const costs = z.tuple([five, five, five, five, five]);
const policySchema = z.union([
  /** Row: the level that would have been right; column: the level shown. What that costs, 0 on the diagonal. */
  z.strictObject({ costs }),
  /** As versions up to 0.2 have it, and the KTAS scale: level = 1 + number of thresholds below the expected severity. */
  z.strictObject({ thresholds: four }),
]);
export type Policy = z.infer<typeof policySchema>;
export type Costs = z.infer<typeof costs>;

const logitCalibration = z.strictObject({
  slope: z.number(),
  intercept: z.number(),
  /** Slopes of other heads' first logits, where a rare outcome is told better by all of them. */
  with: z.record(z.string(), z.number()).optional(),
  fittedOn: z.string(),
});
/** sigmoid(slope x logit + intercept) (Platt 1999). */
export type LogitCalibration = z.infer<typeof logitCalibration>;

/**
 * The level's probabilities from all that the heads say: softmax(sum of weight x evidence + bias of the age group). Evidence is
 * named in lib/policy/evidence.ts; a weight a level.
 */
const combination = z.strictObject({
  weights: z.record(z.string(), five),
  /** Youngest first; the last has no upper end. */
  groups: z.array(z.strictObject({ name: z.string(), belowYears: z.number().nullable(), bias: five })).min(1),
  fittedOn: z.string(),
});
export type Combination = z.infer<typeof combination>;

const scaleCalibration = z.strictObject({
  /** softmax(logits / temperature + bias): Guo et al. 2017, with the per-level bias of Alexandari et al. 2020. */
  temperature: z.number().positive(),
  bias: five,
  /** Absent: the head of the scale answers alone. */
  combination: combination.optional(),
  policies: z.record(z.enum(POLICIES), policySchema),
  conformal: conformalSchema,
  /** What it was fitted on, in words. */
  fittedOn: z.string(),
});
export type ScaleCalibration = z.infer<typeof scaleCalibration>;

const outcomesSchema = z.strictObject({
  lifeSaving: logitCalibration,
  admission: logitCalibration,
  psychiatric: logitCalibration,
  /** Of none, one, two or more kinds of resources. */
  resources: z.strictObject({
    temperature: z.number().positive(),
    bias: z.tuple([z.number(), z.number(), z.number()]),
    fittedOn: z.string(),
  }),
});

export const calibrationSchema = z.strictObject({
  format_version: z.literal(1),
  policy: z.enum(POLICIES),
  scales: z.strictObject({ esi: scaleCalibration, ktas: scaleCalibration.optional() }),
  /** Risk of admission to critical care, or of death in the department. */
  critical: logitCalibration.nullable(),
  /** Absent from artifacts that say nothing of what happens next. */
  outcomes: outcomesSchema.optional(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

export function parseCalibration(json: unknown): Calibration {
  const parsed = calibrationSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("artifact-invalid", `calibration.json: ${issue?.path.join(".")} ${issue?.message}`);
}

/** softmax(logits / temperature + bias), as many as there are logits. */
export const softened = (
  logits: ArrayLike<number>,
  c: { readonly temperature: number; readonly bias: readonly number[] },
): number[] => softmax(c.bias.map((bias, i) => (logits[i] as number) / c.temperature + bias));

/** Calibrated probabilities of the five levels from five logits. */
export const probabilitiesOf = (
  logits: ArrayLike<number>,
  c: Pick<ScaleCalibration, "temperature" | "bias">,
): Five => softened(logits, c) as Five;

export type Five = [number, number, number, number, number];

export const expectedSeverity = (probabilities: readonly number[]): number =>
  probabilities.reduce((sum, p, i) => sum + p * (i + 1), 0);
