import { LEVELS, type Level, moreUrgent } from "@/lib/case/level";
import { type Costs, expectedSeverity, type Policy } from "@/lib/model/calibration";

/** The level with the highest probability; of equals the more urgent. */
export const likeliestLevel = (probabilities: readonly number[]): Level =>
  (probabilities.indexOf(Math.max(...probabilities)) + 1) as Level;

/** What showing each level would cost on average, level 1 first. */
export const expectedCosts = (probabilities: readonly number[], costs: Costs): number[] =>
  LEVELS.map((shown) =>
    probabilities.reduce((sum, p, actual) => sum + p * (costs[actual]?.[shown - 1] as number), 0),
  );

/**
 * The level that a policy shows. By costs: the cheapest on average, of equals the more urgent, and never one less urgent than the
 * likeliest level.
 */
export function shownLevel(probabilities: readonly number[], policy: Policy): Level {
  if ("thresholds" in policy) return levelBetween(expectedSeverity(probabilities), policy.thresholds);
  const costs = expectedCosts(probabilities, policy.costs);
  const cheapest = (costs.indexOf(Math.min(...costs)) + 1) as Level;
  return moreUrgent(cheapest, likeliestLevel(probabilities));
}

export function levelBetween(severity: number, thresholds: readonly number[]): Level {
  return (1 + thresholds.filter((t) => severity > t).length) as Level;
}
