/** What takes fresh connections when one was lost in a way that its driver does not survive. */
const renewals = new Set<() => void>();

/** @returns how to take it back */
export function onLostSocket(renew: () => void): () => void {
  renewals.add(renew);
  return () => void renewals.delete(renew);
}

/**
 * Whether an exception nobody caught is a write of postgres.js to a connection that is gone: it comes from a timer, so that nobody
 * can catch it. Then fresh connections take over; who waited on the old ones is told when those are ended.
 */
export function survives(error: unknown): boolean {
  if (!isLostSocket(error)) return false;
  for (const renew of renewals) renew();
  return true;
}

/** Exactly this one, by where it is thrown. */
export const isLostSocket = (error: unknown): boolean =>
  error instanceof TypeError &&
  error.message === "Cannot read properties of null (reading 'write')" &&
  /^\s*at (?:\w+\.)*nextWrite \(.*[/\\]postgres[/\\](?:cjs[/\\])?src[/\\]connection\.js:\d+:\d+\)$/.test(
    error.stack?.split("\n")[1] ?? "",
  );
