import { createHash, createHmac, hkdfSync } from "node:crypto";

/**
 * The audit key of a database: random, made once, kept sealed under the key ring, so that rotating DATA_KEYS re-seals it and
 * changes nothing that was signed with it. Each purpose has a key of its own (HKDF, RFC 5869). Who holds the database and
 * not DATA_KEYS can neither write an entry nor an anchor that verifies.
 */
export type AuditKey = {
  /** Names the key in entries and anchors; tells nothing about it. */
  readonly id: string;
  /** Entries from this one on are keyed with it. */
  readonly since: number;
  /** Hash of the entry before that one: what had been there when the key came. */
  readonly prevHash: string;
  readonly purposes: Readonly<Record<AuditPurpose, Buffer>>;
};
export type AuditPurpose = "entry" | "anchor" | "record";

/** What is kept of a key, sealed. */
export type AuditKeyMaterial = {
  /** 32 random bytes, base64. */
  readonly master: string;
  readonly since: number;
  readonly prevHash: string;
};

/** The one place where keys are made out of what is kept. */
export function deriveAuditKey({ master, since, prevHash }: AuditKeyMaterial): AuditKey {
  const secret = Buffer.from(master, "base64");
  if (secret.length !== 32) throw new Error("an audit key has 32 bytes");
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync("sha256", secret, "", `openacuity/audit/${purpose}`, 32));
  return {
    id: createHash("sha256").update(derive("id")).digest("hex").slice(0, 16),
    since,
    prevHash,
    purposes: { entry: derive("entry"), anchor: derive("anchor"), record: derive("record") },
  };
}

export const sign = (key: AuditKey, purpose: AuditPurpose, text: string): string =>
  createHmac("sha256", key.purposes[purpose]).update(text).digest("hex");

/** Keys by when they came; the one an entry must be keyed with, or null before the first. */
export function keyFor(keys: readonly AuditKey[], seq: number): AuditKey | null {
  return keys.reduce<AuditKey | null>(
    (best, key) => (key.since <= seq && (!best || key.since > best.since) ? key : best),
    null,
  );
}
