/**
 * Page-Hinkley test of a mean that changes (Page, Biometrika 1954;41:100-115), in the form that river has it: deviations
 * from the running mean are summed, and a sum that has come far from its own least or greatest value tells of a change.
 */
export type PageHinkley = {
  readonly n: number;
  readonly mean: number;
  readonly up: number;
  readonly down: number;
  readonly least: number;
  readonly greatest: number;
  /** Values since the sum stood at its least, and at its greatest: where a change began. */
  readonly sinceLeast: number;
  readonly sinceGreatest: number;
};
export type PageHinkleySettings = {
  /** A change that is let pass. */
  readonly delta: number;
  readonly threshold: number;
  /** Weight of the sum so far at each value. */
  readonly alpha: number;
  readonly minimum: number;
};
export const PAGE_HINKLEY: PageHinkleySettings = { delta: 0.005, threshold: 30, alpha: 0.9999, minimum: 30 };

export const PAGE_HINKLEY_START: PageHinkley = {
  n: 0,
  mean: 0,
  up: 0,
  down: 0,
  least: Number.POSITIVE_INFINITY,
  greatest: Number.NEGATIVE_INFINITY,
  sinceLeast: 0,
  sinceGreatest: 0,
};

export type Turn = { readonly direction: "up" | "down"; readonly ago: number };

/** One more value; `turn` says that the mean has changed, and how many values ago. Start anew after it. */
export function pageHinkley(
  before: PageHinkley,
  x: number,
  s: PageHinkleySettings = PAGE_HINKLEY,
): { readonly state: PageHinkley; readonly turn: Turn | null } {
  const n = before.n + 1;
  const mean = before.mean + (x - before.mean) / n;
  const up = s.alpha * before.up + (x - mean - s.delta);
  const down = s.alpha * before.down + (x - mean + s.delta);
  const least = Math.min(before.least, up);
  const greatest = Math.max(before.greatest, down);
  const sinceLeast = up <= least ? 0 : before.sinceLeast + 1;
  const sinceGreatest = down >= greatest ? 0 : before.sinceGreatest + 1;
  const state = { n, mean, up, down, least, greatest, sinceLeast, sinceGreatest };
  if (n < s.minimum) return { state, turn: null };
  if (up - least > s.threshold) return { state, turn: { direction: "up", ago: sinceLeast } };
  if (greatest - down > s.threshold) return { state, turn: { direction: "down", ago: sinceGreatest } };
  return { state, turn: null };
}
