import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { checksOf } from "@/db/queries/model-check";
import { championVersion, findVersion } from "@/db/queries/registry";
import { auditEvent, modelCheck } from "@/db/schema";
import { openArtifact, writeArtifact } from "@/lib/model/artifact";
import { listModelVersions, promoteModel } from "@/lib/workflows/learning/change-model";
import { MAX_ATTEMPTS, runModelCheck } from "@/lib/workflows/learning/check-runner";
import { keepChecks, measureModel } from "@/lib/workflows/learning/check-versions";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { takeCalibrationOff } from "@/lib/workflows/learning/site-calibrations";
import { copyModel } from "./support/copy-model";
import { insertLabels, insertLaidCalibration, insertPassedCheck } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime;
const model = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-checks-"));
  await makeTinyModel(model("evaluated"), "0.1.0");
  await makeTinyModel(model("unmeasured"), "0.1.0", { evaluated: false });
  await copyModel(model("evaluated"), model("next"), "0.2.0");
  await withOtherEvaluation(model("evaluated"), model("borrowed"), (e) => ({
    ...e,
    measured: { files: { "model.onnx": "0".repeat(64) } },
  }));
  await withOtherEvaluation(model("evaluated"), model("poor"), (e) => {
    for (const figure of e.survey.policies[0]?.figures.figures ?? [])
      if (figure.name === "Sensitivity, levels 1-2") figure.value = 0.2;
    return e;
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => test?.close());

type Evaluation = {
  measured: unknown;
  survey: { policies: { figures: { figures: { name: string; value: number }[] } }[] };
};

/** The same model with its evaluation replaced, all of it named by the manifest. */
async function withOtherEvaluation(from: string, to: string, change: (e: Evaluation) => unknown) {
  const { manifest, read } = await openArtifact(from);
  const { files, format_version: _format, ...about } = manifest;
  const contents: Record<string, Buffer | string> = {};
  for (const name of Object.keys(files)) contents[name] = await read(name);
  contents["evaluation.json"] = JSON.stringify(change(JSON.parse(String(contents["evaluation.json"]))));
  await writeArtifact(to, about, contents);
}

const open = async (name: string) => {
  test = await openTestRuntime({ MODEL_DIR: model(name) });
  return { rt: test.rt, admin: await signedIn(test.rt, "admin", "model:promote") };
};
const work = async (id: string, command?: readonly string[]) =>
  runModelCheck(test.rt, id, new AbortController().signal, command ? { command } : {});
const theCheck = async (version: string) => {
  const [check] = await checksOf(test.rt.db, version);
  if (!check) throw new Error("no check");
  return check;
};

describe("the first model of an installation", () => {
  it("comes into use by its own evaluation, and what that said is kept", async () => {
    const { rt } = await open("evaluated");
    expect(await championVersion(rt.db)).toMatchObject({ version: "0.1.0" });
    expect(await theCheck("0.1.0")).toMatchObject({ source: "release", verdict: "passed", against: null });
  });

  it.each([
    ["without an evaluation", "unmeasured"],
    ["with the evaluation of other files", "borrowed"],
    ["whose evaluation is below the floors", "poor"],
  ])("%s is not used for anybody until it is measured and promoted", async (_what, name) => {
    const { rt, admin } = await open(name);
    expect(await championVersion(rt.db)).toBeNull();
    expect(await rt.engines.state()).toMatchObject({ state: "rules-only" });
    const promotion = { version: "0.1.0", expectedChampion: "" };
    await expect(promoteModel(rt, admin, promotion)).rejects.toMatchObject({ code: "not-measured" });
    await insertPassedCheck(rt, "0.1.0");
    await promoteModel(rt, admin, promotion);
    expect(await rt.engines.state()).toMatchObject({ state: "ready", version: "0.1.0" });
  });

  it("that was in use before evaluations were kept can be gone back to", async () => {
    const { rt } = await open("evaluated");
    await rt.db.delete(modelCheck);
    await registerShippedModel(rt, model("next"), rt.clock());
    expect(await theCheck("0.1.0")).toMatchObject({ source: "release", verdict: "passed" });
  });
});

describe("measuring a version", () => {
  it("measures a new release beside the one in use on benchmark and gates, once, and keeps what was said", async () => {
    const { rt, admin } = await open("evaluated");
    await registerShippedModel(rt, model("next"), rt.clock());
    await keepChecks(rt, new Date(0));
    const queued = await theCheck("0.2.0");
    await work(queued.id);
    await work(queued.id);
    const check = await theCheck("0.2.0");
    expect(check).toMatchObject({ status: "succeeded", attempt: 1, against: "0.1.0", verdict: "failed" });
    // The same weights, untrained: nothing changed, and nothing is good enough.
    const said = (gate: string) => check.findings?.find((f) => f.gate === gate);
    expect(said("forgetting")).toMatchObject({ severity: "pass" });
    expect(said("less-urgent")).toMatchObject({ severity: "pass" });
    expect(said("urgent-ranking")).toMatchObject({ severity: "fail" });
    expect(said("site-urgent-found")).toBeUndefined();
    const view = (await listModelVersions(rt, admin)).find((v) => v.version === "0.2.0");
    expect(view).toMatchObject({ measuring: false, canMeasure: true, check: { verdict: "failed" } });
    expect(view?.objection?.words).toContain("(AUROC)");
    // Nobody asks a second time by themselves.
    await keepChecks(rt, new Date(0));
    expect(await checksOf(rt.db, "0.2.0")).toHaveLength(2);
    const audited = (await rt.db.select().from(auditEvent)).map((e) => e.event);
    expect(audited.filter((e) => e === "model.checked")).toHaveLength(1);

    // What was measured is what is promoted is what is served. (What the untrained model lacks is not what this is about.)
    await rt.db.update(modelCheck).set({ verdict: "passed" }).where(eq(modelCheck.id, check.id));
    await promoteModel(rt, admin, { version: "0.2.0", expectedChampion: "0.1.0" });
    const promoted = (await rt.db.select().from(auditEvent)).find((e) => e.event === "model.promoted");
    const { digest } = await openArtifact(model("next"));
    expect([check.digest, promoted?.detail.digest, (await rt.engines.current()).artifactDigest]).toEqual([
      digest,
      digest,
      digest,
    ]);
  }, 120_000);

  it("holds it against the version in use as it is served, on this site's labels alone, and says so", async () => {
    const { rt } = await open("evaluated");
    await insertLabels(rt.db, 60, rt.clock());
    const inUse = await findVersion(rt.db, "0.1.0");
    if (!inUse) throw new Error("no version in use");
    const urgent = {
      temperature: 1,
      bias: [1.5, 1.5, -1.5, -1.5, -1.5] as [number, number, number, number, number],
    };
    const calibration = await insertLaidCalibration(rt, inUse, urgent);
    await registerShippedModel(rt, model("next"), rt.clock());
    await keepChecks(rt, new Date(0));
    await work((await theCheck("0.2.0")).id);
    const { championMetrics, candidateMetrics, findings, error } = await theCheck("0.2.0");
    expect(error).toBeNull();
    const figures = (of: typeof championMetrics, dataset: RegExp) =>
      of?.find((set) => dataset.test(set.dataset))?.figures.find((f) => f.name === "Sensitivity, levels 1-2")
        ?.value;
    // The same weights: what differs is the calibration, which makes everybody more urgent.
    expect(figures(championMetrics, /^Held-out/)).toBe(1);
    expect(figures(candidateMetrics, /^Held-out/)).not.toBe(1);
    expect(figures(championMetrics, /^Benchmark of/)).toBe(figures(candidateMetrics, /^Benchmark of/));
    expect(findings?.find((f) => f.gate === "as-served")).toMatchObject({
      severity: "pass",
      text: expect.stringContaining(calibration),
    });
    // Nothing to do while it is laid over; off, what was measured beside it says nothing of what is served then.
    await keepChecks(rt, new Date(0));
    expect((await theCheck("0.2.0")).status).toBe("succeeded");
    await takeCalibrationOff(rt, await signedIn(rt, "admin", "model:promote"), {
      reason: "A test takes it off",
    });
    await keepChecks(rt, new Date(0));
    expect((await theCheck("0.2.0")).status).toBe("queued");
  }, 120_000);

  it("is given up with words when the measuring process dies each time, and then waits for a person", async () => {
    const { rt, admin } = await open("evaluated");
    await registerShippedModel(rt, model("next"), rt.clock());
    await measureModel(rt, admin, { version: "0.2.0" });
    const { id } = await theCheck("0.2.0");
    const dies = ["-e", "process.exit(7)"];
    for (let i = 1; i < MAX_ATTEMPTS; i++) await expect(work(id, dies)).rejects.toThrow(/exit code 7/);
    await work(id, dies);
    expect(await theCheck("0.2.0")).toMatchObject({ status: "failed", attempt: MAX_ATTEMPTS });
    const view = (await listModelVersions(rt, admin)).find((v) => v.version === "0.2.0");
    expect(view).toMatchObject({ canMeasure: true, measuring: false });
    expect(view?.checkError).toMatch(/exit code 7/);
    await keepChecks(rt, new Date(0));
    expect((await rt.db.select().from(modelCheck).where(eq(modelCheck.source, "check"))).length).toBe(1);
  });

  it("refuses files that changed while it waited", async () => {
    const { rt, admin } = await open("evaluated");
    await registerShippedModel(rt, model("next"), rt.clock());
    await measureModel(rt, admin, { version: "0.2.0" });
    const dir = resolve(test.dataDir, (await findVersion(rt.db, "0.2.0"))?.artifactDir ?? "");
    const card = join(dir, "calibration.json");
    await writeFile(card, (await readFile(card, "utf8")).replace("0.9", "0.8"));
    await work((await theCheck("0.2.0")).id);
    expect(await theCheck("0.2.0")).toMatchObject({ status: "failed", verdict: null });
  });
});
