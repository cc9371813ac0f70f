import { randomBytes } from "node:crypto";
import type { Random } from "@/lib/core/random";

/** What privacy is bought with must not be guessed: where it counts, it comes from the system's own generator, never from a seed. */
export type Draws = Pick<Random, "chance" | "normal">;

const BLOCK = 8192;

/** Unpredictable draws: uniform numbers of 53 bits, normal ones by Box & Muller 1958. */
export function secureDraws(): Draws {
  let bytes = Buffer.alloc(0);
  let at = 0;
  const uniform = (): number => {
    if (at + 8 > bytes.length) {
      bytes = randomBytes(BLOCK);
      at = 0;
    }
    const bits = bytes.readBigUInt64LE(at) >> 11n;
    at += 8;
    return Number(bits) / 2 ** 53;
  };
  return {
    chance: (p) => uniform() < p,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
