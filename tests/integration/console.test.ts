import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { championVersion, findVersion } from "@/db/queries/registry";
import { auditEvent, decision, modelCheck, writeBack } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import { ROLES } from "@/lib/auth/roles";
import type { Level } from "@/lib/case/level";
import { auditAsCsv, listAudit, verifyAudit } from "@/lib/workflows/govern/audit-log";
import { listPeople, setRole } from "@/lib/workflows/govern/change-people";
import {
  listModelVersions,
  promoteModel,
  rejectModel,
  rollbackModel,
} from "@/lib/workflows/learning/change-model";
import { changePolicy, viewPolicy } from "@/lib/workflows/learning/change-policy";
import { keepChecks, measureModel } from "@/lib/workflows/learning/check-versions";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { decisionsAsCsv, listDecisions } from "@/lib/workflows/watch/list-decisions";
import { getOverview } from "@/lib/workflows/watch/overview";
import { copyModel } from "./support/copy-model";
import { aDecision, insertNurse, insertPassedCheck, insertVisit } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime;
let admin: Authorized;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-console-"));
  await makeTinyModel(join(folder, "0.1.0"), "0.1.0");
  for (const version of ["0.2.0", "0.3.0"])
    await copyModel(join(folder, "0.1.0"), join(folder, version), version);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  test = await openTestRuntime({ MODEL_DIR: join(folder, "0.1.0") });
  for (const version of ["0.2.0", "0.3.0"])
    await registerShippedModel(test.rt, join(folder, version), test.rt.clock());
  admin = await signedIn(test.rt, "admin", "model:promote");
});
afterEach(() => test.close());

const events = async (name: string) =>
  (await test.rt.db.select().from(auditEvent)).filter((e) => e.event === name);

describe("model versions in the console", () => {
  it("promotes, rolls back and rejects, each with its audit event", async () => {
    const { rt } = test;
    await insertPassedCheck(rt, "0.2.0");
    await promoteModel(rt, admin, {
      version: "0.2.0",
      expectedChampion: "0.1.0",
      comment: "review of 3 May",
    });
    expect(await championVersion(rt.db)).toMatchObject({ version: "0.2.0", previousVersion: "0.1.0" });
    await rollbackModel(rt, admin, { toVersion: "0.1.0", expectedChampion: "0.2.0" });
    const versions = await rejectModel(rt, admin, { version: "0.3.0", comment: "no better" });
    expect(Object.fromEntries(versions.map((v) => [v.version, v.status]))).toEqual({
      "0.1.0": "champion",
      "0.2.0": "archived",
      "0.3.0": "rejected",
    });
    expect((await events("model.promoted"))[0]).toMatchObject({
      actorName: "Test admin",
      subjectId: "0.2.0",
      requestId: admin.requestId,
      detail: { from: "0.1.0", to: "0.2.0", comment: "review of 3 May" },
    });
    expect(await events("model.rolled-back")).toHaveLength(1);
    expect(await events("model.rejected")).toHaveLength(1);
  });

  it("lets one of two admins who act at the same moment win", async () => {
    for (const version of ["0.2.0", "0.3.0"]) await insertPassedCheck(test.rt, version);
    const outcomes = await Promise.allSettled(
      ["0.2.0", "0.3.0"].map((version) =>
        promoteModel(test.rt, admin, { version, expectedChampion: "0.1.0" }),
      ),
    );
    expect(outcomes.map((o) => o.status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = outcomes.find((o) => o.status === "rejected");
    expect(lost).toMatchObject({ reason: { code: "conflict" } });
    expect((await listModelVersions(test.rt, admin)).filter((v) => v.status === "champion")).toHaveLength(1);
    expect(await events("model.promoted")).toHaveLength(1);
  });

  it("cannot both promote and reject one version", async () => {
    await insertPassedCheck(test.rt, "0.2.0");
    await Promise.allSettled([
      promoteModel(test.rt, admin, { version: "0.2.0", expectedChampion: "0.1.0" }),
      rejectModel(test.rt, admin, { version: "0.2.0", comment: "no better" }),
    ]);
    const champion = await championVersion(test.rt.db);
    const status = (await findVersion(test.rt.db, "0.2.0"))?.status;
    expect([
      ["0.2.0", "champion"],
      ["0.1.0", "rejected"],
    ]).toContainEqual([champion?.version, status]);
  });

  const refused: [string, () => Promise<unknown>, string][] = [
    ["reject the champion", () => rejectModel(test.rt, admin, { version: "0.1.0", comment: "" }), "conflict"],
    [
      "roll back to what was never in use",
      () => rollbackModel(test.rt, admin, { toVersion: "0.2.0", expectedChampion: "0.1.0" }),
      "conflict",
    ],
    [
      "promote from a page that is out of date",
      () => promoteModel(test.rt, admin, { version: "0.2.0", expectedChampion: "0.0.9" }),
      "conflict",
    ],
    [
      "promote what is not there",
      () => promoteModel(test.rt, admin, { version: "9.9.9", expectedChampion: "0.1.0" }),
      "not-found",
    ],
  ];
  it.each(refused)("refuses to %s", async (_what, act, code) => {
    const before = await test.rt.db.select().from(auditEvent);
    await expect(act()).rejects.toMatchObject({ code });
    expect(await test.rt.db.select().from(auditEvent)).toHaveLength(before.length);
    expect(await championVersion(test.rt.db)).toMatchObject({ version: "0.1.0" });
  });

  it("refuses to put a damaged artifact into use", async () => {
    const row = await findVersion(test.rt.db, "0.2.0");
    await writeFile(join(resolve(test.dataDir, row?.artifactDir ?? ""), "calibration.json"), "{}");
    await expect(
      promoteModel(test.rt, admin, { version: "0.2.0", expectedChampion: "0.1.0" }),
    ).rejects.toMatchObject({ code: "artifact-invalid" });
    expect(await championVersion(test.rt.db)).toMatchObject({ version: "0.1.0" });
  });

  describe("which gates bind", () => {
    const promotion = {
      version: "0.2.0",
      expectedChampion: "0.1.0",
      comment: "Seen by everybody who matters, going ahead",
    };
    const failed = { gate: "urgent-found", severity: "fail", text: "Urgent patients found: 12.0 %" } as const;
    const viewOf = async (version: string) =>
      (await listModelVersions(test.rt, admin)).find((v) => v.version === version);

    it("refuses a version that failed one, whatever an admin says, and names it with its numbers", async () => {
      await insertPassedCheck(test.rt, "0.2.0", { verdict: "failed", findings: [failed] });
      await expect(promoteModel(test.rt, admin, promotion)).rejects.toMatchObject({
        code: "gates-failed",
        userMessage: expect.stringContaining("Urgent patients found: 12.0 %"),
      });
      expect(await championVersion(test.rt.db)).toMatchObject({ version: "0.1.0" });
      expect(await events("model.promoted")).toEqual([]);
      expect((await viewOf("0.2.0"))?.objection?.words).toContain("12.0 %");
    });

    it("refuses a version that was never measured here, or beside another one", async () => {
      await expect(promoteModel(test.rt, admin, promotion)).rejects.toMatchObject({ code: "not-measured" });
      await insertPassedCheck(test.rt, "0.2.0", { against: "0.0.9" });
      await expect(promoteModel(test.rt, admin, promotion)).rejects.toMatchObject({ code: "not-measured" });
      expect((await viewOf("0.2.0"))?.objection?.words).toContain("has to be measured");
    });

    it("refuses files that are not those that were measured", async () => {
      await insertPassedCheck(test.rt, "0.2.0", { digest: "0".repeat(64) });
      await expect(promoteModel(test.rt, admin, promotion)).rejects.toMatchObject({ code: "not-measured" });
    });

    it("does not go back to a version that failed, or that nobody knows anything of", async () => {
      await insertPassedCheck(test.rt, "0.2.0");
      await promoteModel(test.rt, admin, promotion);
      const back = { toVersion: "0.1.0", expectedChampion: "0.2.0" };
      await test.rt.db.delete(modelCheck).where(eq(modelCheck.version, "0.1.0"));
      await expect(rollbackModel(test.rt, admin, back)).rejects.toMatchObject({ code: "not-measured" });
      await insertPassedCheck(test.rt, "0.1.0", { verdict: "failed", findings: [failed] });
      await expect(rollbackModel(test.rt, admin, back)).rejects.toMatchObject({ code: "gates-failed" });
      expect(await championVersion(test.rt.db)).toMatchObject({ version: "0.2.0" });
      await insertPassedCheck(test.rt, "0.1.0", { against: "0.0.1" });
      await rollbackModel(test.rt, admin, back);
      expect(await championVersion(test.rt.db)).toMatchObject({ version: "0.1.0" });
    });

    it("has a new release measured by itself, once, and lets an admin ask again", async () => {
      await keepChecks(test.rt, new Date(0));
      await keepChecks(test.rt, new Date(0));
      const rows = await test.rt.db.select().from(modelCheck).where(eq(modelCheck.source, "check"));
      expect(rows.map((r) => [r.version, r.against, r.status]).sort()).toEqual([
        ["0.2.0", "0.1.0", "queued"],
        ["0.3.0", "0.1.0", "queued"],
      ]);
      expect(await viewOf("0.2.0")).toMatchObject({ measuring: true, canMeasure: false });
      await expect(measureModel(test.rt, admin, { version: "0.2.0" })).rejects.toMatchObject({
        code: "conflict",
      });
      expect(await events("model.check-requested")).toHaveLength(2);
    });
  });
});

describe("people in the console", () => {
  it("gives and takes roles, but never the last admin's or one's own", async () => {
    const { rt } = test;
    const other = await signedIn(rt, "admin", "people:write");
    const nurse = await signedIn(rt, "clinician", "board:read");
    await setRole(rt, admin, { personId: nurse.principal.userId, role: null });
    expect((await listPeople(rt, admin)).find((p) => p.id === nurse.principal.userId)?.role).toBeNull();
    await expect(
      setRole(rt, admin, { personId: admin.principal.userId, role: "auditor" }),
    ).rejects.toMatchObject({ code: "conflict" });
    // Both take the other's role at the same moment: one of them stays admin.
    await Promise.allSettled([
      setRole(rt, admin, { personId: other.principal.userId, role: null }),
      setRole(rt, other, { personId: admin.principal.userId, role: null }),
    ]);
    expect((await listPeople(rt, admin)).filter((p) => p.role === "admin")).toHaveLength(1);
  });

  it("keep a right that was taken a moment ago from being given back by a page that still shows it", async () => {
    const { rt } = test;
    const nurse = await signedIn(rt, "clinician", "board:read");
    const { userId: personId } = nurse.principal;
    const seen = { role: "clinician", secondRole: null } as const;
    const now = async () => (await listPeople(rt, admin)).find((p) => p.id === personId)?.role;
    await setRole(rt, admin, { personId, role: null, seen });
    await expect(setRole(rt, admin, { personId, role: "lead", seen })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await now()).toBeNull();
    await setRole(rt, admin, { personId, role: "lead", seen: { role: null, secondRole: null } });
    expect(await now()).toBe("lead");
  });

  it("belong to their EHR: an admin of another one changes none of them", async () => {
    const { rt } = test;
    const outsider = await signedIn(rt, "admin", "people:write", "https://other-ehr.test/fhir");
    const nurse = await signedIn(rt, "clinician", "board:read");
    for (const role of [...ROLES, null])
      for (const person of [nurse, admin])
        await expect(
          setRole(rt, outsider, { personId: person.principal.userId, role }),
        ).rejects.toMatchObject({ code: "forbidden" });
    const people = await listPeople(rt, admin);
    expect(people.find((p) => p.id === nurse.principal.userId)?.role).toBe("clinician");
    expect(people.find((p) => p.id === admin.principal.userId)?.role).toBe("admin");
    expect(await events("role.changed")).toHaveLength(0);
  });
});

describe("decisions and the overview", () => {
  it("lists decisions page by page, tallies them by the level shown, and counts what is on its way", async () => {
    const { rt } = test;
    const nurse = await insertNurse(rt.db, rt.clock());
    const chosen: Level[] = [3, 3, 2, 4, 1];
    for (let i = 0; i < 60; i++) {
      const level = chosen[i % 5] as Level;
      // Pairs share an instant: paging must neither repeat nor lose one.
      const at = new Date(Date.UTC(2026, 0, 1, 0, Math.floor(i / 2)));
      const row = aDecision(nurse, await insertVisit(rt.db, at), level, at);
      await rt.db.insert(decision).values(row);
      const state = i === 0 ? "failed" : i < 4 ? "pending" : "written";
      await rt.db.insert(writeBack).values({ decisionId: row.id, state });
    }
    const first = await listDecisions(rt, admin, {});
    const rest = await listDecisions(rt, admin, { cursor: first.nextCursor ?? "" });
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([50, 10, null]);
    const all = [...first.items, ...rest.items];
    expect(new Set(all.map((d) => d.id)).size).toBe(60);
    expect(all.map((d) => d.decidedAt)).toEqual(
      all
        .map((d) => d.decidedAt)
        .sort()
        .reverse(),
    );
    const overrides = await listDecisions(rt, admin, { overridesOnly: true });
    expect(overrides.items.map((d) => d.kind)).toEqual(Array(36).fill("override"));
    await expect(listDecisions(rt, admin, { cursor: "1 or 1=1" })).rejects.toMatchObject({
      code: "invalid-input",
    });

    const narrowed = await listDecisions(rt, admin, {
      from: new Date("2026-01-01T00:10:00Z"),
      to: new Date("2026-01-01T00:20:00Z"),
    });
    expect(narrowed.items).toHaveLength(20);
    expect((await listDecisions(rt, admin, { who: "nobody_%" })).items).toEqual([]);
    const name = all[0]?.decidedBy ?? "";
    expect((await listDecisions(rt, admin, { who: name.slice(1).toUpperCase() })).items).toHaveLength(50);
    const csv = await decisionsAsCsv(rt, admin, { overridesOnly: true });
    expect(csv.trim().split("\r\n")).toHaveLength(37);
    expect((await listAudit(rt, admin, { event: "list.exported" })).items[0]?.detail).toEqual({
      list: "decisions",
      rows: 36,
    });

    const overview = await getOverview(rt, admin);
    expect(overview).toMatchObject({
      decisionsTotal: 60,
      overridesTotal: 36,
      model: { state: "ready", version: "0.1.0" },
      queue: { writeBackPending: 3, writeBackFailed: 1, retrainingQueued: 0 },
    });
    expect(overview.overridesByLevel[2]).toEqual({ level: 3, accepted: 24, moreUrgent: 24, lessUrgent: 12 });
  });
});

describe("the decision policy", () => {
  const switchTo = (
    policy: "balanced" | "safety-first",
    expectedPolicy: "balanced" | "safety-first" | null,
  ) =>
    changePolicy(test.rt, admin, {
      policy,
      expectedPolicy,
      expectedChampion: "0.1.0",
      comment: "after review",
    });
  const inForce = async () => {
    const state = await test.rt.engines.state();
    return state.state === "ready" ? state.policy : null;
  };

  it("is the version's own until an admin puts another into force, with its audit event", async () => {
    expect(await inForce()).toBe("balanced");
    expect(await viewPolicy(test.rt, admin)).toMatchObject({ inForce: "balanced", canChange: true });
    expect(await switchTo("safety-first", "balanced")).toMatchObject({ inForce: "safety-first" });
    expect(await inForce()).toBe("safety-first");
    expect((await events("model.policy-changed"))[0]).toMatchObject({
      actorName: "Test admin",
      subjectId: "0.1.0",
      detail: { from: "balanced", to: "safety-first", version: "0.1.0", comment: "after review" },
    });
    const auditor = await signedIn(test.rt, "auditor", "console:read");
    expect(await viewPolicy(test.rt, auditor)).toMatchObject({ inForce: "safety-first", canChange: false });
  });

  it("moves the thresholds and nothing else", async () => {
    const cases = Array.from({ length: 40 }, (_, i) => ({
      id: `${i}`,
      ageYears: 2 + i * 2,
      vitals: { heartRate: 50 + i * 3 },
    }));
    const before = await (await test.rt.engines.current()).predict(cases);
    await switchTo("safety-first", "balanced");
    const after = await (await test.rt.engines.current()).predict(cases);
    after.forEach((a, i) => {
      expect(a.probabilities).toEqual(before[i]?.probabilities);
      // The tiny model's safety-first thresholds are all 0.2 higher.
      const expected = 1 + [1.7, 2.7, 3.7, 4.7].filter((t) => a.expectedSeverity > t).length;
      expect(a.level).toBe(expected);
    });
  });

  it("stays when another version comes into use", async () => {
    await switchTo("safety-first", "balanced");
    await insertPassedCheck(test.rt, "0.2.0");
    await promoteModel(test.rt, admin, { version: "0.2.0", expectedChampion: "0.1.0" });
    expect(await test.rt.engines.state()).toMatchObject({ version: "0.2.0", policy: "safety-first" });
  });

  it("is not changed on an old page, and changes once", async () => {
    await switchTo("safety-first", "balanced");
    await expect(switchTo("balanced", "balanced")).rejects.toMatchObject({ code: "conflict" });
    await expect(
      changePolicy(test.rt, admin, {
        policy: "balanced",
        expectedPolicy: "safety-first",
        expectedChampion: "0.2.0",
      }),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(await inForce()).toBe("safety-first");
    expect(await events("model.policy-changed")).toHaveLength(1);
  });
});

describe("the audit log in the console", () => {
  it("pages, filters, and records that it was verified", async () => {
    const { rt } = test;
    for (let i = 0; i < 55; i++) await verifyAudit(rt, admin);
    const page = await listAudit(rt, admin, { event: "audit.verified" });
    expect(page.items).toHaveLength(50);
    const next = await listAudit(rt, admin, { event: "audit.verified", cursor: page.nextCursor ?? "" });
    expect(next.items).toHaveLength(5);
    const future = { from: new Date(rt.clock().getTime() + 60_000) };
    expect((await listAudit(rt, admin, future)).items).toEqual([]);
    expect((await listAudit(rt, admin, { who: "NOBODY" })).items).toEqual([]);
    const csv = await auditAsCsv(rt, admin, { event: "audit.verified" });
    expect(csv.trim().split("\r\n")).toHaveLength(56);
    expect(await verifyAudit(rt, admin)).toMatchObject({ ok: true });
  });
});
