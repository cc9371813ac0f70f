/**
 * Benjamini & Hochberg (J R Stat Soc B 1995;57:289-300): p values adjusted so that of all called moved at q <= x no more
 * than a share x is expected not to have.
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const order = ps.map((p, i) => [p, i] as const).sort((a, b) => b[0] - a[0]);
  const adjusted = new Array<number>(ps.length);
  let least = 1;
  order.forEach(([p, i], rank) => {
    least = Math.min(least, (p * ps.length) / (ps.length - rank));
    adjusted[i] = least;
  });
  return adjusted;
}

/**
 * The same for e-values, whatever they have to do with each other (Wang & Ramdas, J R Stat Soc B 2022;84:822-852): which
 * are rejected so that no more than a share `alpha` is expected to be wrongly.
 */
export function eBenjaminiHochberg(es: readonly number[], alpha: number): boolean[] {
  const order = es.map((e, i) => [e, i] as const).sort((a, b) => b[0] - a[0]);
  let kept = 0;
  order.forEach(([e], rank) => {
    if (e >= es.length / (alpha * (rank + 1))) kept = rank + 1;
  });
  const rejected = new Set(order.slice(0, kept).map(([, i]) => i));
  return es.map((_, i) => rejected.has(i));
}
