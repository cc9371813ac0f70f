import type { Random } from "@/lib/core/random";

/** A place drawn with these chances, which add up to 1. */
export function drawPlace(r: Random, chances: readonly number[]): number {
  let left = r.next();
  for (const [i, chance] of chances.entries()) {
    left -= chance;
    if (left < 0) return i;
  }
  return chances.length - 1;
}
