import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { trainingRun } from "@/db/schema";
import { testKeys } from "@/db/testing";
import { considerRetraining } from "@/lib/workflows/learning/retrain";
import { changeTrainingPolicy, viewTriggers } from "@/lib/workflows/learning/training-policy";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { insertLabels } from "../support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "../support/runtime";
import { makeTinyModel } from "../support/tiny-model";

let cluster: Cluster | undefined;
let folder = "";
const workers: TestRuntime[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.close();
  await cluster?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** A worker with connections of its own. */
async function worker(url: string, model: string): Promise<TestRuntime["rt"]> {
  const handle = await openDatabase({ databaseUrl: url, dataDir: null, keys: testKeys });
  const test = await openTestRuntime({ MODEL_DIR: model, RETRAIN_AFTER: "50" }, { handle });
  workers.push(test);
  return test.rt;
}

describe.skipIf(!findPostgres())("triggers of retraining, with two workers on one PostgreSQL", () => {
  it("start one run of both, and let one of two people change them", async () => {
    cluster = await startCluster();
    folder = await mkdtemp(join(tmpdir(), "openacuity-triggers-"));
    const model = join(folder, "model");
    await makeTinyModel(model, "0.1.0");
    const [one, two] = [await worker(cluster.url, model), await worker(cluster.url, model)];
    await insertLabels(one.db, 60, one.clock());
    const asked = await Promise.all([one, two, one, two, one, two].map((rt) => considerRetraining(rt)));
    expect(asked.filter((id) => id !== null)).toHaveLength(1);
    expect(await one.db.select().from(trainingRun)).toHaveLength(1);
    expect((await two.queue.depth()).retrain).toBe(1);

    const change = async (rt: typeof one, runsAWeek: number) => {
      const auth = await signedIn(rt, "admin", "retraining:start");
      const { policy } = await viewTriggers(rt, auth);
      const next = { ...policy, budget: { ...policy.budget, runsAWeek } };
      return changeTrainingPolicy(rt, auth, { policy: next, expected: 0, reason: "Less on the one machine" });
    };
    const changed = await Promise.allSettled([change(one, 1), change(two, 2)]);
    expect(changed.map((c) => c.status).sort()).toEqual(["fulfilled", "rejected"]);
  }, 180_000);
});
