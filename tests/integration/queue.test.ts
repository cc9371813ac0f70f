import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DbHandle } from "@/db/client";
import { openTestDatabase } from "@/db/testing";
import { createLogger } from "@/lib/core/logger";
import { startQueue, type WorkQueue } from "@/lib/workflows/service/queue";

let handle: DbHandle;
let queue: WorkQueue;
beforeEach(async () => {
  handle = await openTestDatabase();
  queue = await startQueue(handle, createLogger("error"), {
    heartbeatSeconds: 10,
    superviseSeconds: 1,
    pollSeconds: 0.5,
  });
});
afterEach(async () => {
  await queue.stop();
  await handle.close();
});

const until = async (condition: () => boolean, ms = 60_000) => {
  for (const end = Date.now() + ms; Date.now() < end && !condition(); )
    await new Promise((r) => setTimeout(r, 20));
  expect(condition()).toBe(true);
};

describe("the work queue", () => {
  it("delivers what was enqueued in a committed transaction, once", async () => {
    const seen: string[] = [];
    await queue.startConsumers({
      writeBack: async (job) => void seen.push(job.decisionId),
      retrain: async () => {},
      explainModel: async () => {},
    });
    await handle.db.transaction((tx) => queue.sendWriteBack(tx, "d1"));
    await until(() => seen.length === 1);
    await new Promise((r) => setTimeout(r, 700));
    expect(seen).toEqual(["d1"]);
  });

  it("knows nothing of a job whose transaction failed", async () => {
    await expect(
      handle.db.transaction(async (tx) => {
        await queue.sendRetrain(tx, "r1");
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await queue.depth()).toEqual({ writeBack: 0, retrain: 0, explainModel: 0 });
  });

  it("leaves the kinds of work alone that are other processes'", async () => {
    const seen: string[] = [];
    await queue.startConsumers({
      only: ["retrain"],
      writeBack: async (job) => void seen.push(job.decisionId),
      retrain: async (job) => void seen.push(job.runId),
      explainModel: async () => {},
    });
    await handle.db.transaction(async (tx) => {
      await queue.sendWriteBack(tx, "d3");
      await queue.sendRetrain(tx, "r3");
    });
    await until(() => seen.length > 0);
    await new Promise((r) => setTimeout(r, 1_200));
    expect(seen).toEqual(["r3"]);
    expect(await queue.depth()).toMatchObject({ writeBack: 1 });
  });

  it("tries a failed job again", async () => {
    let calls = 0;
    await queue.startConsumers({
      writeBack: async () => {
        if (++calls === 1) throw new Error("EHR down");
      },
      retrain: async () => {},
      explainModel: async () => {},
    });
    await handle.db.transaction((tx) => queue.sendWriteBack(tx, "d2"));
    await until(() => calls === 2);
  });
});
