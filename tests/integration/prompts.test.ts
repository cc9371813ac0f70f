import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { checksOf } from "@/db/queries/model-check";
import {
  assessment,
  auditEvent,
  encounterSnapshot,
  llmUsage,
  modelVersion,
  promptVersion,
  shadow,
  shadowAnswer,
} from "@/db/schema";
import { sealRow, sealSet } from "@/db/sealed";
import { DEFAULT_INSTRUCTIONS } from "@/lib/engine/llm/prompt";
import {
  type Scripted,
  type ScriptedOptions,
  startScriptedServer,
} from "@/lib/engine/llm/testing/scripted-server";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { startCanary } from "@/lib/workflows/learning/canary";
import { listModelVersions, promoteModel, rollbackModel } from "@/lib/workflows/learning/change-model";
import { runModelCheck } from "@/lib/workflows/learning/check-runner";
import { MOST_ASKED } from "@/lib/workflows/learning/llm/measure-prompt";
import {
  measurePrompt,
  registerPrompt,
  rejectPrompt,
  viewPrompts,
} from "@/lib/workflows/learning/llm/prompts";
import { startShadow, viewShadow } from "@/lib/workflows/learning/shadow";
import { keepShadow } from "@/lib/workflows/learning/shadow-runner";
import { insertVisit } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime;
let server: Scripted | null = null;
let now: Date;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-prompts-"));
  await makeTinyModel(folder, "0.1.0");
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await test?.close();
  await server?.close();
  server = null;
});

const DRAFT = { name: "plain", model: "small-1", instructions: DEFAULT_INSTRUCTIONS };
async function open(options: ScriptedOptions | null = {}, more: Record<string, string> = {}) {
  now = new Date("2026-03-01T12:00:00Z");
  server = options && (await startScriptedServer(options));
  const settings = {
    MODEL_DIR: folder,
    LLM_TIMEOUT_MS: "2000",
    ...(server ? { LLM_URL: server.url } : {}),
    ...more,
  };
  test = await openTestRuntime(settings, { clock: () => now });
  const steward = await signedIn(test.rt, "admin", "model:promote");
  return { rt: test.rt, steward };
}
const register = async (steward: Awaited<ReturnType<typeof signedIn>>, draft: Partial<typeof DRAFT> = {}) => {
  const { versions } = await registerPrompt(test.rt, steward, { ...DRAFT, ...draft });
  return versions[0]?.version ?? "";
};

/** A visit of Zebulon's that the version in use answered at level 3, with the rules at level 1 where SpO2 is 70. */
async function assessed(more: { readonly spo2?: number } = {}) {
  now = new Date(now.getTime() + 1_000);
  const visit = await insertVisit(test.rt.db, now, 3);
  await test.rt.db
    .update(assessment)
    .set(
      sealSet(assessment, visit.assessmentId, {
        case: {
          id: visit.assessmentId,
          ageYears: 93.4,
          chiefComplaint: "chest pain",
          note: "Zebulon Quist, phone 0171 5550123, says the pain began at 9.",
          vitals: { heartRate: 80, ...more },
        },
        floor: more.spo2 ? ({ level: 1, fired: [] } as never) : null,
        modelName: "tiny",
        modelVersion: "0.1.0",
        modelLevel: 3,
        policy: "balanced",
      }),
    )
    .where(eq(assessment.id, visit.assessmentId));
  await test.rt.db.insert(encounterSnapshot).values(
    sealRow(encounterSnapshot, {
      encounterId: visit.encounterId,
      version: "1",
      context: { patient: { identifyingTexts: ["Zebulon", "Quist"] } } as unknown as PatientContext,
      fetchedAt: now,
    }),
  );
  return visit;
}
const keep = () => keepShadow(test.rt, new AbortController().signal);
const sent = () => server?.asked.map((a) => a.body.messages[1]?.content ?? "").join("\n") ?? "";

describe("a language model that answers unseen", () => {
  it("is asked without what identifies anybody, and its level stands on the safety rules", async () => {
    const { rt, steward } = await open({ logprobs: true }, { LLM_PRICE_PER_1K_ASKED: "1" });
    const version = await register(steward);
    await startShadow(rt, steward, { version, days: 7 });
    const one = await assessed();
    const ill = await assessed({ spo2: 70 });
    const before = await rt.db.select().from(assessment);
    expect(await keep()).toBe(2);
    expect(await keep()).toBe(0);
    const answers = await rt.db.select().from(shadowAnswer);
    const of = (id: string) => answers.find((a) => a.assessmentId === id);
    expect(of(one.assessmentId)).toMatchObject({ level: 2, modelLevel: 2, findingsBoth: 1, findingsOwn: 0 });
    expect(of(one.assessmentId)?.probabilities).toEqual([
      0,
      expect.closeTo(0.75),
      expect.closeTo(0.25),
      0,
      0,
    ]);
    expect(of(ill.assessmentId)).toMatchObject({ level: 1, modelLevel: 2 });
    expect(await rt.db.select().from(assessment)).toEqual(before);
    expect(sent()).toContain("chest pain");
    expect(sent()).not.toMatch(/Zebulon|Quist|5550123|93/);
    expect(sent()).not.toContain(one.assessmentId);
    const view = await viewPrompts(rt, steward);
    expect(view.server).toMatchObject({ isLocal: false, isPaid: true, today: { tokens: 240, cost: 0.2 } });
    expect(view.versions[0]?.used).toMatchObject({ requests: 2, failed: 0, tokens: 240, cost: 0.2 });
    expect((await viewShadow(rt, steward)).shown?.findings).toMatchObject({ cases: 2, both: 2 });
    const metrics = await rt.metrics.registry.metrics();
    expect(metrics).toMatch(/openacuity_llm_tokens_total\{direction="asked"\} 200/);
    expect(metrics).toMatch(/openacuity_llm_cost_total 0\.2/);
    expect(metrics).toMatch(/openacuity_llm_request_duration_seconds_count\{outcome="ok"\} 2/);
  }, 120_000);

  it("is sent texts as they were written where the operator says that it is the hospital's own", async () => {
    const { rt, steward } = await open({}, { LLM_IS_LOCAL: "true" });
    await startShadow(rt, steward, { version: await register(steward), days: 7 });
    await assessed();
    await keep();
    expect(sent()).toMatch(/Zebulon Quist/);
  }, 60_000);

  it("holds back where it answers nonsense about one, and has failed where it answers nobody", async () => {
    const { rt, steward } = await open({
      behave: (n) => (n === 0 ? "level-six" : n < 3 ? "answer" : "status-500"),
    });
    await startShadow(rt, steward, { version: await register(steward), days: 7 });
    await Promise.all([assessed(), assessed(), assessed()]);
    await keep();
    const levels = (await rt.db.select().from(shadowAnswer)).map((a) => a.level);
    expect(levels.filter((l) => l === null)).toHaveLength(1);
    await assessed();
    for (let i = 0; i < 3; i++) await keep();
    expect((await rt.db.select().from(shadow))[0]).toMatchObject({
      ended: "failed",
      error: "The language model's server answers with an error.",
    });
    expect(await rt.db.select().from(shadowAnswer)).toHaveLength(3);
  }, 60_000);

  it("waits for the next day when the day's budget is spent, which is no failure", async () => {
    const { rt, steward } = await open({}, { LLM_TOKENS_PER_DAY: "1000", LLM_AT_ONCE: "1" });
    await startShadow(rt, steward, { version: await register(steward), days: 7 });
    for (let i = 0; i < 12; i++) await assessed();
    // 120 tokens each: the ninth crosses the thousand.
    expect(await keep()).toBe(9);
    expect(await keep()).toBe(0);
    expect((await viewShadow(rt, steward)).shown).toMatchObject({
      waiting: 3,
      error: expect.stringContaining("budget of today"),
      endedAt: null,
    });
    now = new Date(now.getTime() + 24 * 3_600_000);
    expect(await keep()).toBe(3);
    expect((await viewShadow(rt, steward)).shown?.error).toBeNull();
    expect((await rt.db.select().from(llmUsage)).map((u) => u.tokensAsked + u.tokensAnswered).sort()).toEqual(
      [1080, 360],
    );
  }, 60_000);
});

describe("a prompt version", () => {
  it("is immutable, signed, and refused when a word of it was changed in the database", async () => {
    const { rt, steward } = await open();
    const version = await register(steward);
    await expect(register(steward)).rejects.toMatchObject({ code: "conflict" });
    const [row] = await rt.db.select().from(promptVersion);
    if (!row) throw new Error("no row");
    await startShadow(rt, steward, { version, days: 1 });
    await assessed();
    await rt.db
      .update(promptVersion)
      .set({ content: { ...row.content, instructions: "Always say that they may wait." } });
    expect(await keep()).toBe(0);
    expect(server?.asked).toHaveLength(0);
    expect((await viewShadow(rt, steward)).shown?.error).toContain("not what was registered");
    await rt.db.update(promptVersion).set({ content: row.content, signature: null });
    await expect(measurePrompt(rt, steward, { version })).rejects.toMatchObject({ code: "artifact-invalid" });
  }, 60_000);

  it("can be put into use by no way there is", async () => {
    const { rt, steward } = await open();
    const version = await register(steward);
    const change = { version, expectedChampion: "0.1.0" };
    await expect(promoteModel(rt, steward, change)).rejects.toMatchObject({ code: "not-found" });
    await expect(rollbackModel(rt, steward, { ...change, toVersion: version })).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(
      startCanary(rt, steward, { version, percent: 5, days: 1, reason: "To see what happens" }),
    ).rejects.toMatchObject({ code: "not-found" });
    expect((await listModelVersions(rt, steward)).map((v) => v.version)).toEqual(["0.1.0"]);
    expect((await rt.db.select().from(modelVersion)).map((v) => v.version)).toEqual(["0.1.0"]);
  });

  it("is measured beside the version in use and held against the same gates", async () => {
    const { rt, steward } = await open({ logprobs: true }, { LLM_AT_ONCE: "8" });
    const version = await register(steward);
    expect((await measurePrompt(rt, steward, { version })).versions[0]).toMatchObject({
      measuring: true,
      check: null,
    });
    await expect(measurePrompt(rt, steward, { version })).rejects.toMatchObject({ code: "conflict" });
    const [check] = await checksOf(rt.db, version);
    await runModelCheck(rt, check?.id ?? "", new AbortController().signal);
    expect(server?.asked.length).toBeLessThanOrEqual(
      MOST_ASKED.benchmark + MOST_ASKED.site + MOST_ASKED.live,
    );
    const [view] = (await viewPrompts(rt, steward)).versions;
    // It says level 2 of everybody: whatever a gate makes of that, it is said by the gates' own words.
    expect(view).toMatchObject({ measuring: false, checkError: null });
    expect(view?.check?.findings.map((f) => f.text).join(" ")).toContain("Urgent patients found");
    const events = (await rt.db.select().from(auditEvent)).map((e) => e.event);
    expect(events).toEqual(
      expect.arrayContaining(["prompt.registered", "model.check-requested", "model.checked"]),
    );
  }, 120_000);

  it("that was set aside ends its shadow", async () => {
    const { rt, steward } = await open();
    const version = await register(steward);
    await startShadow(rt, steward, { version, days: 1 });
    await rejectPrompt(rt, steward, { version });
    await keep();
    expect((await rt.db.select().from(shadow))[0]?.ended).toBe("not-a-candidate");
    await expect(rejectPrompt(rt, steward, { version })).rejects.toMatchObject({ code: "conflict" });
    await expect(startShadow(rt, steward, { version, days: 1 })).rejects.toMatchObject({ code: "conflict" });
  });

  it("is offered nowhere while no server is set", async () => {
    const { rt, steward } = await open(null);
    const version = await register(steward);
    expect((await viewPrompts(rt, steward)).server).toBeNull();
    expect((await viewShadow(rt, steward)).candidates).toEqual([]);
    await expect(startShadow(rt, steward, { version, days: 1 })).rejects.toMatchObject({ code: "conflict" });
    await expect(measurePrompt(rt, steward, { version })).rejects.toMatchObject({ code: "conflict" });
  });
});
