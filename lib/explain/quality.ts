import type { Explanation } from "./explanation";

/** Above this the parts do not add up to the whole and no chart may be shown. In levels. */
export const ADDITIVITY_TOLERANCE = 1e-4;

/** Whether the parts add up; otherwise the screen shows a warning in the chart's place. */
export const isSound = ({ additivityResidual }: Pick<Explanation, "additivityResidual">): boolean =>
  Number.isFinite(additivityResidual) && additivityResidual <= ADDITIVITY_TOLERANCE;
