import type { Runtime } from "./runtime";

const STATES = Symbol.for("openacuity.processState");
type Holder = { [STATES]?: WeakMap<Runtime, Map<string, unknown>> };

/**
 * Something a process keeps once for its runtime: calls under way, short-lived caches. On globalThis because Next bundles
 * modules more than once, and two copies of a token refresh would use the same refresh token twice.
 */
export function processState<T>(rt: Runtime, name: string, create: () => T): T {
  const holder = globalThis as Holder;
  holder[STATES] ??= new WeakMap();
  const states = holder[STATES].get(rt) ?? new Map<string, unknown>();
  holder[STATES].set(rt, states);
  if (!states.has(name)) states.set(name, create());
  return states.get(name) as T;
}

/** Runs `work` once for all who ask with the same key while it is under way. */
export function singleFlight<T>(
  running: Map<string, Promise<T>>,
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  const known = running.get(key);
  if (known) return known;
  const mine = work().finally(() => running.delete(key));
  running.set(key, mine);
  return mine;
}
