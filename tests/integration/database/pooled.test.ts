import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listenToAll, notifyAll } from "@/db/changes";
import { openDatabase } from "@/db/client";
import { findDecision } from "@/db/queries/decision";
import { testKeys } from "@/db/testing";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { type Change, hearChanges, isHearing } from "@/lib/workflows/service/changes";
import { startConsumers } from "@/lib/workflows/service/consumers";
import { type Bouncer, findPgbouncer, startPgbouncer } from "@/scripts/test/pgbouncer";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { gesture, levelsInEhr, open, startClinic } from "../clinic/support";
import { until } from "../support/runtime";

const missing = !findPostgres() ? "PostgreSQL" : !findPgbouncer() ? "pgbouncer" : null;

describe.skipIf(missing)(
  `through pgbouncer in transaction mode${missing ? ` (not run: no ${missing} here)` : ""}`,
  () => {
    let cluster: Cluster;
    let bouncer: Bouncer;
    const connect = (direct: boolean) =>
      openDatabase({
        databaseUrl: bouncer.through(cluster.url),
        ...(direct ? { directUrl: cluster.url } : {}),
        dataDir: null,
        keys: testKeys,
      });
    beforeAll(async () => {
      cluster = await startCluster();
      // Fewer than the app and its queue open: every transaction may get another session.
      bouncer = await startPgbouncer(cluster.port, { connections: 3 });
    }, 60_000);
    afterAll(async () => {
      await bouncer?.stop();
      await cluster?.remove();
    });

    it("migrates, assesses, decides, tells other pages and writes to the EHR once", async () => {
      const clinic = await startClinic({ handle: await connect(true) });
      try {
        const heard: (Change | "missed")[] = [];
        hearChanges(clinic.rt, (change) => heard.push(change));
        await until(() => isHearing(clinic.rt));
        await startConsumers(clinic.rt);
        // At the same time, so that sessions are shared.
        const visits = {
          nurse1: ["enc-001", "enc-002", "enc-003"],
          nurse2: ["enc-004", "enc-005"],
          lead: ["enc-006"],
        };
        const decided: string[] = [];
        const shift = async (user: string, own: readonly string[]) => {
          for (const visit of own) {
            const { auth, view } = await open(clinic, user, visit);
            decided.push((await recordDecision(clinic.rt, auth, gesture(view))).id);
          }
        };
        await Promise.all(Object.entries(visits).map(([user, own]) => shift(user, own)));
        const written = async (id: string) =>
          (await findDecision(clinic.rt.db, id))?.writeBack?.state === "written";
        await until(async () => (await Promise.all(decided.map(written))).every(Boolean));
        for (const visit of Object.values(visits).flat()) expect(levelsInEhr(clinic, visit)).toHaveLength(1);
        expect(heard.filter((c) => c !== "missed" && c.what === "visit").length).toBeGreaterThanOrEqual(6);
        const { rows } = await clinic.rt.handle.exec(
          "select count(*)::int as n from pg_stat_activity where query ilike 'listen %'",
        );
        // One for pages, one for the queue.
        expect(Number(rows[0]?.n)).toBe(2);
        expect(await verifyAuditLog(clinic.rt.db, { anchorFile: clinic.rt.anchorFile })).toMatchObject({
          ok: true,
        });
      } finally {
        await clinic.close();
      }
    }, 120_000);

    it("answers every statement, with parameters or without, when more are asked at once than it has connections", async () => {
      const handle = await openDatabase({
        databaseUrl: bouncer.through(cluster.url),
        directUrl: cluster.url,
        dataDir: null,
        keys: testKeys,
        connections: 2,
      });
      try {
        const plain = async (n: number) => (await handle.exec(`select ${n} as n`)).rows[0]?.n;
        const bound = async (n: number) => (await handle.exec("select $1::int as n", [n])).rows[0]?.n;
        const asked = Array.from({ length: 200 }, (_, n) => (n % 2 ? bound(n) : plain(n)));
        expect(await Promise.all(asked)).toEqual(asked.map((_, n) => n));
      } finally {
        await handle.close();
      }
    }, 60_000);

    it("says that nothing is heard where the direct address is missing, instead of trusting it", async () => {
      const handle = await connect(false);
      try {
        await expect(
          listenToAll(
            handle,
            () => {},
            () => {},
          ),
        ).rejects.toThrow(/DATABASE_DIRECT_URL/);
        await notifyAll(handle.db, "still answers");
      } finally {
        await handle.close();
      }
    }, 60_000);
  },
);
