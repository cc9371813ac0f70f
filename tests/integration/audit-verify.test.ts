import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DbHandle, openDatabase } from "@/db/client";
import { openTestDatabase, testKeys } from "@/db/testing";
import { appendAudit } from "@/lib/workflows/audit";
import { verifyAuditChain } from "@/lib/workflows/verify-audit";

let dataDir: string;
let onPostgres: DbHandle | undefined;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "openacuity-audit-"));
  if (process.env.TEST_DATABASE_URL) onPostgres = await openTestDatabase();
});
afterAll(async () => {
  await onPostgres?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** The embedded database belongs to one process at a time: closed again before the command runs. */
async function withDatabase<T>(work: (handle: DbHandle) => Promise<T>): Promise<T> {
  if (onPostgres) return work(onPostgres);
  const handle = await openDatabase({ dataDir, keys: testKeys });
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

const verify = (...args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "bin/audit-verify.ts", ...args],
      { env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: onPostgres?.databaseUrl ?? "" } },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr }),
    );
  });

describe("npm run audit:verify", () => {
  it("says intact, broken and where, or why it could not look", async () => {
    if (!onPostgres)
      expect(await verify()).toMatchObject({ code: 2, output: expect.stringMatching(/no database in/) });
    const head = await withDatabase(async ({ db }) => {
      for (let n = 0; n < 5; n++)
        await db.transaction((tx) =>
          appendAudit(tx, { event: "decision.recorded", actor: "system", detail: { n } }, new Date()),
        );
      const verdict = await verifyAuditChain(db);
      return verdict.ok ? (verdict.head ?? "") : "";
    });
    expect(await verify()).toEqual({ code: 0, output: `INTACT: 5 entries checked.\nHead: ${head}\n` });
    expect(await verify("--head", head)).toMatchObject({ code: 0 });

    // Cut off at the end: the chain that is left is whole, only a head noted earlier tells.
    await withDatabase(({ exec }) =>
      exec("alter table audit_event disable trigger user; delete from audit_event where seq = 5"),
    );
    expect(await verify()).toMatchObject({ code: 0 });
    expect(await verify("--head", head)).toMatchObject({ code: 1, output: expect.stringMatching(/cut off/) });

    await withDatabase(({ exec }) =>
      exec("update audit_event set actor_name = 'Somebody else' where seq = 2"),
    );
    const broken = await verify();
    expect(broken.code).toBe(1);
    expect(broken.output).toContain("BROKEN at entry 2: the entry was changed after it was written.");

    expect(await verify("--heads")).toMatchObject({ code: 2, output: expect.stringMatching(/--help/) });
    expect(await verify("--help")).toMatchObject({ code: 0, output: expect.stringMatching(/Exit status/) });
  }, 120_000);
});
