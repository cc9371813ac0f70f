import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import type { ExtractTablesWithRelations } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from "drizzle-orm/pg-core";
import type { KeyRing } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { lockFolder } from "./lock";
import * as schema from "./schema";
import { configureSealing } from "./sealed";
import { findVectors, prepareVectors, type VectorSupport } from "./vectors";

export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;
export type Tx = PgTransaction<PgQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>;
export type DbOrTx = Db | Tx;

export type Row = Record<string, unknown>;

export type DbHandle = {
  readonly kind: "pglite" | "postgres";
  readonly db: Db;
  /** The embedded database itself, for the queue's adapter; absent on PostgreSQL. */
  readonly lite?: PGlite;
  readonly databaseUrl?: string;
  /** Whether this database can search vectors, and if not why. */
  readonly vectors: VectorSupport;
  exec(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
  /** @throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

export type OpenOptions = {
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database; null keeps it in memory (tests). */
  readonly dataDir: string | null;
  readonly keys: KeyRing;
  /** A dumped, already migrated image to start from (tests). */
  readonly image?: Blob;
  /** False: leave the schema as it is (tools that only read, perhaps with a role that may do no more). */
  readonly migrate?: boolean;
};

const MIGRATIONS = "db/migrations";
/** Any number: whoever migrates first makes the others wait. */
const MIGRATION_LOCK = 727_274;

/** Opens the database, migrates it, and arms the sealed columns. */
export async function openDatabase(options: OpenOptions): Promise<DbHandle> {
  configureSealing(options.keys);
  const { databaseUrl: url } = options;
  if (!url) return openEmbedded(options);
  return openPostgres(url, options.migrate === false ? null : await migratePostgres(url));
}

/** One process at a time; the others wait and find it done. */
async function migratePostgres(url: string): Promise<VectorSupport> {
  const [{ drizzle }, { migrate }, { default: postgres }] = await Promise.all([
    import("drizzle-orm/postgres-js"),
    import("drizzle-orm/postgres-js/migrator"),
    import("postgres"),
  ]);
  const single = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await single`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle(single), { migrationsFolder: MIGRATIONS });
    return await prepareVectors(
      async (text) => ({ rows: (await single.unsafe(text)) as unknown as Row[] }),
      "postgres",
    );
  } catch (cause) {
    throw new AppError("internal", "PostgreSQL could not be reached or migrated", { cause });
  } finally {
    await single.end({ timeout: 5 });
  }
}

async function openPostgres(url: string, prepared: VectorSupport | null): Promise<DbHandle> {
  const [{ drizzle }, { default: postgres }] = await Promise.all([
    import("drizzle-orm/postgres-js"),
    import("postgres"),
  ]);
  const client = postgres(url, { max: 10, onnotice: () => {} });
  const exec: DbHandle["exec"] = async (text, values) => ({
    rows: (await client.unsafe(text, (values ?? []) as never[])) as unknown as Row[],
  });
  return {
    kind: "postgres",
    vectors: prepared ?? (await findVectors(exec)),
    db: drizzle(client, { schema }) as unknown as Db,
    databaseUrl: url,
    exec,
    ping: async () => {
      await client`select 1`;
    },
    close: () => client.end({ timeout: 5 }),
  };
}

async function openEmbedded({ dataDir, image, migrate: wanted = true }: OpenOptions): Promise<DbHandle> {
  const [{ PGlite: Lite }, { vector }, { drizzle }, { migrate }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@electric-sql/pglite-pgvector"),
    import("drizzle-orm/pglite"),
    import("drizzle-orm/pglite/migrator"),
  ]);
  const folder = dataDir === null ? null : join(dataDir, "database");
  if (folder) await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = folder ? lockFolder(folder) : () => {};
  try {
    const lite = await Lite.create({
      extensions: { vector },
      ...(folder ? { dataDir: folder } : {}),
      ...(image ? { loadDataDir: image } : {}),
    });
    const db = drizzle(lite, { schema });
    const exec: DbHandle["exec"] = async (text, values) =>
      values?.length
        ? { rows: (await lite.query<Row>(text, values)).rows }
        : { rows: ((await lite.exec(text)).at(-1)?.rows ?? []) as Row[] };
    if (!image && wanted) await migrate(db, { migrationsFolder: MIGRATIONS });
    return {
      kind: "pglite",
      db: db as unknown as Db,
      lite,
      vectors: await (!image && wanted ? prepareVectors(exec, "pglite") : findVectors(exec)),
      exec,
      ping: async () => {
        await lite.query("select 1");
      },
      close: async () => {
        await lite.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}
