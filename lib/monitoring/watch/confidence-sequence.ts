/**
 * Intervals that hold however often one looks: the chance that they ever miss the truth, at any of the moments at which
 * somebody may look while cases come in, is at most ALPHA.
 */
export type Interval = { readonly low: number; readonly high: number };

export const ALPHA = 0.05;

/** Jeffreys' prior, as in Krichevsky and Trofimov's bettor. */
const PRIOR = 0.5;
const STEPS = 60;

/**
 * For a share of cases, from counts alone. Somebody bets against each share p on the cases as they come, with the mixture of
 * all constant bets; their wealth is a martingale when p is true, so it reaches 1/alpha with a chance of at most alpha (Ville
 * 1939). The shares at which it has not are the interval: Robbins 1970, Annals of Mathematical Statistics 41:1397; as betting,
 * Waudby-Smith and Ramdas 2024, JRSS B 86:1.
 * @param hits of `n` cases; 0 <= hits <= n
 */
export function shareSequence(hits: number, n: number, alpha = ALPHA): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const mixture = logBeta(hits + PRIOR, n - hits + PRIOR) - logBeta(PRIOR, PRIOR);
  const limit = -Math.log(alpha);
  const wealth = (p: number) => mixture - term(hits, p) - term(n - hits, 1 - p);
  const middle = hits / n;
  // Wealth falls up to the observed share and rises from there on.
  const edge = (from: number, to: number): number => {
    if (wealth(to) < limit) return to;
    let [inside, outside] = [from, to];
    for (let i = 0; i < STEPS; i++) {
      const half = (inside + outside) / 2;
      if (wealth(half) < limit) inside = half;
      else outside = half;
    }
    return outside;
  };
  return { low: edge(middle, 0), high: edge(middle, 1) };
}

/** count x log p, where nothing times minus infinity is nothing. */
const term = (count: number, p: number): number => (count === 0 ? 0 : count * Math.log(p));

/** Cases at which the sequence below is narrowest, for its size. */
const TIGHT_AT = 500;

/**
 * For whatever is close to a mean of `n` cases with a standard deviation of `sd` each, such as kappa by its influence: an
 * asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, Annals of Statistics 52:2613, theorem
 * 2.2). It holds from many cases on, not from the first.
 */
export function meanSequence(value: number, sd: number, n: number, alpha = ALPHA): Interval {
  const rho2 = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha)) + 1) / TIGHT_AT;
  const grown = n * rho2 + 1;
  const half = sd * Math.sqrt(((2 * grown) / (n * n * rho2)) * Math.log(Math.sqrt(grown) / alpha));
  return { low: value - half, high: value + half };
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** log of the gamma function, x > 0 (Lanczos, g = 7, nine coefficients; some 15 digits). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const sum = LANCZOS.reduce((s, c, i) => s + c / (z + i + 1), 0.9999999999998099);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
