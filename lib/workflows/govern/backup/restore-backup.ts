import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BEFORE_RESTORE, type DbHandle, openDatabase, type Row } from "@/db/client";
import { checkKeys } from "@/db/keys";
import { lockFolder } from "@/db/lock";
import { loadPostgres } from "@/db/pg-programs";
import { withConnection } from "@/db/postgres";
import { addressOf } from "@/db/tls";
import { lastAnchor } from "@/lib/audit/anchor-file";
import type { KeyRing } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { type AuditReport, verifyAuditLog } from "../verify-audit";
import { measure, type Unlock, unpack } from "./container";
import {
  ANCHORS_FILE,
  assertParts,
  type BackupBody,
  DUMP_FILES,
  invalid,
  MANIFEST_FILE,
  MODELS_FOLDER,
  readManifest,
} from "./manifest";

export type RestoreOptions = {
  readonly from: string;
  readonly unlock: Unlock;
  readonly keys: KeyRing;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly anchorFile: string;
  /** Newest migration this release knows, ms. */
  readonly migration: number;
  /** Replace what is there. */
  readonly over: boolean;
  /** Only look whether the backup is whole and opens with these keys. */
  readonly checkOnly?: boolean;
  readonly onStep?: (step: string) => void;
};

export type Restored = {
  readonly body: BackupBody;
  /** Of the audit log as it is now; null: only checked. */
  readonly report: AuditReport | null;
  /** Entries of the audit log that were anchored and are in no backup: what was lost. Null: nothing tells. */
  readonly lost: number | null;
};

/** What a dump puts in its place: the product's tables, drizzle's word of what was migrated, and the work queue. */
const SCHEMAS = ["pgboss", "drizzle", "public"] as const;

/**
 * Puts a backup in the place of an empty installation, or, where that is asked for, of what is there. All of it is unpacked
 * and checked before anything is changed; killed at any moment, either the old state stands or the new one.
 * @throws AppError("artifact-invalid" | "config-invalid" | "conflict" | "data-locked") when nothing was changed
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { dataDir, checkOnly, onStep } = options;
  const made = !existsSync(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // In the data folder itself: what is moved into its place from there stays on the same disk.
  const stage = await mkdtemp(join(dataDir, ".restore-"));
  try {
    onStep?.("Unpacking and checking");
    const body = await openBackup(options, stage);
    if (checkOnly) return { body, report: null, lost: null };
    await assertFree(options);
    onStep?.("Putting the model versions in their place");
    await placeModels(join(stage, MODELS_FOLDER), join(dataDir, MODELS_FOLDER));
    const before = await placeAnchors(options, stage);
    onStep?.("Putting the database in its place");
    const dump = join(stage, DUMP_FILES[body.database]);
    if (options.databaseUrl) await loadPostgres(options.databaseUrl, dump, SCHEMAS);
    else await placeEmbedded(dump, stage, dataDir);
    onStep?.("Verifying the audit log");
    const report = await verify(options);
    return { body, report, lost: before === null ? null : Math.max(0, before - (body.audit?.seq ?? 0)) };
  } finally {
    await rm(stage, { recursive: true, force: true });
    if (made && checkOnly) await rm(dataDir, { recursive: true, force: true });
  }
}

async function openBackup(
  { from, unlock, keys, databaseUrl, migration }: RestoreOptions,
  stage: string,
): Promise<BackupBody> {
  if (!existsSync(from)) throw new AppError("config-invalid", `there is no file ${from}`);
  await unpack(from, stage, unlock);
  const manifest = join(stage, MANIFEST_FILE);
  if (!existsSync(manifest))
    throw invalid("This is no backup of OpenAcuity: it has no manifest. Nothing was changed.");
  const body = readManifest(keys, await readFile(manifest, "utf8"));
  const { [MANIFEST_FILE]: _, ...found } = await measure(stage);
  assertParts(body, found);
  checkKeys(
    keys,
    body.keys.map((k) => ({
      id: k.id,
      check: k.check,
      retiredAt: k.retired ? new Date(0) : null,
      retiringAt: null,
    })),
  );
  if (body.migration > migration)
    throw new AppError(
      "conflict",
      `this backup was made by a newer release (${body.release}). Nothing was changed; install that one, or a newer one.`,
    );
  if ((body.database === "postgres") !== (databaseUrl !== undefined))
    throw new AppError(
      "conflict",
      body.database === "postgres"
        ? "this backup is of a PostgreSQL: set DATABASE_URL to the one it is to be restored into. Nothing was changed."
        : "this backup is of an embedded database: restore it without DATABASE_URL. Nothing was changed.",
    );
  return body;
}

/** Nobody uses it, and there is nothing in it that would be lost without somebody having asked for that. */
async function assertFree({ databaseUrl, dataDir, over }: RestoreOptions): Promise<void> {
  const { users, tables } = databaseUrl ? await lookAt(databaseUrl) : { users: 0, tables: 0 };
  if (users > 0)
    throw new AppError(
      "data-locked",
      `${users} other connections to the database are open: stop the app and its workers first. Nothing was changed.`,
    );
  if (!databaseUrl) lockFolder(join(dataDir, "database"))();
  const folders = [MODELS_FOLDER, "database", `database${BEFORE_RESTORE}`];
  if (over || (tables === 0 && !folders.some((name) => existsSync(join(dataDir, name))))) return;
  throw new AppError(
    "conflict",
    "there is an installation here already. Nothing was changed; with --over, the backup takes its place.",
  );
}

async function lookAt(databaseUrl: string): Promise<{ users: number; tables: number }> {
  return withConnection(await addressOf(databaseUrl), async (client) => {
    const [users] = (await client.unsafe(`
      select count(*)::int as n from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`)) as unknown as Row[];
    const [tables] = (await client.unsafe(`
      select count(*)::int as n from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname in (${SCHEMAS.map((s) => `'${s}'`).join(", ")}) and relkind in ('r', 'p')`)) as unknown as Row[];
    return { users: Number(users?.n ?? 0), tables: Number(tables?.n ?? 0) };
  });
}

/**
 * Artifacts of the backup beside those that are there: until the database is in its place, nothing that it does not name is
 * looked at. One of the same version that is otherwise gives way, and is kept under another name.
 */
async function placeModels(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of await readdir(from)) {
    const [fresh, place] = [join(from, name), join(to, name)];
    if (existsSync(place)) {
      if (JSON.stringify(sorted(await measure(place))) === JSON.stringify(sorted(await measure(fresh))))
        continue;
      await rename(place, `${place}.before-restore-${Date.now()}`);
    }
    await rename(fresh, place);
  }
}
const sorted = (found: object) => Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1));

/** An anchor file that is there is the newest there is: it stays, and tells what was lost. @returns the newest entry it knows */
async function placeAnchors({ anchorFile }: RestoreOptions, stage: string): Promise<number | null> {
  const kept = join(stage, ANCHORS_FILE);
  if (existsSync(anchorFile)) return (await lastAnchor(anchorFile))?.seq ?? null;
  if (!existsSync(kept)) return null;
  await mkdir(dirname(anchorFile), { recursive: true, mode: 0o700 });
  await cp(kept, anchorFile);
  return null;
}

/** A process that is killed between the two moves leaves no database; openDatabase then takes up the old one again. */
async function placeEmbedded(dump: string, stage: string, dataDir: string): Promise<void> {
  const [{ PGlite }, { vector }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@electric-sql/pglite-pgvector"),
  ]);
  const fresh = join(stage, "fresh");
  const lite = await PGlite.create({
    dataDir: fresh,
    extensions: { vector },
    loadDataDir: new Blob([new Uint8Array(await readFile(dump))]),
  });
  await lite.query("select 1 from audit_event limit 1");
  await lite.close();
  const place = join(dataDir, "database");
  const release = lockFolder(place);
  try {
    const aside = place + BEFORE_RESTORE;
    if (existsSync(place)) {
      await rm(aside, { recursive: true, force: true });
      await rename(place, aside);
    }
    await rename(fresh, place);
  } finally {
    release();
  }
}

async function verify({ databaseUrl, dataDir, keys, anchorFile }: RestoreOptions): Promise<AuditReport> {
  let handle: DbHandle | null = null;
  try {
    handle = await openDatabase({ databaseUrl, dataDir, keys });
    return await verifyAuditLog(handle.db, { anchorFile });
  } finally {
    await handle?.close();
  }
}
