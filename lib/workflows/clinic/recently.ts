import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";

/** More keys than this are not remembered; then something is recorded once too often, never too seldom. */
const MOST_KEYS = 10_000;

/**
 * Whether `key` comes for the first time within `ms`. Screens refresh by themselves; what a person saw is recorded when it
 * changes or after a while, not at each refresh.
 */
export function firstWithin(rt: Runtime, what: string, key: string, ms: number): boolean {
  const seen = processState(rt, what, () => new Map<string, number>());
  const now = rt.clock().getTime();
  if (now - (seen.get(key) ?? Number.NEGATIVE_INFINITY) < ms) return false;
  if (seen.size >= MOST_KEYS) seen.clear();
  seen.set(key, now);
  return true;
}
