import { existsSync } from "node:fs";
import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newestMigration, openDatabase } from "@/db/client";
import { auditHead } from "@/db/queries/audit";
import { testKeys } from "@/db/testing";
import { appendAudit } from "@/lib/workflows/govern/append-audit";
import { makeBackup } from "@/lib/workflows/govern/backup/make-backup";
import { restoreBackup } from "@/lib/workflows/govern/backup/restore-backup";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-backup-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const openAt = (dataDir: string) => openDatabase({ dataDir, keys: testKeys });
async function addEntry(dataDir: string): Promise<number | undefined> {
  const handle = await openAt(dataDir);
  await handle.db.transaction((tx) =>
    appendAudit(tx, { event: "board.viewed", actor: "system" }, new Date()),
  );
  const head = await auditHead(handle.db);
  await handle.close();
  return head?.seq;
}
const headOf = async (dataDir: string) => {
  const handle = await openAt(dataDir);
  const head = await auditHead(handle.db);
  await handle.close();
  return head?.seq;
};

// The same on every database: once is enough.
describe.skipIf(process.env.TEST_DATABASE_URL)("a backup of an embedded database", () => {
  it("made for a public key, is restored into an empty folder, over another, and survives a kill between the moves", async () => {
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    await addEntry(from);
    const identity = await generateIdentity();
    const handle = await openAt(from);
    const options = {
      handle,
      keys: testKeys,
      dataDir: from,
      anchorFile: join(from, "audit-anchors.jsonl"),
      to: join(folder, "backups"),
      lock: { kind: "recipient", recipient: await identityToRecipient(identity) },
      release: "test",
      now: new Date(),
    } as const;
    const { file, body } = await makeBackup(options);
    // A folder that takes nothing, in the place of a full disk: no beginnings are left, and the backup before stands.
    await expect(makeBackup({ ...options, to: "/dev/null/backups", now: new Date(0) })).rejects.toThrow();
    await expect(makeBackup(options)).rejects.toMatchObject({ code: "conflict" });
    expect(await readdir(join(folder, "backups"))).toHaveLength(1);
    await handle.close();

    const restore = {
      from: file,
      unlock: { kind: "identity", identity },
      keys: testKeys,
      databaseUrl: undefined,
      dataDir: to,
      anchorFile: join(to, "audit-anchors.jsonl"),
      migration: await newestMigration(),
      over: false,
    } as const;
    expect((await restoreBackup({ ...restore, checkOnly: true })).report).toBeNull();
    expect(existsSync(to)).toBe(false);
    expect((await restoreBackup(restore)).report).toMatchObject({ ok: true, checked: body.audit?.seq });

    const newer = (await addEntry(to)) ?? 0;
    expect(newer).toBeGreaterThan(body.audit?.seq ?? 0);
    await expect(restoreBackup(restore)).rejects.toMatchObject({ code: "conflict" });
    const open = await openAt(to);
    await expect(restoreBackup({ ...restore, over: true })).rejects.toMatchObject({ code: "data-locked" });
    expect((await restoreBackup({ ...restore, checkOnly: true })).report).toBeNull();
    await open.close();
    expect(await headOf(to)).toBe(newer);

    // As a restore leaves it that was killed after its first move.
    await rename(join(to, "database"), join(to, "database.before-restore"));
    expect(await headOf(to)).toBe(newer);
    expect((await restoreBackup({ ...restore, over: true })).report).toMatchObject({ ok: true });
    expect(await headOf(to)).toBe(body.audit?.seq);
    expect((await readdir(to)).filter((name) => name.startsWith(".restore"))).toEqual([]);
  }, 120_000);
});
