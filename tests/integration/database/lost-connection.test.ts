import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DbHandle, openDatabase, type Tx } from "@/db/client";
import { testKeys } from "@/db/testing";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(!findPostgres())("a transaction whose connection is lost", () => {
  let cluster: Cluster;
  let handle: DbHandle;
  let killer: DbHandle;
  beforeAll(async () => {
    cluster = await startCluster();
    const open = () => openDatabase({ databaseUrl: cluster.url, dataDir: null, keys: testKeys });
    handle = await open();
    killer = await open();
    await handle.exec("create table step (n integer)");
  }, 60_000);
  afterAll(async () => {
    await handle?.close();
    await killer?.close();
    await cluster?.remove();
  });

  const loseConnectionOf = async (tx: Tx): Promise<void> => {
    const [row] = (await tx.execute(sql`select pg_backend_pid() as pid`)) as unknown as { pid: number }[];
    await killer.exec("select pg_terminate_backend($1, 5000)", [row?.pid]);
    await pause(30);
  };
  const steps = async () => (await handle.exec("select n from step order by n")).rows.map(({ n }) => n);

  it("fails; nothing of it is kept, and what it asks afterwards runs nowhere", async () => {
    const asked: unknown[] = [];
    const broken = handle.db.transaction(async (tx) => {
      await tx.execute(sql`insert into step values (1)`);
      await loseConnectionOf(tx);
      for (const n of [2, 3]) {
        asked.push(await tx.execute(sql`insert into step values (${n})`).catch((error) => error.cause.code));
        // Others are at work on the connection that took the place of the lost one.
        await Promise.all(Array.from({ length: 20 }, () => handle.exec("select pg_sleep(0.01)")));
      }
      await tx.transaction((nested) => nested.execute(sql`insert into step values (4)`)).catch(() => {});
      asked.push("went on to its end");
    });
    await expect(broken).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    await pause(500);
    expect(asked).toEqual(["CONNECTION_CLOSED", "CONNECTION_CLOSED", "went on to its end"]);
    expect(await steps()).toEqual([]);
  });

  it("is not taken for kept where a statement of it failed and the work went on all the same", async () => {
    const shrugged = handle.db.transaction(async (tx) => {
      await tx.execute(sql`insert into step values (9)`);
      await tx.execute(sql`select 1 / 0`).catch(() => {});
      return "as if nothing had happened";
    });
    await expect(shrugged).rejects.toMatchObject({ code: "22012" });
    // What failed within a nested one only undoes that.
    await handle.db.transaction(async (tx) => {
      await tx.execute(sql`insert into step values (8)`);
      await tx.transaction((nested) => nested.execute(sql`select 1 / 0`)).catch(() => {});
    });
    expect(await steps()).toEqual([8]);
    await handle.exec("delete from step");
  });

  it("inside a nested one fails as a whole, and is told so there", async () => {
    const told: unknown[] = [];
    const broken = handle.db.transaction(async (tx) => {
      await tx
        .transaction(async (nested) => {
          await loseConnectionOf(nested);
          await nested.execute(sql`insert into step values (5)`);
        })
        .catch((error) => told.push(error.cause?.code ?? error.code));
      await tx.execute(sql`insert into step values (6)`);
    });
    await expect(broken).rejects.toThrow();
    expect(told).toEqual(["CONNECTION_CLOSED"]);
    expect(await steps()).toEqual([]);
  });

  it("gives its place back: as many run beside each other as before", async () => {
    for (let n = 0; n < 25; n++)
      await expect(
        handle.db.transaction((tx) => loseConnectionOf(tx).then(() => tx.execute(sql`select 1`))),
      ).rejects.toThrow();
    let most = 0;
    let now = 0;
    await Promise.all(
      Array.from({ length: 30 }, () =>
        handle.db.transaction(async (tx) => {
          most = Math.max(most, ++now);
          await tx.execute(sql`select pg_sleep(0.2)`);
          now--;
        }),
      ),
    );
    expect(most).toBe(10);
  });

  it("is another thing than one that fails: that is rolled back, its nested one by itself", async () => {
    await expect(
      handle.db.transaction(async (tx) => {
        await tx.execute(sql`insert into step values (7)`);
        await tx.execute(sql`insert into step values (1 / 0)`);
      }),
    ).rejects.toThrow();
    await handle.db.transaction(async (tx) => {
      await tx.execute(sql`insert into step values (8)`);
      const nested = tx.transaction(async (inner) => {
        await inner.execute(sql`insert into step values (9)`);
        await inner.execute(sql`insert into step values (1 / 0)`);
      });
      await expect(nested).rejects.toThrow();
      await tx.execute(sql`insert into step values (10)`);
    });
    expect(await steps()).toEqual([8, 10]);
  });
});
