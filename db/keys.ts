import { randomBytes, randomUUID } from "node:crypto";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { type DataKey, deriveKey, type KeyRing, open, pseudonym, seal } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import type { Db, DbOrTx, Tx } from "./client";
import { legacyPseudonymKey, wasBoundBefore } from "./keys-before";
import { dataKey, keyRecord } from "./schema";
import type { KeySecrets } from "./schema/keys";
import { scanSeals } from "./seal-scan";
import { configureSealing, openRow, sealingState, sealRow } from "./sealed";

/**
 * The keys of a database: checked before anything else is done with it, so that a process with wrong ones never runs, and
 * the secrets that hang on them, which outlive a rotation because they are stored, sealed, and not derived from any key.
 */
const RECORD = "keys";
const CHECK = "openacuity";

type KeyState = { readonly mark: string; readonly secrets: KeySecrets };
const STATE = Symbol.for("openacuity.keys");
type Holder = { [STATE]?: KeyState };
const state = (): KeyState => {
  const known = (globalThis as Holder)[STATE];
  if (!known) throw new AppError("config-invalid", "no keys: open the database first");
  return known;
};

const newSecret = (): string => randomBytes(32).toString("base64");

type DataKeyRow = typeof dataKey.$inferSelect;
const refused = (message: string) => new AppError("config-invalid", message);

/**
 * Checks the keys against the database and takes them into use; keys that are new to it are noted.
 * @throws AppError("config-invalid") saying which key is wrong or missing
 */
export async function armKeys(db: Db, ring: KeyRing, now = new Date()): Promise<void> {
  await db.transaction(async (tx) => {
    const known = await knownKeys(tx);
    if (known.length === 0) await firstKeys(tx, ring);
    else checkKeys(ring, known);
    await noteKeys(tx, ring, known, now);
    await takeIntoUse(tx, ring);
  });
}

/** The same for who only reads: nothing is noted. */
export async function checkKeysOf(db: Db, ring: KeyRing): Promise<void> {
  checkKeys(ring, await knownKeys(db));
  await takeIntoUse(db, ring);
}

const knownKeys = (db: DbOrTx): Promise<DataKeyRow[]> => db.select().from(dataKey).orderBy(asc(dataKey.id));

/**
 * Whether these keys open what a database holds, by its own word of them.
 * @throws AppError("config-invalid") saying which key is wrong or missing
 */
export function checkKeys(
  ring: KeyRing,
  known: readonly Pick<DataKeyRow, "id" | "check" | "retiredAt" | "retiringAt">[],
): void {
  for (const row of known) {
    const entry = ring.keys.find((k) => k.id === row.id);
    if (!entry) {
      if (row.retiredAt) continue;
      throw refused(
        `DATA_KEYS lacks the key "${row.id}", with which data in this database is encrypted. Put it back; "npm run keys:rotate" retires a key.`,
      );
    }
    if (!opensCheck(entry, row.check))
      throw refused(
        `The key "${row.id}" in DATA_KEYS is not the one this database was encrypted with. Nothing was read or changed. Use the right key, or the database that belongs to this one.`,
      );
    if (entry === ring.keys[0] && row.retiringAt)
      throw refused(`The key "${row.id}" is retired. Put a new key in front of it in DATA_KEYS.`);
  }
}

const checkAddress = (id: string) => ({ column: "data_key.check", row: id });

function opensCheck(entry: DataKey, sealed: string): boolean {
  try {
    return open({ keys: [entry] }, checkAddress(entry.id), sealed) === CHECK;
  } catch {
    return false;
  }
}

/** A database without a word of its keys: it is new, or from before keys were checked. */
async function firstKeys(tx: Tx, ring: KeyRing): Promise<void> {
  const seals = await scanSeals(tx, ring);
  if (seals.bound || (await wasBoundBefore(tx)))
    throw refused(
      "The record of this database's keys is gone, though its data needs it. Restore data_key and key_record from a backup.",
    );
  if (seals.unreadable)
    throw refused(
      `DATA_KEYS does not open this database (${seals.unreadable}). Nothing was read or changed. Use the keys it was encrypted with.`,
    );
  const before = await legacyPseudonymKey(tx, ring);
  const secrets: KeySecrets = {
    pseudonymKey: (before?.pseudonymKey ?? randomBytes(32)).toString("base64"),
    roots: [newSecret()],
    madeUnder: before?.madeUnder ?? ring.keys[0]?.id ?? "",
    rowBound: !seals.unbound,
  };
  configureSealing({ ring, unbound: false, frozen: null });
  await tx.insert(keyRecord).values(sealRow(keyRecord, { id: RECORD, mark: randomUUID(), secrets }));
}

async function noteKeys(tx: Tx, ring: KeyRing, known: readonly DataKeyRow[], now: Date): Promise<void> {
  const fresh = ring.keys.filter((key) => !known.some((row) => row.id === key.id));
  if (fresh.length === 0) return;
  await tx
    .insert(dataKey)
    .values(
      fresh.map((k) => ({ id: k.id, check: seal({ keys: [k] }, checkAddress(k.id), CHECK), addedAt: now })),
    )
    .onConflictDoNothing();
}

/** Arms the sealed columns. What a retired key sealed is not believed, even while the key is still at hand. */
async function takeIntoUse(db: DbOrTx, ring: KeyRing): Promise<void> {
  const known = await knownKeys(db);
  const retired = new Set(known.filter((k) => k.retiredAt).map((k) => k.id));
  const usable: KeyRing = { keys: ring.keys.filter((k) => !retired.has(k.id)) };
  const [current] = usable.keys;
  const stale = known.find((k) => k.id === current?.id)?.retiringAt;
  const frozen =
    current && !stale
      ? null
      : `The key "${ring.keys[0]?.id}" is being retired. Restart with the new DATA_KEYS.`;
  configureSealing({ ring: usable, unbound: false, frozen });
  const [row] = await db.select().from(keyRecord).where(eq(keyRecord.id, RECORD));
  if (!row)
    throw refused(
      "The record of this database's keys is gone. Restore key_record from a backup of this database.",
    );
  const { secrets } = openRow(row);
  if (!secrets.rowBound && (await wasBoundBefore(db)))
    throw refused(
      "The record of this database's keys is older than its data. Restore the whole database from one backup.",
    );
  configureSealing({ ring: usable, unbound: !secrets.rowBound, frozen });
  (globalThis as Holder)[STATE] = { mark: row.mark, secrets };
}

/**
 * The keys as they are now: read again when another process has changed them. Inside a transaction that writes what hangs
 * on them; they then stay as they are until it ends.
 */
export async function settledKeys(tx: Tx): Promise<void> {
  const [row] = await tx
    .select({ mark: keyRecord.mark })
    .from(keyRecord)
    .where(eq(keyRecord.id, RECORD))
    .for("share");
  if (row?.mark !== state().mark) await takeIntoUse(tx, sealingState().ring);
}

/**
 * Notices what other processes have done to the keys, outside any transaction. A process whose keys no longer do seals
 * nothing more: what it wrote would be lost.
 * @throws AppError when its keys no longer do
 */
export async function refreshKeys(db: DbOrTx): Promise<void> {
  try {
    await takeIntoUse(db, sealingState().ring);
  } catch (error) {
    if (error instanceof AppError)
      configureSealing({
        ...sealingState(),
        frozen: "The keys were changed. Restart with the new DATA_KEYS; until then nothing is recorded.",
      });
    throw error;
  }
}

/** Ids of the keys that data may still be sealed with, but for the newest: what a rotation is to retire. */
export async function olderKeys(db: DbOrTx): Promise<string[]> {
  const [current] = sealingState().ring.keys;
  return (await knownKeys(db)).filter((k) => k.id !== current?.id && !k.retiredAt).map((k) => k.id);
}

/** Ids of the keys nothing needs any more. */
export const retiredKeys = async (db: DbOrTx): Promise<string[]> =>
  (await knownKeys(db)).filter((k) => k.retiredAt).map((k) => k.id);

/** False: it was said before. From then on no process seals with them. */
export async function markRetiring(tx: Tx, ids: readonly string[], now: Date): Promise<boolean> {
  const marked = await tx
    .update(dataKey)
    .set({ retiringAt: now })
    .where(and(inArray(dataKey.id, [...ids]), isNull(dataKey.retiringAt)))
    .returning({ id: dataKey.id });
  return marked.length > 0;
}

/** Nothing here needs them any more. */
export async function markRetired(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await tx
    .update(dataKey)
    .set({ retiredAt: now })
    .where(inArray(dataKey.id, [...ids]));
}

/** Whether pseudonyms and the keys derived here were made before the newest data key came. */
export const secretsAreOld = (): boolean => state().secrets.madeUnder !== sealingState().ring.keys[0]?.id;

/** A new pseudonym key and a new generation of what is derived; the pseudonyms are the caller's to make anew. */
export const renewSecrets = (tx: Tx): Promise<void> =>
  saveSecrets(tx, {
    pseudonymKey: newSecret(),
    roots: [...state().secrets.roots, newSecret()],
    madeUnder: sealingState().ring.keys[0]?.id ?? "",
  });

/** Changes what is stored with the keys; the caller holds the row. */
export async function saveSecrets(tx: Tx, change: Partial<KeySecrets>): Promise<void> {
  const secrets = { ...state().secrets, ...change };
  const row = { id: RECORD, mark: randomUUID(), secrets };
  await tx.update(keyRecord).set(sealRow(keyRecord, row)).where(eq(keyRecord.id, RECORD));
  await takeIntoUse(tx, sealingState().ring);
}

/** Keeps everybody from writing what hangs on the keys until this transaction ends. */
export async function lockKeys(tx: Tx): Promise<void> {
  await tx.select({ id: keyRecord.id }).from(keyRecord).where(eq(keyRecord.id, RECORD)).for("update");
  await takeIntoUse(tx, sealingState().ring);
}

export type DerivedKey = { readonly generation: number; readonly key: Buffer };

/**
 * A key for one purpose ("audit") that hangs on this database's own secret. A rotation adds a generation: note with what
 * is made which one made it, and ask for that one when it is checked.
 * @throws AppError("decrypt-failed") for a generation this database does not have
 */
export function derivedKey(purpose: string, generation?: number): DerivedKey {
  const { roots } = state().secrets;
  const wanted = generation ?? roots.length;
  const root = roots[wanted - 1];
  if (!root) throw new AppError("decrypt-failed", `no generation ${wanted} of the ${purpose} key`);
  return { generation: wanted, key: deriveKey(Buffer.from(root, "base64"), purpose) };
}

/** Whether everything is bound to its row. */
export const isRowBound = (): boolean => state().secrets.rowBound;

/** Whether signing has begun here; from then on a missing key is a loss and no beginning. */
export const isSigning = (): boolean => state().secrets.signing === true;

export const pseudonymOf = (kind: "patient" | "encounter", value: string): string =>
  pseudonym(Buffer.from(state().secrets.pseudonymKey, "base64"), kind, value);
