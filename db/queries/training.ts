import {
  and,
  count,
  countDistinct,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  max,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { MINUTE } from "@/lib/core/clock";
import { measuresOn } from "@/lib/feedback/split";
import type { DbOrTx } from "../client";
import { rowsIn } from "../rows";
import { decision, label, modelVersion, runLabel, trainingRun, visitOutcome } from "../schema";
import { type Opened, type OpenedRows, openRows } from "../sealed";
import { labelStands } from "./standing";

export type RunRow = typeof trainingRun.$inferSelect;
type StoredLabel = typeof label.$inferSelect & {
  /** Whoever decided: told apart from others, never named. */
  readonly author: string;
  /** The case as it was assessed: whoever else read it read the same. */
  readonly assessmentId: string;
};
export type LabelRow = Opened<StoredLabel>;
const WITH_AUTHOR = {
  ...getTableColumns(label),
  author: decision.decidedBy,
  assessmentId: decision.assessmentId,
};

const OPEN = ["queued", "running", "evaluating"] as const;

/**
 * Null: another run is under way. Waits for somebody who is inserting one at this moment. A later run is never dated before an earlier
 * one, also when the clock was set back in between: candidates are named by how many were asked for until then.
 */
export async function insertRun(tx: DbOrTx, row: typeof trainingRun.$inferInsert): Promise<RunRow | null> {
  const [last] = await tx.select({ at: max(trainingRun.requestedAt) }).from(trainingRun);
  const requestedAt =
    last?.at && last.at >= row.requestedAt ? new Date(last.at.getTime() + 1) : row.requestedAt;
  const [run] = await tx
    .insert(trainingRun)
    .values({ ...row, requestedAt })
    .onConflictDoNothing()
    .returning();
  return run ?? null;
}

export async function findRun(db: DbOrTx, id: string): Promise<RunRow | null> {
  const [row] = await db.select().from(trainingRun).where(eq(trainingRun.id, id));
  return row ?? null;
}

export const listRunRows = (db: DbOrTx, limit = 100): Promise<RunRow[]> =>
  db.select().from(trainingRun).orderBy(desc(trainingRun.requestedAt)).limit(limit);

export async function openRun(db: DbOrTx): Promise<RunRow | null> {
  const [row] = await db
    .select()
    .from(trainingRun)
    .where(inArray(trainingRun.status, [...OPEN]));
  return row ?? null;
}

export async function lastFinishedRun(
  db: DbOrTx,
): Promise<Pick<RunRow, "status" | "requestedAt" | "startedAt" | "finishedAt"> | null> {
  const { status, requestedAt, startedAt, finishedAt } = trainingRun;
  const [row] = await db
    .select({ status, requestedAt, startedAt, finishedAt })
    .from(trainingRun)
    .where(isNotNull(finishedAt))
    .orderBy(desc(finishedAt))
    .limit(1);
  return row ?? null;
}

/**
 * Takes an open run for `owner`. Succeeds when nobody has it, when it is ours already, or when its worker has not been
 * heard of since `staleBefore`. Of two workers asking at once one gets it.
 */
export async function claimRun(
  db: DbOrTx,
  id: string,
  owner: string,
  now: Date,
  staleBefore: Date,
): Promise<RunRow | null> {
  const free = or(
    isNull(trainingRun.owner),
    eq(trainingRun.owner, owner),
    lt(trainingRun.heartbeatAt, staleBefore),
  );
  const [row] = await db
    .update(trainingRun)
    .set({ owner, heartbeatAt: now })
    .where(and(eq(trainingRun.id, id), inArray(trainingRun.status, [...OPEN]), free))
    .returning();
  return row ?? null;
}

/** Changes a run that `owner` still has. False: somebody else took it over. */
export async function updateOwnRun(
  db: DbOrTx,
  id: string,
  owner: string,
  set: Partial<typeof trainingRun.$inferInsert>,
): Promise<boolean> {
  const rows = await db
    .update(trainingRun)
    .set(set)
    .where(and(eq(trainingRun.id, id), eq(trainingRun.owner, owner)))
    .returning({ id: trainingRun.id });
  return rows.length > 0;
}

/** A label's transaction may commit a little after a run was queued that its time says it was before. */
const OVERLAP = 5 * MINUTE;

/**
 * Labels that have not been part of a run, and how many of them are not held out; those of failed runs count again. A label
 * whose decision was superseded is left out: the later word counts.
 */
export async function countUnusedLabels(db: DbOrTx): Promise<{ all: number; toTrainOn: number }> {
  const used = inArray(trainingRun.status, [...OPEN, "succeeded"]);
  const [last] = await db
    .select({ at: max(trainingRun.requestedAt) })
    .from(trainingRun)
    .where(used);
  const since = last?.at ? new Date(last.at.getTime() - OVERLAP) : null;
  const recent = since
    ? await db
        .select({ ids: trainingRun.labelIds })
        .from(trainingRun)
        .where(and(used, gte(trainingRun.requestedAt, since)))
    : [];
  const from = since ? sql`created_at >= ${since.toISOString()}::timestamptz` : sql`true`;
  // All of them off an index, less the few that do not count: asking of each whether it does costs as much as reading them all.
  const [row] = rowsIn<{ all: number; toTrainOn: number }>(
    await db.execute(sql`
      with left_out as (${leftOut(recent.flatMap((r) => r.ids))}),
        counts as (
          select count(*) as n, count(*) filter (where not held_out) as to_train_on from label where ${from}
          union all
          select -count(*), -count(*) filter (where not held_out) from label where ${from} and id in (select id from left_out))
      select sum(n)::int as "all", sum(to_train_on)::int as "toTrainOn" from counts`),
  );
  return row ?? { all: 0, toTrainOn: 0 };
}

/** Labels that were part of a run, whose decision a later one took the place of, that are withdrawn, or whose reader is held back (labelStands). */
const leftOut = (taken: readonly string[]): SQL => sql`
  select l.id from decision later join label l on l.decision_id = later.supersedes where later.supersedes is not null
  union select label_id from label_withdrawal
  union select l.id from reader_hold h join decision d on d.decided_by = h.reader_id join label l on l.decision_id = d.id
    where h.released_at is null
  union select unnest(${sql.param(`{${taken.join(",")}}`)}::uuid[])`;

/** The runs that made a version and those it descends from. */
export async function runsOfLine(db: DbOrTx, version: string): Promise<{ labelIds: readonly string[] }[]> {
  return db
    .select({ labelIds: trainingRun.labelIds })
    .from(trainingRun)
    .where(inArray(trainingRun.candidateVersion, await lineOf(db, version)));
}

/** A version and those it descends from. */
async function lineOf(db: DbOrTx, version: string): Promise<string[]> {
  const parents = new Map(
    (await db.select({ version: modelVersion.version, parent: modelVersion.parent }).from(modelVersion)).map(
      (v) => [v.version, v.parent],
    ),
  );
  const line: string[] = [];
  for (let v: string | null | undefined = version; v && !line.includes(v); v = parents.get(v)) line.push(v);
  return line;
}

/**
 * What a run that starts from `champion` learns from: every label that neither the champion nor a version it descends
 * from has learned, oldest first, the newest `limit` of them. So the labels of a candidate that was rejected, or rolled
 * back, are not lost.
 */
export async function labelsNotLearnedBy(db: DbOrTx, champion: string, limit: number): Promise<string[]> {
  const runs = await runsOfLine(db, champion);
  const learned = new Set(runs.flatMap((r) => r.labelIds));
  const later = alias(decision, "later");
  const labels = await db
    .select({ id: label.id })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .leftJoin(later, eq(later.supersedes, label.decisionId))
    .where(and(isNull(later.id), labelStands(db)))
    .orderBy(label.createdAt, label.id);
  return labels
    .map((l) => l.id)
    .filter((id) => !learned.has(id))
    .slice(-limit);
}

/** On which side of the split a person's next label falls: that of their last one, or the next place when it is their first. */
export async function isMeasuredOn(tx: DbOrTx, userId: string): Promise<boolean> {
  const [last] = await tx
    .select({ heldOut: label.heldOut })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .where(eq(decision.decidedBy, userId))
    .orderBy(desc(label.createdAt), label.id)
    .limit(1);
  if (last) return last.heldOut;
  const [people] = await tx
    .select({ n: countDistinct(decision.decidedBy) })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId));
  return measuresOn(people?.n ?? 0);
}

/** Those of these labels that may be learned from at this moment, whatever was so when they were chosen. */
export async function standingLabels(db: DbOrTx, ids: readonly string[]): Promise<OpenedRows<StoredLabel>> {
  if (ids.length === 0) return { rows: [], unreadable: [] };
  const rows = await db
    .select(WITH_AUTHOR)
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .where(and(inArray(label.id, [...ids]), labelStands(db)))
    .orderBy(label.createdAt, label.id);
  return openRows(rows);
}

/**
 * Labels that a version or one it descends from has learned, of whose patients the EHR has said something since: the newest `limit`, up to an
 * instant, of those that may be learned from at this moment. Oldest first.
 */
export async function lateOutcomes(
  db: DbOrTx,
  version: string,
  until: Date,
  limit: number,
): Promise<OpenedRows<StoredLabel>> {
  const { learned, isLate } = await lateIn(db, version, until);
  const rows = await db
    .select(WITH_AUTHOR)
    .from(label)
    .innerJoin(learned, eq(learned.labelId, label.id))
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .innerJoin(visitOutcome, eq(visitOutcome.encounterId, decision.encounterId))
    .where(isLate)
    .orderBy(desc(visitOutcome.readAt), label.id)
    .limit(limit);
  return openRows(rows.reverse());
}

/** How many there are of those. */
export async function countLateOutcomes(db: DbOrTx, version: string, until: Date): Promise<number> {
  const { learned, isLate } = await lateIn(db, version, until);
  const [row] = await db
    .select({ n: count() })
    .from(label)
    .innerJoin(learned, eq(learned.labelId, label.id))
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .innerJoin(visitOutcome, eq(visitOutcome.encounterId, decision.encounterId))
    .where(isLate);
  return row?.n ?? 0;
}

async function lateIn(db: DbOrTx, version: string, until: Date) {
  const learned = db
    .select({ labelId: runLabel.labelId, at: max(trainingRun.requestedAt).as("at") })
    .from(runLabel)
    .innerJoin(trainingRun, eq(trainingRun.id, runLabel.runId))
    .where(inArray(trainingRun.candidateVersion, await lineOf(db, version)))
    .groupBy(runLabel.labelId)
    .as("learned");
  const isLate = and(
    gt(visitOutcome.readAt, learned.at),
    lte(visitOutcome.readAt, until),
    or(isNull(visitOutcome.supersededAt), gt(visitOutcome.supersededAt, until)),
    labelStands(db),
  );
  return { learned, isLate };
}

const ROWS_AT_ONCE = 1_000;

/** Keeps which labels a run's candidate learned from. */
export async function insertRunLabels(
  tx: DbOrTx,
  runId: string,
  labels: readonly { readonly id: string; readonly weight: number }[],
): Promise<void> {
  for (let i = 0; i < labels.length; i += ROWS_AT_ONCE)
    await tx
      .insert(runLabel)
      .values(labels.slice(i, i + ROWS_AT_ONCE).map(({ id, weight }) => ({ runId, labelId: id, weight })));
}

/** Whose labels, of these, are learned from. */
export async function teachersAmong(db: DbOrTx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectDistinct({ author: decision.decidedBy })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .where(and(inArray(label.id, [...ids]), eq(label.heldOut, false)));
  return rows.map((r) => r.author);
}

/** The newest held-out labels up to an instant, so that a run taken up again measures on the same ones. */
export async function heldOutLabels(
  db: DbOrTx,
  until: Date,
  limit: number,
): Promise<OpenedRows<StoredLabel>> {
  const later = alias(decision, "later");
  const rows = await db
    .select(WITH_AUTHOR)
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .leftJoin(later, and(eq(later.supersedes, label.decisionId), lte(later.decidedAt, until)))
    .where(and(eq(label.heldOut, true), lte(label.createdAt, until), isNull(later.id), labelStands(db)))
    .orderBy(desc(label.createdAt), label.id)
    .limit(limit);
  return openRows(rows);
}

/** "The n-th run": failed ones count, so that a version's name is never used twice. */
export async function runNumber(db: DbOrTx, run: RunRow): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(trainingRun)
    .where(lte(trainingRun.requestedAt, run.requestedAt));
  return row?.n ?? 1;
}
