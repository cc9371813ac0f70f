import { z } from "zod";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import {
  expectedSeverity,
  type Five,
  type Policy,
  type ScaleCalibration,
  softened,
} from "@/lib/model/calibration";
import type { Prediction } from "@/lib/model/prediction";
import { predictionSet } from "./prediction-set";
import { shownLevel } from "./shown-level";

/**
 * What a site charts otherwise than the model, learned apart from it: softmax(log p / temperature + bias) of the model's own
 * probabilities (Guo et al. 2017; Alexandari et al. 2020). Six numbers: the model stays as it is, and leaving the calibration
 * out gives its own answers back exactly.
 *
 * One temperature above nought and one bias a level keep the order of patients: whoever is the more urgent of two in every ratio of
 * neighbouring levels' probabilities stays so (the ratios are raised to one power and multiplied by the same number for both).
 */
export const MOST_BIAS = 1.5;
export const TEMPERATURES = [0.5, 2] as const;

const bias = z.number().min(-MOST_BIAS).max(MOST_BIAS);
const softeningSchema = z.strictObject({
  temperature: z.number().min(TEMPERATURES[0]).max(TEMPERATURES[1]),
  bias: z.tuple([bias, bias, bias, bias, bias]),
});
export type SiteSoftening = { readonly temperature: number; readonly bias: Five };

const count = z.int().min(0);
/** What is signed and served; named by its digest and never changed. */
export const siteCalibrationSchema = z.strictObject({
  format_version: z.literal(1),
  /** The only model it is ever laid over. */
  model: z.strictObject({ version: z.string().min(1), digest: z.string().min(1) }),
  site: softeningSchema,
  /** Of each EHR with labels enough to tell it from the others, by its address. */
  units: z.record(z.string(), softeningSchema),
  fitted: z.strictObject({
    labels: count,
    patients: count,
    units: z.record(z.string(), count),
    /** Of the labels it was fitted on: ids, cases, levels and weights. */
    digest: z.string().min(1),
    until: z.iso.datetime(),
  }),
});
export type SiteCalibrationContent = z.infer<typeof siteCalibrationSchema>;

export const calibrationDigest = (content: SiteCalibrationContent): string => sha256(canonicalJson(content));

/** @throws AppError("artifact-invalid") for what is no calibration, or one beyond the bounds */
export function parseSiteCalibration(json: unknown): SiteCalibrationContent {
  const parsed = siteCalibrationSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("artifact-invalid", `site calibration: ${issue?.path.join(".")} ${issue?.message}`);
}

/** The unit's own numbers, or the site's where it has none. */
export const softeningOf = (content: SiteCalibrationContent, unit: string | null): SiteSoftening =>
  (unit !== null && Object.hasOwn(content.units, unit) ? content.units[unit] : undefined) ?? content.site;

/** The model's probabilities as this site would have them. */
export const calibrateForSite = (probabilities: readonly number[], c: SiteSoftening): Five =>
  softened(logs(probabilities), c) as Five;

export const logs = (p: readonly number[]): number[] => p.map((x) => Math.log(Math.max(1e-6, x)));

/** How an engine's probabilities become a level and a set. */
export type DecisionRule = { readonly policy: Policy; readonly conformal: ScaleCalibration["conformal"] };

/** The answer as it is with the site's probabilities: the same policy decides, and nothing else of the answer changes. */
export function adjustPrediction(
  prediction: Prediction,
  softening: SiteSoftening,
  { policy, conformal }: DecisionRule,
  ageYears: number,
): Prediction {
  const probabilities = calibrateForSite(prediction.probabilities, softening);
  const level = shownLevel(probabilities, policy);
  return {
    ...prediction,
    probabilities,
    expectedSeverity: expectedSeverity(probabilities),
    level,
    set: predictionSet(probabilities, level, conformal, ageYears),
  };
}

/** A calibration is one model's: over another it is laid neither where patients are answered nor where versions are compared. */
export const laidOver = <C extends { readonly content: SiteCalibrationContent }>(
  served: C | undefined,
  modelDigest: string,
): C | undefined => (served?.content.model.digest === modelDigest ? served : undefined);
