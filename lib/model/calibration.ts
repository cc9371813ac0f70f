import { z } from "zod";
import { LEVELS, type Level } from "@/lib/case/level";
import { AppError } from "@/lib/core/errors";
import type { Scale } from "./config";
import type { Prediction } from "./prediction";

/**
 * `calibration.json`: how logits become the answer. Everything here was fitted on data held out from training
 * (lib/training/calibrate.ts); nothing of it is code.
 */
const four = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const five = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

export const POLICIES = ["balanced", "safety-first"] as const;
export type PolicyName = (typeof POLICIES)[number];

const share = z.number().min(0).max(1);
/** What a group's label must have on each side of it to be in the set: see `predictionSet`. */
const sides = z.strictObject({ urgent: share, lessUrgent: share });
const groups = { coverage: z.number().gt(0).lt(1), childBelowYears: z.number() };

const conformalSchema = z.union([
  /** Split conformal with a price on each side; `mayMiss`: the share of labels that may be beyond the set's ends. */
  z.strictObject({ ...groups, mayMiss: sides, adult: sides, child: sides }),
  /** As versions up to 0.1 have it: a level is in the set when it is at least this likely (Sadinle et al. 2019). */
  z.strictObject({ ...groups, adult: share, child: share }),
]);

const scaleCalibration = z.strictObject({
  /** softmax(logits / temperature + bias): Guo et al. 2017, with the per-level bias of Alexandari et al. 2020. */
  temperature: z.number().positive(),
  bias: five,
  /** Level = 1 + number of thresholds below the expected severity. */
  policies: z.record(z.enum(POLICIES), z.strictObject({ thresholds: four })),
  conformal: conformalSchema,
  /** What it was fitted on, in words. */
  fittedOn: z.string(),
});
export type ScaleCalibration = z.infer<typeof scaleCalibration>;

export const calibrationSchema = z.strictObject({
  format_version: z.literal(1),
  policy: z.enum(POLICIES),
  scales: z.strictObject({ esi: scaleCalibration, ktas: scaleCalibration.optional() }),
  /** Risk of a critical-care admission = sigmoid(slope x logit + intercept) (Platt 1999). */
  critical: z.strictObject({ slope: z.number(), intercept: z.number(), fittedOn: z.string() }).nullable(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

export function parseCalibration(json: unknown): Calibration {
  const parsed = calibrationSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("artifact-invalid", `calibration.json: ${issue?.path.join(".")} ${issue?.message}`);
}

/** Calibrated probabilities of the five levels from five logits. */
export function probabilitiesOf(
  logits: ArrayLike<number>,
  c: Pick<ScaleCalibration, "temperature" | "bias">,
): [number, number, number, number, number] {
  const z = LEVELS.map((_, i) => (logits[i] as number) / c.temperature + (c.bias[i] as number));
  const top = Math.max(...z);
  const e = z.map((v) => Math.exp(v - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum) as [number, number, number, number, number];
}

export const expectedSeverity = (probabilities: readonly number[]): number =>
  probabilities.reduce((sum, p, i) => sum + p * (i + 1), 0);

export function levelOf(severity: number, thresholds: readonly number[]): Level {
  return (1 + thresholds.filter((t) => severity > t).length) as Level;
}

/** One case's answer. `critical` is the critical head's logit, or null without one. */
export function toPrediction(
  logits: ArrayLike<number>,
  critical: number | null,
  ageYears: number,
  calibration: Calibration,
  scale: Scale = "esi",
  policy: PolicyName = calibration.policy,
): Prediction {
  const c = calibration.scales[scale];
  if (!c) throw new AppError("artifact-invalid", `the artifact has no calibration for the ${scale} scale`);
  const probabilities = probabilitiesOf(logits, c);
  const severity = expectedSeverity(probabilities);
  const thresholds = c.policies[policy]?.thresholds;
  if (!thresholds) throw new AppError("artifact-invalid", `the artifact has no ${policy} policy`);
  const level = levelOf(severity, thresholds);
  const platt = calibration.critical;
  return {
    probabilities,
    expectedSeverity: severity,
    level,
    set: predictionSet(probabilities, level, c.conformal, ageYears),
    criticalRisk:
      critical === null || platt === null
        ? null
        : 1 / (1 + Math.exp(-(platt.slope * critical + platt.intercept))),
  };
}

/** Probability of the level or a more urgent one. */
export const atLeastAsUrgent = (probabilities: readonly number[], level: Level): number =>
  probabilities.slice(0, level).reduce((a, b) => a + b, 0);

/** Probability of the level or a less urgent one. */
export const atMostAsUrgent = (probabilities: readonly number[], level: Level): number =>
  probabilities.slice(level - 1).reduce((a, b) => a + b, 0);

/**
 * The conformal set, with what keeps it readable: the level shown is in it, and it has no holes (levels are ordered).
 * Both only widen it, so coverage holds. A two-sided set begins at the first level with enough probability at or above it
 * in urgency, and ends at the last one with enough at or below.
 */
export function predictionSet(
  probabilities: readonly number[],
  shown: Level,
  conformal: ScaleCalibration["conformal"],
  ageYears: number,
): Level[] {
  const group = ageYears < conformal.childBelowYears ? conformal.child : conformal.adult;
  const isLikely = (l: Level): boolean =>
    typeof group === "number"
      ? (probabilities[l - 1] as number) >= group
      : atLeastAsUrgent(probabilities, l) >= group.urgent &&
        atMostAsUrgent(probabilities, l) >= group.lessUrgent;
  const likely = LEVELS.filter((l) => l === shown || isLikely(l));
  const low = Math.min(...likely);
  const high = Math.max(...likely);
  return LEVELS.filter((l) => l >= low && l <= high);
}
