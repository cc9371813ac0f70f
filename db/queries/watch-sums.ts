import { getTableColumns, getTableName, type SQL, Subquery, sql } from "drizzle-orm";
import { addDays, type Bucket, startOf } from "@/lib/monitoring/charts/buckets";
import type { WatchFilter } from "@/lib/monitoring/charts/filter";
import { SUMS } from "@/lib/monitoring/watch/estimate";
import type { DbOrTx, Tx } from "../client";
import { rowsIn } from "../rows";
import { watchContender, watchDay, watchLevel, watchSum, watchUsage } from "../schema";

/** A week (from Monday) or a month of days, added up. */
export type Sum = { readonly span: "week" | "month"; readonly start: string };
/** Those that are as their days are now. */
export type Sums = readonly Sum[];

/**
 * What the days of each span were made from, and when the last of them was: no day can be written anew, by whichever version of the app,
 * without this becoming otherwise. Numbers, because dates are written as a session likes.
 */
const SPANS = sql`
  select span, date_trunc(span, day::timestamp)::date as start, max(rolled_up_at) as newest,
    md5(string_agg(concat_ws(' ', day - date '2000-01-01', made_from, extract(epoch from rolled_up_at)), ',' order by day)) as made_from
  from ${watchDay} cross join (values ('week'), ('month')) s(span) group by 1, 2`;

/** Spans whose sums may be taken for their days. */
export async function sumsInStep(db: DbOrTx): Promise<Sums> {
  const rows = await db.execute(sql`
    select span, start::text as start from (${SPANS}) now join ${watchSum} made using (span, start, made_from)`);
  return rowsIn<Sum>(rows);
}

/** Spans that are over before `today` and whose days have all stood since `quietSince`, without a sum that is as they are. */
export async function sumsToMake(db: DbOrTx, today: string, quietSince: Date): Promise<Sums> {
  const rows = await db.execute(sql`
    select span, start::text as start from (${SPANS}) now left join ${watchSum} made using (span, start, made_from)
    where made.span is null and newest <= ${quietSince.toISOString()}::timestamptz
      and start + ('1 ' || span)::interval <= ${today}::date
    order by start desc`);
  return rowsIn<Sum>(rows);
}

type Summed = typeof watchLevel | typeof watchContender | typeof watchUsage;
const TABLES: readonly Summed[] = [watchLevel, watchContender, watchUsage];
const ADDED = ["n", "sums"];

/** A table of days: its keys, and what is summed, beside how many there are, of the rows that have them in common. */
function partsOf(table: Summed) {
  const columns = Object.values(getTableColumns(table)).map((c) => c.name);
  const places = Array.from({ length: SUMS }, (_, i) => `sum(sums[${i + 1}])`);
  return {
    name: getTableName(table),
    keys: columns.filter((c) => c !== "day" && !ADDED.includes(c)).join(", "),
    ...(columns.includes("sums")
      ? { columns: ", sums", sums: `, array[${places.join(", ")}]` }
      : { columns: "", sums: "" }),
  };
}

/** Adds a span up anew, whole. Whoever adds up the same one waits until this transaction ends. */
export async function makeSum(tx: Tx, { span, start }: Sum): Promise<void> {
  // Said first: a day that is written anew from here on makes this sum one that is not taken.
  await tx.execute(sql`
    insert into ${watchSum} (span, start, made_from)
      select span, start, made_from from (${SPANS}) now where span = ${span} and start = ${start}::date
    on conflict (span, start) do update set made_from = excluded.made_from`);
  for (const table of TABLES) {
    const { name, keys, sums, columns } = partsOf(table);
    const into = sql.raw(`${name}_sum`);
    await tx.execute(sql`delete from ${into} where span = ${span} and start = ${start}::date`);
    await tx.execute(sql`
      insert into ${into} (span, start, ${sql.raw(keys)}, n${sql.raw(columns)})
        select ${span}, ${start}::date, ${sql.raw(keys)}, sum(n)${sql.raw(sums)} from ${sql.raw(name)}
        where day >= ${start}::date and day <= ${endOf({ span, start })}::date group by ${sql.raw(keys)}`);
  }
}

/** The last day. */
const endOf = ({ span, start }: Sum): string =>
  span === "week" ? addDays(start, 6) : addDays(startOf("month", addDays(start, 31)), -1);

type Cover = { readonly sums: Sums; readonly days: readonly (readonly [from: string, to: string])[] };

/**
 * The days of a window, each once: in sums as far as there are any that lie within it and within a bucket each. A window that is summed up
 * as one is best taken by months.
 */
export function coverOf(sums: Sums, { from, to }: { from: string; to: string }, bucket: Bucket): Cover {
  const there = new Set(sums.map((s) => `${s.span} ${s.start}`));
  const fits = (s: Sum) =>
    there.has(`${s.span} ${s.start}`) &&
    endOf(s) <= to &&
    startOf(bucket, s.start) === startOf(bucket, endOf(s));
  const found: Sum[] = [];
  const days: [string, string][] = [];
  for (let day = from; day <= to; ) {
    const sum = (["month", "week"] as const).map((span) => ({ span, start: day })).find(fits);
    const last = days.at(-1);
    if (sum) found.push(sum);
    else if (last && addDays(last[1], 1) === day) last[1] = day;
    else days.push([day, day]);
    day = addDays(sum ? endOf(sum) : day, 1);
  }
  return { sums: found, days };
}

/** The table, or its rows of a window with sums in the place of the days they are of, under its name. */
export function inSpans<T extends Summed>(
  table: T,
  sums: Sums,
  window: Pick<WatchFilter, "from" | "to">,
  over: { readonly bucket: Bucket; readonly later?: number } | null = null,
): T {
  // Days that are laid over another window begin other weeks and months there.
  const cover = over?.later ? null : coverOf(sums, window, over?.bucket ?? "month");
  if (!cover || cover.sums.length === 0) return table;
  const { name, keys, columns } = partsOf(table);
  const these = sql.raw(`${keys}, n${columns}`);
  const or = (parts: readonly SQL[]) => (parts.length === 0 ? sql`false` : sql.join([...parts], sql` or `));
  const inDays = or(cover.days.map(([from, to]) => sql`(day >= ${from}::date and day <= ${to}::date)`));
  const starts = sql.join(
    cover.sums.map((s) => sql`(${s.span}, ${s.start}::date)`),
    sql`, `,
  );
  const rows = sql`select day, ${these} from ${sql.raw(name)} where ${inDays}
    union all select start, ${these} from ${sql.raw(`${name}_sum`)} where (span, start) in (${starts})`;
  // Called as the table is, with its columns: a query cannot tell them apart.
  return new Subquery(rows, getTableColumns(table), name) as unknown as T;
}
