import { and, asc, count, desc, eq, inArray, lt, max, sql } from "drizzle-orm";
import type { EntryKind, IncidentLink } from "@/lib/monitoring/incidents/incident";
import type { DbOrTx, Tx } from "../client";
import {
  assessment,
  decision,
  incident,
  incidentEntry,
  incidentFocus,
  incidentLink,
  modelVersion,
} from "../schema";
import { type Opened, sealRow, tryOpen } from "../sealed";

export type IncidentRow = typeof incident.$inferSelect;
type StoredEntry = typeof incidentEntry.$inferSelect;
export type EntryRow = Opened<StoredEntry>;

/** Any number will do that nothing else locks. */
const NUMBER_LOCK = 0x0a_c1_17_04;

/** Adds it under the next number. Null: what opened it had opened one already. */
export async function insertIncident(
  tx: Tx,
  row: Omit<IncidentRow, "number" | "status" | "closedAt">,
): Promise<IncidentRow | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(${NUMBER_LOCK})`);
  const [newest] = await tx
    .select({ number: incident.number })
    .from(incident)
    .orderBy(desc(incident.number))
    .limit(1);
  const [added] = await tx
    .insert(incident)
    .values({ ...row, number: (newest?.number ?? 0) + 1, status: "open", closedAt: null })
    .onConflictDoNothing({ target: incident.source })
    .returning();
  return added ?? null;
}

export async function findIncident(db: DbOrTx, id: string): Promise<IncidentRow | null> {
  const [row] = await db.select().from(incident).where(eq(incident.id, id));
  return row ?? null;
}

export async function incidentOfSource(db: DbOrTx, source: string): Promise<IncidentRow | null> {
  const [row] = await db.select().from(incident).where(eq(incident.source, source));
  return row ?? null;
}

/** The open one of this alert, whichever firing opened it. */
export async function openIncidentOfAlert(db: DbOrTx, alert: string): Promise<IncidentRow | null> {
  const [row] = await db
    .select()
    .from(incident)
    .where(and(eq(incident.alert, alert), eq(incident.status, "open")))
    .orderBy(desc(incident.number))
    .limit(1);
  return row ?? null;
}

/** The same, and nobody else changes it until this transaction ends. */
export async function lockIncident(tx: Tx, id: string): Promise<IncidentRow | null> {
  const [row] = await tx.select().from(incident).where(eq(incident.id, id)).for("update");
  return row ?? null;
}

export async function updateIncident(
  tx: Tx,
  id: string,
  change: Partial<Pick<IncidentRow, "status" | "severity" | "closedAt">>,
): Promise<void> {
  await tx.update(incident).set(change).where(eq(incident.id, id));
}

/** Newest first, `before` exclusive. */
export const listIncidents = (
  db: DbOrTx,
  {
    status,
    before,
    limit,
  }: { status?: IncidentRow["status"] | undefined; before?: number | undefined; limit: number },
): Promise<IncidentRow[]> =>
  db
    .select()
    .from(incident)
    .where(
      and(status ? eq(incident.status, status) : undefined, before ? lt(incident.number, before) : undefined),
    )
    .orderBy(desc(incident.number))
    .limit(limit);

export async function countOpenIncidents(db: DbOrTx): Promise<number> {
  const [row] = await db.select({ n: count() }).from(incident).where(eq(incident.status, "open"));
  return row?.n ?? 0;
}

/** Adds it as the newest; whoever calls holds the incident. False: the gesture had made it already. */
export async function insertEntry(tx: Tx, row: Omit<EntryRow, "seq">): Promise<boolean> {
  const [newest] = await tx
    .select({ seq: max(incidentEntry.seq) })
    .from(incidentEntry)
    .where(eq(incidentEntry.incidentId, row.incidentId));
  const added = await tx
    .insert(incidentEntry)
    .values(sealRow(incidentEntry, { ...row, seq: (newest?.seq ?? 0) + 1 }))
    .onConflictDoNothing({ target: incidentEntry.id })
    .returning({ id: incidentEntry.id });
  return added.length > 0;
}

/** Stands in the place of words that do not open: that something was said is no less so. */
export const UNREADABLE_WORDS = "(The words could not be read.)";

/** Oldest first. */
export async function entriesOf(db: DbOrTx, incidentId: string): Promise<EntryRow[]> {
  const rows = await db
    .select()
    .from(incidentEntry)
    .where(eq(incidentEntry.incidentId, incidentId))
    .orderBy(asc(incidentEntry.seq));
  return rows.map((row) => tryOpen<StoredEntry>(row) ?? { ...row, words: UNREADABLE_WORDS });
}

/** Oldest first, without opening what was said. */
export async function entryKindsOf(db: DbOrTx, incidentId: string): Promise<EntryKind[]> {
  const rows = await db
    .select({ kind: incidentEntry.kind })
    .from(incidentEntry)
    .where(eq(incidentEntry.incidentId, incidentId))
    .orderBy(asc(incidentEntry.seq));
  return rows.map((row) => row.kind);
}

export const linksOf = (db: DbOrTx, incidentId: string): Promise<IncidentLink[]> =>
  db
    .select({ what: incidentLink.what, ref: incidentLink.ref })
    .from(incidentLink)
    .where(eq(incidentLink.incidentId, incidentId))
    .orderBy(asc(incidentLink.what), asc(incidentLink.ref));

/** False: it was there. */
export async function insertLink(tx: Tx, incidentId: string, link: IncidentLink): Promise<boolean> {
  const added = await tx
    .insert(incidentLink)
    .values({ incidentId, ...link })
    .onConflictDoNothing()
    .returning({ ref: incidentLink.ref });
  return added.length > 0;
}

/** Whether there is such a thing to link to. */
export async function isThere(db: DbOrTx, { what, ref }: IncidentLink): Promise<boolean> {
  if (what === "model-version") {
    return (
      (await db.select({ v: modelVersion.version }).from(modelVersion).where(eq(modelVersion.version, ref)))
        .length > 0
    );
  }
  const table = what === "assessment" ? assessment : decision;
  return (await db.select({ id: table.id }).from(table).where(eq(table.id, ref))).length > 0;
}

/** What linked assessments and decisions come to, without anything of a patient. */
export async function levelsOf(
  db: DbOrTx,
  links: readonly IncidentLink[],
): Promise<Map<string, { level: number | null; modelVersion: string | null; at: Date }>> {
  const ids = (what: IncidentLink["what"]) => links.filter((l) => l.what === what).map((l) => l.ref);
  const [shown, decided] = [ids("assessment"), ids("decision")];
  const rows = [
    ...(shown.length === 0
      ? []
      : await db
          .select({
            id: assessment.id,
            level: assessment.shownLevel,
            modelVersion: assessment.modelVersion,
            at: assessment.createdAt,
          })
          .from(assessment)
          .where(inArray(assessment.id, shown))),
    ...(decided.length === 0
      ? []
      : await db
          .select({
            id: decision.id,
            level: decision.level,
            modelVersion: decision.modelVersion,
            at: decision.decidedAt,
          })
          .from(decision)
          .where(inArray(decision.id, decided))),
  ];
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** The open incident this person is at work on. */
export async function focusOf(db: DbOrTx, userId: string): Promise<IncidentRow | null> {
  const [row] = await db
    .select({ incident })
    .from(incidentFocus)
    .innerJoin(incident, eq(incident.id, incidentFocus.incidentId))
    .where(and(eq(incidentFocus.userId, userId), eq(incident.status, "open")));
  return row?.incident ?? null;
}

/** Null: on none. */
export async function setFocus(tx: Tx, userId: string, incidentId: string | null): Promise<void> {
  if (incidentId === null) await tx.delete(incidentFocus).where(eq(incidentFocus.userId, userId));
  else
    await tx
      .insert(incidentFocus)
      .values({ userId, incidentId })
      .onConflictDoUpdate({ target: incidentFocus.userId, set: { incidentId } });
}

export async function countIncidents(db: DbOrTx): Promise<number> {
  const [row] = await db.select({ n: count() }).from(incident);
  return row?.n ?? 0;
}
