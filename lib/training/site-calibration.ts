import type { Level } from "@/lib/case/level";
import { AppError } from "@/lib/core/errors";
import { type Five, softened } from "@/lib/model/calibration";
import { fitSoftening } from "./calibrate";

/**
 * What a site charts otherwise than the model, learned apart from it: softmax(log p / temperature + bias) of the model's own
 * probabilities (Guo et al. 2017; Alexandari et al. 2020). Six numbers: the model stays as it is, and leaving the calibration
 * out gives its own answers back exactly.
 */
export type SiteCalibration = {
  readonly temperature: number;
  readonly bias: Five;
  readonly labels: number;
};

export const FEWEST_TO_CALIBRATE = 30;

export type AnsweredLabel = {
  /** What the model said of the five levels, level 1 first. */
  readonly probabilities: readonly number[];
  readonly level: Level;
};

/**
 * Fits it on labels that the model did not learn from. The biases are pulled towards none by as much as one label weighs.
 * @throws AppError("insufficient-data") for fewer than 30 labels
 */
export function fitSiteCalibration(answers: readonly AnsweredLabel[]): SiteCalibration {
  if (answers.length < FEWEST_TO_CALIBRATE)
    throw new AppError(
      "insufficient-data",
      `${answers.length} labels; at least ${FEWEST_TO_CALIBRATE} are needed to calibrate for a site`,
    );
  const { temperature, bias } = fitSoftening(
    answers.map(({ probabilities, level }) => ({ logits: logs(probabilities), truth: level - 1 })),
    5,
  );
  return { temperature, bias: bias as Five, labels: answers.length };
}

/** The model's probabilities as this site would have them. */
export const calibrateForSite = (probabilities: readonly number[], c: SiteCalibration): Five =>
  softened(logs(probabilities), c) as Five;

const logs = (p: readonly number[]): number[] => p.map((x) => Math.log(Math.max(1e-6, x)));
