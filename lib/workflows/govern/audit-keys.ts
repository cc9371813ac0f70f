import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import type { DbOrTx, Tx } from "@/db/client";
import {
  auditHead,
  auditKeys,
  insertAuditEvent,
  insertAuditKey,
  recordIds,
  recordsOf,
} from "@/db/queries/audit";
import { GENESIS, type HashedEntry, hashEntry } from "@/lib/audit/chain";
import type { AuditEventName } from "@/lib/audit/events";
import type { AuditKey } from "@/lib/audit/keys";
import { digestRecord, RECORD_TYPES, recordName, UNREADABLE } from "@/lib/audit/records";

/** Any number: audit writers queue here, so that numbers have no gaps and the chain no forks. */
export const AUDIT_LOCK = 727_275;
export const lockAudit = (tx: Tx) => tx.execute(sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`);

export type CurrentKey = {
  /** What entries are written with now. */
  readonly key: AuditKey;
  /** Id of the log's first key, which stays: what tells one log from another. */
  readonly log: string;
};

const current = (keys: readonly AuditKey[]): CurrentKey | null => {
  const [first, newest] = [keys[0], keys.at(-1)];
  return first && newest ? { key: newest, log: first.id } : null;
};

/** The first writer of a database makes the key. Call it with the audit lock held. */
export async function currentAuditKey(tx: Tx, now: Date): Promise<CurrentKey> {
  const known = current(await auditKeys(tx));
  if (known) return known;
  const key = await beginAuditKey(tx, now);
  return { key, log: key.id };
}

/** So that the first request does not pay for it. */
export async function ensureAuditKey(db: DbOrTx, now: Date): Promise<CurrentKey> {
  const known = current(await auditKeys(db));
  if (known) return known;
  return db.transaction(async (tx) => {
    await lockAudit(tx);
    return currentAuditKey(tx, now);
  });
}

/**
 * Begins a new audit key behind whatever the log holds. In a log that has entries already, the seam is an entry itself: it
 * says what was there, and takes in what the records of that time contain, so that from here on nothing of it can change
 * unseen. What was done to them before the seam cannot be known.
 */
export async function beginAuditKey(tx: Tx, now: Date): Promise<AuditKey> {
  const head = await auditHead(tx);
  const earlier = await auditKeys(tx);
  const since = (head?.seq ?? 0) + 1;
  const prevHash = head?.hash ?? GENESIS;
  const key = await insertAuditKey(tx, { master: randomBytes(32).toString("base64"), since, prevHash }, now);
  const write = systemWriter(tx, key, { seq: since, prevHash, now });
  if (head)
    await write("audit.key-begun", {
      key: key.id,
      entriesBefore: head.seq,
      before: earlier.at(-1)?.id ?? null,
    });
  // A later key keeps the digests made with the one before: they verify with the key of their own entry.
  if (earlier.length === 0) await takeInRecords(tx, key, write);
  return key;
}

type Write = (
  event: AuditEventName,
  detail: Record<string, unknown>,
  digests?: Record<string, string>,
) => Promise<void>;

function systemWriter(
  tx: Tx,
  key: AuditKey,
  start: { readonly seq: number; readonly prevHash: string; readonly now: Date },
): Write {
  let { seq, prevHash } = start;
  return async (event, detail, digests) => {
    const entry = {
      seq,
      at: start.now.toISOString(),
      actorId: null,
      actorName: "OpenAcuity",
      role: "system",
      event,
      subjectType: null,
      subjectId: null,
      requestId: null,
      detail,
      prevHash,
      keyId: key.id,
      anchor: null,
      digests: digests ?? null,
    };
    const row: HashedEntry = { ...entry, hash: hashEntry(entry, key) };
    await insertAuditEvent(tx, row);
    seq++;
    prevHash = row.hash;
  };
}

const PAGE = 200;

async function takeInRecords(tx: Tx, key: AuditKey, write: Write): Promise<void> {
  for (const type of RECORD_TYPES) {
    for (let after: string | null = null; ; ) {
      const ids: string[] = await recordIds(tx, type, after, PAGE);
      const last = ids.at(-1);
      if (!last) break;
      const rows = await recordsOf(tx, type, ids);
      const digests = Object.fromEntries(
        ids.map((id) => {
          const row = rows.get(id);
          return [recordName(type, id), row ? digestRecord(key, type, row) : UNREADABLE];
        }),
      );
      const unreadable = Object.values(digests).filter((digest) => digest === UNREADABLE).length;
      await write("audit.records-sealed", { records: type, count: ids.length, unreadable }, digests);
      after = last;
    }
  }
}
