import { and, desc, eq, gte, inArray, isNull, lt, notInArray, or, sql } from "drizzle-orm";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { canonicalJson } from "@/lib/core/json";
import type { PatientContext } from "@/lib/fhir/patient-context";
import type { DbOrTx } from "../client";
import { pseudonymOf, refreshKeys, settledKeys } from "../keys";
import { encounter, encounterSnapshot } from "../schema";
import type { EncounterRefs } from "../schema/encounter";
import { type Opened, type OpenedRows, openRow, openRows, sealRow } from "../sealed";

/** With the EHR's ids sealed: `refsOf` opens them where they are needed. */
export type EncounterRow = typeof encounter.$inferSelect;
type StoredSnapshot = typeof encounterSnapshot.$inferSelect;
type SnapshotRow = Opened<StoredSnapshot>;

export const patientKey = (issuer: string, patientId: string): string =>
  pseudonymOf("patient", `${issuer}|${patientId}`);
/**
 * A row stands for this visit of this patient. Should the EHR move a visit to another patient, that is another row: what
 * was shown and decided under the old one never becomes the new patient's.
 */
export const encounterKey = (v: Visit): string =>
  pseudonymOf("encounter", `${v.issuer}|${v.encounterId}|${v.patientId}`);

type Visit = { readonly issuer: string; readonly encounterId: string; readonly patientId: string };

/** null also for one whose patient data has expired. */
/** The EHR whose visit it is, also after the visit expired; null: there is none. */
export async function unitOf(db: DbOrTx, id: string): Promise<string | null> {
  const [row] = await db.select({ issuer: encounter.issuer }).from(encounter).where(eq(encounter.id, id));
  return row?.issuer ?? null;
}

export async function findEncounter(db: DbOrTx, id: string): Promise<EncounterRow | null> {
  const [row] = await db
    .select()
    .from(encounter)
    .where(and(eq(encounter.id, id), isNull(encounter.expiredAt)));
  return row ?? null;
}

/**
 * The EHR's ids of a visit. They must be the ones the row is found by: a row that says one patient and is found as another
 * was tampered with, and nothing is shown or written by it.
 * @throws AppError("decrypt-failed")
 */
export async function refsOf(db: DbOrTx, row: EncounterRow): Promise<EncounterRefs> {
  const { refs } = openRow<EncounterRow>(row);
  if (!refs) throw new AppError("not-found", `the data of visit ${row.id} has expired`);
  const belongs = (r: EncounterRow): boolean =>
    patientKey(r.issuer, refs.patientId) === r.patientKey &&
    encounterKey({ issuer: r.issuer, ...refs }) === r.encounterKey;
  if (belongs(row)) return refs;
  // Unless the pseudonyms were made anew a moment ago.
  await refreshKeys(db);
  const again = await findEncounter(db, row.id);
  if (again && belongs(again)) return refs;
  throw new AppError(
    "decrypt-failed",
    `encounter.refs of row ${row.id} are not of the visit the row stands for`,
  );
}

/** Rows for these visits, made where there is none yet; in the order given. `touchBefore`: a younger sighting is not written again. */
export async function ensureEncounters(
  db: DbOrTx,
  visits: readonly Visit[],
  now: Date,
  touchBefore: Date = now,
): Promise<EncounterRow[]> {
  if (visits.length === 0) return [];
  const known = await findVisits(db, visits);
  const byKey = known.every((row) => row !== null) ? known : await addVisits(db, visits, now);
  await touch(db, known, now, touchBefore);
  return byKey.filter((row) => row !== null);
}

/** In the order given; null where there is none. */
async function findVisits(db: DbOrTx, visits: readonly Visit[]): Promise<(EncounterRow | null)[]> {
  const keys = visits.map(encounterKey);
  const rows = await db.select().from(encounter).where(inArray(encounter.encounterKey, keys));
  const byKey = new Map(rows.map((row) => [row.encounterKey, row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

/** With the keys held still: a visit that was only not found because its pseudonym is a new one must not be made twice. */
async function addVisits(db: DbOrTx, visits: readonly Visit[], now: Date): Promise<(EncounterRow | null)[]> {
  return db.transaction(async (tx) => {
    await settledKeys(tx);
    const known = await findVisits(tx, visits);
    const fresh = new Map(
      visits.flatMap((v, i) => (known[i] ? [] : [[encounterKey(v), newRow(v, now)] as const])),
    );
    if (fresh.size === 0) return known;
    await tx
      .insert(encounter)
      .values(inLockOrder([...fresh.values()], (row) => row.encounterKey))
      .onConflictDoUpdate({ target: encounter.encounterKey, set: { lastSeenAt: now, active: true } });
    return findVisits(tx, visits);
  });
}

/** Seen again. */
async function touch(
  db: DbOrTx,
  rows: readonly (EncounterRow | null)[],
  now: Date,
  touchBefore: Date,
): Promise<void> {
  const known = rows.filter((row) => row !== null);
  const old = known.filter((row) => !row.active || row.lastSeenAt <= touchBefore).map((row) => row.id);
  if (old.length === 0) return;
  const locked = db
    .select({ id: encounter.id })
    .from(encounter)
    .where(inArray(encounter.id, old))
    .orderBy(encounter.encounterKey)
    .for("update");
  await db.update(encounter).set({ lastSeenAt: now, active: true }).where(inArray(encounter.id, locked));
}

/** Boards of several people store the same rows at the same time: in one order, so that none waits for another in a ring. */
const inLockOrder = <T>(rows: readonly T[], key: (row: T) => string): T[] =>
  [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));

const newRow = (v: Visit, now: Date): typeof encounter.$inferInsert =>
  sealRow(encounter, {
    id: newId(),
    issuer: v.issuer,
    encounterKey: encounterKey(v),
    patientKey: patientKey(v.issuer, v.patientId),
    refs: { encounterId: v.encounterId, patientId: v.patientId },
    firstSeenAt: now,
    lastSeenAt: now,
    active: true,
  });

/** Visits of an EHR that somebody was shown since then, newest first. */
export async function recentEncounters(
  db: DbOrTx,
  issuer: string,
  since: Date,
  limit: number,
): Promise<EncounterRow[]> {
  return db
    .select()
    .from(encounter)
    .where(and(eq(encounter.issuer, issuer), gte(encounter.lastSeenAt, since), isNull(encounter.expiredAt)))
    .orderBy(desc(encounter.lastSeenAt))
    .limit(limit);
}

/** What the EHR no longer lists, to anybody who asked since `notSeenSince`, is no longer waiting. */
export async function deactivateOthers(
  db: DbOrTx,
  issuer: string,
  stillActive: readonly string[],
  notSeenSince: Date,
): Promise<void> {
  const gone = db
    .select({ id: encounter.id })
    .from(encounter)
    .where(
      and(
        eq(encounter.issuer, issuer),
        eq(encounter.active, true),
        lt(encounter.lastSeenAt, notSeenSince),
        stillActive.length > 0 ? notInArray(encounter.id, [...stillActive]) : undefined,
      ),
    )
    .orderBy(encounter.encounterKey)
    .for("update");
  await db.update(encounter).set({ active: false }).where(inArray(encounter.id, gone));
}

const contents = new WeakMap<PatientContext, string>();

/** Equal when nothing but the time of reading differs: whatever the EHR said, and what it did not say. */
export function contentOf(context: PatientContext): string {
  const known = contents.get(context);
  if (known) return known;
  const { fetchedAt: _at, version: _version, ...said } = context;
  const content = sha256(canonicalJson(said)).slice(0, 32);
  contents.set(context, content);
  return content;
}

/**
 * Keeps the newest word of the EHR. Sealing and storing a record is the costly part of a refresh, so one that says the
 * same as before only has its time moved on.
 */
export async function saveSnapshots(
  db: DbOrTx,
  snapshots: readonly { readonly encounterId: string; readonly context: PatientContext }[],
): Promise<void> {
  if (snapshots.length === 0) return;
  const ids = snapshots.map((s) => s.encounterId);
  const stored = await db
    .select({ encounterId: encounterSnapshot.encounterId, version: encounterSnapshot.version })
    .from(encounterSnapshot)
    .where(inArray(encounterSnapshot.encounterId, ids));
  const versions = new Map(stored.map((s) => [s.encounterId, s.version]));
  const values = inLockOrder(snapshots, (s) => s.encounterId).map(({ encounterId, context }) => ({
    encounterId,
    version: contentOf(context),
    context,
    fetchedAt: new Date(context.fetchedAt),
  }));
  const changed = values.filter((v) => versions.get(v.encounterId) !== v.version);
  if (changed.length > 0)
    await db
      .insert(encounterSnapshot)
      .values(changed.map((row) => sealRow(encounterSnapshot, row)))
      .onConflictDoUpdate({
        target: encounterSnapshot.encounterId,
        set: {
          version: sql`excluded.version`,
          context: sql`excluded.context`,
          fetchedAt: sql`excluded.fetched_at`,
        },
        setWhere: sql`excluded.fetched_at >= ${encounterSnapshot.fetchedAt}`,
      });
  const byTime = Map.groupBy(
    values.filter((v) => versions.get(v.encounterId) === v.version),
    (v) => v.fetchedAt.getTime(),
  );
  for (const [time, same] of byTime) await confirmSnapshots(db, same, new Date(time));
}

/** Moves the time of snapshots on that still say what the EHR has just said again. */
async function confirmSnapshots(
  db: DbOrTx,
  same: readonly { readonly encounterId: string; readonly version: string }[],
  at: Date,
): Promise<void> {
  // The version again: somebody may have stored a newer record in between.
  const unchanged = or(
    ...same.map((v) =>
      and(eq(encounterSnapshot.encounterId, v.encounterId), eq(encounterSnapshot.version, v.version)),
    ),
  );
  const locked = db
    .select({ id: encounterSnapshot.encounterId })
    .from(encounterSnapshot)
    .where(and(unchanged, lt(encounterSnapshot.fetchedAt, at)))
    .orderBy(encounterSnapshot.encounterId)
    .for("update");
  await db
    .update(encounterSnapshot)
    .set({ fetchedAt: at })
    .where(inArray(encounterSnapshot.encounterId, locked));
}

/** A snapshot as it was last confirmed by the EHR. */
const confirmed = (row: SnapshotRow): SnapshotRow => ({
  ...row,
  context: { ...row.context, fetchedAt: row.fetchedAt.toISOString() },
});

/** One that does not open is as good as none; the EHR's next word takes its place, even if it says the same. */
async function opened(db: DbOrTx, rows: readonly StoredSnapshot[]): Promise<OpenedRows<StoredSnapshot>> {
  const { rows: readable, unreadable } = openRows<StoredSnapshot>(rows);
  const lost = unreadable.map((row) => row.encounterId);
  if (lost.length > 0)
    await db
      .update(encounterSnapshot)
      .set({ version: "unreadable" })
      .where(inArray(encounterSnapshot.encounterId, lost));
  return { rows: readable.map(confirmed), unreadable };
}

export async function findSnapshot(db: DbOrTx, encounterId: string): Promise<SnapshotRow | null> {
  const [row] = await db
    .select()
    .from(encounterSnapshot)
    .where(eq(encounterSnapshot.encounterId, encounterId));
  return (await opened(db, row ? [row] : [])).rows[0] ?? null;
}

export async function findSnapshots(db: DbOrTx, encounterIds: readonly string[]): Promise<SnapshotRow[]> {
  if (encounterIds.length === 0) return [];
  const rows = await db
    .select()
    .from(encounterSnapshot)
    .where(inArray(encounterSnapshot.encounterId, [...encounterIds]));
  return (await opened(db, rows)).rows;
}

export type ActiveSnapshots = {
  readonly known: readonly { readonly encounter: EncounterRow; readonly snapshot: SnapshotRow }[];
  /** Ids of the visits whose stored record does not open. */
  readonly unreadable: readonly string[];
};

/** Last snapshots of the visits that were waiting when the EHR was last heard. */
export async function activeSnapshots(db: DbOrTx, issuer: string): Promise<ActiveSnapshots> {
  const rows = await db
    .select({ encounter, snapshot: encounterSnapshot })
    .from(encounter)
    .innerJoin(encounterSnapshot, eq(encounterSnapshot.encounterId, encounter.id))
    .where(and(eq(encounter.issuer, issuer), eq(encounter.active, true)));
  const snapshots = await opened(
    db,
    rows.map((row) => row.snapshot),
  );
  const byId = new Map(rows.map((row) => [row.encounter.id, row.encounter]));
  return {
    known: snapshots.rows.flatMap((snapshot) => {
      const visit = byId.get(snapshot.encounterId);
      return visit ? { encounter: visit, snapshot } : [];
    }),
    unreadable: snapshots.unreadable.map((row) => row.encounterId),
  };
}
