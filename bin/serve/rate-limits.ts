import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { type Bucket, RATES } from "./limits";

export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly bucket: Bucket;
      readonly retryAfterSeconds: number;
      /** The first one refused in this time: worth a line in the log, the rest are the same. */
      readonly first: boolean;
    };

export type RateLimits = { take(counts: readonly (readonly [Bucket, string])[]): Promise<Verdict> };

/** One process's counters. Several app processes allow as many times as much, which is still a bound. */
export function createRateLimits(rates: typeof RATES = RATES): RateLimits {
  const limiters = Object.fromEntries(
    Object.entries(rates).map(([bucket, { points, seconds }]) => [
      bucket,
      new RateLimiterMemory({ keyPrefix: bucket, points, duration: seconds }),
    ]),
  ) as Record<Bucket, RateLimiterMemory>;
  return {
    async take(counts) {
      for (const [bucket, key] of counts) {
        try {
          await limiters[bucket].consume(key);
        } catch (refused) {
          if (!(refused instanceof RateLimiterRes)) throw refused;
          return {
            ok: false,
            bucket,
            retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
            first: refused.consumedPoints === rates[bucket].points + 1,
          };
        }
      }
      return { ok: true };
    },
  };
}
