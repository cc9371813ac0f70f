import { randomBytes, randomUUID } from "node:crypto";

/** Opaque identifier for rows and requests (UUID v4). Never derived from PHI. */
export const newId = (): string => randomUUID();

/** URL-safe secret of `bytes` random bytes (default 256 bit). */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString("base64url");
