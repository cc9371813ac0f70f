import type { Level } from "@/lib/case/level";

/**
 * Minutes after which somebody who waits is looked at again: CTAS reassessment intervals (Bullard et al., CJEM 2008;10:136).
 * Level 1 is continuous care there; five minutes without a trace of anybody is what the board can see of that.
 */
export const LOOK_AGAIN_MINUTES: Readonly<Record<Level, number>> = { 1: 5, 2: 15, 3: 30, 4: 60, 5: 120 };

/** Due since so many minutes; null: not yet, or nobody can tell. `minutes`: since the patient was last measured or decided on. */
export function lookAgainDue(level: Level | null, minutes: number | null): number | null {
  if (level === null || minutes === null) return null;
  const over = minutes - LOOK_AGAIN_MINUTES[level];
  return over > 0 ? over : null;
}
