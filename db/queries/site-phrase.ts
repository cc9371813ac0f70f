import { setTimeout as pause } from "node:timers/promises";
import { and, desc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { TriageCase } from "@/lib/case/triage-case";
import { newId } from "@/lib/core/ids";
import type { SitePhrase } from "@/lib/feedback/deidentification/site-phrases";
import type { Db, DbOrTx, Tx } from "../client";
import { rowsIn } from "../rows";
import {
  appUser,
  assessment,
  decidedCase,
  decision,
  encounter,
  encounterSnapshot,
  label,
  labelWithdrawal,
  secondReading,
  sitePhrase,
} from "../schema";
import { type OpenedRows, openRows, sealRow, sealSet, tryOpen } from "../sealed";

const PAGE = 500;

/** Any number will do that nothing else locks. */
const PHRASES_LOCK = 0x0a_c1_17_0a;

/**
 * What the site takes out of every text. One that does not open is left out, and whoever listens is told. A transaction that stores a
 * text by them is known to whoever adds one until it ends.
 */
export async function sitePhrases(db: DbOrTx): Promise<SitePhrase[]> {
  await db.execute(sql`select pg_advisory_xact_lock_shared(${PHRASES_LOCK})`);
  return openRows<Pick<typeof sitePhrase.$inferSelect, "id" | "entry">>(
    await db.select({ id: sitePhrase.id, entry: sitePhrase.entry }).from(sitePhrase),
  ).rows.map((r) => r.entry);
}

const ASK_AGAIN_MS = 50;

/**
 * Waits until nobody stores a text any more by the phrases there were before. It asks again and again instead of standing in line, where
 * those who record a decision would stand behind it.
 */
export async function phrasesSettled(db: Db): Promise<void> {
  const settled = () =>
    db.transaction(async (tx) => {
      const lock = sql`select pg_try_advisory_xact_lock(${PHRASES_LOCK}) as held`;
      return rowsIn<{ held: boolean }>(await tx.execute(lock))[0]?.held === true;
    });
  while (!(await settled())) await pause(ASK_AGAIN_MS);
}

type ListedPhrase = Pick<typeof sitePhrase.$inferSelect, "id" | "entry" | "addedAt"> & { by: string };

export const listPhrases = async (db: DbOrTx): Promise<OpenedRows<ListedPhrase>> =>
  openRows<ListedPhrase>(
    await db
      .select({
        id: sitePhrase.id,
        entry: sitePhrase.entry,
        addedAt: sitePhrase.addedAt,
        by: appUser.displayName,
      })
      .from(sitePhrase)
      .innerJoin(appUser, eq(appUser.id, sitePhrase.addedBy))
      .orderBy(desc(sitePhrase.addedAt), sitePhrase.id),
  );

export const insertPhrase = async (
  tx: Tx,
  entry: SitePhrase,
  addedBy: string,
  addedAt: Date,
): Promise<void> =>
  void (await tx.insert(sitePhrase).values(sealRow(sitePhrase, { id: newId(), entry, addedBy, addedAt })));

export async function deletePhrase(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.delete(sitePhrase).where(eq(sitePhrase.id, id)).returning({ id: sitePhrase.id });
  return rows.length > 0;
}

/** The newest labels of one EHR whose case is still there as it was written, without the case. */
export const labelsWithOriginal = (db: DbOrTx, issuer: string, limit: number) =>
  db
    .select({ id: label.id, encounterId: encounter.id, assessmentId: assessment.id })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .innerJoin(encounter, eq(encounter.id, decision.encounterId))
    .innerJoin(assessment, eq(assessment.id, decision.assessmentId))
    .leftJoin(labelWithdrawal, eq(labelWithdrawal.labelId, label.id))
    .where(
      and(
        eq(encounter.issuer, issuer),
        isNull(encounter.expiredAt),
        isNotNull(assessment.case),
        isNull(labelWithdrawal.labelId),
      ),
    )
    .orderBy(desc(label.createdAt), label.id)
    .limit(limit);

/** A label's case as it is stored, as it was written, and what the EHR knew of the patient; null where one of them does not open. */
export async function bothTexts(
  db: DbOrTx,
  ids: Awaited<ReturnType<typeof labelsWithOriginal>>[number],
): Promise<{ stored: TriageCase; written: TriageCase; identifyingTexts: readonly string[] } | null> {
  const [after] = await db.select().from(label).where(eq(label.id, ids.id));
  const [before] = await db.select().from(assessment).where(eq(assessment.id, ids.assessmentId));
  const [snapshot] = await db
    .select()
    .from(encounterSnapshot)
    .where(eq(encounterSnapshot.encounterId, ids.encounterId));
  const stored = after && tryOpen<typeof after>(after)?.case;
  const written = before && tryOpen<typeof before>(before)?.case;
  const known = snapshot && tryOpen<typeof snapshot>(snapshot)?.context;
  return stored && written
    ? { stored, written, identifyingTexts: known?.patient.identifyingTexts ?? [] }
    : null;
}

type Scrub = (c: TriageCase) => TriageCase | null;
export type Scrubbed = { readonly labels: string[]; readonly readings: number; readonly compared: number };

/** Any number will do that nothing else locks. */
const SCRUB_LOCK = 0x0a_c1_17_0b;

/**
 * Puts what `scrub` makes of a stored case in its place, wherever it makes another one (null: the same). Of two who do so at once one
 * goes first: what it took out would come back with what the other had read before.
 */
export async function scrubStored(tx: Tx, scrub: Scrub, now: Date): Promise<Scrubbed> {
  await tx.execute(sql`select pg_advisory_xact_lock(${SCRUB_LOCK})`);
  const labels: string[] = [];
  let readings = 0;
  let compared = 0;
  await eachCase(tx, label, label.id, scrub, async (id, c) => {
    labels.push(id);
    await tx
      .update(label)
      .set({ ...sealSet(label, id, { case: c }), scrubbedAt: now })
      .where(eq(label.id, id));
  });
  await eachCase(tx, secondReading, secondReading.id, scrub, async (id, c) => {
    readings += 1;
    // One that was taken out meanwhile is not put back.
    await tx
      .update(secondReading)
      .set(sealSet(secondReading, id, { case: c }))
      .where(and(eq(secondReading.id, id), isNotNull(secondReading.case)));
  });
  // Where the model put it rested on the words that go: it is made again, with its place.
  const stale: [string, TriageCase][] = [];
  await eachCase(tx, decidedCase, decidedCase.decisionId, scrub, async (id, c) => void stale.push([id, c]));
  for (const [id, c] of stale) {
    const [row] = await tx.delete(decidedCase).where(eq(decidedCase.decisionId, id)).returning();
    if (row) await tx.insert(decidedCase).values(sealRow(decidedCase, { ...row, case: c }));
    compared += 1;
  }
  return { labels, readings, compared };
}

/** Page by page in order of the ids: a hundred thousand cases are never in memory at once. */
async function eachCase(
  tx: Tx,
  table: PgTable,
  id: PgColumn,
  scrub: Scrub,
  put: (id: string, c: TriageCase) => Promise<void>,
): Promise<void> {
  for (let after: string | null = null; ; ) {
    const page = (await tx
      .select()
      .from(table)
      .where(after === null ? undefined : gt(id, after))
      .orderBy(id)
      .limit(PAGE)) as unknown as (typeof label.$inferSelect)[];
    const key = table === decidedCase ? "decisionId" : "id";
    for (const row of page) {
      const c = tryOpen<typeof row>(row)?.case;
      const changed = c ? scrub(c) : null;
      if (changed) await put(row[key], changed);
    }
    const last = page.at(-1);
    if (!last) return;
    after = last[key];
  }
}
