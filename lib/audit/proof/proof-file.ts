import { z } from "zod";
import { sha256 } from "@/lib/core/crypto";
import { isSignedBy } from "@/lib/core/ed25519";
import { canonicalJson } from "@/lib/core/json";
import type { HashedEntry } from "../chain";
import { isIncluded } from "./merkle";

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const entrySchema = z.strictObject({
  seq: z.int().min(1),
  at: z.iso.datetime(),
  actorId: z.string().nullable(),
  actorName: z.string(),
  role: z.string(),
  event: z.string(),
  subjectType: z.string().nullable(),
  subjectId: z.string().nullable(),
  requestId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  prevHash: z.string(),
  keyId: z.string().nullable(),
  anchor: z.string().nullable(),
  digests: z.record(z.string(), z.string().nullable()).nullable(),
  hash: hex,
});

/** Entries of the log, each with the proof that it was in it when the tree was signed. */
export const proofFileSchema = z.strictObject({
  format: z.literal("openacuity-audit-proof/1"),
  tree: z.strictObject({
    /** Entries in the log, and the root over them (RFC 9162). */
    size: z.int().min(1),
    root: hex,
    /** Hash of the newest entry, as the anchors outside the database and later entries have it. */
    head: hex,
    at: z.iso.datetime(),
  }),
  /** By the installation's signing key (Ed25519). */
  signature: z.string(),
  key: z.strictObject({ id: z.string(), publicKey: z.string() }),
  entries: z.array(z.strictObject({ entry: entrySchema, path: z.array(hex).max(64) })).min(1),
});
export type ProofFile = z.infer<typeof proofFileSchema>;

/** What is signed. */
export const treeStatement = (tree: ProofFile["tree"]): string =>
  canonicalJson({ statement: "openacuity/audit-tree/1", ...tree });

/** What stands in the tree for an entry: all of it, its keyed hash too. */
export const leafOf = (entry: HashedEntry): string => canonicalJson(entry);

/**
 * What is wrong with a file, without a database, network or secret; empty: each entry was in the log that the key signed.
 * `keyId`: the key the reader knows to be the installation's, noted from its console earlier.
 */
export function checkProof(
  text: string,
  keyId: string,
): { readonly wrong: string[]; readonly file: ProofFile | null } {
  const parsed = proofFileSchema.safeParse(parse(text));
  if (!parsed.success) return { wrong: ["This is no file of audit entries with their proofs."], file: null };
  const { tree, key, signature, entries } = parsed.data;
  const wrong: string[] = [];
  if (key.id !== keyId) wrong.push(`It is signed with the key ${key.id}, not with ${keyId}.`);
  // The name is the key's own digest: nobody can put another key under it.
  if (sha256(Buffer.from(key.publicKey, "base64")).slice(0, 16) !== key.id)
    wrong.push("The key in the file is not the one it is named after.");
  if (!isSignedBy(key.publicKey, treeStatement(tree), signature)) wrong.push("The signature is wrong.");
  for (const { entry, path } of entries) {
    const claim = { index: entry.seq - 1, size: tree.size, path, root: tree.root };
    if (!isIncluded(leafOf(entry), claim)) wrong.push(`Entry ${entry.seq} is not what was in the log.`);
    if (entry.seq === tree.size && entry.hash !== tree.head)
      wrong.push(`Entry ${entry.seq} is not the newest entry that was signed.`);
  }
  return { wrong, file: parsed.data };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
