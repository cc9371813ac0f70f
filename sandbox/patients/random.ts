/** Seeded randomness: the same seed gives the same patients everywhere. */
export type Random = {
  /** 0 <= x < 1 */
  next(): number;
  /** Whole number, both ends included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Roughly normal, within two and a half standard deviations. */
  around(mean: number, deviation: number): number;
  shuffle<T>(items: readonly T[]): T[];
};

/** mulberry32 by Tommy Ettinger (public domain). `parts` are mixed into one 32-bit seed (FNV-1a). */
export function random(...parts: readonly (number | string)[]): Random {
  let state = 0x811c9dc5;
  for (const char of parts.join("|")) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error("nothing to pick from");
    return items[int(0, items.length - 1)] as T;
  };
  return {
    next,
    int,
    pick,
    chance: (probability) => next() < probability,
    around: (mean, deviation) => {
      const sum = next() + next() + next() + next() - 2;
      return mean + Math.max(-2.5, Math.min(2.5, sum * Math.sqrt(3))) * deviation;
    },
    shuffle: (items) => {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = int(0, i);
        [copy[i], copy[j]] = [copy[j] as never, copy[i] as never];
      }
      return copy;
    },
  };
}
