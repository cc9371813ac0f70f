import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { findVersion } from "@/db/queries/registry";
import { auditEvent } from "@/db/schema";
import { startS3 } from "@/lib/registry/objects/testing/s3-server";
import { promoteModel, rollbackModel } from "@/lib/workflows/learning/change-model";
import { keepArtifacts } from "@/lib/workflows/learning/keep-artifacts";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { viewModelStore } from "@/lib/workflows/learning/view-model-store";
import { copyModel } from "./support/copy-model";
import { insertPassedCheck } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime, until } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let first: string;
let second: string;
let test: TestRuntime | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-engines-"));
  first = join(folder, "first");
  second = join(folder, "second");
  await makeTinyModel(first, "0.1.0");
  await copyModel(first, second, "0.2.0");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await test?.close();
  test = undefined;
});

const served = async (t: TestRuntime): Promise<string> => {
  const state = await t.rt.engines.state();
  return state.state === "ready" ? state.version : state.state;
};

describe("the engine in use", () => {
  it("is the champion's; a promotion and a rollback arrive without a restart", async () => {
    test = await openTestRuntime({ MODEL_DIR: first });
    const { rt } = test;
    expect(await served(test)).toBe("0.1.0");
    const [answer] = await (await rt.engines.current()).predict([{ id: "a", ageYears: 40 }]);
    expect(answer?.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 6);

    await registerShippedModel(rt, second, rt.clock());
    expect(await served(test)).toBe("0.1.0");
    const admin = await signedIn(rt, "admin", "model:promote");
    for (const version of ["0.1.0", "0.2.0"]) await insertPassedCheck(rt, version);
    await promoteModel(rt, admin, { version: "0.2.0", expectedChampion: "0.1.0" });
    expect(await served(test)).toBe("0.2.0");
    await rollbackModel(rt, admin, { toVersion: "0.1.0", expectedChampion: "0.2.0" });
    expect(await served(test)).toBe("0.1.0");
  });

  it("notices what another process did within two seconds", async () => {
    test = await openTestRuntime({ MODEL_DIR: first });
    await registerShippedModel(test.rt, second, test.rt.clock());
    expect(await served(test)).toBe("0.1.0");
    await test.rt.handle.exec("update model_alias set version = '0.2.0'");
    const t = test;
    await until(async () => (await served(t)) === "0.2.0");
  });

  it("falls back to the rules when a file was tampered with, says so, and recovers by itself", async () => {
    test = await openTestRuntime({ MODEL_DIR: first });
    const { rt, dataDir } = test;
    expect(await served(test)).toBe("0.1.0");
    const row = await findVersion(rt.db, "0.1.0");
    const weights = join(resolve(dataDir, row?.artifactDir ?? ""), "model.onnx");
    await writeFile(weights, "not the model");
    const t = test;
    await until(async () => (await served(t)) === "rules-only");
    expect(await rt.engines.state()).toMatchObject({ why: expect.stringContaining("integrity check") });
    await expect(rt.engines.current()).rejects.toMatchObject({ code: "artifact-invalid" });
    await until(async () =>
      (await rt.db.select().from(auditEvent)).some((e) => e.event === "model.unavailable"),
    );

    await copyFile(join(first, "model.onnx"), weights);
    await until(async () => (await served(t)) === "0.1.0");
  });

  it("never serves an artifact that is not the registered one, however well-formed", async () => {
    test = await openTestRuntime({ MODEL_DIR: first });
    const { rt, dataDir } = test;
    const row = await findVersion(rt.db, "0.1.0");
    const place = resolve(dataDir, row?.artifactDir ?? "");
    await rm(place, { recursive: true });
    await copyModel(second, place, "0.1.1");
    await expect(rt.engines.current()).rejects.toMatchObject({ code: "artifact-invalid" });
  });

  it("fetches a version that is not here from the model store, and serves it as verified and signed as ever", async () => {
    const s3 = await startS3();
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
    try {
      test = await openTestRuntime({
        MODEL_DIR: first,
        MODEL_STORE_S3_BUCKET: "models",
        MODEL_STORE_S3_ENDPOINT: s3.endpoint,
        MODEL_STORE_S3_PATH_STYLE: "true",
      });
      const { rt, dataDir } = test;
      const state = async () => (await viewModelStore(rt))?.versions.map((v) => [v.version, v.kept, v.why]);
      expect(await state()).toEqual([["0.1.0", false, "it is sent within a minute"]]);
      await keepArtifacts(rt, new AbortController().signal);
      expect(await state()).toEqual([["0.1.0", true, null]]);
      expect(await viewModelStore(rt)).toMatchObject({ bucket: "models", error: null, notAsked: 0 });
      const row = await findVersion(rt.db, "0.1.0");
      expect([...s3.objects.keys()]).toContain(`openacuity/manifests/${row?.digest}.json`);
      // Another host, with the same database and a folder of its own.
      const place = resolve(dataDir, row?.artifactDir ?? "");
      await rm(place, { recursive: true });
      s3.fault = () => 403;
      const away = await viewModelStore(rt);
      expect(away?.error).toContain("did not answer");
      expect(away?.reachedAt).toMatch(/^\d{4}-/);
      expect(away?.versions[0]).toMatchObject({ kept: false, why: expect.stringContaining("not known") });
      const t = test;
      expect(await served(t)).toBe("rules-only");
      s3.fault = () => undefined;
      await until(async () => (await served(t)) === "0.1.0");
      expect((await rt.engines.current()).artifactDigest).toBe(row?.digest);
    } finally {
      vi.unstubAllEnvs();
      await s3.close();
    }
  });

  it("says that there is no model when none is in use", async () => {
    test = await openTestRuntime();
    expect(await test.rt.engines.state()).toMatchObject({ state: "rules-only" });
    await expect(test.rt.engines.current()).rejects.toMatchObject({ code: "model-unavailable" });
  });
});

describe("the shipped model", () => {
  it("outlives an update of the product that replaces its folder", async () => {
    const shipped = join(folder, "shipped");
    await copyModel(first, shipped, "0.1.0");
    test = await openTestRuntime({ MODEL_DIR: shipped });
    await rm(shipped, { recursive: true });
    await copyModel(first, shipped, "0.3.0");
    await registerShippedModel(test.rt, shipped, test.rt.clock());
    expect(await served(test)).toBe("0.1.0");
    expect(await findVersion(test.rt.db, "0.3.0")).toMatchObject({ status: "candidate" });
  });

  it("is registered once by processes that start at the same moment", async () => {
    test = await openTestRuntime();
    const { rt } = test;
    await Promise.all([1, 2, 3].map(() => registerShippedModel(rt, first, rt.clock())));
    expect(await served(test)).toBe("0.1.0");
    const registered = (await rt.db.select().from(auditEvent)).filter((e) => e.event === "model.registered");
    expect(registered).toHaveLength(1);
  });
});
