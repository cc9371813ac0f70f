import { and, eq, inArray, lt, notInArray, or, sql } from "drizzle-orm";
import { pseudonym, sha256 } from "@/lib/core/crypto";
import { newId } from "@/lib/core/ids";
import { canonicalJson } from "@/lib/core/json";
import type { PatientContext } from "@/lib/fhir/patient-context";
import type { DbOrTx } from "../client";
import { encounter, encounterSnapshot } from "../schema";
import { currentKeyRing } from "../sealed";

export type EncounterRow = typeof encounter.$inferSelect;
type SnapshotRow = typeof encounterSnapshot.$inferSelect;

export const patientKey = (issuer: string, patientId: string): string =>
  pseudonym(currentKeyRing(), "patient", `${issuer}|${patientId}`);
/**
 * A row stands for this visit of this patient. Should the EHR move a visit to another patient, that is another row: what
 * was shown and decided under the old one never becomes the new patient's.
 */
const encounterKey = (v: Visit): string =>
  pseudonym(currentKeyRing(), "encounter", `${v.issuer}|${v.encounterId}|${v.patientId}`);

type Visit = { readonly issuer: string; readonly encounterId: string; readonly patientId: string };

export async function findEncounter(db: DbOrTx, id: string): Promise<EncounterRow | null> {
  const [row] = await db.select().from(encounter).where(eq(encounter.id, id));
  return row ?? null;
}

/** Rows for these visits, made where there is none yet; in the order given. `touchBefore`: a younger sighting is not written again. */
export async function ensureEncounters(
  db: DbOrTx,
  visits: readonly Visit[],
  now: Date,
  touchBefore: Date = now,
): Promise<EncounterRow[]> {
  if (visits.length === 0) return [];
  const keys = visits.map(encounterKey);
  const known = await db.select().from(encounter).where(inArray(encounter.encounterKey, keys));
  const byKey = new Map(known.map((row) => [row.encounterKey, row]));
  const fresh = new Map(
    visits.flatMap((v, i) => {
      const key = keys[i] as string;
      return byKey.has(key) ? [] : [[key, newRow(v, key, now)] as const];
    }),
  );
  if (fresh.size > 0) {
    const rows = await db
      .insert(encounter)
      .values(inLockOrder([...fresh.values()], (row) => row.encounterKey))
      .onConflictDoUpdate({ target: encounter.encounterKey, set: { lastSeenAt: now, active: true } })
      .returning();
    for (const row of rows) byKey.set(row.encounterKey, row);
  }
  const old = known.filter((row) => !row.active || row.lastSeenAt <= touchBefore).map((row) => row.id);
  if (old.length > 0) {
    const locked = db
      .select({ id: encounter.id })
      .from(encounter)
      .where(inArray(encounter.id, old))
      .orderBy(encounter.encounterKey)
      .for("update");
    await db.update(encounter).set({ lastSeenAt: now, active: true }).where(inArray(encounter.id, locked));
  }
  return keys.map((key) => byKey.get(key)).filter((row): row is EncounterRow => row !== undefined);
}

/** Boards of several people store the same rows at the same time: in one order, so that none waits for another in a ring. */
const inLockOrder = <T>(rows: readonly T[], key: (row: T) => string): T[] =>
  [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));

const newRow = (v: Visit, key: string, now: Date): typeof encounter.$inferInsert => ({
  id: newId(),
  issuer: v.issuer,
  encounterKey: key,
  patientKey: patientKey(v.issuer, v.patientId),
  refs: { encounterId: v.encounterId, patientId: v.patientId },
  firstSeenAt: now,
  lastSeenAt: now,
  active: true,
});

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

/** Equal when nothing but the time of reading differs. */
const contentVersion = ({ fetchedAt: _at, version: _version, ...content }: PatientContext): string =>
  sha256(canonicalJson(content)).slice(0, 32);

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
    version: contentVersion(context),
    context,
    fetchedAt: new Date(context.fetchedAt),
  }));
  const changed = values.filter((v) => versions.get(v.encounterId) !== v.version);
  if (changed.length > 0)
    await db
      .insert(encounterSnapshot)
      .values(changed)
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

export async function findSnapshot(db: DbOrTx, encounterId: string): Promise<SnapshotRow | null> {
  const [row] = await db
    .select()
    .from(encounterSnapshot)
    .where(eq(encounterSnapshot.encounterId, encounterId));
  return row ? confirmed(row) : null;
}

export async function findSnapshots(db: DbOrTx, encounterIds: readonly string[]): Promise<SnapshotRow[]> {
  if (encounterIds.length === 0) return [];
  const rows = await db
    .select()
    .from(encounterSnapshot)
    .where(inArray(encounterSnapshot.encounterId, [...encounterIds]));
  return rows.map(confirmed);
}

/** Last snapshots of the visits that were waiting when the EHR was last heard. */
export async function activeSnapshots(
  db: DbOrTx,
  issuer: string,
): Promise<{ encounter: EncounterRow; snapshot: SnapshotRow }[]> {
  const rows = await db
    .select({ encounter, snapshot: encounterSnapshot })
    .from(encounter)
    .innerJoin(encounterSnapshot, eq(encounterSnapshot.encounterId, encounter.id))
    .where(and(eq(encounter.issuer, issuer), eq(encounter.active, true)));
  return rows.map((row) => ({ ...row, snapshot: confirmed(row.snapshot) }));
}
