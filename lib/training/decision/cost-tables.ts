import type { Costs, PolicyName, ScaleCalibration } from "@/lib/model/calibration";

/**
 * What each mistake costs, by the level that would have been right (row) and the level shown (column), in units of one patient
 * shown one level too urgent. Under-triage is dearer the more urgent the patient is: a level 1 shown as 3 waits unseen, a level 4
 * shown as 5 waits a little longer. Over-triage costs a place that somebody else needs.
 */
export const COSTS: Readonly<Record<PolicyName, Costs>> = {
  balanced: [
    [0, 3, 9, 15, 18],
    [1, 0, 2.5, 6, 8],
    [2.5, 1, 0, 1.25, 3],
    [4, 2, 1, 0, 1],
    [5, 3, 2, 1, 0],
  ],
  "safety-first": [
    [0, 5, 15, 25, 30],
    [1, 0, 4, 10, 13],
    [2.5, 1, 0, 2, 5],
    [4, 2, 1, 0, 1.6],
    [5, 3, 2, 1, 0],
  ],
};

/** The policies of a scale that decides by them. */
export const POLICIES_BY_COSTS: ScaleCalibration["policies"] = {
  balanced: { costs: COSTS.balanced },
  "safety-first": { costs: COSTS["safety-first"] },
};
