import { timingSafeEqual } from "node:crypto";
import { sha256 } from "@/lib/core/crypto";

/** Whether an Authorization header carries this token, in a time that tells nothing about it. */
export const holdsToken = (authorization: string | null, expected: string): boolean =>
  holdsHashed(authorization, sha256(expected));

/** The same for a token of which only the SHA-256 is kept. */
export function holdsHashed(authorization: string | null, expected: string): boolean {
  const given = authorization?.replace(/^Bearer /i, "") ?? "";
  // Digests have equal length, so the comparison tells nothing about the token's.
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(expected));
}
