import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { DbHandle, Row } from "@/db/client";
import { dumpPostgres } from "@/db/pg-programs";
import { withConnection } from "@/db/postgres";
import { eachAnchorLine } from "@/lib/audit/anchor-file";
import { parseAnchor } from "@/lib/audit/anchors";
import { DAY } from "@/lib/core/clock";
import type { KeyRing } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { digestOf } from "../../learning/artifact-store";
import { type Lock, measure, pack } from "./container";
import {
  ANCHORS_FILE,
  type BackupBody,
  DUMP_FILES,
  MANIFEST_FILE,
  MODELS_FOLDER,
  writeManifest,
} from "./manifest";

export type BackupOptions = {
  readonly handle: DbHandle;
  readonly keys: KeyRing;
  readonly dataDir: string;
  readonly anchorFile: string;
  /** Folder the file is put into. */
  readonly to: string;
  readonly lock: Lock;
  /** Of the product. */
  readonly release: string;
  readonly now: Date;
  readonly onStep?: (step: string) => void;
};
export type Backup = {
  readonly file: string;
  readonly bytes: number;
  readonly body: Omit<BackupBody, "key">;
};

const STAGE = ".openacuity-backup-";

/**
 * Backs up the database as it is at one moment, the model versions it knows and the audit log's anchors into one encrypted
 * file. The app may go on meanwhile (on PostgreSQL). Nothing that was there before is touched, whatever goes wrong.
 */
export async function makeBackup(options: BackupOptions): Promise<Backup> {
  const { to, now, keys, lock, onStep } = options;
  await mkdir(to, { recursive: true, mode: 0o700 });
  await clearAway(to, now);
  const stage = await mkdtemp(join(to, STAGE));
  try {
    onStep?.("Copying the database");
    const facts = await copyDatabase(options, stage);
    onStep?.("Copying the model versions");
    const damaged = await copyModels(options, facts.versions, stage);
    await copyAnchors(options.anchorFile, facts.audit?.seq ?? 0, join(stage, ANCHORS_FILE));
    const body = {
      format: "openacuity-backup/1" as const,
      createdAt: now.toISOString(),
      release: options.release,
      database: options.handle.kind,
      migration: facts.migration,
      keys: facts.keys,
      audit: facts.audit,
      damaged,
      parts: await measure(stage),
    };
    await writeFile(join(stage, MANIFEST_FILE), writeManifest(keys, body), { mode: 0o600 });
    onStep?.("Encrypting");
    const file = join(to, `openacuity-${now.toISOString().replace(/[-:]|\.\d+/g, "")}.backup.age`);
    if (existsSync(file)) throw new AppError("conflict", `there is a backup ${file} already`);
    await pack(stage, file, lock);
    return { file, bytes: (await stat(file)).size, body };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** What a killed backup left: never a backup, only its beginnings. */
async function clearAway(to: string, now: Date): Promise<void> {
  for (const name of await readdir(to)) {
    if (!name.startsWith(STAGE) && !/^openacuity-.*\.backup\.age\.partial$/.test(name)) continue;
    const { mtimeMs } = await stat(join(to, name));
    if (now.getTime() - mtimeMs > DAY) await rm(join(to, name), { recursive: true, force: true });
  }
}

/** Up to the newest entry that is in the copy of the database: what was anchored since would look cut off. */
async function copyAnchors(from: string, upTo: number, to: string): Promise<void> {
  const lines: string[] = [];
  let past = false;
  await eachAnchorLine(from, (line) => {
    past ||= (parseAnchor(line)?.seq ?? 0) > upTo;
    if (!past) lines.push(`${line}\n`);
  });
  if (lines.length > 0) await writeFile(to, lines.join(""), { mode: 0o600 });
}

type Facts = Pick<BackupBody, "migration" | "keys" | "audit"> & { readonly versions: readonly Version[] };
type Version = { readonly version: string; readonly artifactDir: string; readonly digest: string };

async function copyDatabase({ handle }: BackupOptions, stage: string): Promise<Facts> {
  const file = join(stage, DUMP_FILES[handle.kind]);
  const { lite, address, databaseUrl } = handle;
  if (lite) {
    // Nobody else has it open: what is read and what is dumped are the same.
    const facts = await factsOf(async (text) => (await handle.exec(text)).rows);
    await writeFile(file, Buffer.from(await (await lite.dumpDataDir("gzip")).arrayBuffer()), { mode: 0o600 });
    return facts;
  }
  if (!address || !databaseUrl) throw new AppError("internal", "a database without an address");
  return withConnection(address, (client) =>
    client.begin("isolation level repeatable read read only", async (tx) => {
      const ask = async (text: string) => (await tx.unsafe(text)) as unknown as Row[];
      const [exported] = await ask("select pg_export_snapshot() as name");
      const facts = await factsOf(ask);
      await dumpPostgres(databaseUrl, file, String(exported?.name));
      return facts;
    }),
  ) as Promise<Facts>;
}

async function factsOf(ask: (text: string) => Promise<Row[]>): Promise<Facts> {
  const [migration] = await ask("select max(created_at)::float8 as newest from drizzle.__drizzle_migrations");
  const keys = await ask('select id, "check", retired_at from data_key order by id');
  const [head] = await ask("select seq, hash, at from audit_event order by seq desc limit 1");
  const versions = await ask("select version, artifact_dir, digest from model_version order by version");
  return {
    migration: Number(migration?.newest ?? 0),
    keys: keys.map((k) => ({ id: String(k.id), check: String(k.check), retired: k.retired_at !== null })),
    audit: head
      ? {
          seq: Number(head.seq),
          hash: String(head.hash),
          at: new Date(head.at as string | Date).toISOString(),
        }
      : null,
    versions: versions.map((v) => ({
      version: String(v.version),
      artifactDir: String(v.artifact_dir),
      digest: String(v.digest),
    })),
  };
}

/** Artifacts are never changed once they are registered, so a copy is good for the snapshot. @returns those that are not as registered */
async function copyModels(
  { dataDir }: BackupOptions,
  versions: readonly Version[],
  stage: string,
): Promise<string[]> {
  const damaged: string[] = [];
  for (const { version, artifactDir, digest } of versions) {
    const from = resolve(dataDir, artifactDir);
    const inside = relative(join(dataDir, MODELS_FOLDER), from);
    const safe = inside !== "" && !inside.startsWith("..");
    const place = join(stage, MODELS_FOLDER, inside);
    if (safe && existsSync(from)) await cp(from, place, { recursive: true });
    if (!safe || (await digestOf(place)) !== digest) damaged.push(version);
  }
  return damaged;
}
