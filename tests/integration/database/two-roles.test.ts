import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { dueDays } from "@/db/queries/outcome-days";
import { decision } from "@/db/schema";
import { testKeys } from "@/db/testing";
import { appendAudit } from "@/lib/workflows/govern/append-audit";
import { getHealth } from "@/lib/workflows/service/health";
import { countOutcomeDays } from "@/lib/workflows/watch/count-outcome-days";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { aDecision, insertNurse, insertVisit } from "../support/rows";
import { openTestRuntime } from "../support/runtime";

let cluster: Cluster;
let folder: string;

const urlOf = (role: string, database: string) => `postgres://${role}@127.0.0.1:${cluster.port}/${database}`;

async function as(role: string, database: string, ...statements: string[]): Promise<void> {
  const client = postgres(urlOf(role, database), { max: 1, onnotice: () => {} });
  try {
    for (const statement of statements) await client.unsafe(statement);
  } finally {
    await client.end();
  }
}

const migrate = (database: string, role = "owner", app = "app"): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "bin/db-migrate.ts", "--app-role", app],
      { env: { ...process.env, DATABASE_URL: urlOf(role, database) } },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr }),
    );
  });

const run = async (role: string, database: string) => {
  const handle = await openDatabase({ databaseUrl: urlOf(role, database), dataDir: null, keys: testKeys });
  return openTestRuntime({ DATA_DIR: mkdtempSync(join(folder, "data-")) }, { handle });
};

describe.skipIf(!findPostgres())("a role for the owner of the tables and one for the app", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "openacuity-roles-"));
    cluster = await startCluster();
    await as("openacuity", "postgres", "create role owner login", "create role app login");
    for (const name of ["apart", "together"])
      await as("openacuity", "postgres", `create database ${name} owner owner`);
  });
  afterAll(async () => {
    await cluster?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("the app says what is to be done where its role may not bring the database up to date", async () => {
    await expect(run("app", "apart")).rejects.toThrow(/npm run db:migrate/);
  });

  it("the app works with a role that can add to the audit log and nothing else", async () => {
    expect(await migrate("apart")).toMatchObject({
      code: 0,
      output: expect.stringMatching(/app may use it/),
    });
    const { rt, close } = await run("app", "apart");
    try {
      await rt.db.transaction((tx) =>
        appendAudit(tx, { event: "board.viewed", actor: "system" }, new Date()),
      );
      await rt.queue.sendWriteBack(rt.db, "6f1c2a57-6f0b-4f0a-9a53-0d8a6f9f2d11");
      expect((await rt.queue.depth()).writeBack).toBe(1);
      const { checks } = await getHealth(rt);
      expect(checks.database).toMatchObject({ ok: true });
      expect(checks.audit).toMatchObject({ ok: true, advice: null });
      for (const statement of [
        "update audit_event set actor_name = 'x'",
        "delete from audit_event",
        "truncate audit_event",
        "alter table audit_event disable trigger user",
        "drop trigger audit_event_no_change on audit_event",
        "alter table audit_event drop constraint audit_event_keyed",
        "delete from audit_key",
        "create table mine (id int)",
        "set session_replication_role = replica",
      ])
        await expect(rt.handle.exec(statement), statement).rejects.toThrow(
          /permission denied|must be owner|is never removed/,
        );
    } finally {
      await close();
    }
    // Once more, as before an update: nothing is lost, nothing is too many.
    expect(await migrate("apart")).toMatchObject({ code: 0 });
  });

  it("a process of the release before decides on visits between the update and its role's new rights", async () => {
    const { rt, close } = await run("app", "apart");
    try {
      await as("owner", "apart", "revoke all on outcome_day_due, outcome_day, outcome_day_made from app");
      await expect(rt.handle.exec("select from outcome_day_due")).rejects.toThrow(/permission denied/);
      const at = new Date("2026-03-04T10:00:00Z");
      await rt.db
        .insert(decision)
        .values(aDecision(await insertNurse(rt.db, at), await insertVisit(rt.db, at), 2, at));
    } finally {
      await close();
    }
    expect(await migrate("apart")).toMatchObject({ code: 0 });
    const after = await run("app", "apart");
    expect(await dueDays(after.rt.db, {})).toEqual([{ day: "2026-03-04", made: null }]);
    expect(await countOutcomeDays(after.rt)).toBe(1);
    await after.close();
  });

  it("the app warns where its role owns the log or may change it", async () => {
    const first = await run("owner", "together");
    expect((await getHealth(first.rt)).checks.audit).toMatchObject({
      ok: true,
      advice: expect.stringMatching(/\(own it\).*Two roles/),
    });
    await first.close();
    // A site that had one role moves to two; its queue's tables change hands.
    expect(await migrate("together")).toMatchObject({
      code: 1,
      output: expect.stringMatching(/as a superuser/),
    });
    expect(await migrate("together", "openacuity")).toMatchObject({ code: 0 });
    const second = await run("app", "together");
    expect((await getHealth(second.rt)).checks.audit.advice).toBeNull();
    await as("owner", "together", "grant update, delete on audit_event to app");
    await second.close();
    const third = await run("app", "together");
    expect((await getHealth(third.rt)).checks.audit.advice).toMatch(/update its entries, delete its entries/);
    await third.close();
  });

  it("no role of the owner's is taken for the app's", async () => {
    expect(await migrate("apart", "owner", "owner")).toMatchObject({
      code: 1,
      output: expect.stringMatching(/a role of its own/),
    });
    expect(await migrate("apart", "owner", "openacuity")).toMatchObject({ code: 1 });
    expect(await migrate("apart", "owner", "nobody_here")).toMatchObject({
      code: 1,
      output: expect.stringMatching(/create it first/),
    });
  });
});
