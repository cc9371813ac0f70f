import type { SmartIssuer } from "./issuers";

/** What a browser asks with before it sends a call of another page (Fetch, "CORS protocol"). No cookie is ever let along. */
const PREFLIGHT = {
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "authorization, content-type",
  "access-control-max-age": "600",
} as const;

/**
 * Headers that let a page of this origin read an answer; of any other origin, none. `Vary` on all of them, so that no cache gives one's
 * answer to another.
 */
export function corsHeaders(
  issuers: readonly SmartIssuer[],
  origin: string | null,
  preflight = false,
): Readonly<Record<string, string>> {
  const known = origin !== null && issuers.some((i) => i.cdsHooks?.origins?.includes(origin));
  if (!known) return { vary: "Origin" };
  return { vary: "Origin", "access-control-allow-origin": origin, ...(preflight ? PREFLIGHT : {}) };
}
