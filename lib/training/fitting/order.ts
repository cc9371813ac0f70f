import { random, shuffled } from "@/lib/core/random";

/** An endless shuffled order over items, addressed by block so that any block can be had without the ones before. */
type Order<T> = { readonly size: number; take(block: number, count: number): T[] };

/** Each pass over the items is a fresh shuffle; a block may span two passes. */
export function prepareOrder<T>(items: readonly T[], seed: number, name: string): Order<T> {
  let pass = -1;
  let order: readonly T[] = [];
  const passOrder = (n: number) => {
    if (n !== pass) {
      pass = n;
      order = shuffled(items, random(seed, "order", name, n));
    }
    return order;
  };
  return {
    size: items.length,
    take(block, count) {
      if (items.length === 0) return [];
      const out: T[] = [];
      for (let at = block * count; out.length < count; at++)
        out.push(passOrder(Math.floor(at / items.length))[at % items.length] as T);
      return out;
    },
  };
}
