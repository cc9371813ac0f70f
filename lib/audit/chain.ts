import { sha256 } from "@/lib/core/crypto";
import { canonicalJson } from "@/lib/core/json";

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
};

/** What the first entry chains onto. */
export const GENESIS = "0".repeat(64);

/** sha256 over the entry's canonical JSON, which includes the previous hash: changing any earlier entry breaks all later ones. */
export const hashEntry = (entry: ChainedEntry): string => sha256(canonicalJson(entry));

export type ChainVerdict =
  | { readonly ok: true; readonly checked: number; readonly head: string | null }
  | { readonly ok: false; readonly checked: number; readonly brokenAt: number; readonly why: string };

export type ChainState = { readonly checked: number; readonly lastSeq: number; readonly head: string };
export const CHAIN_START: ChainState = { checked: 0, lastSeq: 0, head: GENESIS };

/** Verifies the next entries in sequence, so that a log of any length is checked in bounded memory. */
export function verifyNext(
  state: ChainState,
  entries: readonly (ChainedEntry & { readonly hash: string })[],
): ChainState | Extract<ChainVerdict, { ok: false }> {
  let { checked, lastSeq, head } = state;
  for (const { hash, ...entry } of entries) {
    const broken = (why: string) => ({ ok: false as const, checked, brokenAt: entry.seq, why });
    if (entry.seq !== lastSeq + 1) return broken(`entry ${lastSeq + 1} is missing`);
    if (entry.prevHash !== head) return broken("the entry does not continue the one before it");
    if (hashEntry(entry) !== hash) return broken("the entry was changed after it was written");
    checked++;
    lastSeq = entry.seq;
    head = hash;
  }
  return { checked, lastSeq, head };
}
