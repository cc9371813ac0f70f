import { and, count, eq, gte, isNotNull, like, lte, ne, not, type SQL, sql } from "drizzle-orm";
import type { Bucket } from "@/lib/monitoring/charts/buckets";
import { RULES_ONLY, type WatchFilter } from "@/lib/monitoring/charts/filter";
import type { GroupCount, KeyCount, LevelCount, UsageCount } from "@/lib/monitoring/watch/counts";
import { type EstimateCell, SUMS } from "@/lib/monitoring/watch/estimate";
import { type ContenderRow, type DayRollUp, PERSON } from "@/lib/monitoring/watch/roll-up";
import type { DbOrTx, Tx } from "../client";
import { decision, watchContender, watchDay, watchLevel, watchUsage } from "../schema";
import { inSpans, type Sums } from "./watch-sums";

/** Days that have been rolled up, with what each was made from. */
export async function rolledUpDays(db: DbOrTx): Promise<Map<string, string>> {
  const rows = await db.select({ day: watchDay.day, madeFrom: watchDay.madeFrom }).from(watchDay);
  return new Map(rows.map((r) => [r.day, r.madeFrom]));
}

/** Notes what a day is made from; whoever rolls up the same day waits until this transaction ends. */
export async function claimDay(tx: Tx, row: typeof watchDay.$inferInsert): Promise<void> {
  await tx.insert(watchDay).values(row).onConflictDoUpdate({ target: watchDay.day, set: row });
}

const BATCH = 500;

/** Writes a day anew, whole. */
export async function replaceDay(
  tx: Tx,
  day: string,
  { levels, contenders, usage }: DayRollUp,
): Promise<void> {
  await tx.delete(watchLevel).where(eq(watchLevel.day, day));
  await tx.delete(watchContender).where(eq(watchContender.day, day));
  await tx.delete(watchUsage).where(eq(watchUsage.day, day));
  const inBatches = async <T>(rows: readonly T[], insert: (batch: T[]) => Promise<unknown>) => {
    for (let i = 0; i < rows.length; i += BATCH) await insert(rows.slice(i, i + BATCH));
  };
  await inBatches(levels, (batch) =>
    tx.insert(watchLevel).values(batch.map((r) => ({ ...r, sums: [...r.sums], day }))),
  );
  await inBatches(contenders, (batch) => tx.insert(watchContender).values(batch.map((r) => ({ ...r, day }))));
  await inBatches(usage, (batch) => tx.insert(watchUsage).values(batch.map((r) => ({ ...r, day }))));
}

/** What there is to choose from, and how far the roll-ups reach. */
export async function watchChoices(db: DbOrTx): Promise<{
  readonly versions: string[];
  readonly policies: string[];
  readonly units: string[];
  readonly rolledUpAt: Date | null;
}> {
  const rows = await db
    .selectDistinct({ version: watchUsage.version, policy: watchUsage.policy, unit: watchUsage.unit })
    .from(watchUsage)
    .where(eq(watchUsage.name, "visits"));
  const [last] = await db.select({ at: sql<string | null>`max(${watchDay.rolledUpAt})` }).from(watchDay);
  const distinct = (of: (r: (typeof rows)[number]) => string) => [...new Set(rows.map(of))].sort();
  return {
    versions: distinct((r) => r.version),
    policies: distinct((r) => r.policy).filter((p) => p !== "none"),
    units: distinct((r) => r.unit),
    rolledUpAt: last?.at ? new Date(last.at) : null,
  };
}

type Keyed = typeof watchLevel | typeof watchContender | typeof watchUsage;

const narrowed = (t: Keyed, f: WatchFilter): SQL | undefined =>
  and(
    gte(t.day, f.from),
    lte(t.day, f.to),
    f.version ? eq(t.version, f.version) : undefined,
    f.policy ? eq(t.policy, f.policy) : undefined,
    f.unit ? eq(t.unit, f.unit) : undefined,
  );

const ofGroup = ({ group }: WatchFilter) =>
  and(eq(watchLevel.dimension, group?.dimension ?? "all"), eq(watchLevel.value, group?.value ?? "all"));

/** How days are put together: by the bucket they fall in, after being moved so many days later to lie over another window. */
export type Over = { readonly bucket: Bucket; readonly later?: number };

/** The bucket as rows are grouped by it, and its first day as it is said. Written out rather than bound: the same words must be in both. */
function bucketsOf(
  t: Keyed,
  { bucket, later = 0 }: Over,
): { readonly group: SQL; readonly day: SQL<string> } {
  const days = sql.raw(String(Math.trunc(later)));
  const group =
    bucket === "day"
      ? sql`(${t.day} + ${days})`
      : sql`date_trunc('${sql.raw(bucket)}', (${t.day} + ${days})::timestamp)`;
  return { group, day: sql<string>`${group}::date::text` };
}

const summed = sql<number>`sum(${watchLevel.n})::int`;

/** How many patients had which levels, each bucket of days. */
export function levelCounts(
  db: DbOrTx,
  filter: WatchFilter,
  over: Over,
  sums: Sums = [],
): Promise<LevelCount[]> {
  const { day, group } = bucketsOf(watchLevel, over);
  const { shown, decided, first, read, readFar } = watchLevel;
  return db
    .select({ day, shown, decided, first, read, readFar, n: summed })
    .from(inSpans(watchLevel, sums, filter, over))
    .where(and(narrowed(watchLevel, filter), ofGroup(filter)))
    .groupBy(group, shown, decided, first, read, readFar);
}

/** The same for every group at once, over the whole window. */
export const groupCounts = (db: DbOrTx, filter: WatchFilter, sums: Sums = []): Promise<GroupCount[]> =>
  db
    .select({
      dimension: watchLevel.dimension,
      value: watchLevel.value,
      shown: watchLevel.shown,
      decided: watchLevel.decided,
      read: watchLevel.read,
      first: watchLevel.first,
      n: summed,
    })
    .from(inSpans(watchLevel, sums, filter))
    .where(narrowed(watchLevel, filter))
    .groupBy(
      watchLevel.dimension,
      watchLevel.value,
      watchLevel.shown,
      watchLevel.decided,
      watchLevel.read,
      watchLevel.first,
    );

/** The same by unit, version and policy. */
export const keyCounts = (db: DbOrTx, filter: WatchFilter, sums: Sums = []): Promise<KeyCount[]> =>
  db
    .select({
      unit: watchLevel.unit,
      version: watchLevel.version,
      policy: watchLevel.policy,
      shown: watchLevel.shown,
      decided: watchLevel.decided,
      read: watchLevel.read,
      first: watchLevel.first,
      n: summed,
    })
    .from(inSpans(watchLevel, sums, filter))
    .where(and(narrowed(watchLevel, filter), ofGroup(filter)))
    .groupBy(
      watchLevel.unit,
      watchLevel.version,
      watchLevel.policy,
      watchLevel.shown,
      watchLevel.decided,
      watchLevel.read,
      watchLevel.first,
    );

export type EstimateRow = EstimateCell & { readonly day: string };

/** Sums of the probabilities each bucket of days, of patients whom a model answered; `by`: whose level is the label. */
export async function estimateCells(
  db: DbOrTx,
  filter: WatchFilter,
  by: "decided" | "read",
  over: Over,
  spans: Sums = [],
): Promise<EstimateRow[]> {
  const { day, group } = bucketsOf(watchLevel, over);
  const label = watchLevel[by];
  // Elementwise: each place of the array is summed by itself, then put back in order.
  const places = Array.from(
    { length: SUMS },
    (_, i) => sql`sum(${watchLevel.sums}[${sql.raw(String(i + 1))}])`,
  );
  const rows = await db
    .select({
      day,
      shown: watchLevel.shown,
      label,
      n: summed,
      sums: sql<number[]>`array[${sql.join(places, sql`, `)}]::float8[]`,
    })
    .from(inSpans(watchLevel, spans, filter, over))
    .where(
      and(
        narrowed(watchLevel, filter),
        ofGroup(filter),
        ne(watchLevel.version, RULES_ONLY),
        sql`${watchLevel.shown} > 0`,
        sql`${watchLevel.sums}[1] + ${watchLevel.sums}[2] + ${watchLevel.sums}[3] + ${watchLevel.sums}[4] + ${watchLevel.sums}[5] > 0`,
      ),
    )
    .groupBy(group, watchLevel.shown, label);
  return rows.map((r) => ({
    ...r,
    label: r.label === 0 ? null : r.label,
    sums: toNumbers(r.sums),
  }));
}

/** Drivers give an array of floats as one, or as its text. */
const toNumbers = (value: unknown): number[] =>
  (Array.isArray(value) ? value : String(value).replace(/[{}]/g, "").split(",")).map(Number);

/** Over the whole window. */
export const contenderCounts = (
  db: DbOrTx,
  filter: WatchFilter,
  sums: Sums = [],
): Promise<Omit<ContenderRow, "version" | "policy" | "unit">[]> =>
  db
    .select({
      shown: watchContender.shown,
      model: watchContender.model,
      rules: watchContender.rules,
      news2: watchContender.news2,
      xgboost: watchContender.xgboost,
      candidateVersion: watchContender.candidateVersion,
      candidate: watchContender.candidate,
      decided: watchContender.decided,
      read: watchContender.read,
      n: sql<number>`sum(${watchContender.n})::int`,
    })
    .from(inSpans(watchContender, sums, filter))
    .where(narrowed(watchContender, filter))
    .groupBy(
      watchContender.shown,
      watchContender.model,
      watchContender.rules,
      watchContender.news2,
      watchContender.xgboost,
      watchContender.candidateVersion,
      watchContender.candidate,
      watchContender.decided,
      watchContender.read,
    );

/** What was counted by name, each bucket of days. */
export function usageCounts(
  db: DbOrTx,
  filter: WatchFilter,
  over: Over,
  sums: Sums = [],
): Promise<UsageCount[]> {
  const { day, group } = bucketsOf(watchUsage, over);
  const { unit, shift, name } = watchUsage;
  return db
    .select({ day, unit, shift, name, n: sql<number>`sum(${watchUsage.n})::int` })
    .from(inSpans(watchUsage, sums, filter, over))
    .where(and(narrowed(watchUsage, filter), inShift(filter), not(isPerson)))
    .groupBy(group, unit, shift, name);
}

const isPerson = like(watchUsage.name, `${PERSON}%`);
const inShift = ({ group }: WatchFilter) =>
  group?.dimension === "shift" ? eq(watchUsage.shift, group.value) : undefined;

/** Who decided, of each unit in each shift: for counting how many different people. */
export const decidersOf = (db: DbOrTx, filter: WatchFilter, sums: Sums = []): Promise<Decider[]> =>
  db
    .selectDistinct({ unit: watchUsage.unit, shift: watchUsage.shift, who: watchUsage.name })
    .from(inSpans(watchUsage, sums, filter))
    .where(and(narrowed(watchUsage, filter), inShift(filter), isPerson));

export type Decider = { readonly unit: string; readonly shift: string; readonly who: string };

/** What one person did with suggestions they saw, for themselves alone. */
export const ownDecisions = (db: DbOrTx, userId: string, from: Date) =>
  db
    .select({ shown: decision.shownLevel, level: decision.level, n: count() })
    .from(decision)
    .where(
      and(
        eq(decision.decidedBy, userId),
        gte(decision.decidedAt, from),
        isNotNull(decision.shownLevel),
        sql`coalesce((${decision.exposure} ->> 'heldBack')::boolean, false) = false`,
      ),
    )
    .groupBy(decision.shownLevel, decision.level);
