import { mkdirSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { testKeys } from "@/db/testing";
import { getHealth } from "@/lib/workflows/service/health";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { mayMount, type SmallDisk, smallDisk } from "@/scripts/test/small-disk";
import { openTestRuntime, type TestRuntime } from "../support/runtime";

let test: TestRuntime | undefined;
afterEach(async () => {
  await test?.close();
  test = undefined;
});

/** The next answer that rests on a write of its own: answers are kept for a moment. */
async function freshAnswer(rt: TestRuntime["rt"]): Promise<{ status: string; why: string | null }> {
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  const { status, checks } = await getHealth(rt);
  return { status, why: checks.database.why };
}

const canFill = mayMount();

describe.skipIf(!findPostgres())("health on a PostgreSQL", () => {
  let cluster: Cluster;
  let disk: SmallDisk | null = null;
  beforeAll(async () => {
    disk = smallDisk(300);
    cluster = await startCluster({
      ...(disk ? { within: disk.folder } : {}),
      settings: { min_wal_size: "32MB", max_wal_size: "32MB" },
    });
  });
  afterAll(async () => {
    await cluster?.remove();
    disk?.close();
  });
  const open = () =>
    openDatabase({ databaseUrl: cluster.url, dataDir: null, keys: testKeys }).then((handle) =>
      openTestRuntime({}, { handle }),
    );

  /** By a session that may write whatever the server's setting. */
  const administer = async (setting: string) => {
    const client = postgres(cluster.url, {
      max: 1,
      connection: { default_transaction_read_only: false },
    });
    await client.unsafe(setting);
    await client.unsafe("select pg_reload_conf()");
    await client.end();
  };

  it("is down when it is read-only, and says so", async () => {
    test = await open();
    const { rt } = test;
    expect(await freshAnswer(rt)).toMatchObject({ status: "degraded", why: null });
    await administer("alter system set default_transaction_read_only = on");
    expect(await freshAnswer(rt)).toEqual({
      status: "down",
      why: "The database can only be read at the moment: nothing can be recorded.",
    });
    await administer("alter system reset default_transaction_read_only");
    expect(await freshAnswer(rt)).toMatchObject({ status: "degraded", why: null });
  });

  it("does not wait for a backup that reads the table, and leaves one row", async () => {
    test = await open();
    const { handle } = test.rt;
    await handle.db.transaction(async () => {
      const backup = postgres(cluster.url, { max: 1 });
      await backup.unsafe("begin; lock table health_probe in access share mode");
      expect((await freshAnswer((test as TestRuntime).rt)).why).toBeNull();
      await backup.end();
    });
    for (let i = 0; i < 20; i++) await handle.tryWrite();
    const { rows } = await handle.exec(
      "select count(*)::int as n, pg_relation_size('health_probe')::int as bytes from health_probe",
    );
    expect(rows).toEqual([{ n: 1, bytes: 8192 }]);
  });

  it.skipIf(!canFill)("is down when its disk is full, and up again when there is room", async () => {
    test = await open();
    expect((await freshAnswer(test.rt)).why).toBeNull();
    disk?.fill();
    expect(await freshAnswer(test.rt)).toEqual({
      status: "down",
      why: "The database's disk is full: nothing can be recorded.",
    });
    disk?.clear();
    expect((await freshAnswer(test.rt)).why).toBeNull();
  });
});

describe.skipIf(!canFill)("health on the embedded database", () => {
  it("is down when the disk is full, and up again when there is room", async () => {
    const disk = smallDisk(150) as SmallDisk;
    try {
      const dataDir = join(disk.folder, "data");
      mkdirSync(dataDir);
      const handle = await openDatabase({ dataDir, keys: testKeys });
      test = await openTestRuntime({ DATA_DIR: dataDir }, { handle });
      expect((await freshAnswer(test.rt)).why).toBeNull();
      disk.fill();
      expect(await freshAnswer(test.rt)).toEqual({
        status: "down",
        why: "The database's disk is full: nothing can be recorded.",
      });
      disk.clear();
      expect((await freshAnswer(test.rt)).why).toBeNull();
      await test.close();
      test = undefined;
    } finally {
      disk?.close();
    }
  }, 150_000);
});
