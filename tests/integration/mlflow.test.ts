import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listMlflowRequests, mirrored, mirrorServer } from "@/db/queries/mlflow";
import { setChampion } from "@/db/queries/registry";
import { auditEvent, trainingRun } from "@/db/schema";
import { MINUTE } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { keepMlflow } from "@/lib/workflows/learning/mirror-mlflow";
import { declineMlflowRequest, viewMlflow } from "@/lib/workflows/learning/mlflow-requests";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { copyModel } from "./support/copy-model";
import { findMlflow, type MlflowServer, startFakeMlflow, startRealMlflow } from "./support/mlflow";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime;
let now: Date;
const model = (name: string) => join(folder, name);
const MODEL = "tiny";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-mlflow-"));
  await makeTinyModel(model("in-use"), "0.1.0");
  await copyModel(model("in-use"), model("next"), "0.2.0");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => test?.close());

async function open(server: MlflowServer) {
  now = new Date("2026-03-01T12:00:00Z");
  const env = { MODEL_DIR: model("in-use"), MLFLOW_TRACKING_URI: server.uri };
  test = await openTestRuntime(env, { clock: () => now });
  await registerShippedModel(test.rt, model("next"), now);
  return { rt: test.rt, steward: await signedIn(test.rt, "admin", "model:promote") };
}

/** One round, a few minutes after the one before. */
async function tell(): Promise<void> {
  now = new Date(now.getTime() + 6 * MINUTE);
  await keepMlflow(test.rt, new AbortController().signal);
}

const aRun = (points: number): typeof trainingRun.$inferInsert => ({
  id: newId(),
  status: "running",
  trigger: "manual",
  requestedBy: "Sister Agnes",
  parentVersion: "0.1.0",
  labelIds: [],
  labelCount: 120,
  lossCurve: Array.from({ length: points }, (_, step) => ({ step, loss: 2 - step / 100 })),
  learned: { labels: 120, digest: "a".repeat(64), readers: [] },
  requestedAt: now,
  startedAt: now,
});

const program = findMlflow();
const SERVERS = [
  { what: "a server that speaks as MLflow does", start: startFakeMlflow, why: null },
  {
    what: "a real MLflow server",
    start: () => startRealMlflow(program ?? ""),
    why: program ? null : "no mlflow of PyPI on this machine",
  },
] as const;

describe.each(SERVERS)("what $what is told", ({ start, why }) => {
  let server: MlflowServer;
  beforeAll(async () => {
    if (!why) server = await start();
  }, 200_000);
  afterAll(() => server?.stop());

  it.skipIf(why)(
    "is every run with its curve, every version with its files, and which is in use; once, however often",
    async () => {
      const { rt } = await open(server);
      const run = aRun(30);
      await rt.db.insert(trainingRun).values(run);
      await tell();
      expect((await mirrorServer(rt.db))?.error).toBeNull();
      const remote = (await mirrored(rt.db, "run")).get(run.id)?.remoteId;
      const runsThere = async () =>
        (await server.call("POST", "runs/search", { experiment_ids: ["1"], max_results: 100 })).runs;
      const count = (await runsThere()).length;
      const there = (await runsThere()).find((r: { info: { run_id: string } }) => r.info.run_id === remote);
      expect(there.info.status ?? "RUNNING").toBe("RUNNING");
      expect(there.data.params).toContainEqual({ key: "labels", value: "120" });
      expect(there.data.metrics.map((m: { key: string }) => m.key)).toContain("loss");
      expect(JSON.stringify(there.inputs)).toContain("a".repeat(36));

      const versions = await mirrored(rt.db, "version");
      expect([...versions.keys()].sort()).toEqual(["0.1.0", "0.2.0"]);
      const champion = async () =>
        (await server.call("GET", `registered-models/alias?name=${MODEL}&alias=champion`)).model_version;
      expect(String((await champion()).version)).toBe(versions.get("0.1.0")?.remoteId);

      // A process that died before it could note what it had told tells it again, and nothing is there twice.
      await rt.handle.exec("delete from mlflow_mirror where kind in ('run', 'version')");
      await tell();
      expect(await runsThere()).toHaveLength(count);
      await rt.handle.exec(`update training_run set status = 'succeeded', finished_at = now()`);
      await tell();
      const ended = (await runsThere()).find((r: { info: { run_id: string } }) => r.info.run_id === remote);
      expect(ended.info.status).toBe("FINISHED");
    },
  );

  it.skipIf(why)(
    "is never obeyed: another champion there is a request here, which a steward declines",
    async () => {
      const { rt, steward } = await open(server);
      await tell();
      const versions = await mirrored(rt.db, "version");
      const number = (version: string) => versions.get(version)?.remoteId ?? "";
      const alias = async () =>
        String(
          (await server.call("GET", `registered-models/alias?name=${MODEL}&alias=champion`)).model_version
            .version,
        );
      const move = (version: string) =>
        server.call("POST", "registered-models/alias", {
          name: MODEL,
          alias: "champion",
          version: number(version),
        });
      await move("0.2.0");
      await tell();
      await tell();
      const view = await viewMlflow(rt, steward);
      expect(view?.request).toMatchObject({ version: "0.2.0", canDecline: true });
      expect(await alias()).toBe(number("0.2.0"));
      await declineMlflowRequest(rt, steward, { id: view?.request?.id ?? "" });
      await expect(declineMlflowRequest(rt, steward, { id: view?.request?.id ?? "" })).rejects.toMatchObject({
        code: "conflict",
      });
      await tell();
      expect(await alias()).toBe(number("0.1.0"));
      expect((await viewMlflow(rt, steward))?.request).toBeNull();

      // Asked again, and this time a steward puts it into use.
      await move("0.2.0");
      await tell();
      expect((await viewMlflow(rt, steward))?.request?.version).toBe("0.2.0");
      await setChampion(rt.db, "0.2.0", "0.1.0", "a steward", now);
      await tell();
      expect((await listMlflowRequests(rt.db, 9)).map((r) => r.state)).toEqual(["granted", "declined"]);
      // What is put into use here is told, and is no request.
      await setChampion(rt.db, "0.1.0", "0.2.0", "a steward", now);
      await tell();
      expect(await alias()).toBe(number("0.1.0"));
      expect((await viewMlflow(rt, steward))?.request).toBeNull();
      const events = (await rt.db.select().from(auditEvent)).map((e) => e.event);
      expect(events.filter((e) => e.startsWith("mlflow."))).toEqual([
        "mlflow.asked",
        "mlflow.declined",
        "mlflow.asked",
      ]);
    },
  );
});

describe("an MLflow server", () => {
  it("that is away stops nothing, is left alone for some minutes, and is told everything when it is back", async () => {
    const server = await startFakeMlflow();
    try {
      const { rt, steward } = await open(server);
      server.state.away = true;
      await tell();
      expect(await viewMlflow(rt, steward)).toMatchObject({ toldAt: null, error: "MLflow does not answer" });
      server.state.away = false;
      now = new Date(now.getTime() + MINUTE);
      await keepMlflow(rt, new AbortController().signal);
      expect(server.state.heard).toEqual([]);
      await tell();
      expect(await viewMlflow(rt, steward)).toMatchObject({ error: null, toldAt: now.toISOString() });
      expect(server.state.versions).toHaveLength(2);
    } finally {
      await server.stop();
    }
  });

  it("hears no name, and of files only what is signed as registered", async () => {
    const server = await startFakeMlflow();
    try {
      const { rt } = await open(server);
      await rt.db.insert(trainingRun).values(aRun(3));
      await rt.handle.exec("update model_version set digest = 'other' where version = '0.2.0'");
      await tell();
      expect(server.state.heard.join("\n")).not.toContain("Agnes");
      expect(server.state.heard.filter((path) => path.endsWith("model/model.onnx"))).toHaveLength(1);
    } finally {
      await server.stop();
    }
  });

  it("is told by one process at a time, and by the next one when that died", async () => {
    const server = await startFakeMlflow();
    try {
      const { rt } = await open(server);
      await rt.handle.exec(
        `insert into mlflow_mirror (kind, id, held_until, updated_at) values ('server', 'server', '2026-03-01T12:10:00Z', now())`,
      );
      await tell();
      expect(server.state.heard).toEqual([]);
      await tell();
      expect(server.state.versions).toHaveLength(2);
    } finally {
      await server.stop();
    }
  });
});
