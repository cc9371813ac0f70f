// A process that keeps its database busy as the app does, whatever happens to it: see restart.test.ts.
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { openDatabase, type Tx } from "@/db/client";
import { testKeys } from "@/db/testing";
import { createLogger } from "@/lib/core/logger";
import { appendAudit } from "@/lib/workflows/govern/append-audit";
import { startQueue } from "@/lib/workflows/service/queue";

const handle = await openDatabase({ databaseUrl: process.argv[2] ?? "", dataDir: null, keys: testKeys });
const quiet = createLogger("error", { write: () => {} });
const queue = await startQueue(handle, quiet, {
  heartbeatSeconds: 10,
  superviseSeconds: 1,
  pollSeconds: 0.5,
});
await queue.startConsumers({
  writeBack: async () => {},
  retrain: async () => {},
  explainModel: async () => {},
});

let done = 0;
let failed = 0;
let strayed = 0;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A transaction of several steps, most of its time in a query. */
const inTransaction = () =>
  handle.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_sleep(0.02)`);
    await pause(1);
    await tx.execute(sql`select pg_sleep(0.02)`);
    await queue.sendWriteBack(tx, "6f1c2a57-6f0b-4f0a-9a53-0d8a6f9f2d11");
    await appendAudit(tx, { event: "board.viewed", actor: "system" }, new Date());
  });
/** One that sits idle in between, as one that waits for another does. */
const idleInTransaction = () =>
  handle.db.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    await pause(30);
    await tx.execute(sql`select 1`);
  });
/** What begins in one transaction goes on in it: a mark that ends with it is there at every step, nested ones too. */
const marked = () =>
  handle.db.transaction(async (tx) => {
    const mark = randomUUID();
    const look = async (within: Tx) => {
      const seen = (await within.execute(
        sql`select current_setting('openacuity.mark', true) as mark`,
      )) as unknown as { mark: string }[];
      if (seen[0]?.mark !== mark) strayed++;
    };
    await tx.execute(sql`select set_config('openacuity.mark', ${mark}, true)`);
    await pause(15);
    await look(tx);
    await tx
      .transaction(async (nested) => {
        await pause(10);
        await look(nested);
        throw new Error("undo the nested one");
      })
      .catch(() => {});
    await look(tx);
  });
/** Goes on after its connection is gone, as work does that takes a failure for its own. */
const stubborn = () =>
  handle.db.transaction(async (tx) => {
    for (let n = 0; n < 4; n++) {
      await tx.execute(sql`select pg_sleep(0.01)`).catch(() => {});
      await pause(5);
    }
    await tx.execute(sql`select 1`);
  });
const plain = () => handle.exec("select pg_sleep(0.01)");

async function forever(work: () => Promise<unknown>): Promise<never> {
  for (;;) {
    try {
      await work();
      done++;
    } catch {
      failed++;
      await pause(20);
    }
  }
}
const works = [
  inTransaction,
  inTransaction,
  idleInTransaction,
  idleInTransaction,
  marked,
  marked,
  stubborn,
  plain,
  plain,
];
for (const work of works) void forever(work);
setInterval(() => process.stdout.write(`${JSON.stringify({ done, failed, strayed })}\n`), 100);
