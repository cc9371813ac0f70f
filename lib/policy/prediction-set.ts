import { LEVELS, type Level } from "@/lib/case/level";
import type { ScaleCalibration } from "@/lib/model/calibration";

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
