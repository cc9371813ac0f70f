import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "./client";
import { rowsIn } from "./rows";

/**
 * What the database's clock says at this moment. What two processes write and a third compares is told by this one: their own clocks
 * may differ by minutes, or jump.
 */
export async function databaseTime(db: DbOrTx): Promise<Date> {
  const [row] = rowsIn<{ ms: number }>(
    await db.execute(sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`),
  );
  if (!row) throw new Error("the database told no time");
  return new Date(Math.floor(row.ms));
}

/**
 * So many milliseconds from now by the database's clock, by which leases are judged, too: a worker whose own is ahead would take another's
 * lease for over, and hold back with its own, once it is dead, what it was at.
 */
export const leaseEnd = (ms: number): SQL => sql`now() + ${ms} * interval '1 millisecond'`;
