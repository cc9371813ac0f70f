/**
 * Watches one bounded quantity for a mean beyond what is let pass, however often one looks. Bets on each value against the
 * claim that its mean is at most `m` (Waudby-Smith & Ramdas, J R Stat Soc B 2024;86:1-27) and starts a new bet with every
 * patient, so that a change at any time is found (Shiryaev-Roberts e-detector: Shin, Ramdas & Rinaldo, New England J Stat
 * Data Sci 2024;2:229-260). Where the claim holds the mean of the detector after n values is at most n, whatever the values
 * have to do with each other: the mean time until it first reaches c is at least c.
 */
export const STAKES = [0.02, 0.06, 0.15, 0.35, 0.7, 0.95] as const;
/** What is reached is far above every threshold; more would only leave the numbers' range. */
const MOST = 1e15;
/** The stake by which the beginning of a change is dated. */
const DATING = 3;

export type EDetector = {
  /** One running bet a stake. */
  readonly bets: readonly number[];
  /** Log-wealth since it was last at nothing, and how many values ago that was (Page's CUSUM dates the change). */
  readonly cusum: number;
  readonly since: number;
};

export const E_DETECTOR_START: EDetector = { bets: STAKES.map(() => 0), cusum: 0, since: 0 };

/**
 * @param x 0 to 1
 * @param m greatest mean that is let pass, within (0, 1); a claim of 1 can never be beaten, so nothing is bet on it
 */
export function bet(before: EDetector, x: number, m: number): EDetector {
  if (m >= 1) return before;
  const gain = x / m - 1;
  const factors = STAKES.map((stake) => 1 + stake * gain);
  const cusum = before.cusum + Math.log(factors[DATING] as number);
  return {
    bets: before.bets.map((wealth, i) => Math.min(MOST, (wealth + 1) * (factors[i] as number))),
    cusum: Math.max(0, cusum),
    since: cusum <= 0 ? 0 : before.since + 1,
  };
}

/** Mean over the stakes: still an e-detector. */
export const wealthOf = ({ bets }: EDetector): number => bets.reduce((s, w) => s + w, 0) / bets.length;
