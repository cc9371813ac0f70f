import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { canaryOn, insertCanaryAnswer } from "@/db/queries/canary";
import { testKeys } from "@/db/testing";
import { startCanary } from "@/lib/workflows/learning/canary";
import { guardCanary } from "@/lib/workflows/learning/guard-canary";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { startAsking } from "../support/asking-process";
import { copyModel } from "../support/copy-model";
import { insertPassedCheck } from "../support/rows";
import { openTestRuntime, signedIn, type TestRuntime, until } from "../support/runtime";
import { makeTinyModel } from "../support/tiny-model";

/** What is promised, milliseconds. */
const PROMISED = 5_000;

let cluster: Cluster | undefined;
let test: TestRuntime | undefined;
let folder = "";
const apps: ReturnType<typeof startAsking>[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-canary-"));
});
afterEach(async () => {
  for (const app of apps.splice(0)) app.kill();
  await test?.close();
  await cluster?.remove();
  await rm(folder, { recursive: true, force: true });
});

function startApp(url: string, dataDir: string) {
  const app = startAsking("tests/integration/database/canary.fixture.ts", url, dataDir);
  apps.push(app);
  return app;
}

describe.skipIf(!findPostgres())("a canary, with two app processes on one PostgreSQL", () => {
  it("ends by itself on both within five seconds of what ends it, and no answer fails on the way", async () => {
    cluster = await startCluster();
    const model = join(folder, "model");
    await makeTinyModel(model, "0.1.0");
    await copyModel(model, join(folder, "next"), "0.2.0");
    const handle = await openDatabase({ databaseUrl: cluster.url, dataDir: null, keys: testKeys });
    test = await openTestRuntime({ MODEL_DIR: model }, { handle });
    const { rt, dataDir } = test;
    await registerShippedModel(rt, join(folder, "next"), rt.clock());
    await insertPassedCheck(rt, "0.2.0");
    const { url } = cluster;
    const both = [startApp(url, dataDir), startApp(url, dataDir)];
    await until(() => both.every((app) => app.last() === "0.1.0"), 60_000);

    const admin = await signedIn(rt, "admin", "model:promote");
    const asked = { version: "0.2.0", percent: 50, days: 1, reason: "Passed its checks and a shadow" };
    await startCanary(rt, admin, asked);
    await until(() => both.every((app) => app.last() === "0.2.0"));

    const { id: canaryId = "" } = (await canaryOn(rt.db)) ?? {};
    for (let i = 0; i < 3; i++)
      await insertCanaryAnswer(rt.db, {
        canaryId,
        arm: "canary",
        patients: 1,
        outcome: "failed",
        at: rt.clock(),
      });
    const failed = Date.now();
    expect(await guardCanary(rt)).toBe("failures");
    await until(() => both.every((app) => app.last() === "0.1.0"));
    const took = both.map((app) => (app.said.at(-1)?.at ?? Number.POSITIVE_INFINITY) - failed);
    console.log(`the canary was over on two processes after ${took.join(" and ")} ms`);
    expect(Math.max(...took)).toBeLessThan(PROMISED);
    expect(apps.flatMap((app) => app.said.map((s) => s.what))).not.toContainEqual(
      expect.stringContaining("failed"),
    );
  }, 180_000);
});
