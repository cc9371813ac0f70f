import { createCipheriv, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { dataKey, encounter, keyRecord } from "@/db/schema";
import { deriveKey, type KeyRing, pseudonym } from "@/lib/core/crypto";
import { newId } from "@/lib/core/ids";

const issuer = "https://ehr.test/fhir";
export const visitOf = (patientId: string) => ({ issuer, encounterId: `enc-${patientId}`, patientId });

/** As values were sealed before they were bound to their rows. */
export function sealUnbound(ring: KeyRing, column: string, value: unknown): string {
  const [newest] = ring.keys;
  if (!newest) throw new Error("no key");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", newest.key, nonce).setAAD(Buffer.from(column));
  const body = Buffer.concat([
    nonce,
    cipher.update(JSON.stringify(value), "utf8"),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return `v1.${newest.id}.${body.toString("base64url")}`;
}

/** A visit as it was stored then: pseudonyms came from the last key. */
export async function insertUnboundVisits(
  db: Db,
  ring: KeyRing,
  patientIds: readonly string[],
  now: Date,
): Promise<string[]> {
  const oldest = ring.keys.at(-1);
  if (!oldest) throw new Error("no key");
  const pseudonymKey = deriveKey(oldest.key, "pseudonym");
  const rows = patientIds.map((patientId) => ({
    id: newId(),
    issuer,
    encounterKey: pseudonym(pseudonymKey, "encounter", `${issuer}|enc-${patientId}|${patientId}`),
    patientKey: pseudonym(pseudonymKey, "patient", `${issuer}|${patientId}`),
    refs: sql`${sealUnbound(ring, "encounter.refs", visitOf(patientId))}` as never,
    firstSeenAt: now,
    lastSeenAt: now,
    active: true,
  }));
  for (let i = 0; i < rows.length; i += 500) await db.insert(encounter).values(rows.slice(i, i + 500));
  return rows.map((r) => r.id);
}

/** Takes away what a newer release noted about the keys. */
export async function forgetKeys(db: Db): Promise<void> {
  await db.delete(keyRecord);
  await db.delete(dataKey);
}
