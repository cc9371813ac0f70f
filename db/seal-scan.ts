import { type AnyColumn, getTableColumns, is, type SQL, sql } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { type KeyRing, open } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import type { DbOrTx } from "./client";
import * as schema from "./schema";
import { sealedColumn } from "./sealed";

/** A column whose values are sealed, and the one that identifies its rows. */
export type SealedPlace = {
  readonly table: PgTable;
  readonly column: AnyColumn;
  readonly id: AnyColumn;
  /** "table.column", as it is bound into each value. */
  readonly name: string;
};

/** Every sealed column there is: what a job over all of them walks. */
export const sealedPlaces = (): SealedPlace[] =>
  Object.values(schema)
    .flatMap((value) => (is(value, PgTable) ? [value as PgTable] : []))
    .flatMap((table) => {
      const columns = getTableColumns(table) as Record<string, AnyColumn>;
      return Object.values(columns).flatMap((column) => {
        const sealed = sealedColumn(column);
        const id = sealed && columns[sealed.id];
        return sealed && id ? [{ table, column, id, name: sealed.column }] : [];
      });
    });

/** Form and key of a sealed value, without reading all of it. */
export const formOf = (column: AnyColumn): SQL<string> =>
  sql<string>`split_part(left(${column}, 100), '.', 1)`;
export const keyOf = (column: AnyColumn): SQL<string> =>
  sql<string>`split_part(left(${column}, 100), '.', 2)`;
/** The value as it lies there. */
export const textOf = (column: AnyColumn): SQL<string> => sql<string>`${column}::text`;

export type SealScan = {
  /** There are values bound to their rows; there are values that are not. */
  readonly bound: boolean;
  readonly unbound: boolean;
  /** The first kind of value these keys do not open; null: they open one of each. */
  readonly unreadable: string | null;
};

/** Looks at one value of each form, key and column. */
export async function scanSeals(db: DbOrTx, ring: KeyRing): Promise<SealScan> {
  const found = { bound: false, unbound: false, unreadable: null as string | null };
  for (const { table, column, id, name } of sealedPlaces()) {
    const [form, key] = [formOf(column), keyOf(column)];
    const rows = await db
      .selectDistinctOn([form, key], { form, id: sql<string>`${id}::text`, text: textOf(column) })
      .from(table)
      .where(sql`${column} is not null`);
    for (const row of rows) {
      if (row.form === "v2") found.bound = true;
      else found.unbound = true;
      found.unreadable ??= whyNot(ring, name, row);
    }
  }
  return found;
}

function whyNot(ring: KeyRing, column: string, { id, text }: { id: string; text: string }): string | null {
  try {
    open(ring, { column, row: id }, text, { unbound: true });
    return null;
  } catch (error) {
    return error instanceof AppError ? error.message : String(error);
  }
}
