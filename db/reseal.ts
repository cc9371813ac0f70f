import { and, asc, count, gt, isNotNull, type SQL, sql } from "drizzle-orm";
import { open, seal } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import type { DbOrTx } from "./client";
import { formOf, keyOf, type SealedPlace, sealedPlaces, textOf } from "./seal-scan";
import { sealingState } from "./sealed";

/** Which stored values are to be sealed anew: those of the old form, or also those another key than the newest sealed. */
export type Wanted = "bound" | "newest-key";

const stillOld = ({ column }: SealedPlace, wanted: Wanted): SQL => {
  if (wanted === "bound") return sql`${formOf(column)} <> 'v2'`;
  return sql`(${formOf(column)} <> 'v2' or ${keyOf(column)} <> ${newestKey()})`;
};

const newestKey = (): string => {
  const [current] = sealingState().ring.keys;
  if (!current) throw new AppError("config-invalid", "no encryption key");
  return current.id;
};

export type Resealed = {
  readonly done: number;
  readonly total: number;
  /** "table.column of row id …" of what does not open and so stays as it is. */
  readonly unreadable: readonly string[];
};

/** How many values are left to be sealed anew. */
export async function countOld(db: DbOrTx, wanted: Wanted): Promise<number> {
  let total = 0;
  for (const place of sealedPlaces()) {
    const [row] = await db
      .select({ n: count() })
      .from(place.table)
      .where(and(isNotNull(place.column), stillOld(place, wanted)));
    total += row?.n ?? 0;
  }
  return total;
}

const BATCH = 100;

/**
 * Seals every old value anew, bound to its row and with the newest key. What is done is told by the values themselves, so
 * one that was killed is taken up by the next. A value that was written meanwhile stays as it was written.
 */
export async function resealAll(
  db: DbOrTx,
  wanted: Wanted,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: Resealed) => void } = {},
): Promise<Resealed> {
  let progress: Resealed = { done: 0, total: await countOld(db, wanted), unreadable: [] };
  for (const place of sealedPlaces()) {
    for (let after: string | null = null; !options.signal?.aborted; ) {
      const rows = await nextOld(db, place, wanted, after);
      const last = rows.at(-1);
      if (!last) break;
      const lost = await resealBatch(db, place, rows);
      after = last.id;
      progress = {
        ...progress,
        done: progress.done + rows.length - lost.length,
        unreadable: [...progress.unreadable, ...lost],
      };
      options.onProgress?.(progress);
      // Requests go on in between: sealing is pure computing.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return progress;
}

type Old = { readonly id: string; readonly text: string };

const nextOld = (db: DbOrTx, place: SealedPlace, wanted: Wanted, after: string | null): Promise<Old[]> =>
  db
    .select({ id: sql<string>`${place.id}::text`, text: textOf(place.column) })
    .from(place.table)
    .where(
      and(isNotNull(place.column), stillOld(place, wanted), after === null ? undefined : gt(place.id, after)),
    )
    .orderBy(asc(place.id))
    .limit(BATCH);

/** @returns what does not open */
async function resealBatch(db: DbOrTx, place: SealedPlace, batch: readonly Old[]): Promise<string[]> {
  const { table, column, id, name } = place;
  const fresh = batch.map((old) => ({ ...old, sealed: resealOne(place, old) }));
  const rows = fresh.flatMap((row) =>
    row.sealed === null ? [] : sql`(${row.id}, ${row.text}, ${row.sealed})`,
  );
  if (rows.length > 0)
    await db.execute(sql`
      update ${table} set ${sql.identifier(column.name)} = made.fresh
      from (values ${sql.join(rows, sql`, `)}) as made (id, old, fresh)
      where ${id} = made.id::${sql.raw(id.getSQLType())} and ${column} = made.old`);
  return fresh.filter((row) => row.sealed === null).map((row) => `${name} of row ${row.id}`);
}

/** null: it does not open. */
function resealOne({ name }: SealedPlace, old: Old): string | null {
  const { ring, unbound } = sealingState();
  const at = { column: name, row: old.id };
  try {
    return seal(ring, at, open(ring, at, old.text, { unbound }));
  } catch (error) {
    if (error instanceof AppError && error.code === "decrypt-failed") return null;
    throw error;
  }
}
