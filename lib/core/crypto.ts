import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "./errors";

/**
 * Encryption at rest: AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce for each value and the column's name as
 * associated data, so that a ciphertext moved to another column or row kind does not open.
 * Format: `v1.<keyId>.<base64url(nonce | ciphertext | tag)>`. The first key seals, every key opens (rotation).
 */
export type KeyRing = {
  readonly keys: readonly { readonly id: string; readonly key: Buffer }[];
  readonly pseudonymKey: Buffer;
};

const PREFIX = "v1";

/** `material`: `id:base64(32 bytes)` entries separated by commas, newest first. */
export function parseKeyRing(material: string): KeyRing {
  const keys = material.split(",").map((entry) => {
    const [id, encoded] = entry.trim().split(":");
    const key = Buffer.from(encoded ?? "", "base64");
    if (!id || !/^[A-Za-z0-9_-]+$/.test(id) || key.length !== 32) {
      throw new AppError(
        "config-invalid",
        "DATA_KEYS must be id:base64(32 bytes), comma separated, newest first",
      );
    }
    return { id, key };
  });
  const oldest = keys.at(-1);
  if (!oldest) throw new AppError("config-invalid", "DATA_KEYS holds no key");
  // Pseudonyms must survive rotation, so they hang on the oldest key, which stays last in the list.
  const pseudonymKey = Buffer.from(hkdfSync("sha256", oldest.key, "", "openacuity/pseudonym", 32));
  return { keys, pseudonymKey };
}

export function seal(ring: KeyRing, context: string, plaintext: string): string {
  const current = ring.keys[0];
  if (!current) throw new AppError("config-invalid", "no encryption key");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", current.key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([nonce, cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${PREFIX}.${current.id}.${body.toString("base64url")}`;
}

export function open(ring: KeyRing, context: string, sealed: string): string {
  const [prefix, keyId, encoded] = sealed.split(".");
  const entry = ring.keys.find((k) => k.id === keyId);
  if (prefix !== PREFIX || !entry || !encoded) {
    throw new AppError("decrypt-failed", `no key "${keyId}" for sealed ${context}`);
  }
  const body = Buffer.from(encoded, "base64url");
  try {
    const decipher = createDecipheriv("aes-256-gcm", entry.key, body.subarray(0, 12));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(body.subarray(-16));
    return Buffer.concat([decipher.update(body.subarray(12, -16)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new AppError("decrypt-failed", `sealed ${context} did not open`, { cause });
  }
}

/** Keyed pseudonym for looking a row up by an identifier without storing the identifier in clear (HMAC-SHA-256, hex). */
export const pseudonym = (ring: KeyRing, context: string, value: string): string =>
  createHmac("sha256", ring.pseudonymKey).update(`${context}\u0000${value}`).digest("hex");

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
