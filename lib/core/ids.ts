import { createHash, randomBytes, randomUUID } from "node:crypto";

/** Opaque identifier for rows and requests (UUID v4). Never derived from PHI. */
export const newId = (): string => randomUUID();

/** URL-safe secret of `bytes` random bytes (default 256 bit). */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString("base64url");

/** The same identifier for the same text, in the form of a UUID (version 8, RFC 9562): for what must be made once only. */
export function derivedId(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
