import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { renewSecrets } from "@/db/keys";
import { remakePseudonyms } from "@/db/pseudonyms";
import { listAuditEvents } from "@/db/queries/audit";
import { patientKey } from "@/db/queries/encounter";
import { expireVisits } from "@/db/queries/retention";
import { countUnusedLabels, heldOutLabels, labelsNotLearnedBy } from "@/db/queries/training";
import { findOptOut } from "@/db/queries/withdrawal";
import { decision, encounter, label, trainingRun } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import { listModelVersions, promoteModel } from "@/lib/workflows/learning/change-model";
import { reportLabels } from "@/lib/workflows/learning/label-report";
import { considerRetraining } from "@/lib/workflows/learning/retrain";
import { runRetraining } from "@/lib/workflows/learning/retrain-runner";
import {
  listWithdrawn,
  optOutPatient,
  viewLabel,
  withdrawLabel,
} from "@/lib/workflows/learning/withdraw-labels";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { insertLabels, insertPassedCheck } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime, until } from "./support/runtime";
import { severalConnections, stopAt } from "./support/stop-at";
import { makeTinyModel } from "./support/tiny-model";

const TIMING = { heartbeatMs: 500, staleMs: 3_000 };
const REASON = "The vital signs were of another patient.";
let folder: string;
let model: string;
let test: TestRuntime;
let admin: Authorized;
let ids: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-withdraw-"));
  model = join(folder, "model");
  await makeTinyModel(model, "0.1.0");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await test?.close();
});

async function open(): Promise<Runtime> {
  test = await openTestRuntime({ MODEL_DIR: model, RETRAIN_AFTER: "40" });
  ids = await insertLabels(test.rt.db, 40, test.rt.clock());
  admin = await signedIn(test.rt, "admin", "label:govern");
  return test.rt;
}
const taught = async (rt: Runtime): Promise<string> => {
  const [row] = await rt.db.select().from(label).where(eq(label.heldOut, false)).limit(1);
  return row?.id ?? "";
};
async function queueRun(rt: Runtime): Promise<string> {
  await considerRetraining(rt);
  return (await rt.db.select().from(trainingRun))[0]?.id ?? "";
}
const work = (rt: Runtime, runId: string, mode = "ok") =>
  runRetraining(rt, runId, new AbortController().signal, {
    command: ["--import", "tsx", "tests/integration/support/train-child.ts", mode, join(folder, "log")],
    timing: TIMING,
  });
const hasOptedOut = async (rt: Runtime, key: string) => (await findOptOut(rt.db, key)) !== null;
const counted = async (rt: Runtime) => {
  const { labels, notUsed } = await reportLabels(rt, admin, {});
  return { labels, ...Object.fromEntries(notUsed.filter((r) => r.n > 0).map((r) => [r.code, r.n])) };
};

describe("withdrawing a label", () => {
  it("takes it out of everything to come, once, with a count, a reason and a record", async () => {
    const rt = await open();
    const [labelId = ""] = ids;
    expect(await withdrawLabel(rt, admin, { labelId, reason: REASON })).toMatchObject({
      withdrawal: { why: "withdrawn", reason: REASON, by: "Test admin" },
      versions: [],
      inOpenRun: false,
    });
    await expect(withdrawLabel(rt, admin, { labelId, reason: REASON })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await counted(rt)).toEqual({ labels: 39, withdrawn: 1 });
    expect((await countUnusedLabels(rt.db)).all).toBe(39);
    expect(await labelsNotLearnedBy(rt.db, "0.1.0", 100)).not.toContain(labelId);
    for (const { id } of await rt.db.select().from(label).where(eq(label.heldOut, true)).limit(1)) {
      await withdrawLabel(rt, admin, { labelId: id, reason: REASON });
      expect((await heldOutLabels(rt.db, rt.clock(), 100)).rows.map((l) => l.id)).not.toContain(id);
    }
    const events = await listAuditEvents(rt.db, { limit: 20 });
    expect(events.find((e) => e.subjectId === labelId)).toMatchObject({
      event: "label.withdrawn",
      detail: { reason: REASON, versions: [] },
    });
    expect((await listWithdrawn(rt, admin)).map((w) => w.why)).toEqual(["withdrawn", "withdrawn"]);
  });

  it("names the versions that learned from it, and keeps a candidate that did from coming into use, whatever it measured", async () => {
    const rt = await open();
    const labelId = await taught(rt);
    const run = await queueRun(rt);
    expect(await viewLabel(rt, admin, { labelId })).toMatchObject({ inOpenRun: true });
    await work(rt, run);
    const learned = [{ version: "0.1.0+r1", status: "candidate", directly: true }];
    expect(await viewLabel(rt, admin, { labelId })).toMatchObject({ versions: learned, inOpenRun: false });
    expect(await withdrawLabel(rt, admin, { labelId, reason: REASON })).toMatchObject({ versions: learned });
    await insertPassedCheck(rt, "0.1.0+r1");
    const [candidate] = (await listModelVersions(rt, admin)).filter((v) => v.version === "0.1.0+r1");
    expect(candidate).toMatchObject({
      fallenLabels: 1,
      objection: {
        code: "labels-fallen",
        words: expect.stringContaining("learned from a label that was withdrawn"),
      },
      canAskException: false,
    });
    const change = { version: "0.1.0+r1", expectedChampion: "0.1.0" };
    await expect(promoteModel(rt, admin, change)).rejects.toMatchObject({ code: "labels-fallen" });
  });

  it.skipIf(!severalConnections)(
    "comes before a promotion or after it, never in the middle (needs PostgreSQL)",
    async () => {
      const rt = await open();
      const labelId = await taught(rt);
      await work(rt, await queueRun(rt));
      await insertPassedCheck(rt, "0.1.0+r1");
      const stop = await stopAt(rt, sql`select 1 from model_version where version = '0.1.0' for update`);
      const promoted = promoteModel(rt, admin, { version: "0.1.0+r1", expectedChampion: "0.1.0" });
      await stop.whenWaiting(1);
      const withdrawn = withdrawLabel(rt, admin, { labelId, reason: REASON });
      await Promise.race([withdrawn, stop.whenWaiting(2)]);
      await stop.go();
      await Promise.all([promoted, withdrawn]);
      const done = (await listAuditEvents(rt.db, { limit: 20 })).map((e) => e.event).reverse();
      expect(done.filter((e) => e === "model.promoted" || e === "label.withdrawn")).toEqual([
        "model.promoted",
        "label.withdrawn",
      ]);
    },
  );

  it("of nearly all that a waiting run was given ends the run with words, and nothing is trained", async () => {
    const rt = await open();
    const run = await queueRun(rt);
    const given = await rt.db.select().from(label).where(eq(label.heldOut, false));
    for (const { id } of given.slice(0, -4)) await withdrawLabel(rt, admin, { labelId: id, reason: REASON });
    await work(rt, run);
    const [ended] = await rt.db.select().from(trainingRun);
    expect(ended).toMatchObject({
      status: "failed",
      error: expect.stringMatching(
        /^Of the 40 labels of this run 4 are left to learn from; at least 5 are needed\./,
      ),
    });
    expect(await listModelVersions(rt, admin)).toHaveLength(1);
  });

  it("while a run that was given it waits: the run learns without", async () => {
    const rt = await open();
    const labelId = await taught(rt);
    const run = await queueRun(rt);
    await withdrawLabel(rt, admin, { labelId, reason: REASON });
    await work(rt, run);
    expect(await viewLabel(rt, admin, { labelId })).toMatchObject({ versions: [] });
    expect((await listModelVersions(rt, admin))[0]).toMatchObject({ fallenLabels: 0 });
    expect((await rt.db.select().from(trainingRun))[0]?.learned?.labels).toBe(31);
  });

  it("while a run trains on it: the candidate says so, and a check fails", async () => {
    const rt = await open();
    const labelId = await taught(rt);
    const run = await queueRun(rt);
    const working = work(rt, run, "slow");
    await until(async () => ((await rt.db.select().from(trainingRun))[0]?.progress?.fraction ?? 0) > 0);
    await withdrawLabel(rt, admin, { labelId, reason: REASON });
    await working;
    const [row] = await rt.db.select().from(trainingRun);
    expect(row).toMatchObject({ status: "succeeded", candidateVersion: "0.1.0+r1" });
    expect(row?.findings).toContainEqual(expect.objectContaining({ gate: "labels", severity: "fail" }));
    const change = { version: "0.1.0+r1", expectedChampion: "0.1.0" };
    await expect(promoteModel(rt, admin, change)).rejects.toMatchObject({ code: "labels-fallen" });
  });
});

describe("a patient who opts out", () => {
  it("takes all labels of their visits with them, and is known at the next", async () => {
    const rt = await open();
    const [first = "", second = "", third = ""] = ids;
    const visitOf = async (labelId: string) =>
      (
        await rt.db
          .select({ id: encounter.id, patientKey: encounter.patientKey })
          .from(encounter)
          .innerJoin(decision, eq(decision.encounterId, encounter.id))
          .innerJoin(label, eq(label.decisionId, decision.id))
          .where(eq(label.id, labelId))
      )[0] ?? { id: "", patientKey: "" };
    const { patientKey } = await visitOf(first);
    // The second label is of another visit of the same patient.
    await rt.db
      .update(encounter)
      .set({ patientKey })
      .where(eq(encounter.id, (await visitOf(second)).id));
    expect(
      await optOutPatient(rt, admin, { labelId: first, reason: "Asked for at the desk." }),
    ).toMatchObject({
      withdrawal: { why: "opted-out" },
    });
    expect(await counted(rt)).toEqual({ labels: 38, "opted-out": 2 });
    expect((await viewLabel(rt, admin, { labelId: second })).withdrawal).toMatchObject({ why: "opted-out" });
    expect((await viewLabel(rt, admin, { labelId: third })).withdrawal).toBeNull();
    expect(await hasOptedOut(rt, patientKey)).toBe(true);
    expect(await hasOptedOut(rt, (await visitOf(third)).patientKey)).toBe(false);
    const event = (await listAuditEvents(rt.db, { limit: 5 })).find((e) => e.event === "patient.opted-out");
    expect(event?.detail).toMatchObject({ labels: expect.arrayContaining([first, second]), laterToo: true });
    await expect(optOutPatient(rt, admin, { labelId: second, reason: REASON })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("is known after the keys were rotated, and after the visit's data has expired", async () => {
    const rt = await open();
    const [labelId = ""] = ids;
    await optOutPatient(rt, admin, { labelId, reason: "Asked for at the desk." });
    const [visit] = await rt.db
      .select({ id: encounter.id, before: encounter.patientKey })
      .from(encounter)
      .innerJoin(decision, eq(decision.encounterId, encounter.id))
      .innerJoin(label, eq(label.decisionId, decision.id))
      .where(eq(label.id, labelId));
    if (!visit) throw new Error("no visit");
    await rt.db.transaction(async (tx) => {
      await expireVisits(tx, [visit.id], rt.clock());
      await renewSecrets(tx);
      await remakePseudonyms(tx);
    });
    const key = patientKey("https://ehr.test/fhir", `p-${visit.id}`);
    expect(key).not.toBe(visit.before);
    expect(await hasOptedOut(rt, key)).toBe(true);
    expect(await hasOptedOut(rt, visit.before)).toBe(false);
  });

  it("can take out only the visit's own labels once its data has expired", async () => {
    const rt = await open();
    const [labelId = ""] = ids;
    const [row] = await rt.db
      .select({ id: decision.encounterId })
      .from(label)
      .innerJoin(decision, eq(decision.id, label.decisionId))
      .where(eq(label.id, labelId));
    await rt.db
      .update(encounter)
      .set({ refs: null, expiredAt: rt.clock() })
      .where(eq(encounter.id, row?.id ?? ""));
    expect(await viewLabel(rt, admin, { labelId })).toMatchObject({ expired: true });
    await optOutPatient(rt, admin, { labelId, reason: REASON });
    expect(await counted(rt)).toEqual({ labels: 39, "opted-out": 1 });
    const [event] = await listAuditEvents(rt.db, { limit: 1 });
    expect(event?.detail).toMatchObject({ labels: [labelId], laterToo: false });
  });
});
