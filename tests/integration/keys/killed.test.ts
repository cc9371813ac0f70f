import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, it } from "vitest";
import { readSecrets, writeSecrets } from "@/bin/start/settings";
import { openDatabase } from "@/db/client";
import { listAuditEvents } from "@/db/queries/audit";
import { ensureEncounters } from "@/db/queries/encounter";
import { encounter } from "@/db/schema";
import { openRows } from "@/db/sealed";
import { parseKeyRing } from "@/lib/core/crypto";
import { visitOf } from "../support/before-binding";

const dataDir = mkdtempSync(join(tmpdir(), "openacuity-rotate-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const now = new Date("2026-03-01T08:00:00Z");
const visits = Array.from({ length: 1_200 }, (_, i) => visitOf(`p${i}`));
const old = `k1:${Buffer.alloc(32, 11).toString("base64")}`;

/** Runs the command line; killed hard as soon as it says something like `until`. */
async function rotate(until?: RegExp): Promise<{ code: number | null; said: string }> {
  const { DATABASE_URL: _url, DATA_KEYS: _keys, ...env } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", "bin/keys-rotate.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...env, DATA_DIR: dataDir },
  });
  let said = "";
  const hear = (line: string) => {
    said += `${line}\n`;
    if (until?.test(line)) child.kill("SIGKILL");
  };
  createInterface({ input: child.stdout }).on("line", hear);
  createInterface({ input: child.stderr }).on("line", hear);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}
const keyIds = () => parseKeyRing(readSecrets(dataDir)?.DATA_KEYS ?? "").keys.map((k) => k.id);

describe.skipIf(process.env.TEST_DATABASE_URL)("npm run keys:rotate", () => {
  it("killed in the middle loses nothing, and finishes when it is run again", {
    timeout: 240_000,
  }, async () => {
    writeSecrets(dataDir, { NEXTAUTH_SECRET: "s".repeat(40), DATA_KEYS: old, METRICS_TOKEN: "m".repeat(20) });
    const first = await openDatabase({ dataDir, keys: parseKeyRing(old) });
    const before = await ensureEncounters(first.db, visits, now);
    await first.close();

    const killed = await rotate(/^[1-9]\d* of 1\d+ values/);
    expect(killed.code).toBeNull();
    // Both keys are kept until nothing needs the old one.
    expect(keyIds()).toHaveLength(2);
    expect(keyIds()[1]).toBe("k1");

    const finished = await rotate();
    expect(finished).toMatchObject({ code: 0, said: expect.stringMatching(/Retired: k1\./) });
    expect(keyIds()).toHaveLength(1);
    expect(keyIds()).not.toContain("k1");

    const after = await openDatabase({ dataDir, keys: parseKeyRing(readSecrets(dataDir)?.DATA_KEYS ?? "") });
    const rows = openRows(await after.db.select().from(encounter));
    const found = await ensureEncounters(after.db, visits, now);
    const events = await listAuditEvents(after.db, { event: "keys.retired", limit: 9 });
    await after.close();
    expect(rows.unreadable).toEqual([]);
    expect(rows.rows).toHaveLength(visits.length);
    expect(found.map((r) => r.id)).toEqual(before.map((r) => r.id));
    expect(events).toHaveLength(1);
    await expect(openDatabase({ dataDir, keys: parseKeyRing(old) })).rejects.toThrow(/"k1" is retired/);
  });
});
