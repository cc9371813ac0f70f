import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newestMigration, openDatabase } from "@/db/client";
import { findAssessment } from "@/db/queries/assessment";
import { auditHead } from "@/db/queries/audit";
import { findVersion } from "@/db/queries/registry";
import { testKeys } from "@/db/testing";
import { parseKeyRing } from "@/lib/core/crypto";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { type Backup, makeBackup } from "@/lib/workflows/govern/backup/make-backup";
import { type RestoreOptions, restoreBackup } from "@/lib/workflows/govern/backup/restore-backup";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { loadEngine } from "@/lib/workflows/service/load-engine";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { type Clinic, gesture, open, startClinic } from "../clinic/support";
import { makeTinyModel } from "../support/tiny-model";

const KEYS = testKeys.keys.map((k) => `${k.id}:${k.key.toString("base64")}`).join(",");

let cluster: Cluster;
let clinic: Clinic;
let folder: string;
let backup: Backup;
let identity: string;
let before: { assessmentId: string; shown: number | null; probabilities: readonly number[] | null };
let databases = 0;

const skipped = !process.env.TEST_DATABASE_URL || !findPostgres();

/** A machine with nothing on it. */
async function emptyMachine(): Promise<RestoreOptions> {
  const name = `machine${++databases}`;
  const admin = postgres(cluster.url, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  await admin.end();
  const dataDir = await mkdtemp(join(folder, "machine-"));
  const url = new URL(cluster.url);
  url.pathname = `/${name}`;
  return {
    from: backup.file,
    unlock: { kind: "identity", identity },
    keys: testKeys,
    databaseUrl: url.href,
    dataDir,
    anchorFile: join(dataDir, "audit-anchors.jsonl"),
    migration: await newestMigration(),
    over: false,
  };
}
const reopen = (databaseUrl: string | undefined) =>
  openDatabase({ databaseUrl, dataDir: null, keys: testKeys, migrate: false });
async function tablesIn(databaseUrl: string | undefined): Promise<number> {
  const sql = postgres(databaseUrl ?? "", { max: 1 });
  const [row] =
    await sql`select count(*)::int as n from pg_tables where schemaname in ('public', 'drizzle', 'pgboss')`;
  await sql.end();
  return Number(row?.n);
}

describe.skipIf(skipped)("a backup on PostgreSQL", () => {
  beforeAll(async () => {
    process.env.PG_BIN = findPostgres() ?? "";
    folder = await mkdtemp(join(tmpdir(), "openacuity-backup-"));
    // A passphrase takes seconds to become a key, each time: container.test.ts has one.
    identity = await generateIdentity();
    await writeFile(join(folder, "identity"), identity);
    cluster = await startCluster();
    await makeTinyModel(join(folder, "model"), "0.1.0");
    clinic = await startClinic({
      withoutModel: true,
      loadEngine: loadEngine("auto"),
      env: { MODEL_DIR: join(folder, "model") },
      handle: await openDatabase({ databaseUrl: cluster.url, dataDir: null, keys: testKeys }),
    });
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-030");
    const { level, probabilities, id } = view.assessment;
    before = { assessmentId: id, shown: level, probabilities };
    await recordDecision(rt, auth, gesture(view));
    // The app goes on meanwhile.
    backup = await makeBackup({
      handle: rt.handle,
      keys: testKeys,
      dataDir: rt.dataDir,
      anchorFile: rt.anchorFile,
      to: join(folder, "backups"),
      lock: { kind: "recipient", recipient: await identityToRecipient(identity) },
      release: "test",
      now: new Date(),
    });
    const later = await open(clinic, "nurse1", "enc-031");
    await recordDecision(rt, later.auth, gesture(later.view));
    await rt.anchors.anchorNow();
    await cp(rt.anchorFile, join(folder, "newest-anchors.jsonl"));
  }, 120_000);
  afterAll(async () => {
    await clinic?.close();
    await cluster?.remove();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("brings an empty machine back: the audit log verifies, and an assessment replays to the same numbers", async () => {
    const machine = await emptyMachine();
    const started = performance.now();
    const { body, report, lost } = await restoreBackup(machine);
    const took = Math.round(performance.now() - started);
    expect(report).toMatchObject({ ok: true, findings: [] });
    expect(report?.records).toBeGreaterThanOrEqual(2);
    expect([lost, body.damaged]).toEqual([null, []]);

    const handle = await reopen(machine.databaseUrl);
    const row = await findAssessment(handle.db, before.assessmentId);
    const version = await findVersion(handle.db, row?.modelVersion ?? "");
    const engine = await loadEngine("auto")(
      resolve(machine.dataDir, version?.artifactDir ?? ""),
      row?.policy ?? undefined,
    );
    const [again] = row?.case ? await engine.predict([row.case]) : [];
    expect(engine.artifactDigest).toBe(row?.artifactDigest);
    expect(again?.probabilities).toEqual(before.probabilities);
    expect(row?.shownLevel).toBe(before.shown);
    await engine.close();

    // With the newest anchors at hand, it is known how much was lost, and the log says so itself.
    const second = await emptyMachine();
    await cp(join(folder, "newest-anchors.jsonl"), second.anchorFile);
    const known = await restoreBackup(second);
    const newest = (await auditHead(clinic.rt.db))?.seq ?? 0;
    expect(known.lost).toBe(newest - (body.audit?.seq ?? 0));
    expect(known.lost).toBeGreaterThan(0);
    expect(known.report?.findings.map((f) => f.code)).toContain("cut-off");
    await handle.close();

    // What is anchored while a backup is being made is of entries it does not have: it takes no harm from them.
    const source = await reopen(second.databaseUrl);
    const { file } = await makeBackup({
      handle: source,
      keys: testKeys,
      dataDir: second.dataDir,
      anchorFile: second.anchorFile,
      to: join(folder, "again"),
      lock: { kind: "recipient", recipient: await identityToRecipient(identity) },
      release: "test",
      now: new Date(),
    });
    await source.close();
    expect((await restoreBackup({ ...(await emptyMachine()), from: file })).report).toMatchObject({
      ok: true,
    });
    console.log(
      `restored ${(backup.bytes / 1e6).toFixed(2)} MB into an empty machine in ${took} ms; ${known.lost} entries after the backup were lost`,
    );
  }, 180_000);

  it("is not restored over an installation unless asked to, and then replaces all of it", async () => {
    const machine = await emptyMachine();
    await restoreBackup(machine);
    const entry = async () => {
      const handle = await reopen(machine.databaseUrl);
      const head = await auditHead(handle.db);
      await handle.close();
      return head?.seq;
    };
    const sql = postgres(machine.databaseUrl ?? "", { max: 1 });
    await sql`create table left_over (id int)`;
    await expect(restoreBackup({ ...machine, over: true })).rejects.toMatchObject({ code: "data-locked" });
    await sql.end();
    await expect(restoreBackup(machine)).rejects.toMatchObject({ code: "conflict" });
    expect((await restoreBackup({ ...machine, over: true })).report).toMatchObject({ ok: true });
    expect(await entry()).toBe(backup.body.audit?.seq);
    const again = postgres(machine.databaseUrl ?? "", { max: 1 });
    expect(await again`select 1 from pg_tables where tablename = 'left_over'`).toHaveLength(0);
    await again.end();
  }, 180_000);

  it("changes nothing with another identity, other keys, a damaged or cut file, or a newer release's", async () => {
    const machine = await emptyMachine();
    const bytes = await readFile(backup.file);
    const flipped = join(folder, "flipped");
    await writeFile(flipped, bytes.with(bytes.length - 200, (bytes.at(-200) ?? 0) ^ 1));
    const cut = join(folder, "cut");
    await cp(backup.file, cut);
    await truncate(cut, bytes.length - 70_000 > 0 ? bytes.length - 70_000 : bytes.length - 500);
    const id = testKeys.keys[0]?.id;
    const otherKeys = parseKeyRing(`${id}:${Buffer.alloc(32, 9).toString("base64")}`);
    const attempts: [Partial<RestoreOptions>, string][] = [
      [{ unlock: { kind: "identity", identity: await generateIdentity() } }, "artifact-invalid"],
      [{ keys: otherKeys }, "artifact-invalid"],
      [{ keys: parseKeyRing(`other:${Buffer.alloc(32, 9).toString("base64")}`) }, "config-invalid"],
      [{ from: flipped }, "artifact-invalid"],
      [{ from: cut }, "artifact-invalid"],
      [{ from: join(folder, "nothing") }, "config-invalid"],
      [{ migration: 1 }, "conflict"],
      [{ databaseUrl: undefined }, "conflict"],
    ];
    for (const [change, code] of attempts)
      await expect(
        restoreBackup({ ...machine, ...change }),
        JSON.stringify(Object.keys(change)),
      ).rejects.toMatchObject({ code });
    expect(await tablesIn(machine.databaseUrl)).toBe(0);
    expect((await restoreBackup({ ...machine, checkOnly: true })).report).toBeNull();
    expect(await tablesIn(machine.databaseUrl)).toBe(0);
  }, 180_000);

  it("killed in the middle leaves the old state or the new one, whole", async () => {
    const machine = await emptyMachine();
    await restoreBackup(machine);
    const child = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        "bin/restore.ts",
        "--from",
        backup.file,
        "--over",
        "--identity",
        join(folder, "identity"),
      ],
      {
        env: {
          ...process.env,
          DATABASE_URL: machine.databaseUrl,
          DATA_DIR: machine.dataDir,
          DATA_KEYS: KEYS,
        },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const gone = new Promise((done) => child.once("exit", done));
    child.stdout.on("data", (text) => {
      if (String(text).includes("Putting the database")) setTimeout(() => child.kill("SIGKILL"), 40);
    });
    await gone;
    // What it had started ends by itself once nobody feeds it.
    await expect.poll(() => tablesIn(machine.databaseUrl), { timeout: 20_000 }).toBeGreaterThan(20);
    const handle = await reopen(machine.databaseUrl);
    const report = await verifyAuditLog(handle.db, { anchorFile: machine.anchorFile });
    await handle.close();
    expect(report).toMatchObject({ ok: true, checked: backup.body.audit?.seq });
    expect((await restoreBackup({ ...machine, over: true })).report).toMatchObject({ ok: true });
  }, 180_000);
});
