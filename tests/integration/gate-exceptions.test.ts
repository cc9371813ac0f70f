import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { championVersion } from "@/db/queries/registry";
import { appUser, auditEvent, gateException, modelAlias, modelCheck, modelVersion } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import { DAY } from "@/lib/core/clock";
import { dayOf } from "@/lib/registry/gates/exception";
import { setSecondRole, switchRole } from "@/lib/workflows/govern/change-people";
import { answerException, askException, withdrawException } from "@/lib/workflows/learning/ask-exception";
import {
  listModelVersions,
  promoteModel,
  rejectModel,
  rollbackModel,
} from "@/lib/workflows/learning/change-model";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { getOverview } from "@/lib/workflows/watch/overview";
import { copyModel } from "./support/copy-model";
import { insertPassedCheck } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

const START = Date.UTC(2027, 0, 10, 12);
let now = START;
let folder: string;
let test: TestRuntime;
let [first, second]: Authorized[] = [];
const failed = { gate: "urgent-found", severity: "fail", text: "Urgent patients found: 12.0 %" } as const;
const passed = { gate: "agreement", severity: "pass", text: "Agreement: 0.700" } as const;
const inDays = (days: number) => dayOf(new Date(now + days * DAY));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-exceptions-"));
  await makeTinyModel(join(folder, "0.1.0"), "0.1.0");
  for (const version of ["0.2.0", "0.3.0"])
    await copyModel(join(folder, "0.1.0"), join(folder, version), version);
  test = await openTestRuntime({ MODEL_DIR: join(folder, "0.1.0") }, { clock: () => new Date(now) });
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

/** Time goes on from test to test. 0.1.0 is in use; 0.2.0 was measured beside it and failed a check; 0.3.0 passed them all. */
beforeEach(async () => {
  const { db } = test.rt;
  await db.delete(gateException);
  await db.delete(modelCheck);
  await db.delete(modelAlias);
  await db.delete(modelVersion);
  for (const version of ["0.1.0", "0.2.0", "0.3.0"])
    await registerShippedModel(test.rt, join(folder, version), test.rt.clock());
  await insertPassedCheck(test.rt, "0.2.0", { verdict: "failed", findings: [failed, passed] });
  await insertPassedCheck(test.rt, "0.3.0");
  [first, second] = [
    await signedIn(test.rt, "admin", "model:promote"),
    await signedIn(test.rt, "admin", "model:promote"),
  ] as [Authorized, Authorized];
});

const REASON = "The new release reads outcomes; our floor was set for the old one.";
const ask = (over: { version?: string; until?: string } = {}, by = first as Authorized) =>
  askException(test.rt, by, { version: "0.2.0", reason: REASON, until: inDays(30), ...over });
const viewOf = async (version: string, by = second as Authorized) => {
  const view = (await listModelVersions(test.rt, by)).find((v) => v.version === version);
  if (!view) throw new Error("not listed");
  return view;
};
const openId = async () => (await viewOf("0.2.0")).exceptions[0]?.id ?? "";
const agree = async (by = second as Authorized) =>
  answerException(test.rt, by, { id: await openId(), agree: true });
const promote = (version = "0.2.0", expectedChampion = "0.1.0") =>
  promoteModel(test.rt, first as Authorized, { version, expectedChampion });
const inUse = async () => (await championVersion(test.rt.db))?.version;
const audited = async (id: string) =>
  (await test.rt.db.select().from(auditEvent))
    .filter((e) => e.detail.exception === id)
    .map((e) => `${e.event} ${e.actorId === first?.principal.userId ? "first" : "second"}`);

describe("an exception by two people", () => {
  it("lets a version that failed come into use, and stands as long as that is so", async () => {
    expect(await viewOf("0.2.0")).toMatchObject({ canAskException: true, excepted: false });
    await ask();
    expect((await viewOf("0.2.0", first)).exceptions[0]).toMatchObject({ mine: true, canAnswer: false });
    expect((await viewOf("0.2.0")).exceptions[0]).toMatchObject({
      status: "asked",
      reason: REASON,
      until: inDays(30),
      failed: [failed.text],
      mine: false,
      canAnswer: true,
    });
    await expect(promote()).rejects.toMatchObject({ code: "gates-failed" });
    await agree();
    expect(await viewOf("0.2.0")).toMatchObject({ excepted: true, objection: null, canAskException: false });
    await promote();
    expect(await inUse()).toBe("0.2.0");
    const { exceptions } = await viewOf("0.2.0");
    expect(exceptions[0]).toMatchObject({ status: "used", over: false, answeredBy: "Test admin" });
    expect((await getOverview(test.rt, first as Authorized)).exception).toMatchObject({
      version: "0.2.0",
      over: false,
      back: "0.1.0",
    });
    expect(await audited(exceptions[0]?.id ?? "")).toEqual([
      "model.exception-asked first",
      "model.exception-agreed second",
      "model.promoted first",
    ]);

    // Past its end the version stays, and the console says so; going back ends it.
    now += 31 * DAY;
    expect(await inUse()).toBe("0.2.0");
    expect((await getOverview(test.rt, first as Authorized)).exception).toMatchObject({ over: true });
    await rollbackModel(test.rt, first as Authorized, { toVersion: "0.1.0", expectedChampion: "0.2.0" });
    expect((await getOverview(test.rt, first as Authorized)).exception).toBeNull();
    expect((await viewOf("0.2.0")).exceptions[0]?.status).toBe("ended");
    // It never passed: nobody goes back to it without another exception.
    await expect(
      rollbackModel(test.rt, first as Authorized, { toVersion: "0.2.0", expectedChampion: "0.1.0" }),
    ).rejects.toMatchObject({ code: "gates-failed" });
    expect(await viewOf("0.2.0")).toMatchObject({ canAskException: true });
    await ask();
    await agree();
    await rollbackModel(test.rt, first as Authorized, { toVersion: "0.2.0", expectedChampion: "0.1.0" });
    expect(await inUse()).toBe("0.2.0");
  });

  it.each([
    ["a version that passed", () => ({ version: "0.3.0" }), "conflict", /needs no exception/],
    ["the version in use", () => ({ version: "0.1.0" }), "conflict", /is champion/],
    ["a version nobody knows", () => ({ version: "9.9.9" }), "not-found", /./],
    ["more than 90 days", () => ({ until: inDays(91) }), "invalid-input", /90 days at the latest: on 20/],
    ["a day that is past", () => ({ until: inDays(-1) }), "invalid-input", /past/],
    ["a day that is none", () => ({ until: "2027-02-30" }), "invalid-input", /not a day/],
  ])("is not to be had for %s", async (_what, over, code, words) => {
    await expect(ask(over())).rejects.toMatchObject({ code, userMessage: expect.stringMatching(words) });
  });

  it("is not to be had for what was never measured, nor twice at once", async () => {
    await test.rt.db.delete(modelCheck).where(eq(modelCheck.version, "0.2.0"));
    await expect(ask()).rejects.toMatchObject({ userMessage: expect.stringMatching(/has to be measured/) });
    await insertPassedCheck(test.rt, "0.2.0", { verdict: "failed", findings: [failed] });
    const asked = await Promise.allSettled([ask(), ask({}, second)]);
    expect(asked.map((a) => a.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await test.rt.db.select().from(gateException)).toHaveLength(1);
  });

  it("can be declined by the second and withdrawn by the first, and asked for again", async () => {
    await ask();
    await answerException(test.rt, second as Authorized, {
      id: await openId(),
      agree: false,
      comment: "Wait for the retraining.",
    });
    expect((await viewOf("0.2.0")).exceptions[0]).toMatchObject({
      status: "declined",
      comment: "Wait for the retraining.",
    });
    now += 1_000;
    await ask();
    const id = await openId();
    await expect(withdrawException(test.rt, second as Authorized, { id })).rejects.toMatchObject({
      code: "forbidden",
    });
    await withdrawException(test.rt, first as Authorized, { id });
    await expect(answerException(test.rt, second as Authorized, { id, agree: true })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(promote()).rejects.toMatchObject({ code: "gates-failed" });
    expect((await viewOf("0.2.0")).exceptions.map((e) => e.status)).toEqual(["withdrawn", "declined"]);
  });
});

describe("the second person", () => {
  it("is never the first, under whatever account", async () => {
    await ask();
    await expect(agree(first)).rejects.toMatchObject({ code: "forbidden" });
    const me = (first as Authorized).principal.userId;
    const other = await signedIn(test.rt, "admin", "model:promote", "https://other-ehr.test/fhir");
    await test.rt.db.update(appUser).set({ subject: me }).where(eq(appUser.id, other.principal.userId));
    await expect(agree(other)).rejects.toMatchObject({ code: "forbidden" });
    const practitioner = { fhirUser: "Practitioner/7" };
    const twin = await signedIn(test.rt, "admin", "model:promote");
    for (const id of [me, twin.principal.userId])
      await test.rt.db.update(appUser).set(practitioner).where(eq(appUser.id, id));
    await expect(agree(twin)).rejects.toMatchObject({
      code: "forbidden",
      userMessage: expect.stringContaining("Somebody else"),
    });
    await agree();
  });

  it("is never the first in another role, and who asked must be a steward when it is agreed to", async () => {
    const one = first as Authorized;
    await setSecondRole(test.rt, one, { personId: one.principal.userId, role: "lead" });
    await ask();
    await switchRole(test.rt, one);
    await expect(agree()).rejects.toMatchObject({
      code: "conflict",
      userMessage: expect.stringContaining("may no longer promote"),
    });
    await switchRole(test.rt, { ...one, principal: { ...one.principal, role: "lead" } });
    await expect(agree(one)).rejects.toMatchObject({ code: "forbidden" });
    await agree();
  });

  it("agrees to nothing that the first may no longer ask for", async () => {
    await ask();
    await test.rt.db
      .update(appUser)
      .set({ role: "auditor" })
      .where(eq(appUser.id, (first as Authorized).principal.userId));
    await expect(agree()).rejects.toMatchObject({
      code: "conflict",
      userMessage: expect.stringContaining("may no longer promote"),
    });
  });

  it("is one of two who agree at the same moment", async () => {
    await ask();
    const third = await signedIn(test.rt, "admin", "model:promote");
    const id = await openId();
    const answers = await Promise.allSettled(
      [second as Authorized, third].map((by) => answerException(test.rt, by, { id, agree: true })),
    );
    expect(answers.map((a) => a.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await audited(id)).toHaveLength(2);
  });
});

describe("an exception lapses", () => {
  const anotherVersion = async () => {
    await promote("0.3.0");
    await insertPassedCheck(test.rt, "0.2.0", { verdict: "failed", findings: [failed] });
    return "0.3.0";
  };
  const changes: [string, RegExp, () => Promise<string | undefined>][] = [
    ["when another version came into use", /another version is in use/, anotherVersion],
    [
      "when the checks in force changed",
      /checks in force have changed/,
      async () => {
        await test.rt.db.update(gateException).set({ policy: "before" });
        return undefined;
      },
    ],
    [
      "when the version was measured again",
      /measured again/,
      async () => {
        now += 1_000;
        await insertPassedCheck(test.rt, "0.2.0", { verdict: "failed", findings: [failed, failed] });
        return undefined;
      },
    ],
    [
      "when other files are registered",
      /files have changed/,
      async () => {
        await test.rt.db.update(gateException).set({ digest: "0".repeat(64) });
        return undefined;
      },
    ],
    [
      "when its end date passed before anybody used it",
      /end date is past/,
      async () => {
        now += 31 * DAY;
        return undefined;
      },
    ],
  ];
  it.each(changes)(
    "%s: nobody agrees to it, it lets nothing pass, and a new one may be asked for",
    async (_what, words, change) => {
      await ask();
      const champion = await change();
      const told = { userMessage: expect.stringMatching(words) };
      await expect(agree()).rejects.toMatchObject({ code: "conflict", ...told });
      await test.rt.db.update(gateException).set({ status: "agreed" });
      await expect(promote("0.2.0", champion)).rejects.toMatchObject(told);
      expect(await viewOf("0.2.0")).toMatchObject({
        excepted: false,
        canAskException: true,
        exceptions: [{ status: "lapsed", lapsed: expect.stringMatching(words), canAnswer: false }],
      });
      now += 1_000;
      await ask({ until: inDays(10) });
      await agree();
      await promote("0.2.0", champion);
      expect(await inUse()).toBe("0.2.0");
    },
  );

  it("in a race with another promotion: one version comes into use, never both", async () => {
    await ask();
    await agree();
    const both = await Promise.allSettled([promote(), promote("0.3.0")]);
    expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
    const status = (await viewOf("0.2.0")).exceptions[0]?.status;
    expect([await inUse(), status]).toEqual(
      (await inUse()) === "0.2.0" ? ["0.2.0", "used"] : ["0.3.0", "lapsed"],
    );
  });

  it("with a version that is rejected, and where the version passes after all", async () => {
    await ask();
    await rejectModel(test.rt, second as Authorized, { version: "0.2.0", comment: "no better than before" });
    expect((await viewOf("0.2.0")).exceptions[0]).toMatchObject({ status: "lapsed", canAnswer: false });
    await test.rt.db
      .update(modelVersion)
      .set({ status: "candidate" })
      .where(eq(modelVersion.version, "0.2.0"));
    now += 1_000;
    await ask();
    await agree();
    now += 1_000;
    await insertPassedCheck(test.rt, "0.2.0");
    await promote();
    expect((await getOverview(test.rt, first as Authorized)).exception).toBeNull();
  });

  it("and does not make files that are not whole come into use", async () => {
    await ask();
    await agree();
    const [row] = await test.rt.db.select().from(modelVersion).where(eq(modelVersion.version, "0.2.0"));
    await writeFile(join(resolve(test.dataDir, row?.artifactDir ?? ""), "calibration.json"), "{}");
    await expect(promote()).rejects.toMatchObject({ code: "artifact-invalid" });
    expect(await inUse()).toBe("0.1.0");
  });
});
