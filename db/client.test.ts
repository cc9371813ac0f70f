import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { parseKeyRing } from "@/lib/core/crypto";
import { newId } from "@/lib/core/ids";
import { aDecision, insertNurse, insertVisit } from "@/tests/integration/support/rows";
import { type DbHandle, openDatabase } from "./client";
import { lockFolder } from "./lock";
import { decision, encounter, trainingRun } from "./schema";
import { openRow, openRows, sealRow } from "./sealed";
import { openTestDatabase, testKeys } from "./testing";

const open: DbHandle[] = [];
const track = (h: DbHandle): DbHandle => {
  open.push(h);
  return h;
};
afterEach(async () => {
  for (const h of open.splice(0)) await h.close();
});
const dir = mkdtempSync(join(tmpdir(), "openacuity-db-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const anEncounter = () => {
  const now = new Date("2026-01-01T00:00:00Z");
  return {
    id: newId(),
    issuer: "https://ehr.test",
    encounterKey: newId(),
    patientKey: "p",
    refs: { encounterId: "enc-Quill", patientId: "pat-Quill" },
    firstSeenAt: now,
    lastSeenAt: now,
    active: true,
  };
};

describe("the database", () => {
  it("keeps sealed columns as ciphertext and opens them again", async () => {
    const h = track(await openTestDatabase());
    const row = anEncounter();
    await h.db.insert(encounter).values(sealRow(encounter, row));
    const [read] = await h.db.select().from(encounter).where(eq(encounter.id, row.id));
    expect(read && openRow<typeof read>(read).refs).toEqual(row.refs);
    const raw = await h.exec("select refs from encounter");
    expect(String(raw.rows[0]?.refs)).toMatch(/^v2\.test\./);
    expect(JSON.stringify(raw.rows)).not.toContain("Quill");
  });

  it("refuses to change, delete or truncate the audit log", async () => {
    const h = track(await openTestDatabase());
    await h.exec(
      "insert into audit_event (seq, at, actor_name, role, event, detail, prev_hash, hash, key_id) values (1, now(), 'x', 'system', 'e', '{}', '', 'h', 'k')",
    );
    await expect(h.exec("update audit_event set event = 'f'")).rejects.toThrow(/append-only/);
    await expect(h.exec("delete from audit_event")).rejects.toThrow(/append-only/);
    await expect(h.exec("truncate audit_event")).rejects.toThrow(/append-only/);
  });

  it("lets at most one training run be open", async () => {
    const h = track(await openTestDatabase());
    const run = () => ({
      id: newId(),
      status: "queued" as const,
      trigger: "manual" as const,
      requestedBy: "x",
      parentVersion: "1",
      labelIds: [],
      labelCount: 0,
      lossCurve: [],
      requestedAt: new Date(),
    });
    await h.db.insert(trainingRun).values(run());
    await expect(h.db.insert(trainingRun).values(run())).rejects.toThrow();
    await h.db.update(trainingRun).set({ status: "failed" });
    await h.db.insert(trainingRun).values(run());
  });

  it("lets one of two people win who decide at the same moment, first and on top of one another", async () => {
    const h = track(await openTestDatabase());
    const now = new Date();
    const [one, other] = [await insertNurse(h.db, now), await insertNurse(h.db, now)];
    const visit = await insertVisit(h.db, now);
    const race = async (supersedes: string | null) => {
      const rows = [aDecision(one, visit, 2, now), aDecision(other, visit, 4, now)];
      const outcomes = await Promise.allSettled(
        rows.map((row) => h.db.transaction(async (tx) => tx.insert(decision).values({ ...row, supersedes }))),
      );
      expect(outcomes.map((o) => o.status).sort()).toEqual(["fulfilled", "rejected"]);
      return rows[outcomes.findIndex((o) => o.status === "fulfilled")]?.id ?? null;
    };
    const first = await race(null);
    await race(first);
    expect(await h.db.select().from(decision)).toHaveLength(2);
  });

  it("records one gesture once, however often it is sent", async () => {
    const h = track(await openTestDatabase());
    const now = new Date();
    const nurse = await insertNurse(h.db, now);
    const row = aDecision(nurse, await insertVisit(h.db, now), 2, now);
    const again = { ...aDecision(nurse, await insertVisit(h.db, now), 2, now), requestId: row.requestId };
    await h.db.insert(decision).values(row);
    await expect(h.db.insert(decision).values(again)).rejects.toThrow();
  });

  it("rolls a failed transaction back whole", async () => {
    const h = track(await openTestDatabase());
    await expect(
      h.db.transaction(async (tx) => {
        await tx.insert(encounter).values(sealRow(encounter, anEncounter()));
        throw new Error("stop");
      }),
    ).rejects.toThrow("stop");
    expect(await h.db.select().from(encounter)).toHaveLength(0);
  });
});

describe.skipIf(!process.env.TEST_DATABASE_URL)("migrating PostgreSQL", () => {
  it("is done once by processes that start at the same moment, and again without effect", async () => {
    const h = track(await openTestDatabase());
    await h.exec("drop schema public cascade; create schema public; drop schema drizzle cascade");
    const options = { databaseUrl: h.databaseUrl, dataDir: null, keys: testKeys };
    for (const handle of await Promise.all([1, 2, 3, 4].map(() => openDatabase(options)))) track(handle);
    track(await openDatabase(options));
    const { rows } = await h.exec("select count(*)::int as n from drizzle.__drizzle_migrations");
    const { entries } = JSON.parse(readFileSync("db/migrations/meta/_journal.json", "utf8")) as {
      entries: unknown[];
    };
    expect(rows[0]?.n).toBe(entries.length);
  });
});

describe.skipIf(process.env.TEST_DATABASE_URL)("the embedded database folder", () => {
  it("keeps rows between openings, migrates once, and reads with rotated keys", async () => {
    const dataDir = join(dir, "kept");
    const first = await openDatabase({ dataDir, keys: testKeys });
    await first.db.insert(encounter).values(sealRow(encounter, anEncounter()));
    await first.close();
    const rotated = parseKeyRing(
      `next:${Buffer.alloc(32, 9).toString("base64")},test:${Buffer.alloc(32, 3).toString("base64")}`,
    );
    const second = track(await openDatabase({ dataDir, keys: rotated }));
    const [read] = await second.db.select().from(encounter);
    expect(read && openRow<typeof read>(read).refs?.patientId).toBe("pat-Quill");
  });

  it("is not opened with keys that are not its own, and is left as it was", async () => {
    const dataDir = join(dir, "keyed");
    const first = await openDatabase({ dataDir, keys: testKeys });
    await first.db.insert(encounter).values(sealRow(encounter, anEncounter()));
    await first.close();
    const wrong = parseKeyRing(`test:${Buffer.alloc(32, 8).toString("base64")}`);
    await expect(openDatabase({ dataDir, keys: wrong })).rejects.toThrow(/is not the one this database/);
    const again = track(await openDatabase({ dataDir, keys: testKeys }));
    expect(openRows(await again.db.select().from(encounter)).unreadable).toEqual([]);
  });

  it("has one owner: the second opener fails at once and says who", async () => {
    const dataDir = join(dir, "owned");
    track(await openDatabase({ dataDir, keys: testKeys }));
    await expect(openDatabase({ dataDir, keys: testKeys })).rejects.toThrow(
      new RegExp(`in use by process ${process.pid}`),
    );
  });

  it("takes over from an owner that was killed", async () => {
    const folder = join(dir, "stale");
    const child = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        "-e",
        `import("./db/lock.ts").then((m) => { m.lockFolder(${JSON.stringify(folder)}); console.log("locked"); setInterval(() => {}, 1000); })`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(child.stdout, "data");
    expect(() => lockFolder(folder)).toThrow(/in use by process/);
    child.kill("SIGKILL");
    await once(child, "exit");
    const release = lockFolder(folder);
    release();
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });
});
