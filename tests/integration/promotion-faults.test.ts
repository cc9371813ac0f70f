import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertCheck } from "@/db/queries/model-check";
import { championVersion, findVersion } from "@/db/queries/registry";
import { auditEvent, gateException, modelAlias, modelCheck, modelVersion } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import { DAY, HOUR } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { dayOf } from "@/lib/registry/gates/exception";
import { answerException, askException } from "@/lib/workflows/learning/ask-exception";
import { listModelVersions, promoteModel, rollbackModel } from "@/lib/workflows/learning/change-model";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { copyModel } from "./support/copy-model";
import { insertPassedCheck } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { severalConnections, stopAt } from "./support/stop-at";
import { makeTinyModel } from "./support/tiny-model";

const START = Date.UTC(2027, 0, 10, 12);
let now = START;
let folder: string;
let test: TestRuntime;
let first: Authorized;
let second: Authorized;
const failed = { gate: "urgent-found", severity: "fail", text: "Urgent patients found: 12.0 %" } as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-promotion-"));
  await makeTinyModel(join(folder, "0.1.0"), "0.1.0");
  for (const version of ["0.2.0", "0.3.0"])
    await copyModel(join(folder, "0.1.0"), join(folder, version), version);
  test = await openTestRuntime({ MODEL_DIR: join(folder, "0.1.0") }, { clock: () => new Date(now) });
  first = await signedIn(test.rt, "admin", "model:promote");
  second = await signedIn(test.rt, "admin", "model:promote");
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  const { rt } = test;
  for (const table of [gateException, modelCheck, modelAlias, modelVersion]) await rt.db.delete(table);
  for (const version of ["0.1.0", "0.2.0", "0.3.0"])
    await registerShippedModel(rt, join(folder, version), rt.clock());
  for (const version of ["0.2.0", "0.3.0"]) await insertPassedCheck(rt, version);
  rt.engines.invalidate();
});
const promote = (version: string, expectedChampion: string, by = first) =>
  promoteModel(test.rt, by, { version, expectedChampion });
const inUse = async () => (await championVersion(test.rt.db))?.version ?? null;

it("of two stewards who promote the first version ever at the same moment one wins", async () => {
  const { rt } = test;
  await rt.db.delete(modelAlias);
  await rt.db.update(modelVersion).set({ status: "candidate" });
  await rt.db.update(modelCheck).set({ against: null });
  const both = await Promise.allSettled([promote("0.2.0", ""), promote("0.3.0", "", second)]);
  expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
  const champions = await rt.db.select().from(modelVersion).where(eq(modelVersion.status, "champion"));
  expect(champions.map((c) => c.version)).toEqual([await inUse()]);
});

it.skipIf(!severalConnections)(
  "of one who promotes the first version ever and a release that arrives at the same moment one wins (needs PostgreSQL)",
  async () => {
    const { rt } = test;
    for (const table of [modelAlias, modelCheck]) await rt.db.delete(table);
    await rt.db.update(modelVersion).set({ status: "candidate" });
    await rt.db.delete(modelVersion).where(eq(modelVersion.version, "0.2.0"));
    await insertPassedCheck(rt, "0.3.0");
    const stop = await stopAt(rt, sql`lock table model_check in share mode`);
    const arrived = registerShippedModel(rt, join(folder, "0.2.0"), rt.clock());
    await stop.whenWaiting(1);
    const promoted = promote("0.3.0", "").then(
      () => "0.3.0",
      () => "0.2.0",
    );
    await Promise.race([promoted, stop.whenWaiting(2)]);
    await stop.go();
    await arrived;
    expect(await inUse()).toBe(await promoted);
    const champions = await rt.db.select().from(modelVersion).where(eq(modelVersion.status, "champion"));
    expect(champions.map((c) => c.version)).toEqual([await inUse()]);
  },
);

it("of one who promotes and one who goes back at the same moment one wins", async () => {
  await promote("0.2.0", "0.1.0");
  await insertPassedCheck(test.rt, "0.3.0");
  const both = await Promise.allSettled([
    promote("0.3.0", "0.2.0"),
    rollbackModel(test.rt, second, { toVersion: "0.1.0", expectedChampion: "0.2.0" }),
  ]);
  expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
  const champions = await test.rt.db.select().from(modelVersion).where(eq(modelVersion.status, "champion"));
  expect(champions.map((c) => c.version)).toEqual([await inUse()]);
});

it("the storage away: nothing comes into use, the one in use goes on, and it works when it is back", async () => {
  const [place, elsewhere] = [join(test.dataDir, "models"), join(test.dataDir, "models-away")];
  const path = (await findVersion(test.rt.db, "0.2.0"))?.artifactDir ?? "";
  await test.rt.engines.current();
  await rename(join(test.dataDir, path), elsewhere);
  const before = (await test.rt.db.select().from(auditEvent)).length;
  await expect(promote("0.2.0", "0.1.0")).rejects.toMatchObject({
    code: "artifact-invalid",
    userMessage: expect.stringContaining("disk or share they lie on may be away"),
  });
  expect(await inUse()).toBe("0.1.0");
  expect(await test.rt.engines.state()).toMatchObject({ state: "ready", version: "0.1.0" });
  expect((await test.rt.db.select().from(auditEvent)).length).toBe(before);
  await rename(elsewhere, join(test.dataDir, path));
  await promote("0.2.0", "0.1.0");
  expect(await test.rt.engines.state()).toMatchObject({ state: "ready", version: "0.2.0" });

  // All of it away under the version in use: rules only, in words, and back by itself.
  await rename(place, elsewhere);
  test.rt.engines.invalidate();
  expect(await test.rt.engines.state()).toMatchObject({
    state: "rules-only",
    why: expect.stringMatching(/may be away/),
  });
  await rename(elsewhere, place);
  test.rt.engines.invalidate();
  expect(await test.rt.engines.state()).toMatchObject({ state: "ready" });
});

describe("the clock set back", () => {
  const measuredNow = (verdict: "passed" | "failed") =>
    test.rt.db.transaction(async (tx) => {
      const [like] = await tx.select().from(modelCheck).where(eq(modelCheck.version, "0.2.0"));
      if (!like) throw new Error("never measured");
      const findings = verdict === "failed" ? [failed] : [];
      const at = test.rt.clock();
      await insertCheck(tx, {
        ...like,
        id: newId(),
        source: "check",
        verdict,
        findings,
        requestedAt: at,
        finishedAt: at,
      });
    });
  beforeEach(() => {
    now = Math.max(now, START) + HOUR;
  });

  it("does not let an older measurement that passed outweigh the newest that failed", async () => {
    await test.rt.db.delete(modelCheck).where(eq(modelCheck.source, "release"));
    await measuredNow("passed");
    now -= 2 * DAY;
    await measuredNow("failed");
    await expect(promote("0.2.0", "0.1.0")).rejects.toMatchObject({ code: "gates-failed" });
    const view = (await listModelVersions(test.rt, first)).find((v) => v.version === "0.2.0");
    expect(view?.check?.verdict).toBe("failed");
  });

  it("does not make an exception hold longer than its last day", async () => {
    await test.rt.db.delete(modelCheck).where(eq(modelCheck.version, "0.2.0"));
    await insertPassedCheck(test.rt, "0.2.0", { verdict: "failed", findings: [failed] });
    const until = dayOf(new Date(now + DAY));
    await askException(test.rt, first, { version: "0.2.0", reason: "An exception until tomorrow.", until });
    const [asked] = await test.rt.db.select().from(gateException);
    await answerException(test.rt, second, { id: asked?.id ?? "", agree: true });
    now += 3 * DAY;
    // Something is recorded on that later day.
    await promote("0.3.0", "0.1.0");
    await rollbackModel(test.rt, first, { toVersion: "0.1.0", expectedChampion: "0.3.0" });
    now -= 3 * DAY;
    await expect(promote("0.2.0", "0.1.0")).rejects.toMatchObject({
      userMessage: expect.stringMatching(/end date is past/),
    });
    expect(await inUse()).toBe("0.1.0");
  });
});
