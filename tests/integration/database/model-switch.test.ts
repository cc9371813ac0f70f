import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { testKeys } from "@/db/testing";
import { resumeModel, stopModel, viewSwitch } from "@/lib/workflows/govern/switch-model";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { startAsking } from "../support/asking-process";
import { openTestRuntime, signedIn, type TestRuntime, until } from "../support/runtime";
import { makeTinyModel } from "../support/tiny-model";

/** What is promised, milliseconds. */
const PROMISED = 5_000;

let cluster: Cluster | undefined;
let test: TestRuntime | undefined;
let folder = "";
const apps: ReturnType<typeof startAsking>[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-switch-"));
});
afterEach(async () => {
  for (const app of apps.splice(0)) app.kill();
  await test?.close();
  await cluster?.remove();
  await rm(folder, { recursive: true, force: true });
});

function startApp(url: string, dataDir: string) {
  const app = startAsking("tests/integration/database/model-switch.fixture.ts", url, dataDir);
  apps.push(app);
  return app;
}

describe.skipIf(!findPostgres())("the switch, with two app processes on one PostgreSQL", () => {
  it("stops the model on both within five seconds, over restarts, until it is switched on again", async () => {
    cluster = await startCluster();
    const model = join(folder, "model");
    await makeTinyModel(model, "0.1.0");
    const handle = await openDatabase({ databaseUrl: cluster.url, dataDir: null, keys: testKeys });
    test = await openTestRuntime({ MODEL_DIR: model }, { handle });
    const { rt, dataDir } = test;
    const url = cluster.url;
    const both = [startApp(url, dataDir), startApp(url, dataDir)];
    await until(() => both.every((app) => app.last() === "model"), 60_000);

    const lead = await signedIn(rt, "lead", "model:stop");
    const pressed = Date.now();
    await stopModel(rt, lead, { reason: "Levels look wrong" });
    await until(() => both.every((app) => app.last() === "rules-only"));
    const took = both.map((app) => (app.said.at(-1)?.at ?? Infinity) - pressed);
    console.log(`the model was off on two processes after ${took.join(" and ")} ms`);
    expect(Math.max(...took)).toBeLessThan(PROMISED);

    const late = startApp(url, dataDir);
    await until(() => late.said.length > 0, 60_000);
    expect(late.said.map((s) => s.what)).toEqual(["rules-only"]);

    const admin = await signedIn(rt, "admin", "model:resume");
    const { seq } = await viewSwitch(rt, admin);
    await resumeModel(rt, admin, { reason: "Looked into: a broken feed", expectedSeq: seq });
    await until(() => [...both, late].every((app) => app.last() === "model"));
  }, 180_000);
});
