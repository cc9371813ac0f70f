/** Two-sided normal quantiles of the usual limits of a funnel plot. */
export const FUNNEL_LIMITS = [
  { z: 1.96, label: "95 %" },
  { z: 3.0902, label: "99.8 %" },
] as const;

/**
 * Limits within which the share of a group of `n` lies by chance alone when its true share is `centre`: the score interval
 * turned around (normal limits of a binomial share, Spiegelhalter 2005, Statistics in Medicine 24:1185).
 * @returns low and high, cut to 0..1
 */
export function funnelLimits(centre: number, n: number, z: number): readonly [number, number] {
  const half = z * Math.sqrt((centre * (1 - centre)) / n);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
