import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "./errors";

/**
 * Encryption at rest: AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce for each value. Its address, that is the
 * column and the row it stands in, is associated data: a ciphertext moved to another column or another patient's row does
 * not open. Format: `v2.<keyId>.<base64url(nonce | ciphertext | tag)>`. The first key seals, every key opens (rotation).
 * `v1` is the older form, bound to its column alone; it opens only where the caller says that it still may.
 */
export type DataKey = { readonly id: string; readonly key: Buffer };
export type KeyRing = { readonly keys: readonly DataKey[] };

/** Where a value stands: "encounter.refs" and the row's primary key. */
export type SealAddress = { readonly column: string; readonly row: string };

const BOUND = "v2";
const UNBOUND = "v1";

/** `material`: `id:base64(32 bytes)` entries separated by commas, newest first. */
export function parseKeyRing(material: string): KeyRing {
  const keys = material.split(",").map((entry) => {
    const [id, encoded] = entry.trim().split(":");
    const key = Buffer.from(encoded ?? "", "base64");
    if (!id || !/^[A-Za-z0-9_-]+$/.test(id) || key.length !== 32)
      throw refused("DATA_KEYS must be id:base64(32 bytes), comma separated, newest first");
    if (key.every((byte) => byte === 0))
      throw refused(`DATA_KEYS: the key "${id}" is all zeros; make one with openssl rand -base64 32`);
    return { id, key };
  });
  for (const [i, { id, key }] of keys.entries())
    for (const earlier of keys.slice(0, i)) {
      if (earlier.id === id) throw refused(`DATA_KEYS: the id "${id}" is there twice`);
      if (earlier.key.equals(key)) throw refused(`DATA_KEYS: "${earlier.id}" and "${id}" are the same key`);
    }
  return { keys };
}

const refused = (message: string) => new AppError("config-invalid", message);

/** Lower case, because PostgreSQL answers ids in lower case however they were written. */
const associated = ({ column, row }: SealAddress): Buffer => Buffer.from(`${column}\0${row.toLowerCase()}`);

export function seal(ring: KeyRing, at: SealAddress, plaintext: string): string {
  const [current] = ring.keys;
  if (!current) throw refused("no encryption key");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", current.key, nonce);
  cipher.setAAD(associated(at));
  const body = Buffer.concat([nonce, cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${BOUND}.${current.id}.${body.toString("base64url")}`;
}

export type Opening = {
  /** Also open what is not bound to its row yet. */
  readonly unbound?: boolean;
};

/** @throws AppError("decrypt-failed") naming column and row, never what stands there. */
export function open(ring: KeyRing, at: SealAddress, sealed: string, opening: Opening = {}): string {
  const { form, keyId, body } = readSeal(sealed);
  if (form === UNBOUND && !opening.unbound)
    throw unreadable(at, keyId, "is in the old form, which is no longer accepted");
  const entry = ring.keys.find((k) => k.id === keyId);
  if ((form !== BOUND && form !== UNBOUND) || !body) throw unreadable(at, keyId, "is not a sealed value");
  if (!entry) throw unreadable(at, keyId, `was sealed with the key "${keyId}", which is not at hand`);
  const data = Buffer.from(body, "base64url");
  try {
    const decipher = createDecipheriv("aes-256-gcm", entry.key, data.subarray(0, 12));
    decipher.setAAD(form === BOUND ? associated(at) : Buffer.from(at.column));
    decipher.setAuthTag(data.subarray(-16));
    return Buffer.concat([decipher.update(data.subarray(12, -16)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw unreadable(at, keyId, "did not open: it was changed, or belongs elsewhere", cause);
  }
}

const unreadable = (at: SealAddress, keyId: string, why: string, cause?: unknown): AppError =>
  new AppError("decrypt-failed", `${at.column} of row ${at.row} ${why}`, {
    detail: { column: at.column, row: at.row, key: keyId },
    ...(cause === undefined ? {} : { cause }),
  });

function readSeal(sealed: string): { form: string; keyId: string; body: string | undefined } {
  const [form = "", keyId = "", body] = sealed.split(".");
  return { form, keyId, body };
}

/** Keyed pseudonym for looking a row up by an identifier without storing the identifier in clear (HMAC-SHA-256, hex). */
export const pseudonym = (key: Buffer, context: string, value: string): string =>
  createHmac("sha256", key).update(`${context}\u0000${value}`).digest("hex");

/**
 * A draw from 0 to 1, even, by the first 52 bits of a keyed hash: the same whenever it is asked, and nobody without the key can tell
 * before what it will be.
 */
export const drawOf = (key: Buffer, context: string, id: string): number =>
  Number.parseInt(pseudonym(key, context, id).slice(0, 13), 16) / 2 ** 52;

/** A key for one purpose out of a secret: what is learned of one tells nothing of another (HKDF, RFC 5869). */
export const deriveKey = (secret: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", `openacuity/${purpose}`, 32));

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
