/** Tails of two distributions that tests are read from; each is checked against scipy (two-sample.test.ts). */

/** Chance of a chi-squared value of at least `x` with `df` degrees of freedom. */
export const chiSquaredTail = (x: number, df: number): number => (x <= 0 ? 1 : upperGamma(df / 2, x / 2));

/**
 * Chance of a two-sided Kolmogorov-Smirnov statistic of at least `d` on an effective size of `n` (for two samples,
 * n1 n2 / (n1 + n2)): the limit with Stephens' correction for finite samples (J R Stat Soc B 1970;32:115-122).
 */
export function kolmogorovTail(d: number, n: number): number {
  const root = Math.sqrt(n);
  const x = (root + 0.12 + 0.11 / root) * d;
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * x * x);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-16) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}

/** Regularised upper incomplete gamma function Q(a, x): series below a + 1, Lentz's continued fraction above (DLMF 8.9, 8.11). */
function upperGamma(a: number, x: number): number {
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 1000 && term > sum * 1e-16; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return Math.min(1, Math.max(0, 1 - sum * scale));
  }
  const TINY = 1e-300;
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 1000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / nonZero(an * d + b, TINY);
    c = nonZero(b + an / c, TINY);
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return h * scale;
}

const nonZero = (x: number, tiny: number): number => (Math.abs(x) < tiny ? tiny : x);

/** Lanczos (g = 7, nine terms), good to 15 digits for a > 0. */
const LANCZOS = [
  0.999_999_999_999_809_9, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_1,
  -176.615_029_162_140_6, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6,
  1.505_632_735_149_311_6e-7,
];
function logGamma(a: number): number {
  const x = a - 1;
  const t = x + 7.5;
  const sum = LANCZOS.reduce((s, c, i) => s + (i === 0 ? c : c / (x + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
}
