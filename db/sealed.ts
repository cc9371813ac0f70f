import { type AnyColumn, getTableColumns, type Table } from "drizzle-orm";
import { customType } from "drizzle-orm/pg-core";
import { type KeyRing, open, seal } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";

/**
 * Columns that hold PHI or tokens are encrypted, each value bound to its column and row. A column's type does not know
 * which row it is in, so what such a column takes and gives is a `Sealed<T>`: nothing can be made out of one, and none can
 * be made, but here, with the row's id. So no query can forget it, whatever it joins or inserts: it would not compile.
 *
 * The state lives on globalThis because Next bundles modules more than once; without one every access throws.
 */
export type SealingState = {
  /** Its first key seals. */
  readonly ring: KeyRing;
  /** Values from before they were bound to rows still open (db/keys.ts says until when). */
  readonly unbound: boolean;
  /** Why nothing may be sealed now; null: it may. */
  readonly frozen: string | null;
};

const STATE = Symbol.for("openacuity.sealing");
const LISTENER = Symbol.for("openacuity.unreadable");
type Holder = { [STATE]?: SealingState; [LISTENER]?: (error: AppError) => void };

export function configureSealing(state: SealingState): void {
  (globalThis as Holder)[STATE] = state;
}

export function sealingState(): SealingState {
  const state = (globalThis as Holder)[STATE];
  if (!state)
    throw new AppError("config-invalid", "no key ring: open the database before touching sealed columns");
  return state;
}

const BRAND = Symbol.for("openacuity.sealed");

/** A value as it lies in the database. `Id` names the row's property that identifies it. */
export type Sealed<T, Id extends string = string> = {
  readonly [BRAND]: true;
  /** "table.column" */
  readonly column: string;
  readonly id: Id;
  readonly text: string;
  /** Keeps the type of what is inside; there is no such value. */
  readonly inside?: T;
};
type AnySealed = Sealed<unknown>;

const wrap = <T, Id extends string>(column: string, id: Id, text: string): Sealed<T, Id> => ({
  [BRAND]: true,
  column,
  id,
  text,
});

const isSealed = (value: unknown): value is AnySealed =>
  typeof value === "object" && value !== null && BRAND in value;

/** `column` is "table.column"; `id` names the property of the row that holds its primary key. */
export const sealedJson = <T, const Id extends string = "id">(name: string, column: string, id?: Id) =>
  customType<{ data: Sealed<T, Id>; driverData: string }>({
    dataType: () => "text",
    toDriver: (value) => {
      if (!isSealed(value) || value.column !== column)
        throw new AppError("internal", `a value for ${column} that was not sealed for it`);
      return value.text;
    },
    fromDriver: (stored) => wrap<T, Id>(column, (id ?? "id") as Id, stored),
  })(name);

/** What is inside, and nothing else changed. */
export type Opened<R> = {
  [K in keyof R]: [Extract<R[K], AnySealed>] extends [never]
    ? R[K]
    : Extract<R[K], AnySealed> extends Sealed<infer T>
      ? T | Exclude<R[K], AnySealed>
      : never;
};
/** The ids a row must bring along for its sealed values to be opened. */
type IdsOf<R> = {
  [K in keyof R]: [Extract<R[K], AnySealed>] extends [never]
    ? never
    : Extract<R[K], AnySealed> extends Sealed<unknown, infer Id>
      ? Id
      : never;
}[keyof R];
export type WithIds<R> = R & { readonly [K in IdsOf<R>]: string };

/**
 * A row with its sealed values opened.
 * @throws AppError("decrypt-failed") naming column and row
 */
export function openRow<R extends object>(row: WithIds<R>): Opened<R> {
  const opened: Record<string, unknown> = { ...row };
  for (const [key, value] of Object.entries(row))
    if (isSealed(value)) opened[key] = openValue(value, (row as Record<string, unknown>)[value.id]);
  return opened as Opened<R>;
}

function openValue(value: AnySealed, row: unknown): unknown {
  if (typeof row !== "string")
    throw new AppError("internal", `${value.column} was selected without its row's ${value.id}`);
  const { ring, unbound } = sealingState();
  return JSON.parse(open(ring, { column: value.column, row }, value.text, { unbound }));
}

export type OpenedRows<R> = {
  readonly rows: Opened<R>[];
  /** Those that do not open, as they are, in the order given. */
  readonly unreadable: R[];
};

/** Opens what opens: one row that does not never keeps the others from being seen, and is named to whoever listens. */
export function openRows<R extends object>(rows: readonly WithIds<R>[]): OpenedRows<R> {
  const result: OpenedRows<R> = { rows: [], unreadable: [] };
  for (const row of rows) {
    const opened = tryOpen<R>(row);
    if (opened === null) result.unreadable.push(row);
    else result.rows.push(opened);
  }
  return result;
}

/** The row, or null where it does not open. */
export function tryOpen<R extends object>(row: WithIds<R>): Opened<R> | null {
  try {
    return openRow<R>(row);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "decrypt-failed") throw error;
    (globalThis as Holder)[LISTENER]?.(error);
    return null;
  }
}

/** Who is told of a stored value that does not open: the error names column and row. */
export function onUnreadable(listener: (error: AppError) => void): void {
  (globalThis as Holder)[LISTENER] = listener;
}

/** A row's values as they may be written: plain where the column is sealed. */
export type Unsealed<R> = { [K in keyof R]: Opened<R>[K] };
type SetOf<T extends Table> = Partial<T["$inferInsert"]>;

/** Seals what is to be inserted. */
export function sealRow<T extends Table>(table: T, values: Unsealed<T["$inferInsert"]>): T["$inferInsert"] {
  const id = idOf(table);
  return sealSet(
    table,
    String((values as Record<string, unknown>)[id]),
    values as never,
  ) as T["$inferInsert"];
}

/** Seals what is to be set on the row of this id. */
export function sealSet<T extends Table>(table: T, row: string, set: Unsealed<SetOf<T>>): SetOf<T> {
  const columns = getTableColumns(table) as Record<string, AnyColumn>;
  const sealed = Object.entries(set).map(([key, value]) => {
    const column = columns[key] && sealedColumn(columns[key]);
    return [key, column && value !== null && value !== undefined ? sealValue(column, row, value) : value];
  });
  return Object.fromEntries(sealed) as SetOf<T>;
}

function sealValue(at: AnySealed, row: string, value: unknown): AnySealed {
  const { ring, frozen } = sealingState();
  if (frozen !== null) throw new AppError("config-invalid", frozen);
  return wrap(at.column, at.id, seal(ring, { column: at.column, row }, JSON.stringify(value)));
}

/** The declaration of a sealed column; null: it is another kind. */
export function sealedColumn(
  column: AnyColumn,
): ({ readonly column: string; readonly id: string } & AnySealed) | null {
  if (column.columnType !== "PgCustomColumn") return null;
  const probe: unknown = column.mapFromDriverValue("0");
  return isSealed(probe) ? probe : null;
}

function idOf(table: Table): string {
  for (const column of Object.values(getTableColumns(table) as Record<string, AnyColumn>)) {
    const sealed = sealedColumn(column);
    if (sealed) return sealed.id;
  }
  return "id";
}
