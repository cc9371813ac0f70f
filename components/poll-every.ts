import { ActionError } from "./action-error";

/** Where the server does not say how long to wait. */
const BUSY_MS = 15_000;
const LONGEST_MS = 5 * 60_000;

/**
 * When a page that keeps itself up to date asks again: every `ms`, and not before the server wants to be asked where it
 * said that it was asked too often. Pages refused together do not come back together.
 */
export function pollEvery(
  ms: number,
  { error }: { readonly error: unknown },
  random: () => number = Math.random,
): number {
  if (!(error instanceof ActionError) || error.code !== "rate-limited") return ms;
  const asked = Number(error.detail.retryAfterMs ?? BUSY_MS);
  const wait = Number.isFinite(asked) && asked > 0 ? Math.min(asked, LONGEST_MS) : BUSY_MS;
  return Math.max(ms, wait) * (1 + random() / 4);
}
