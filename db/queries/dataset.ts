import { and, count, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { DbOrTx, Tx } from "../client";
import { dataset, decision, label, runLabel, trainingRun } from "../schema";
import { type OpenedRows, openRows } from "../sealed";
import { labelStands } from "./standing";

export type DatasetRow = typeof dataset.$inferSelect;

/** Two runs that learned from the same have one dataset. */
export const insertDataset = (tx: Tx, row: typeof dataset.$inferInsert) =>
  tx.insert(dataset).values(row).onConflictDoNothing();

export const listDatasetRows = (db: DbOrTx, limit: number): Promise<DatasetRow[]> =>
  db.select().from(dataset).orderBy(desc(dataset.madeAt), dataset.digest).limit(limit);

export async function findDataset(db: DbOrTx, digest: string): Promise<DatasetRow | null> {
  const [row] = await db.select().from(dataset).where(eq(dataset.digest, digest));
  return row ?? null;
}

const learnedDigest = sql<string>`${trainingRun.learned} ->> 'digest'`;

/** Runs by the digest of what they learned from, oldest first. */
export async function runsByDataset(
  db: DbOrTx,
): Promise<Map<string, { id: string; version: string | null }[]>> {
  const rows = await db
    .select({ id: trainingRun.id, version: trainingRun.candidateVersion, digest: learnedDigest })
    .from(trainingRun)
    .where(and(isNotNull(trainingRun.learned), eq(trainingRun.status, "succeeded")))
    .orderBy(trainingRun.requestedAt);
  const byDigest = new Map<string, { id: string; version: string | null }[]>();
  for (const { digest, ...run } of rows) byDigest.set(digest, [...(byDigest.get(digest) ?? []), run]);
  return byDigest;
}

const ITEM = {
  id: label.id,
  case: label.case,
  level: label.level,
  source: label.source,
  assessedLevel: label.assessedLevel,
  scrubbed: sql<boolean>`${label.scrubbedAt} is not null`,
  weight: runLabel.weight,
};
type StoredItem = {
  readonly id: string;
  readonly case: (typeof label.$inferSelect)["case"];
  readonly level: (typeof label.$inferSelect)["level"];
  readonly source: (typeof label.$inferSelect)["source"];
  readonly assessedLevel: (typeof label.$inferSelect)["assessedLevel"];
  readonly weight: number;
  /** A phrase was taken out of it after it was stored. */
  readonly scrubbed: boolean;
  /** May be learned from at this moment. */
  readonly stands: boolean;
};

/** A run's cases in order of their ids. */
export async function itemsOfRun(db: DbOrTx, runId: string): Promise<OpenedRows<StoredItem>> {
  const rows = await db
    .select({ ...ITEM, stands: sql<boolean>`(${labelStands(db)})` })
    .from(runLabel)
    .innerJoin(label, eq(label.id, runLabel.labelId))
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .where(eq(runLabel.runId, runId))
    .orderBy(label.id);
  return openRows<StoredItem>(rows);
}

/** Digests of the datasets that a label is in, oldest first. */
export async function datasetsWith(db: DbOrTx, labelId: string): Promise<string[]> {
  const rows = await db
    .select({ digest: dataset.digest })
    .from(dataset)
    .innerJoin(runLabel, eq(runLabel.runId, dataset.runId))
    .where(eq(runLabel.labelId, labelId))
    .orderBy(dataset.madeAt);
  return rows.map((r) => r.digest);
}

/** Runs that kept what they learned from and have no dataset, with its digest. */
export async function runsWithoutDataset(db: DbOrTx) {
  const { id, labelIds, requestedAt, requestedBy, finishedAt, parentVersion } = trainingRun;
  return db
    .select({ id, labelIds, requestedAt, requestedBy, finishedAt, parentVersion, digest: learnedDigest })
    .from(trainingRun)
    .leftJoin(dataset, eq(dataset.digest, learnedDigest))
    .where(and(isNotNull(trainingRun.learned), eq(trainingRun.status, "succeeded"), isNull(dataset.digest)))
    .orderBy(trainingRun.requestedAt);
}

/** How many of these labels are kept apart for measuring. */
export async function countHeldOut(db: DbOrTx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const [row] = await db
    .select({ n: count() })
    .from(label)
    .where(and(inArray(label.id, [...ids]), eq(label.heldOut, true)));
  return row?.n ?? 0;
}
