import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { testKeys } from "@/db/testing";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";

function start(...args: string[]) {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "tests/integration/database/anchoring.fixture.ts", ...args],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text) => {
      said += text;
    });
  const gone = new Promise<string>((resolve) => child.once("exit", () => resolve(said)));
  return { child, gone, said: () => said };
}

describe.skipIf(!findPostgres())("several processes", () => {
  it("write one log and one anchor file between them, and one that is killed harms neither", async () => {
    const folder = mkdtempSync(join(tmpdir(), "openacuity-anchoring-"));
    const file = join(folder, "anchors.jsonl");
    const cluster = await startCluster();
    try {
      await (await openDatabase({ databaseUrl: cluster.url, dataDir: null, keys: testKeys })).close();
      // All of them at once find a log without a key and a file that is not there.
      const [first, second, doomed] = [
        start(cluster.url, file, "40"),
        start(cluster.url, file, "40"),
        start(cluster.url, file, "20", "--hang"),
      ];
      for (const end = Date.now() + 60_000; Date.now() < end && !doomed.said().includes("written"); )
        await new Promise((resolve) => setTimeout(resolve, 5));
      doomed.child.kill("SIGKILL");
      expect(await first.gone).toBe("");
      expect(await second.gone).toBe("");
      await doomed.gone;
      expect(await start(cluster.url, file, "1").gone).toBe("");
      const handle = await openDatabase({ databaseUrl: cluster.url, dataDir: null, keys: testKeys });
      const report = await verifyAuditLog(handle.db, { anchorFile: file });
      await handle.close();
      expect(report).toMatchObject({
        ok: true,
        checked: 101,
        findings: [],
        notes: [],
        anchors: { seq: 101 },
      });
      expect(report.anchors.count).toBeGreaterThan(3);
    } finally {
      await cluster.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 180_000);
});
