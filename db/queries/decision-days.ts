import { type SQL, sql } from "drizzle-orm";
import type { Level } from "@/lib/case/level";
import { DAY } from "@/lib/core/clock";
import type { DecisionKind } from "@/lib/decision/decision";
import type { Ineligible } from "@/lib/feedback/eligibility";
import type { DbOrTx, Tx } from "../client";
import { rowsIn } from "../rows";
import { decisionDaysDone } from "../schema";

/** Any number will do that nothing else locks: two at once would count a day twice. */
const LOCK = 0x0a_c1_17_09;

const KEYS = sql.raw('kind, level, shown_level, not_label, labelled, superseded, "first"');

/** Decisions as they are now, of a span, counted by what is rolled up of them. */
const counted = (where: SQL): SQL => sql`
  select (d.decided_at at time zone 'UTC')::date as day, d.kind, d.level, d.shown_level, d.not_label,
    l.id is not null as labelled, later.id is not null as superseded,
    d.supersedes is null as "first", count(*)::int as n
  from decision d left join label l on l.decision_id = d.id left join decision later on later.supersedes = d.id
  where ${where} group by 1, 2, 3, 4, 5, 6, 7, 8`;

/** The database's clock, which is one for all workers. */
export async function serverTime(db: DbOrTx): Promise<Date> {
  const [row] = rowsIn<{ at: string | Date }>(await db.execute(sql`select now() as at`));
  return new Date(row?.at ?? 0);
}

/** Every day before it is rolled up; null: none is. */
export async function rolledUntil(db: DbOrTx): Promise<Date | null> {
  const [done] = await db.select({ until: decisionDaysDone.until }).from(decisionDaysDone);
  return done?.until ?? null;
}

/**
 * Brings the days from `from` up to `until` up to date. Written anew are those that are not as they were counted, and the days that
 * were not rolled up yet. @returns how many
 */
export async function rollUpDecisions(tx: Tx, from: Date, until: Date): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
  const done = await rolledUntil(tx);
  const start = new Date(done ? Math.min(done.getTime(), from.getTime()) : 0);
  const span = sql`d.decided_at >= ${start.toISOString()}::timestamptz and d.decided_at < ${until.toISOString()}::timestamptz`;
  const written = rowsIn<{ n: number }>(
    await tx.execute(sql`
      with cur as materialized (${counted(span)}),
        old as materialized (select day, ${KEYS}, n from decision_day
          where day >= (${start.toISOString()}::timestamptz at time zone 'UTC')::date and day < (${until.toISOString()}::timestamptz at time zone 'UTC')::date),
        due as materialized (select day from (table cur except table old) a union select day from (table old except table cur) b),
        gone as (delete from decision_day where day in (select day from due)),
        put as (insert into decision_day (day, ${KEYS}, n) select * from cur where day in (select day from due))
      select count(distinct day)::int as n from due`),
  );
  if (!done || done < until)
    await tx
      .insert(decisionDaysDone)
      .values({ id: 1, until })
      .onConflictDoUpdate({ target: decisionDaysDone.id, set: { until } });
  return written[0]?.n ?? 0;
}

export type RolledCount = {
  readonly kind: DecisionKind | "undo";
  readonly level: Level;
  readonly shown: Level | null;
  readonly rule: Ineligible | null;
  readonly labelled: boolean;
  readonly superseded: boolean;
  readonly n: number;
};

type Span = { readonly from?: Date | undefined; readonly to?: Date | undefined };

/**
 * Decisions of a span by what is rolled up of them: days that are over as they were rolled up, those since as they are now. A span
 * that does not begin and end with a day is counted as it is now, all of it.
 */
export async function decisionCounts(db: DbOrTx, { from, to }: Span = {}): Promise<RolledCount[]> {
  const whole = [from, to].every((at) => !at || at.getTime() % DAY === 0);
  // Said once: a day that is rolled up meanwhile is counted as it is now, and not both ways.
  const done = (whole && (await rolledUntil(db))) || new Date(0);
  const start = from && from > done ? from : done;
  const rolled = sql.join(
    [
      sql`day < ${dayOf(done)}::date`,
      ...(from ? [sql`day >= ${dayOf(from)}::date`] : []),
      ...(to ? [sql`day < ${dayOf(to)}::date`] : []),
    ],
    sql` and `,
  );
  const live = sql`d.decided_at >= ${start.toISOString()}::timestamptz ${
    to ? sql`and d.decided_at < ${to.toISOString()}::timestamptz` : sql``
  }`;
  const rows = await db.execute(sql`
    select kind, level, shown_level as shown, not_label as rule, labelled, superseded, sum(n)::int as n from (
      select ${KEYS}, n from decision_day where ${rolled}
      union all select ${KEYS}, n from (${counted(live)}) live
    ) both_ways group by 1, 2, 3, 4, 5, 6`);
  return [...rowsIn<RolledCount>(rows)];
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** First decisions of visits by month (UTC), the newest months first. */
export async function firstDecisionsByMonth(
  db: DbOrTx,
  months: number,
): Promise<{ month: string; n: number }[]> {
  const done = (await rolledUntil(db)) ?? new Date(0);
  const rows = await db.execute(sql`
    select to_char(day, 'YYYY-MM') as month, sum(n)::int as n from (
      select day, n from decision_day where "first" and day < ${dayOf(done)}::date
      union all
      select (decided_at at time zone 'UTC')::date, count(*)::int from decision
        where supersedes is null and decided_at >= ${done.toISOString()}::timestamptz group by 1
    ) days group by 1 order by 1 desc limit ${months}`);
  return [...rowsIn<{ month: string; n: number }>(rows)];
}
