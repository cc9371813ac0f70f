import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DbHandle, openDatabase } from "@/db/client";
import { openTestDatabase, testKeys } from "@/db/testing";
import { createLogger } from "@/lib/core/logger";
import { startAnchoring } from "@/lib/workflows/govern/anchor-audit";
import { appendAudit } from "@/lib/workflows/govern/append-audit";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";

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
      {
        env: {
          ...process.env,
          DATA_DIR: dataDir,
          DATABASE_URL: onPostgres?.databaseUrl ?? "",
          DATA_KEYS: `test:${Buffer.alloc(32, 3).toString("base64")}`,
        },
      },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr }),
    );
  });

/** As a running app does: entries, and anchors of them. */
const write = (count: number) =>
  withDatabase(async (handle) => {
    const anchors = await startAnchoring({
      handle,
      file: join(dataDir, "audit-anchors.jsonl"),
      clock: () => new Date(),
      logger: createLogger("error", { write: () => {} }),
    });
    for (let n = 0; n < count; n++) {
      await handle.db.transaction((tx) =>
        appendAudit(tx, { event: "decision.recorded", actor: "system", detail: { n } }, new Date()),
      );
      await anchors.anchorNow();
    }
    await anchors.close();
    const report = await verifyAuditLog(handle.db, { anchorFile: null });
    return report.head ?? "";
  });

describe("npm run audit:verify", () => {
  it("says intact, what is wrong and where, or why it could not look", async () => {
    if (!onPostgres)
      expect(await verify()).toMatchObject({ code: 2, output: expect.stringMatching(/no database in/) });
    const head = await write(5);
    expect(await verify()).toEqual({
      code: 0,
      output: `INTACT: 5 entries, 0 records and 5 anchors checked.\nHead: ${head}\n`,
    });
    expect(await verify("--head", head)).toMatchObject({ code: 0 });

    await withDatabase(({ exec }) =>
      exec("alter table audit_event disable trigger user; delete from audit_event where seq = 5"),
    );
    const cut = await verify("--head", head);
    expect(cut).toMatchObject({ code: 1, output: expect.stringMatching(/No entry has the hash/) });
    expect(cut.output).toMatch(/The log ends at entry 4, but entry 5 was anchored on/);

    // The same with an older copy of the file finds nothing, and says how far that copy goes.
    const lines = (await readFile(join(dataDir, "audit-anchors.jsonl"), "utf8")).split("\n");
    const copy = join(dataDir, "copy.jsonl");
    await writeFile(copy, `${lines.slice(0, 4).join("\n")}\n`);
    expect(await verify("--anchors", copy)).toMatchObject({ code: 0 });

    // Restored from a backup, and somebody answers for it.
    expect(await verify("--accept", "short")).toMatchObject({ code: 2 });
    const accepted = await verify("--accept", "Restored from last night's backup");
    expect(accepted.output).toMatch(/Accepted and recorded[\s\S]*INTACT: 5 entries[\s\S]*Accepted earlier: /);
    expect(accepted.code).toBe(0);
    await write(3);
    expect(await verify()).toMatchObject({ code: 0, output: expect.stringMatching(/^INTACT: 8 entries/) });

    await withDatabase(({ exec }) =>
      exec("update audit_event set actor_name = 'Somebody else' where seq = 2"),
    );
    const broken = await verify();
    expect(broken.code).toBe(1);
    expect(broken.output).toContain("- Entry 2 was changed after it was written.");
    // A log that is itself not whole vouches for no acceptance.
    expect((await verify("--accept", "It will be all right")).code).toBe(1);

    expect(await verify("--heads")).toMatchObject({ code: 2, output: expect.stringMatching(/--help/) });
    expect(await verify("--help")).toMatchObject({ code: 0, output: expect.stringMatching(/Exit status/) });
  }, 240_000);
});
