import type { ChildProcess } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { start, startTestNetwork, type TestNetwork } from "./support";

let network: TestNetwork;

type Connection = { datname: string; usename: string };
const connections = () =>
  network.asSuperuser(null, async (sql) => [
    ...(await sql<Connection[]>`
      select distinct datname::text, usename::text from pg_stat_activity
      where datname in ('network', 'network_north', 'network_south') and backend_type = 'client backend' order by 1`),
  ]);

describe.skipIf(!process.env.TEST_DATABASE_URL || !findPostgres())("the commands of a network", () => {
  beforeAll(async () => {
    process.env.PG_BIN = findPostgres() ?? "";
    network = await startTestNetwork();
    const made = await network.run("bin/db-migrate.ts", "--site", "all");
    expect(made, made.said).toMatchObject({ code: 0 });
  });
  afterAll(() => network?.close());

  it.each([
    ["bin/audit-verify.ts", [], 2],
    ["bin/backup.ts", ["--to", "x"], 1],
    ["bin/keys-rotate.ts", [], 2],
    ["bin/db-migrate.ts", [], 1],
    ["bin/db-migrate.ts", ["--app-role", "network_north"], 1],
    ["bin/audit-verify.ts", ["--site", "west"], 2],
    ["bin/serve.ts", [], 1],
  ])("%s %j asks for a site and touches none", async (script, args, code) => {
    const done = await network.run(script, ...args);
    expect(done.code, done.said).toBe(code);
    expect(done.said).toMatch(/north, south|--site/);
    expect(await connections()).toEqual([]);
  });

  it("list the sites, and print one's settings and no other's secrets", async () => {
    const list = await network.run("bin/sites.ts");
    expect(list.said).toContain(
      "south: The south hospital, https://south.triage.example, database network_south",
    );
    const { code, said } = await network.run("bin/sites.ts", "--settings", "--site", "north");
    expect(code).toBe(0);
    const north = network.settingsOf("north");
    for (const name of ["DATABASE_URL", "DATA_KEYS", "NEXTAUTH_SECRET", "SITE_ID"])
      expect(said).toContain(`${name}=${north[name]}\n`);
    for (const secret of [network.env.DATA_KEYS, network.env.NEXTAUTH_SECRET, "a-word-of-the-owner"])
      expect(said).not.toContain(secret);
    expect(said).not.toMatch(/^SITES_FILE|^PATH/m);
  });

  it("run one worker for each site, as its role and in its database; the end of one is no other's", async () => {
    const worker = start("bin/worker.ts", [], network.env);
    const lines: Record<string, unknown>[] = [];
    const until = (what: (lines: Record<string, unknown>[]) => boolean) =>
      new Promise<void>((resolve, reject) => {
        const look = () => what(lines) && resolve();
        worker.stdout.on("data", look);
        worker.once("exit", () => reject(new Error(JSON.stringify(lines))));
        look();
      });
    let rest = "";
    worker.stdout.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) if (part.startsWith("{")) lines.push(JSON.parse(part));
    });
    const ready = (site: string) => lines.filter((l) => l.site === site && l.msg === "worker ready");
    try {
      await until(() => ready("north").length === 1 && ready("south").length === 1);
      expect(await connections()).toEqual([
        { datname: "network_north", usename: "network_north" },
        { datname: "network_south", usename: "network_south" },
      ]);
      process.kill(Number(ready("north")[0]?.pid), "SIGKILL");
      await until(() => ready("north").length === 2);
      expect(ready("south")).toHaveLength(1);
    } finally {
      await stopped(worker);
    }
    expect(await connections()).toEqual([]);
  });

  it("back up, verify and restore one site, and leave the others as they are", async () => {
    const to = join(network.folder, "backups");
    const backup = await network.run("bin/backup.ts", "--to", to, "--site", "north");
    expect(backup, backup.said).toMatchObject({ code: 0 });
    const noted = await network.asSuperuser(
      "north",
      (sql) => sql`select detail from audit_event where event = 'backup.made'`,
    );
    expect(noted).toMatchObject([{ detail: { damaged: 0 } }]);
    const verified = await network.run("bin/audit-verify.ts", "--site", "all");
    expect(verified, verified.said).toMatchObject({ code: 0 });
    expect(verified.said.match(/INTACT/g)).toHaveLength(2);
    const mark = (site: "north" | "south") =>
      network.asSuperuser(site, async (sql) =>
        Number((await sql`select count(*)::int as n from data_key`)[0]?.n),
      );
    await network.asSuperuser("north", (sql) => sql.unsafe("truncate data_key cascade"));
    const [file = ""] = await readdir(to);
    const elsewhere = await network.run(
      "bin/restore.ts",
      "--from",
      join(to, file),
      "--over",
      "--site",
      "south",
    );
    expect(elsewhere.code, elsewhere.said).toBe(1);
    const restored = await network.run(
      "bin/restore.ts",
      "--from",
      join(to, file),
      "--over",
      "--site",
      "north",
    );
    expect(restored, restored.said).toMatchObject({ code: 0 });
    expect(await mark("north")).toBe(1);
    expect(await mark("south")).toBe(1);
    // The tables are the owner's again, and the site's role gets its rights back.
    const again = await network.run("bin/db-migrate.ts", "--site", "north");
    expect(again, again.said).toMatchObject({ code: 0 });
    const after = await network.run("bin/audit-verify.ts", "--site", "north");
    expect(after, after.said).toMatchObject({ code: 0 });
  });
});

async function stopped(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await gone;
}
