import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type DbHandle, openDatabase } from "@/db/client";
import { findModelExplanation, resultOf, updateOwnModelExplanation } from "@/db/queries/model-explanation";
import { findVersion } from "@/db/queries/registry";
import { assessment, auditEvent, encounter, encounterSnapshot, modelExplanation } from "@/db/schema";
import { sealRow } from "@/db/sealed";
import { openTestDatabase, testKeys } from "@/db/testing";
import type { Authorized } from "@/lib/auth/principal";
import { newId } from "@/lib/core/ids";
import { globalExplanationSchema } from "@/lib/explain/global/result";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { openArtifact } from "@/lib/model/artifact";
import {
  cancelExplanation,
  PARAMETERS,
  requestModelExplanation,
} from "@/lib/workflows/learning/explain-model";
import { MAX_ATTEMPTS, runModelExplanation } from "@/lib/workflows/learning/explain-model-runner";
import { FEWEST_SITE_CASES, sampleCases } from "@/lib/workflows/learning/explain-model-sample";
import {
  computeExplanation,
  getExplanationJob,
  getModelExplanations,
} from "@/lib/workflows/learning/model-explanations";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { keepHouse } from "@/lib/workflows/service/housekeeping";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { copyModel } from "./support/copy-model";
import { makeDataDir, openTestRuntime, signedIn, type TestRuntime, until } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

const TIMING = { heartbeatMs: 500, staleMs: 3_000 };
const REFERENCE = { version: "0.1.0", source: "reference" } as const;
const SITE = { version: "0.1.0", source: "site" } as const;
let folder: string;
let log: string;
let test: TestRuntime;
let admin: Authorized;
let starts = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-explanations-"));
  await makeTinyModel(join(folder, "model"), "0.1.0");
  await copyModel(join(folder, "model"), join(folder, "next"), "0.2.0");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await test?.close();
});

async function open(settings: Record<string, string> = {}, handle?: DbHandle): Promise<Runtime> {
  log = join(folder, `log-${starts++}`);
  test = await openTestRuntime({ MODEL_DIR: join(folder, "model"), ...settings }, handle ? { handle } : {});
  admin = await signedIn(test.rt, "admin", "explanation:compute");
  return test.rt;
}

const command = (mode: string) => [
  "--import",
  "tsx",
  "tests/integration/support/explain-child.ts",
  mode,
  log,
];
const work = (rt: Runtime, id: string, mode: string, signal = new AbortController().signal) =>
  runModelExplanation(rt, id, signal, { command: command(mode), timing: TIMING });
/** One line a start of the child: cases, seed, fingerprint of the cases. */
const started = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);
const rowOf = async (rt: Runtime, id: string) => {
  const row = await findModelExplanation(rt.db, id);
  if (!row) throw new Error("no row");
  return { ...row, result: resultOf(row) };
};
const events = async (rt: Runtime) =>
  (await rt.db.select().from(auditEvent).orderBy(auditEvent.seq))
    .filter((e) => e.event.startsWith("explanation."))
    .map((e) => e.event);

/** Patients as the clinic leaves them, each with `visits` assessments, an hour apart. */
async function insertPatients(rt: Runtime, count: number, visits = 1, until_ = rt.clock()): Promise<void> {
  for (let i = 0; i < count; i++)
    for (let v = 0; v < visits; v++) {
      const at = new Date(until_.getTime() - (count * visits - i * visits - v) * 3_600_000);
      const encounterId = newId();
      await rt.db.insert(encounter).values(
        sealRow(encounter, {
          id: encounterId,
          issuer: "https://ehr.test/fhir",
          encounterKey: encounterId,
          patientKey: `patient-${i}`,
          refs: { encounterId: "e", patientId: "p" },
          firstSeenAt: at,
          lastSeenAt: at,
          active: true,
        }),
      );
      await rt.db.insert(encounterSnapshot).values(
        sealRow(encounterSnapshot, {
          encounterId,
          version: "1",
          context: { patient: { identifyingTexts: [`Zebulon${"aeo"[i % 3]}`] } } as unknown as PatientContext,
          fetchedAt: at,
        }),
      );
      await rt.db.insert(assessment).values(
        sealRow(assessment, {
          id: newId(),
          encounterId,
          contextVersion: "1",
          caseHash: newId(),
          case: {
            id: encounterId,
            ageYears: 20 + (i % 60) + v / 100,
            sex: i % 2 ? "female" : "male",
            chiefComplaint: `chest pain, Zebulon${"aeo"[i % 3]} called`,
            vitals: { heartRate: 60 + (i % 70), spo2: 90 + (i % 10) },
          },
          basis: [],
          missing: [],
          createdAt: at,
        }),
      );
    }
}

describe("asking for a version to be explained", () => {
  it("queues one row and one job with its audit event, however many ask at once", async () => {
    const rt = await open();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 4 }, () => requestModelExplanation(rt, admin, REFERENCE)),
    );
    expect(outcomes.map((o) => o.status).sort()).toEqual(["fulfilled", "rejected", "rejected", "rejected"]);
    expect(outcomes.find((o) => o.status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
    expect(await rt.db.select().from(modelExplanation)).toMatchObject([
      { version: "0.1.0", source: "reference", status: "queued", requestedBy: "Test admin" },
    ]);
    expect((await rt.queue.depth()).explainModel).toBe(1);
    expect(await events(rt)).toEqual(["explanation.requested"]);
  });

  it("refuses a version that is not there, and the site's own data while there is little", async () => {
    const rt = await open();
    await expect(
      requestModelExplanation(rt, admin, { ...REFERENCE, version: "9.9.9" }),
    ).rejects.toMatchObject({ code: "not-found" });
    await insertPatients(rt, 3, 40);
    await expect(requestModelExplanation(rt, admin, SITE)).rejects.toMatchObject({
      code: "insufficient-data",
      userMessage: expect.stringContaining("3 patients"),
    });
    expect(await rt.db.select().from(modelExplanation)).toEqual([]);
    expect(await events(rt)).toEqual([]);
  });
});

describe("the cases", () => {
  it("of the site are the last of each patient, scrubbed, and the same when asked again later", async () => {
    const rt = await open();
    await insertPatients(rt, FEWEST_SITE_CASES, 2);
    const version = await findVersion(rt.db, "0.1.0");
    const artifact = await openArtifact(resolve(rt.dataDir, version?.artifactDir ?? ""));
    const until_ = rt.clock();
    const first = await sampleCases(rt, artifact, "site", until_, PARAMETERS);
    expect(first.cases).toHaveLength(FEWEST_SITE_CASES);
    expect(first.dataset).toMatchObject({ source: "site", cases: FEWEST_SITE_CASES });
    expect(Date.parse(first.dataset.from ?? "")).toBeLessThan(Date.parse(first.dataset.to ?? ""));
    const json = JSON.stringify(first.cases);
    expect(json).not.toMatch(/Zebulon/);
    expect(json).toContain("[name]");
    await insertPatients(rt, 20, 1, new Date(until_.getTime() + 48 * 3_600_000));
    expect(await sampleCases(rt, artifact, "site", until_, PARAMETERS)).toEqual(first);
  });

  it("of the reference are made up from the artifact, with nothing hidden from the words", async () => {
    const rt = await open();
    const version = await findVersion(rt.db, "0.1.0");
    const artifact = await openArtifact(resolve(rt.dataDir, version?.artifactDir ?? ""));
    const first = await sampleCases(rt, artifact, "reference", rt.clock(), PARAMETERS);
    expect(first.cases).toHaveLength(PARAMETERS.mostCases);
    expect(JSON.stringify(first.cases)).not.toMatch(/mask/i);
    expect(await sampleCases(rt, artifact, "reference", new Date(0), PARAMETERS)).toEqual(first);
  });
});

describe("working at it", () => {
  it("ends in an aggregate of the site's cases with no patient in it, for admin and auditor alike", async () => {
    const rt = await open();
    await insertPatients(rt, 120);
    const id = await requestModelExplanation(rt, admin, SITE);
    await work(rt, id, "ok");
    const auditor = await signedIn(rt, "auditor", "console:read");
    const view = await getModelExplanations(rt, auditor, { version: "0.1.0" });
    expect(view).toMatchObject({
      source: "site",
      canCompute: false,
      versions: [{ version: "0.1.0", computed: ["site"] }],
      job: { status: "succeeded", progress: null, error: null, attempt: 1 },
      result: { version: "0.1.0", engine: "onnx cpu fp32", dataset: { source: "site" } },
    });
    const explanation = view.result?.explanation;
    expect(globalExplanationSchema.parse(explanation)).toMatchObject({ cases: 120, unsound: 0 });
    expect(
      explanation?.dependence.find((d) => d.feature === "vitals.heartRate")?.bins.length,
    ).toBeGreaterThan(3);
    expect(explanation?.words.map((w) => w.text)).toContain("chest pain");
    expect(JSON.stringify(view)).not.toMatch(/Zebulon|patient-\d/);
    expect(await events(rt)).toEqual(["explanation.requested", "explanation.completed"]);
    // What is stored names nobody either, and is sealed.
    const { rows } = await rt.handle.exec("select result from model_explanation");
    expect(String(rows[0]?.result)).not.toContain("chest pain");
    // Delivered once more, it does nothing once more.
    await work(rt, id, "ok");
    expect(started()).toHaveLength(1);
  });

  it("replaces an earlier result only when the new one is there", async () => {
    const rt = await open();
    const id = await requestModelExplanation(rt, admin, REFERENCE);
    await work(rt, id, "ok");
    const first = await rowOf(rt, id);
    const job = await computeExplanation(rt, admin, REFERENCE);
    expect(job).toMatchObject({ id, status: "queued", computedAt: first.computedAt?.toISOString() });
    expect((await getModelExplanations(rt, admin, REFERENCE)).result).not.toBeNull();
    await work(rt, id, "ok");
    const second = await rowOf(rt, id);
    expect(second.result).toEqual(first.result);
    expect(second.computedAt?.getTime()).toBeGreaterThan(first.computedAt?.getTime() ?? 0);
    expect(await rt.db.select().from(modelExplanation)).toHaveLength(1);
  });

  it("shows another version beside it, on the same data only", async () => {
    const rt = await open();
    await registerShippedModel(rt, join(folder, "next"), rt.clock());
    for (const version of ["0.1.0", "0.2.0"])
      await work(rt, await requestModelExplanation(rt, admin, { version, source: "reference" }), "ok");
    const view = await getModelExplanations(rt, admin, { ...REFERENCE, compare: "0.2.0" });
    expect([view.result?.version, view.other?.version]).toEqual(["0.1.0", "0.2.0"]);
    // The same weights on the same made-up visits.
    expect(view.other?.explanation).toEqual(view.result?.explanation);
    const site = await getModelExplanations(rt, admin, { ...SITE, compare: "0.2.0" });
    expect([site.job, site.result, site.other]).toEqual([null, null, null]);
  });

  it("goes to one of two workers, and tells how far it is", async () => {
    const rt = await open();
    const id = await requestModelExplanation(rt, admin, REFERENCE);
    const stop = new AbortController();
    const first = work(rt, id, "hang", stop.signal);
    await until(async () => (await rowOf(rt, id)).progress?.done === 3);
    await expect(work(rt, id, "ok")).rejects.toThrow(/another worker/);
    expect(await getExplanationJob(rt, admin, REFERENCE)).toMatchObject({
      status: "running",
      progress: { done: 3, total: PARAMETERS.mostCases, etaSeconds: 60 },
    });
    stop.abort();
    await expect(first).rejects.toThrow(/stopped/);
    // Put down because the process stops: it does not count.
    expect(await rowOf(rt, id)).toMatchObject({ status: "running", attempt: 0, owner: null });
    await work(rt, id, "ok");
    expect(await rowOf(rt, id)).toMatchObject({ status: "succeeded", attempt: 1 });
    expect(started()[1]).toBe(started()[0]);
  });

  it("is left alone by a worker that finds it was taken over", async () => {
    const rt = await open();
    const id = await requestModelExplanation(rt, admin, REFERENCE);
    const working = work(rt, id, "hang");
    await until(async () => (await rowOf(rt, id)).progress !== null);
    const { owner } = await rowOf(rt, id);
    await updateOwnModelExplanation(rt.db, id, owner ?? "", { owner: "another worker" });
    await expect(working).rejects.toThrow();
    expect(await rowOf(rt, id)).toMatchObject({ status: "running", owner: "another worker" });
  });

  it("can be called off, waiting or under way, once; and asked for again", async () => {
    const rt = await open();
    const id = await requestModelExplanation(rt, admin, REFERENCE);
    await cancelExplanation(rt, admin, { id });
    await work(rt, id, "ok");
    expect(started()).toEqual([]);
    await expect(cancelExplanation(rt, admin, { id })).rejects.toMatchObject({ code: "conflict" });
    await requestModelExplanation(rt, admin, REFERENCE);
    const working = work(rt, id, "hang");
    await until(async () => (await rowOf(rt, id)).progress !== null);
    await cancelExplanation(rt, admin, { id });
    await working;
    expect(await rowOf(rt, id)).toMatchObject({
      status: "cancelled",
      owner: null,
      error: null,
      result: null,
    });
    expect(await events(rt)).toEqual([
      "explanation.requested",
      "explanation.cancelled",
      "explanation.requested",
      "explanation.cancelled",
    ]);
  });

  it.each([
    ["refuse", 1, /at least 30/],
    ["crash", MAX_ATTEMPTS, /exit code 7/],
    ["lie", MAX_ATTEMPTS, /another artifact/],
    ["mumble", MAX_ATTEMPTS, /not understood \(result/],
  ])(
    "%s: fails after %i attempts with words for the admin",
    async (mode, attempts, why) => {
      const rt = await open();
      const id = await requestModelExplanation(rt, admin, REFERENCE);
      for (let i = 0; i < attempts; i++) await work(rt, id, mode).catch(() => {});
      expect(await rowOf(rt, id)).toMatchObject({
        status: "failed",
        attempt: attempts,
        result: null,
        error: expect.stringMatching(why),
      });
      expect(started()).toHaveLength(attempts);
      expect(await events(rt)).toEqual(["explanation.requested", "explanation.failed"]);
    },
    120_000,
  );

  it("never explains an artifact that is not the one registered", async () => {
    const rt = await open();
    const id = await requestModelExplanation(rt, admin, REFERENCE);
    const version = await findVersion(rt.db, "0.1.0");
    await writeFile(join(resolve(rt.dataDir, version?.artifactDir ?? ""), "calibration.json"), "{}");
    await work(rt, id, "ok");
    expect(await rowOf(rt, id)).toMatchObject({
      status: "failed",
      error: expect.stringContaining("calibration.json"),
    });
    expect(started()).toEqual([]);
  });

  it("gets its job back when the queue lost it", async () => {
    const rt = await open();
    await requestModelExplanation(rt, admin, REFERENCE);
    await rt.handle.exec("delete from pgboss.job where name = 'explain-model'");
    await keepHouse(rt);
    expect((await rt.queue.depth()).explainModel).toBe(0);
    await rt.handle.exec("update model_explanation set requested_at = now() - interval '10 minutes'");
    await keepHouse(rt);
    await keepHouse(rt);
    expect((await rt.queue.depth()).explainModel).toBe(1);
  });
});

describe("a worker that is killed", () => {
  it("leaves work that the next one starts over and finishes, on the same cases", async () => {
    const dataDir = await makeDataDir();
    const onPostgres = process.env.TEST_DATABASE_URL ? await openTestDatabase() : undefined;
    const handle = () =>
      onPostgres ? Promise.resolve(onPostgres) : openDatabase({ dataDir, keys: testKeys });
    let rt = await open({ DATA_DIR: dataDir }, await handle());
    const id = await requestModelExplanation(rt, admin, REFERENCE);
    // The embedded database belongs to one process at a time.
    if (!onPostgres) {
      await rt.queue.stop();
      await rt.handle.close();
    }
    const worker = spawn(
      process.execPath,
      ["--import", "tsx", "tests/integration/support/worker.ts", dataDir, "hang", log],
      {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, ...(onPostgres ? { WORKER_DATABASE_URL: onPostgres.databaseUrl } : {}) },
      },
    );
    await until(() => started().length === 1);
    worker.kill("SIGKILL");
    await once(worker, "exit");

    if (!onPostgres) {
      const sameLog = log;
      rt = await open({ DATA_DIR: dataDir }, await handle());
      log = sameLog;
    }
    await rt.queue.startConsumers({
      writeBack: async () => {},
      retrain: async () => {},
      explainModel: (job, signal) =>
        runModelExplanation(rt, job.explanationId, signal, { command: command("ok"), timing: TIMING }),
    });
    await until(async () => (await rowOf(rt, id)).status === "succeeded", 60_000);
    expect(await rowOf(rt, id)).toMatchObject({ attempt: 2, owner: null, error: null });
    expect(started()).toHaveLength(2);
    expect(started()[1]).toBe(started()[0]);
  }, 150_000);
});

describe("the real process", () => {
  it("explains the artifact in the store", async () => {
    const rt = await open();
    const id = await requestModelExplanation(rt, admin, REFERENCE);
    await runModelExplanation(rt, id, new AbortController().signal);
    expect(await rowOf(rt, id)).toMatchObject({
      status: "succeeded",
      result: { cases: PARAMETERS.mostCases, maxEvaluations: PARAMETERS.maxEvaluations, unsound: 0 },
    });
  }, 180_000);
});
