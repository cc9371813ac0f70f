import { and, desc, eq, gte, inArray, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { DAY } from "@/lib/core/clock";
import { standingOf } from "@/lib/decision/chain";
import type { Narrowed } from "@/lib/monitoring/listing";
import type { FollowedVisit, OutcomeTally } from "@/lib/monitoring/outcome-tally";
import type { DbOrTx, Tx } from "../client";
import { rowsIn } from "../rows";
import { decision, outcomeDay, outcomeDayDue, outcomeDayMade, visitFollowUp, visitOutcome } from "../schema";
import { tryOpen } from "../sealed";

type Span = Pick<Narrowed, "from" | "to">;

const startOf = (day: string): Date => new Date(`${day}T00:00:00Z`);
const decidedOn = (day: string): SQL =>
  and(
    gte(decision.decidedAt, startOf(day)),
    lt(decision.decidedAt, new Date(startOf(day).getTime() + DAY)),
  ) as SQL;

type Followed = {
  readonly visits: readonly FollowedVisit[];
  /** Answers that do not open: their visits are there, as if nothing had been said. */
  readonly unreadable: number;
  /** There may be more than were asked for. */
  readonly cut: boolean;
};

/** Visits whose level in force was decided in these days, newest first, with what is known of them. */
export const followedVisits = (db: DbOrTx, { from, to }: Span, limit?: number): Promise<Followed> =>
  followed(
    db,
    and(from ? gte(decision.decidedAt, from) : undefined, to ? lt(decision.decidedAt, to) : undefined),
    limit,
  );

/** The same of single days (UTC). */
export const followedVisitsOf = async (db: DbOrTx, days: readonly string[]): Promise<Followed> =>
  days.length === 0 ? { visits: [], unreadable: 0, cut: false } : followed(db, or(...days.map(decidedOn)));

async function followed(db: DbOrTx, decided: SQL | undefined, limit?: number): Promise<Followed> {
  const later = alias(decision, "later");
  const undo = alias(decision, "undo");
  const query = db
    .select({
      state: visitFollowUp.state,
      arrivedAt: visitFollowUp.arrivedAt,
      readAt: visitFollowUp.readAt,
      failures: visitFollowUp.failures,
      level: decision.level,
      shownLevel: decision.shownLevel,
      decisionId: decision.id,
      encounterId: decision.encounterId,
      later: later.id,
      id: visitOutcome.id,
      outcomes: visitOutcome.outcomes,
    })
    .from(decision)
    .leftJoin(later, eq(later.supersedes, decision.id))
    .leftJoin(visitFollowUp, eq(visitFollowUp.encounterId, decision.encounterId))
    .leftJoin(
      visitOutcome,
      and(eq(visitOutcome.encounterId, decision.encounterId), isNull(visitOutcome.supersededAt)),
    )
    .where(
      and(
        decided,
        ne(decision.kind, "undo"),
        // What took its place may have been taken back.
        or(
          isNull(later.id),
          inArray(
            decision.encounterId,
            db.select({ id: undo.encounterId }).from(undo).where(eq(undo.kind, "undo")),
          ),
        ),
      ),
    )
    .orderBy(desc(decision.decidedAt), decision.id);
  const rows = await (limit === undefined ? query : query.limit(limit));
  const inForce = await standing(
    db,
    rows.flatMap((r) => (r.later ? [r.encounterId] : [])),
  );
  let unreadable = 0;
  const visits = rows
    .filter((r) => !r.later || inForce.has(r.decisionId))
    .map(({ id, outcomes, failures, state, arrivedAt, readAt, level, shownLevel }) => {
      const opened =
        id && outcomes ? tryOpen<{ id: string; outcomes: typeof outcomes }>({ id, outcomes }) : null;
      if (id && !opened) unreadable++;
      return {
        ...{ state, arrivedAt, readAt, level, shownLevel },
        failing: (failures ?? 0) > 0,
        outcomes: opened?.outcomes ?? null,
      };
    });
  return { visits, unreadable, cut: rows.length === limit };
}

/** The decisions in force of these visits. */
async function standing(db: DbOrTx, encounterIds: readonly string[]): Promise<Set<string>> {
  if (encounterIds.length === 0) return new Set();
  const rows = await db
    .select({
      id: decision.id,
      kind: decision.kind,
      supersedes: decision.supersedes,
      encounterId: decision.encounterId,
    })
    .from(decision)
    .where(inArray(decision.encounterId, [...new Set(encounterIds)]));
  const chains = Map.groupBy(rows, (r) => r.encounterId);
  return new Set([...chains.values()].flatMap((own) => standingOf(own)[0]?.id ?? []));
}

type DueDay = {
  readonly day: string;
  /** Null: it was never counted. */
  readonly made: { readonly visits: number; readonly at: Date } | null;
};

const within = ({ from, to }: Span, day: SQL): SQL =>
  sql.join(
    [
      sql`true`,
      ...(from ? [sql`${day} >= ${dayOf(from)}::date`] : []),
      ...(to ? [sql`${day} < ${dayOf(to)}::date`] : []),
    ],
    sql` and `,
  );
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Days of a span that are not as they were counted, or never were. */
export async function dueDays(db: DbOrTx, span: Span): Promise<DueDay[]> {
  const rows = rowsIn<{ day: string; visits: number | null; at: string | Date | null }>(
    await db.execute(sql`
      select due.day::text as day, made.visits, made.made_at as at
      from (select distinct day from ${outcomeDayDue} where ${within(span, sql`day`)}) due
        left join ${outcomeDayMade} made on made.day = due.day`),
  );
  return rows.map(({ day, visits, at }) => ({
    day,
    made: visits === null || at === null ? null : { visits, at: new Date(at) },
  }));
}

/** Whether more decisions than that were made on these days. */
export async function areMore(db: DbOrTx, days: readonly string[], than: number): Promise<boolean> {
  if (days.length === 0) return false;
  const found = await db
    .select({ one: sql`1` })
    .from(decision)
    .where(or(...days.map(decidedOn)))
    .limit(than + 1);
  return found.length > than;
}

/** Days of a span as they were counted, without some of them. */
export async function countedDays(db: DbOrTx, span: Span, without: readonly string[]): Promise<OutcomeTally> {
  const these = sql`${within(span, sql`day`)} ${
    without.length > 0
      ? sql`and day not in (${sql.join(
          without.map((d) => sql`${d}::date`),
          sql`, `,
        )})`
      : sql``
  }`;
  const rows = rowsIn<{ name: string; n: number }>(
    await db.execute(sql`select name, sum(n)::int as n from ${outcomeDay} where ${these} group by name`),
  );
  const [first] = rowsIn<{ at: string | Date | null }>(
    await db.execute(sql`select min(first_open_at) as at from ${outcomeDayMade} where ${these}`),
  );
  return {
    counts: new Map(rows.map((r) => [r.name, r.n])),
    firstOpenAt: first?.at ? new Date(first.at) : null,
  };
}

/** What is looked at again although nothing says so. */
type LookAgain = {
  /** Days counted by another definition. */
  readonly definition: number;
  /** Days since `recent` that were counted before `checkBefore`; any of which something did not open, counted before `retryBefore`. */
  readonly recent: Date;
  readonly checkBefore: Date;
  readonly retryBefore: Date;
};

/** Days to count, those that wait longest first. */
export async function daysToCount(db: DbOrTx, again: LookAgain): Promise<string[]> {
  const before = (at: Date) => sql`made_at < ${at.toISOString()}::timestamptz`;
  const rows = rowsIn<{ day: string }>(
    await db.execute(sql`
      select day::text as day from (
        select day, min(since) as since from ${outcomeDayDue} group by day
        union all select day, 'infinity' from ${outcomeDayMade}
          where definition <> ${again.definition} or (unreadable > 0 and ${before(again.retryBefore)})
            or (day >= ${dayOf(again.recent)}::date and ${before(again.checkBefore)})
      ) d group by day order by min(since), day desc`),
  );
  return rows.map((r) => r.day);
}

/** Takes a day to be counted; whoever counts the same day waits until this transaction ends. What changes it from here on is due again. */
export async function claimOutcomeDay(tx: Tx, row: typeof outcomeDayMade.$inferInsert): Promise<void> {
  await tx.insert(outcomeDayMade).values(row).onConflictDoUpdate({ target: outcomeDayMade.day, set: row });
  await tx.delete(outcomeDayDue).where(eq(outcomeDayDue.day, row.day));
}

/** Writes a claimed day anew, whole. */
export async function replaceOutcomeDay(
  tx: Tx,
  made: typeof outcomeDayMade.$inferInsert,
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  await tx.update(outcomeDayMade).set(made).where(eq(outcomeDayMade.day, made.day));
  await tx.delete(outcomeDay).where(eq(outcomeDay.day, made.day));
  if (counts.size > 0)
    await tx.insert(outcomeDay).values([...counts].map(([name, n]) => ({ day: made.day, name, n })));
}
