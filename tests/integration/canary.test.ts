import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { canaryOn } from "@/db/queries/canary";
import { findVersion } from "@/db/queries/registry";
import {
  assessment,
  auditEvent,
  canary,
  decision,
  encounter,
  incident,
  modelCheck,
  siteCalibration,
} from "@/db/schema";
import type { Level } from "@/lib/case/level";
import { DAY, MINUTE } from "@/lib/core/clock";
import { armOf } from "@/lib/registry/canary";
import { startCanary, stopCanary, viewCanary } from "@/lib/workflows/learning/canary";
import { promoteModel, rejectModel } from "@/lib/workflows/learning/change-model";
import { guardCanary } from "@/lib/workflows/learning/guard-canary";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { keepHouse } from "@/lib/workflows/service/housekeeping";
import { copyModel } from "./support/copy-model";
import {
  aDecision,
  insertLaidCalibration,
  insertNurse,
  insertPassedCheck,
  insertVisit,
} from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime;
let now: Date;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-canary-"));
  await makeTinyModel(join(folder, "0.1.0"), "0.1.0");
  for (const version of ["0.2.0", "0.3.0"])
    await copyModel(join(folder, "0.1.0"), join(folder, version), version);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  now = new Date();
  test = await openTestRuntime({ MODEL_DIR: join(folder, "0.1.0") }, { clock: () => now });
  for (const version of ["0.2.0", "0.3.0"]) {
    await registerShippedModel(test.rt, join(folder, version), now);
    await insertPassedCheck(test.rt, version);
  }
});
afterEach(() => test.close());

const steward = () => signedIn(test.rt, "admin", "model:promote");
const ASKED = { version: "0.2.0", percent: 50, days: 7, reason: "Passed its checks and a shadow" };
const start = async (over: Partial<typeof ASKED> = {}) =>
  startCanary(test.rt, await steward(), { ...ASKED, ...over });
const ended = async () => (await test.rt.db.select().from(canary))[0]?.ended;
const events = async (name: string) => test.rt.db.select().from(auditEvent).where(eq(auditEvent.event, name));

/** Visits that begin now, each decided on: shown `shown` by whatever version their arm has. */
async function decided(n: number, decide: (arm: string) => Level): Promise<void> {
  const { db } = test.rt;
  const on = await canaryOn(db);
  if (!on) throw new Error("no canary");
  const nurse = await insertNurse(db, now);
  for (let i = 0; i < n; i++) {
    now = new Date(now.getTime() + 1000);
    const visit = await insertVisit(db, now);
    const [row] = await db.select().from(encounter).where(eq(encounter.id, visit.encounterId));
    const arm = armOf(on, row as NonNullable<typeof row>);
    const modelVersion = arm === "canary" ? on.version : on.champion;
    await db.update(assessment).set({ modelVersion }).where(eq(assessment.id, visit.assessmentId));
    await db.insert(decision).values({ ...aDecision(nurse, visit, decide(arm), now), modelVersion });
  }
}

describe("a canary", () => {
  it("is started by a named person for a candidate that passed its checks, one at a time", async () => {
    const view = await start();
    expect(view).toMatchObject({
      canStart: false,
      canEnd: true,
      shown: { version: "0.2.0", champion: "0.1.0", percent: 50, startedBy: "Test admin", endedAt: null },
    });
    expect(view.shown?.verdicts.map((v) => v.state)).toEqual(["too-few", "too-few", "too-few"]);
    expect(await test.rt.engines.canary()).toMatchObject({ version: "0.2.0" });
    expect((await (await test.rt.engines.canary())?.engine())?.model.version).toBe("0.2.0");
    expect((await test.rt.engines.current()).model.version).toBe("0.1.0");
    const [event] = await events("canary.started");
    expect(event).toMatchObject({ actorName: "Test admin", detail: { percent: 50, reason: ASKED.reason } });
    await expect(start({ version: "0.3.0" })).rejects.toMatchObject({
      code: "conflict",
      userMessage: expect.stringContaining("0.2.0 answers a share"),
    });
  });

  it("says what is laid over the version in use beside it, and that nothing is over the candidate", async () => {
    expect(await start()).toMatchObject({ calibration: null });
    const inUse = await findVersion(test.rt.db, "0.1.0");
    if (!inUse) throw new Error("no version in use");
    const calibration = await insertLaidCalibration(test.rt, inUse, {
      temperature: 1,
      bias: [1, 1, 0, 0, 0],
    });
    test.rt.engines.invalidate();
    expect(await viewCanary(test.rt, await steward())).toMatchObject({ calibration });
    expect((await test.rt.engines.current()).calibration).toMatch(/^[0-9a-f]{64}$/);
    expect((await (await test.rt.engines.canary())?.engine())?.calibration ?? null).toBeNull();
    // One that was changed after it was signed is laid over nothing.
    await test.rt.db.update(siteCalibration).set({ signature: null });
    expect(await viewCanary(test.rt, await steward())).toMatchObject({ calibration: null });
  });

  it("is refused without checks that were passed, and of two who start one at once one does", async () => {
    await test.rt.db.update(modelCheck).set({ verdict: "failed" }).where(eq(modelCheck.version, "0.3.0"));
    await expect(start({ version: "0.3.0" })).rejects.toMatchObject({ code: "gates-failed" });
    await test.rt.db.delete(modelCheck).where(eq(modelCheck.version, "0.3.0"));
    await expect(start({ version: "0.3.0" })).rejects.toMatchObject({ code: "not-measured" });
    await expect(start({ version: "0.1.0" })).rejects.toMatchObject({ code: "conflict" });
    const view = await viewCanary(test.rt, await steward());
    expect(Object.fromEntries(view.candidates.map((c) => [c.version, c.objection]))).toEqual({
      "0.3.0": expect.stringContaining("has not been measured"),
      "0.2.0": null,
    });
    const both = await Promise.allSettled([start(), start()]);
    expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("is stopped by a named person, with the reason, once", async () => {
    const { on } = await start();
    const stop = async () =>
      stopCanary(test.rt, await steward(), { id: on ?? "", reason: "The vendor has a new one" });
    expect(await stop()).toMatchObject({
      on: null,
      shown: {
        ended: "ended by a steward",
        endedBy: "Test admin",
        words: "The vendor has a new one",
        incidentId: null,
      },
    });
    expect(await test.rt.engines.canary()).toBeNull();
    await expect(stop()).rejects.toMatchObject({ code: "conflict" });
    expect(await test.rt.db.select().from(incident)).toEqual([]);
  });

  it("ends by itself when it under-triages, with an incident, and counts nobody whom it did not answer", async () => {
    await start();
    await decided(60, () => 3);
    expect(await guardCanary(test.rt)).toBeNull();
    // Of unlike patients both arms are changed: no difference.
    await decided(40, () => 2);
    expect(await guardCanary(test.rt)).toBeNull();
    await decided(120, (arm) => (arm === "canary" ? 1 : 3));
    const both = await Promise.all([guardCanary(test.rt), guardCanary(test.rt)]);
    expect(both.filter((why) => why !== null)).toEqual(["under-triage"]);
    const [row] = await test.rt.db.select().from(incident);
    expect(row).toMatchObject({ kind: "safety", title: expect.stringContaining("under-triaged more") });
    const view = await viewCanary(test.rt, await steward());
    expect(view.shown).toMatchObject({
      ended: expect.stringContaining("under-triaged"),
      endedBy: null,
      incidentId: row?.id,
    });
    expect(view.shown?.verdicts[0]).toMatchObject({ guard: "under-triage", state: "worse" });
    const [event] = await events("canary.ended");
    expect(event).toMatchObject({ role: "system", detail: { why: "under-triage", incident: row?.id } });
    // The kill of a canary is no kill of the model.
    expect((await test.rt.engines.current()).model.version).toBe("0.1.0");
  });

  it("ends when its time is over, also with a clock that was set back, and when its checks count no more", async () => {
    await start();
    now = new Date(now.getTime() + 7 * DAY + MINUTE);
    await keepHouse(test.rt);
    expect(await ended()).toBe("time");
    expect(await test.rt.db.select().from(incident)).toEqual([]);
    await test.rt.db.delete(canary);
    await start();
    await test.rt.db.update(modelCheck).set({ verdict: "failed" });
    expect(await guardCanary(test.rt)).toBe("no-longer-passes");
  });

  it("ends with a promotion of it or of another, and with its rejection", async () => {
    await start();
    await promoteModel(test.rt, await steward(), { version: "0.2.0", expectedChampion: "0.1.0" });
    expect(await ended()).toBe("promoted");
    await test.rt.db.delete(canary);
    await insertPassedCheck(test.rt, "0.3.0");
    await start({ version: "0.3.0" });
    await rejectModel(test.rt, await steward(), { version: "0.3.0", comment: "Not what we want here" });
    expect(await ended()).toBe("rejected");
    expect(await test.rt.engines.canary()).toBeNull();
  });
});
