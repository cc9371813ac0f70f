/** Acuity level on a five-level scale, 1 = most urgent (ESI, KTAS, CTAS share the direction). */
export type Level = 1 | 2 | 3 | 4 | 5;
export const LEVELS: readonly Level[] = [1, 2, 3, 4, 5];
export const isLevel = (n: unknown): n is Level => n === 1 || n === 2 || n === 3 || n === 4 || n === 5;

/** The more urgent of the two. */
export const moreUrgent = (a: Level, b: Level): Level => (a < b ? a : b);

/** ESI v4 names, Gilboy et al., AHRQ Publication 12-0014. */
export const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  1: "Immediate",
  2: "Emergent",
  3: "Urgent",
  4: "Less urgent",
  5: "Nonurgent",
};
