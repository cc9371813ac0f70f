import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answersOf } from "@/db/queries/shadow";
import { assessment, auditEvent, decision, modelVersion, shadow, shadowAnswer } from "@/db/schema";
import { sealSet } from "@/db/sealed";
import type { Level } from "@/lib/case/level";
import { MINUTE } from "@/lib/core/clock";
import { MAX_FAILURES } from "@/lib/registry/shadow";
import { rejectModel } from "@/lib/workflows/learning/change-model";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { startShadow, stopShadow, viewShadow } from "@/lib/workflows/learning/shadow";
import { keepShadow } from "@/lib/workflows/learning/shadow-runner";
import { copyModel } from "./support/copy-model";
import { aDecision, insertNurse, insertVisit } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime;
let now: Date;
const model = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-shadow-"));
  await makeTinyModel(model("in-use"), "0.1.0");
  await copyModel(model("in-use"), model("next"), "0.2.0");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => test?.close());

async function open() {
  now = new Date("2026-03-01T12:00:00Z");
  test = await openTestRuntime({ MODEL_DIR: model("in-use") }, { clock: () => now });
  await registerShippedModel(test.rt, model("next"), now);
  return { rt: test.rt, steward: await signedIn(test.rt, "admin", "model:promote") };
}

/** A visit that the version in use answered. */
async function assessed(level: Level, more: { readonly spo2?: number } = {}) {
  now = new Date(now.getTime() + 1_000);
  const visit = await insertVisit(test.rt.db, now, level);
  await test.rt.db
    .update(assessment)
    .set(
      sealSet(assessment, visit.assessmentId, {
        case: {
          id: visit.assessmentId,
          ageYears: 40,
          sex: "female",
          chiefComplaint: "chest pain",
          vitals: { heartRate: 80, ...more },
        },
        floor: more.spo2 ? ({ level: 1, fired: [] } as never) : null,
        modelName: "tiny",
        modelVersion: "0.1.0",
        modelLevel: level,
        policy: "balanced",
      }),
    )
    .where(eq(assessment.id, visit.assessmentId));
  return visit;
}

const keep = (command?: readonly string[]) =>
  keepShadow(test.rt, new AbortController().signal, command ? { command } : {});
const ends = async () =>
  (await test.rt.db.select().from(auditEvent))
    .filter((e) => e.event === "shadow.ended")
    .map((e) => e.detail.why);

describe("a candidate that answers unseen", () => {
  it("answers what comes in after it began, with the same safety rules, and changes nothing else", async () => {
    const { rt, steward } = await open();
    await assessed(3);
    now = new Date(now.getTime() + MINUTE);
    await startShadow(rt, steward, { version: "0.2.0", days: 7 });
    const first = await assessed(3);
    const ill = await assessed(2, { spo2: 70 });
    const before = await rt.db.select().from(assessment);
    expect((await viewShadow(rt, steward)).shown).toMatchObject({ total: 0, waiting: 2 });
    expect(await keep()).toBe(2);
    expect(await keep()).toBe(0);
    const answers = await rt.db.select().from(shadowAnswer);
    expect(answers.map((a) => a.assessmentId).sort()).toEqual([first.assessmentId, ill.assessmentId].sort());
    expect(answers.find((a) => a.assessmentId === ill.assessmentId)?.level).toBe(1);
    const sums = answers.map((a) => a.probabilities?.reduce((x, y) => x + y, 0) ?? 0);
    for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
    expect(await rt.db.select().from(assessment)).toEqual(before);
    const view = await viewShadow(rt, steward);
    expect(view).toMatchObject({ canStart: false, canEnd: true, candidates: ["0.2.0"] });
    expect(view.shown).toMatchObject({ version: "0.2.0", total: 2, waiting: 0, error: null });
    expect(view.shown?.report.groups[0]).toEqual({ name: "Everybody", pairs: 2 });
  }, 120_000);

  it("is held beside the last decision of a clinician", async () => {
    const { rt, steward } = await open();
    await startShadow(rt, steward, { version: "0.2.0", days: 1 });
    const visit = await assessed(3);
    const nurse = await insertNurse(rt.db, now);
    const [one, two] = [
      aDecision(nurse, visit, 2, now),
      aDecision(nurse, visit, 1, new Date(now.getTime() + 5)),
    ];
    await rt.db.insert(decision).values([one, { ...two, supersedes: one.id }]);
    await keep();
    const { shown } = await viewShadow(rt, steward);
    expect(shown?.report.clinician.pairs).toBe(1);
    expect(await answersOf(rt.db, shown?.id ?? "", 10)).toMatchObject([{ shown: 3, decided: 1 }]);
  }, 120_000);

  it("is held against what was shown, and how many of those had a site's calibration laid over them is said", async () => {
    const { rt, steward } = await open();
    await startShadow(rt, steward, { version: "0.2.0", days: 1 });
    const [one] = [await assessed(3), await assessed(3)];
    await rt.db.update(assessment).set({ calibration: "c" }).where(eq(assessment.id, one.assessmentId));
    await keep();
    expect((await viewShadow(rt, steward)).shown).toMatchObject({ total: 2, calibrated: 1 });
  }, 120_000);

  it("is one at a time, of candidates only, and a steward ends it", async () => {
    const { rt, steward } = await open();
    await expect(startShadow(rt, steward, { version: "0.1.0", days: 1 })).rejects.toMatchObject({
      code: "conflict",
    });
    const { on } = await startShadow(rt, steward, { version: "0.2.0", days: 1 });
    await expect(startShadow(rt, steward, { version: "0.2.0", days: 1 })).rejects.toMatchObject({
      userMessage: "Version 0.2.0 is answering unseen already. End that first.",
    });
    await stopShadow(rt, steward, { id: on as string });
    await expect(stopShadow(rt, steward, { id: on as string })).rejects.toMatchObject({ code: "conflict" });
    expect(await keep()).toBe(0);
    expect(await ends()).toEqual(["person"]);
    const auditor = await signedIn(rt, "auditor", "console:read");
    expect(await viewShadow(rt, auditor)).toMatchObject({ canStart: false, canEnd: false, on: null });
  });

  it("ends when its time is over, after what came in before, and with the candidate", async () => {
    const { rt, steward } = await open();
    await startShadow(rt, steward, { version: "0.2.0", days: 1 });
    await assessed(3);
    now = new Date(now.getTime() + 24 * 60 * MINUTE);
    await assessed(3);
    expect(await keep()).toBe(1);
    expect(await ends()).toEqual(["time"]);
    await startShadow(rt, steward, { version: "0.2.0", days: 1 });
    await assessed(3);
    await rejectModel(rt, steward, { version: "0.2.0", comment: "not better than the one in use" });
    expect(await keep()).toBe(0);
    expect(await ends()).toEqual(["time", "not-a-candidate"]);
  }, 120_000);

  it("that dies or is too slow is given up after three tries, in words, and nothing is half kept", async () => {
    const { rt, steward } = await open();
    await startShadow(rt, steward, { version: "0.2.0", days: 1 });
    await assessed(3);
    const slow = ["-e", "setTimeout(() => {}, 60000)"];
    await keepShadow(rt, new AbortController().signal, {
      command: slow,
      timing: { heartbeatMs: 1_000, staleMs: 5_000, withinMs: 300 },
    });
    expect((await viewShadow(rt, steward)).shown?.error).toBe(
      "it took longer than 0.3 s to answer a batch of 1",
    );
    for (let i = 1; i < MAX_FAILURES; i++) await keep(["-e", "process.exit(7)"]);
    expect(await ends()).toEqual(["failed"]);
    expect(await rt.db.select().from(shadowAnswer)).toEqual([]);
    expect((await viewShadow(rt, steward)).shown).toMatchObject({
      error: expect.stringContaining("exit code 7"),
      ended: "it did not answer, three times in a row",
    });
  }, 120_000);

  it("answers nothing with files that are not those it began with", async () => {
    const { rt, steward } = await open();
    await startShadow(rt, steward, { version: "0.2.0", days: 1 });
    await assessed(3);
    await rt.db
      .update(modelVersion)
      .set({ digest: "0".repeat(64) })
      .where(eq(modelVersion.version, "0.2.0"));
    expect(await keep()).toBe(0);
    expect(await rt.db.select().from(shadowAnswer)).toEqual([]);
    expect((await viewShadow(rt, steward)).shown?.error).toContain("not the one that began");
  });

  it("of two workers at once one answers", async () => {
    const { rt, steward } = await open();
    await startShadow(rt, steward, { version: "0.2.0", days: 1 });
    await assessed(3);
    const counts = await Promise.all([keep(), keep()]);
    expect(counts.sort()).toEqual([0, 1]);
    expect(await rt.db.select().from(shadow)).toMatchObject([{ owner: null, failures: 0 }]);
  }, 120_000);
});
