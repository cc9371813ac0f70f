import { and, desc, eq } from "drizzle-orm";
import { isSignedBy, newSigningPair, signText } from "@/lib/core/ed25519";
import { AppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import type { DbOrTx, Tx } from "./client";
import { signingKey } from "./schema";
import type { SigningKeyFacts } from "./schema/signing";
import { openRow, sealRow, sealSet, tryOpen } from "./sealed";

/**
 * What the installation signs with a key of its own: that a model version is this digest, that a gate policy is this content.
 * Whoever changes such a row without the installation's encryption keys changes something that is not believed any more.
 */
export const versionStatement = ({ version, digest }: { version: string; digest: string }): string =>
  canonicalJson({ statement: "openacuity/model-version/1", version, digest });

export const promptStatement = ({ version, digest }: { version: string; digest: string }): string =>
  canonicalJson({ statement: "openacuity/prompt-version/1", version, digest });

export const policyStatement = ({ version, digest }: { version: number; digest: string }): string =>
  canonicalJson({ statement: "openacuity/gate-policy/1", version, digest });

export const calibrationStatement = ({ version, digest }: { version: string; digest: string }): string =>
  canonicalJson({ statement: "openacuity/site-calibration/1", version, digest });

export type Signature = { readonly signature: string; readonly signedWith: string };
type Unsure = { readonly signature: string | null; readonly signedWith: string | null };

/** By the current key; null where there is none yet, and then what is written is not believed. */
export async function signed(db: DbOrTx, statement: string): Promise<Signature | null> {
  const [row] = await db.select().from(signingKey).where(eq(signingKey.current, true));
  if (!row) return null;
  const { id, privateKey } = openRow(row);
  if (!privateKey) throw new AppError("config-invalid", "the signing key has no private part");
  return { signature: signText(privateKey, statement), signedWith: id };
}

/** Why a statement is not to be believed, in words; null: a key of this installation signed it. */
export async function whyUnsigned(db: DbOrTx, statement: string, by: Unsure): Promise<string | null> {
  if (!by.signature || !by.signedWith) return "it is not signed";
  const [row] = await db.select().from(signingKey).where(eq(signingKey.id, by.signedWith));
  const key = row && tryOpen(row);
  if (!key) return "it is signed with a key that this installation does not know";
  if (key.facts.distrusted) return "it is signed with a key that is not trusted any more";
  return isSignedBy(key.facts.publicKey, statement, by.signature) ? null : "its signature is wrong";
}

/** A new key that signs from now on. The one before keeps its public part: what it signed stays valid, unless distrusted. */
export async function renewSigningKey(
  tx: Tx,
  by: string,
  now: Date,
  options: { readonly distrustEarlier?: boolean } = {},
): Promise<string> {
  const since = now.toISOString();
  for (const row of await tx.select().from(signingKey).for("update")) {
    const facts = tryOpen(row)?.facts;
    if (!facts) {
      await tx.update(signingKey).set({ current: false }).where(eq(signingKey.id, row.id));
      continue;
    }
    const ended: SigningKeyFacts = {
      ...facts,
      until: facts.until ?? since,
      distrusted: facts.distrusted || options.distrustEarlier === true,
    };
    await tx
      .update(signingKey)
      .set({ ...sealSet(signingKey, row.id, { facts: ended }), current: false, privateKey: null })
      .where(eq(signingKey.id, row.id));
  }
  const { id, publicKey, privateKey } = newSigningPair();
  const facts = { publicKey, since, until: null, by, distrusted: false };
  await tx
    .insert(signingKey)
    .values(sealRow(signingKey, { id, facts, privateKey, current: true, createdAt: now }));
  return id;
}

export type SigningKey = SigningKeyFacts & { readonly id: string; readonly signs: boolean };

/** Newest first; one whose facts do not open has none. */
export async function listSigningKeys(db: DbOrTx): Promise<(SigningKey | { id: string; facts: null })[]> {
  const rows = await db.select().from(signingKey).orderBy(desc(signingKey.createdAt));
  return rows.map((row) => {
    const facts = tryOpen(row)?.facts;
    return facts ? { ...facts, id: row.id, signs: row.current } : { id: row.id, facts: null };
  });
}

/** Whether something can be signed. */
export async function hasSigningKey(db: DbOrTx): Promise<boolean> {
  const [row] = await db
    .select()
    .from(signingKey)
    .where(and(eq(signingKey.current, true)));
  return row !== undefined && Boolean(tryOpen(row)?.privateKey);
}
