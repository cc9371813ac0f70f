import { sha256 } from "@/lib/core/crypto";
import { canonicalJson } from "@/lib/core/json";
import { type Finding, range } from "./findings";
import { type AuditKey, keyFor, sign } from "./keys";

/** One audit entry as it is hashed: every column but the hash itself. */
export type ChainedEntry = {
  readonly seq: number;
  /** ISO instant with milliseconds. */
  readonly at: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly role: string;
  readonly event: string;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly requestId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly prevHash: string;
  /** Of the key this entry is hashed with; null: from before there was one. */
  readonly keyId: string | null;
  /** The newest anchor at the time (`anchorRef`), so that an older anchor file put back shows. */
  readonly anchor: string | null;
  /** What the records this entry is about contained ("decision:id" -> digest; null: removed). */
  readonly digests: Readonly<Record<string, string | null>> | null;
};
export type HashedEntry = ChainedEntry & { readonly hash: string };

/** What the first entry chains onto. */
export const GENESIS = "0".repeat(64);

/**
 * HMAC-SHA-256 over the entry's canonical JSON, which includes the previous hash: changing any earlier entry breaks all
 * later ones, and nobody without the key can make them whole again. Entries from before there was a key have the plain
 * sha256 of what they had then.
 */
export function hashEntry(entry: ChainedEntry, key: AuditKey | null): string {
  if (key) return sign(key, "entry", canonicalJson(entry));
  const { keyId: _, anchor: __, digests: ___, ...plain } = entry;
  return sha256(canonicalJson(plain));
}

export type ChainState = { readonly checked: number; readonly lastSeq: number; readonly head: string };
export const CHAIN_START: ChainState = { checked: 0, lastSeq: 0, head: GENESIS };

/**
 * Verifies the next entries in sequence, so that a log of any length is checked in bounded memory. Goes on after what is
 * wrong, from what is there, so that one removed entry does not hide a second.
 */
export function verifyNext(
  state: ChainState,
  entries: readonly HashedEntry[],
  keys: readonly AuditKey[],
): { readonly state: ChainState; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  let { checked, lastSeq, head } = state;
  for (const { hash, ...entry } of entries) {
    const found = verifyOne(entry, hash, { lastSeq, head }, keys);
    if (found) findings.push(found);
    checked++;
    lastSeq = entry.seq;
    head = hash;
  }
  return { state: { checked, lastSeq, head }, findings };
}

function verifyOne(
  entry: ChainedEntry,
  hash: string,
  { lastSeq, head }: { lastSeq: number; head: string },
  keys: readonly AuditKey[],
): Finding | null {
  const { seq } = entry;
  const key = keyFor(keys, seq);
  if (seq !== lastSeq + 1)
    return {
      code: "entries-missing",
      place: range(lastSeq + 1, seq - 1),
      text: `Entries are missing: ${range(lastSeq + 1, seq - 1)}.`,
    };
  const broken = (code: Finding["code"], text: string): Finding => ({ code, place: String(seq), text });
  if (!key && entry.keyId !== null)
    return broken("key-missing", `Entry ${seq} was written with a key that this database no longer holds.`);
  if (key && entry.keyId !== key.id)
    return broken(
      "entry-unkeyed",
      `Entry ${seq} does not carry the audit key, although all entries from ${key.since} on must.`,
    );
  if (entry.prevHash !== head)
    return broken("entry-not-continued", `Entry ${seq} does not continue the one before it.`);
  // The key knows what it was laid upon: entries from before it cannot be rewritten to lead up to it.
  if (key?.since === seq && key.prevHash !== entry.prevHash)
    return broken("seam-moved", `Entry ${seq} is not where the audit key began.`);
  if (!key && (entry.anchor !== null || entry.digests !== null))
    return broken("entry-changed", `Entry ${seq} was changed after it was written.`);
  if (hashEntry(entry, key) !== hash)
    return broken("entry-changed", `Entry ${seq} was changed after it was written.`);
  return null;
}
