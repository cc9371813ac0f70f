import { existsSync } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import type { ExtractTablesWithRelations } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from "drizzle-orm/pg-core";
import type { KeyRing } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { armKeys, checkKeysOf } from "./keys";
import { lockFolder } from "./lock";
import * as schema from "./schema";
import { addressOf, type PostgresAddress } from "./tls";
import { tryWriteEmbedded, tryWriteToServer } from "./try-write";
import { findVectors, prepareVectors, type VectorSupport } from "./vectors";

export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;
export type Tx = PgTransaction<PgQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>;
export type DbOrTx = Db | Tx;

export type Row = Record<string, unknown>;

export type TransactionObserver = {
  /** How long one waited for its connection. */
  readonly acquired: (seconds: number) => void;
  /** How many are under way or wait. */
  readonly open: (count: number) => void;
};

export type DbHandle = {
  readonly kind: "pglite" | "postgres";
  readonly db: Db;
  /** The embedded database itself, for the queue's adapter; absent on PostgreSQL. */
  readonly lite?: PGlite;
  readonly databaseUrl?: string;
  /** Where the PostgreSQL is and how to speak to it, for the queue's own connections; absent on the embedded database. */
  readonly address?: PostgresAddress;
  /** The same past any pooler, for what needs a session of its own: one that listens. */
  readonly direct?: PostgresAddress;
  /** Connections this process may open for the tables; the queue has its own. */
  readonly connections: number;
  /** Tells of transactions from then on; absent on the embedded database, which has one connection. */
  observeTransactions?(observer: TransactionObserver): void;
  /** Whether this database can search vectors, and if not why. */
  readonly vectors: VectorSupport;
  exec(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
  /** @throws when the database does not answer, or takes no writes. */
  tryWrite(): Promise<void>;
  close(): Promise<void>;
};

export type OpenOptions = {
  readonly databaseUrl?: string | undefined;
  /** The same database past a pooler that hands out connections by transaction; absent: there is none. */
  readonly directUrl?: string | undefined;
  /** Folder of the embedded database; null keeps it in memory (tests). */
  readonly dataDir: string | null;
  /** null: for who reads nothing that is sealed; then they are not checked either. */
  readonly keys: KeyRing | null;
  /** A dumped, already migrated image to start from (tests). */
  readonly image?: Blob;
  /** False: leave the schema as it is (tools that only read, perhaps with a role that may do no more). */
  readonly migrate?: boolean;
  /** Connections to PostgreSQL at most. */
  readonly connections?: number;
};

const CONNECTIONS = 10;
const MIGRATIONS = "db/migrations";
/** Any number: whoever migrates first makes the others wait. */
const MIGRATION_LOCK = 727_274;

/**
 * Opens the database, migrates it, checks the keys against it and arms the sealed columns.
 * @throws AppError("config-invalid") when the keys are not this database's
 */
export async function openDatabase(options: OpenOptions): Promise<DbHandle> {
  const { databaseUrl: url, directUrl, keys, migrate: wanted = true, connections = CONNECTIONS } = options;
  if (!url) return openEmbedded(options);
  const address = await reach(url);
  const direct = directUrl ? await reach(directUrl, "DATABASE_DIRECT_URL") : address;
  // The lock of migrations is a session's.
  const handle = await openPostgres(
    url,
    { address, direct, connections },
    wanted ? await migratePostgres(direct, keys) : null,
  );
  try {
    if (keys && !wanted) await checkKeysOf(handle.db, keys);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function reach(url: string, setting = "DATABASE_URL"): Promise<PostgresAddress> {
  try {
    return await addressOf(url, setting);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("internal", "PostgreSQL could not be reached", { cause });
  }
}

/** One process at a time; the others wait and find it done. */
async function migratePostgres(address: PostgresAddress, keys: KeyRing | null): Promise<VectorSupport> {
  const [{ drizzle }, { migrate }, { withConnection }] = await Promise.all([
    import("drizzle-orm/postgres-js"),
    import("drizzle-orm/postgres-js/migrator"),
    import("./postgres"),
  ]);
  try {
    return await withConnection(address, async (single) => {
      const exec = async (text: string) => ({ rows: (await single.unsafe(text)) as unknown as Row[] });
      await exec(`select pg_advisory_lock(${MIGRATION_LOCK})`);
      // Where there is nothing to do, a role that may do nothing of the kind is good enough.
      if (!(await isMigrated(exec))) await migrate(drizzle(single), { migrationsFolder: MIGRATIONS });
      if (keys) await armKeys(drizzle(single, { schema }) as unknown as Db, keys);
      return prepareVectors(exec, "postgres");
    });
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (isForbidden(cause))
      throw new AppError(
        "config-invalid",
        "The database is not up to date, and the role in DATABASE_URL may not change that: its owner runs npm run db:migrate first (docs/operations.md, Two roles).",
        { cause },
      );
    throw new AppError("internal", "PostgreSQL could not be reached or migrated", { cause });
  }
}

/** When the newest migration that this version knows was made, ms. */
export async function newestMigration(): Promise<number> {
  const journal = JSON.parse(await readFile(join(MIGRATIONS, "meta", "_journal.json"), "utf8")) as {
    entries: { when: number }[];
  };
  return Math.max(...journal.entries.map(({ when }) => when));
}

/** Whether the newest migration that this version knows has been applied; drizzle applies them by their time. */
async function isMigrated(exec: (text: string) => Promise<{ rows: Row[] }>): Promise<boolean> {
  const newest = await newestMigration();
  const table = await exec("select to_regclass('drizzle.__drizzle_migrations') is not null as there");
  if (!table.rows[0]?.there) return false;
  const { rows } = await exec("select max(created_at)::float8 as newest from drizzle.__drizzle_migrations");
  return Number(rows[0]?.newest ?? 0) >= newest;
}

/** insufficient_privilege (PostgreSQL, Appendix A), wherever in the chain of causes. */
function isForbidden(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as { code?: unknown }).code === "42501" || isForbidden(error.cause);
}

async function openPostgres(
  databaseUrl: string,
  {
    address,
    direct,
    connections,
  }: { readonly address: PostgresAddress; readonly direct: PostgresAddress; readonly connections: number },
  prepared: VectorSupport | null,
): Promise<DbHandle> {
  const [{ drizzle }, { Pool }] = await Promise.all([
    import("drizzle-orm/postgres-js"),
    import("./postgres"),
  ]);
  const pool = new Pool(address, connections);
  const exec: DbHandle["exec"] = async (text, values) => ({
    rows: (await pool.unsafe(text, (values ?? []) as never[])) as unknown as Row[],
  });
  return {
    kind: "postgres",
    connections,
    observeTransactions: (observer) => {
      pool.observer = observer;
    },
    vectors: prepared ?? (await findVectors(exec)),
    db: drizzle(pool.forDrizzle(), { schema }) as unknown as Db,
    databaseUrl,
    address,
    direct,
    exec,
    tryWrite: () => tryWriteToServer(exec),
    close: () => pool.end(),
  };
}

/** What a restore's database took the place of lies beside it. */
export const BEFORE_RESTORE = ".before-restore";

/** A restore that was killed between its two moves left no database: the one before it is still whole. */
async function takeUpAgain(folder: string): Promise<void> {
  if (!existsSync(folder) && existsSync(folder + BEFORE_RESTORE))
    await rename(folder + BEFORE_RESTORE, folder);
}

async function openEmbedded({
  dataDir,
  image,
  keys,
  migrate: wanted = true,
}: OpenOptions): Promise<DbHandle> {
  const [{ PGlite: Lite }, { vector }, { drizzle }, { migrate }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@electric-sql/pglite-pgvector"),
    import("drizzle-orm/pglite"),
    import("drizzle-orm/pglite/migrator"),
  ]);
  const folder = dataDir === null ? null : join(dataDir, "database");
  if (folder) await takeUpAgain(folder);
  if (folder) await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = folder ? lockFolder(folder) : () => {};
  let lite: PGlite | null = null;
  try {
    const opened: PGlite = await Lite.create({
      extensions: { vector },
      ...(folder ? { dataDir: folder } : {}),
      ...(image ? { loadDataDir: image } : {}),
    });
    lite = opened;
    const db = drizzle(opened, { schema });
    const exec: DbHandle["exec"] = async (text, values) =>
      values?.length
        ? { rows: (await opened.query<Row>(text, values)).rows }
        : { rows: ((await opened.exec(text)).at(-1)?.rows ?? []) as Row[] };
    if (!image && wanted) await migrate(db, { migrationsFolder: MIGRATIONS });
    if (keys && wanted) await armKeys(db as unknown as Db, keys);
    else if (keys) await checkKeysOf(db as unknown as Db, keys);
    return {
      kind: "pglite",
      connections: 1,
      db: db as unknown as Db,
      lite: opened,
      vectors: await (!image && wanted ? prepareVectors(exec, "pglite") : findVectors(exec)),
      exec,
      tryWrite: () => tryWriteEmbedded(exec, dataDir),
      close: async () => {
        await opened.close();
        release();
      },
    };
  } catch (error) {
    await lite?.close().catch(() => {});
    release();
    throw error;
  }
}
