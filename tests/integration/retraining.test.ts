import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type DbHandle, openDatabase } from "@/db/client";
import { replaceOutcomes, visitsOfLabels } from "@/db/queries/outcome";
import { findVersion } from "@/db/queries/registry";
import { findRun, insertRun, lateOutcomes, type RunRow, updateOwnRun } from "@/db/queries/training";
import { auditEvent, decision, label, runLabel, trainingRun } from "@/db/schema";
import { openTestDatabase, testKeys } from "@/db/testing";
import type { Level } from "@/lib/case/level";
import { HOUR } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { COUNTERFACTUAL } from "@/lib/evaluation/counterfactual/figure-names";
import { NOTHING_KNOWN, type VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import { openArtifact } from "@/lib/model/artifact";
import { promoteModel } from "@/lib/workflows/learning/change-model";
import { getRun } from "@/lib/workflows/learning/list-runs";
import { considerRetraining, labelsSinceLastRun, startRetraining } from "@/lib/workflows/learning/retrain";
import { MAX_ATTEMPTS, runRetraining } from "@/lib/workflows/learning/retrain-runner";
import { weighLabels } from "@/lib/workflows/learning/weigh-labels";
import { keepHouse } from "@/lib/workflows/service/housekeeping";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { viewOutcomes } from "@/lib/workflows/watch/outcome-report";
import { copyModel } from "./support/copy-model";
import {
  aDecision,
  insertLabels,
  insertNurse,
  insertPassedCheck,
  insertPolicyWithoutPause,
} from "./support/rows";
import { makeDataDir, openTestRuntime, signedIn, type TestRuntime, until } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

const TIMING = { heartbeatMs: 500, staleMs: 3_000 };
let folder: string;
let model: string;
let log: string;
let test: TestRuntime;
let starts = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-retraining-"));
  model = join(folder, "model");
  await makeTinyModel(model, "0.1.0");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await test?.close();
});

async function open(settings: Record<string, string> = {}, handle?: DbHandle): Promise<Runtime> {
  log = join(folder, `log-${starts++}`);
  test = await openTestRuntime({ MODEL_DIR: model, ...settings }, handle ? { handle } : {});
  return test.rt;
}

const command = (mode: string) => ["--import", "tsx", "tests/integration/support/train-child.ts", mode, log];
const work = (rt: Runtime, runId: string, mode: string, signal = new AbortController().signal) =>
  runRetraining(rt, runId, signal, { command: command(mode), timing: TIMING });
/** One line a start of the child: step it went on from, labels, held-out labels, seed. */
const started = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);
const queue = (rt: Runtime) => considerRetraining(rt);
const runs = (rt: Runtime): Promise<RunRow[]> =>
  rt.db.select().from(trainingRun).orderBy(trainingRun.requestedAt);
const theRun = async (rt: Runtime): Promise<RunRow> => {
  const [run] = await runs(rt);
  if (!run) throw new Error("no run");
  return run;
};
const events = async (rt: Runtime) =>
  (await rt.db.select().from(auditEvent).orderBy(auditEvent.seq)).map((e) => e.event);

const CRITICAL: VisitOutcomes = {
  answers: { ...NOTHING_KNOWN.answers, admission: "yes", criticalCare: "yes" },
  within: { criticalCare: "under-4h" },
};
/** What the EHR says of the visit that a label is of. */
async function tell(rt: Runtime, labelId = "", outcomes: VisitOutcomes, at: Date): Promise<void> {
  const [visit = ""] = await visitsOfLabels(rt.db, [labelId]);
  await rt.db.transaction((tx) => replaceOutcomes(tx, visit, outcomes, at));
}

describe("queueing a run", () => {
  it("waits for enough labels, then queues one run and one job, however many decide at once", async () => {
    const rt = await open({ RETRAIN_AFTER: "30" });
    await insertLabels(rt.db, 29, rt.clock());
    await queue(rt);
    expect(await runs(rt)).toEqual([]);
    await insertLabels(rt.db, 1, rt.clock());
    await Promise.all(Array.from({ length: 8 }, () => queue(rt)));
    expect(await runs(rt)).toMatchObject([{ status: "queued", labelCount: 30, parentVersion: "0.1.0" }]);
    expect((await rt.queue.depth()).retrain).toBe(1);
    expect(await labelsSinceLastRun(rt.db)).toBe(0);
  });

  it("leaves neither run nor job behind when it cannot be queued", async () => {
    const rt = await open({ RETRAIN_AFTER: "10" });
    await insertLabels(rt.db, 30, rt.clock());
    const sendRetrain = async () => Promise.reject(new Error("the queue is away"));
    await expect(considerRetraining({ ...rt, queue: { ...rt.queue, sendRetrain } })).rejects.toThrow(
      "the queue is away",
    );
    expect(await runs(rt)).toEqual([]);
    expect((await rt.queue.depth()).retrain).toBe(0);
    expect(await events(rt)).not.toContain("run.queued");
  });

  it("starts nothing for want of a champion", async () => {
    const rt = await open({ RETRAIN_AFTER: "10", MODEL_DIR: join(folder, "nothing") });
    await insertLabels(rt.db, 30, rt.clock());
    await queue(rt);
    expect(await runs(rt)).toEqual([]);
  });

  it("leaves out a label whose decision was superseded", async () => {
    const rt = await open({ RETRAIN_AFTER: "10" });
    await insertLabels(rt.db, 40, rt.clock());
    const [first] = await rt.db.select().from(decision).limit(1);
    if (!first) throw new Error("no decision");
    const nurse = await insertNurse(rt.db, rt.clock());
    await rt.db.insert(decision).values({ ...aDecision(nurse, first, 5, rt.clock()), supersedes: first.id });
    await queue(rt);
    const [superseded] = await rt.db.select().from(label).where(eq(label.decisionId, first.id));
    expect((await theRun(rt)).labelIds).not.toContain(superseded?.id);
    expect((await theRun(rt)).labelCount).toBe(39);
  });

  it("can be asked for by an admin, once, and with enough labels", async () => {
    const rt = await open();
    const admin = await signedIn(rt, "admin", "retraining:start");
    await expect(startRetraining(rt, admin)).rejects.toMatchObject({ code: "insufficient-data" });
    await insertLabels(rt.db, 30, rt.clock());
    expect(await startRetraining(rt, admin)).toMatchObject({ status: "queued", requestedBy: "Test admin" });
    await expect(startRetraining(rt, admin)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("working at a run", () => {
  const queued = async (settings: Record<string, string> = {}) => {
    const rt = await open({ RETRAIN_AFTER: "40", ...settings });
    await insertPolicyWithoutPause(rt);
    await insertLabels(rt.db, 40, rt.clock());
    await queue(rt);
    return rt;
  };

  it("registers a verified candidate with both figures and keeps held-out labels out of training", async () => {
    const rt = await queued();
    const { id } = await theRun(rt);
    await work(rt, id, "ok");
    const run = await getRun(rt, await signedIn(rt, "auditor", "console:read"), { runId: id });
    expect(run).toMatchObject({
      status: "succeeded",
      candidateVersion: "0.1.0+r1",
      attempt: 1,
      findings: [{ gate: "agreement", severity: "warn", text: "few cases (Held-out)" }],
      champion: [{ dataset: "Held-out" }],
      candidate: [{ dataset: "Held-out" }],
      error: null,
    });
    expect(run.lossCurve.at(-1)).toEqual({ step: 10, loss: 1 });
    const heldOut = (await rt.db.select().from(label)).filter((l) => l.heldOut).length;
    expect(started()[0]).toMatch(new RegExp(`^0 ${40 - heldOut} ${heldOut} \\d+$`));
    const candidate = await findVersion(rt.db, "0.1.0+r1");
    expect(candidate).toMatchObject({ status: "candidate", parent: "0.1.0", runId: id });
    const artifact = await openArtifact(resolve(test.dataDir, candidate?.artifactDir ?? ""));
    expect(artifact.digest).toBe(candidate?.digest);
    expect(existsSync(join(test.dataDir, "runs", id))).toBe(false);
    expect((await events(rt)).slice(-3)).toEqual(["run.started", "run.succeeded", "model.registered"]);
    // Delivered once more, it does nothing once more.
    await work(rt, id, "ok");
    expect(started()).toHaveLength(1);
  });

  it("counts a reader's labels less who reads unlike everybody, and keeps what was learned from", async () => {
    const rt = await open({ RETRAIN_AFTER: "150" });
    await insertLabels(rt.db, 150, rt.clock());
    const people = [...new Set((await rt.db.select().from(decision)).map((d) => d.decidedBy))];
    const [odd] = people;
    // One of the five says of every case the opposite of what the others say of cases like it.
    for (const d of await rt.db
      .select()
      .from(decision)
      .where(eq(decision.decidedBy, odd ?? ""))) {
      const level = (6 - d.level) as Level;
      await rt.db.update(decision).set({ level }).where(eq(decision.id, d.id));
      await rt.db.update(label).set({ level }).where(eq(label.decisionId, d.id));
    }
    await queue(rt);
    const { id } = await theRun(rt);
    await work(rt, id, "ok");
    const learned = (await theRun(rt)).learned;
    expect(learned).toMatchObject({ labels: 120, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const [least = 1, ...others] = (learned?.readers ?? []).map((r) => r.weight).sort();
    expect(least).toBeLessThan(0.7);
    expect(others).toHaveLength(3);
    for (const weight of others) expect(weight).toBeGreaterThan(0.85);
    expect(JSON.stringify(learned)).not.toContain(odd);
    const kept = await rt.db
      .select({ weight: runLabel.weight, author: decision.decidedBy })
      .from(runLabel)
      .innerJoin(label, eq(label.id, runLabel.labelId))
      .innerJoin(decision, eq(decision.id, label.decisionId));
    expect(kept).toHaveLength(120);
    const most = (of: typeof kept) => Math.max(...of.map((k) => k.weight));
    expect(most(kept.filter((k) => k.author === odd))).toBeLessThanOrEqual(least + 1e-9);
    const view = await getRun(rt, await signedIn(rt, "auditor", "console:read"), { runId: id });
    expect(view.learned).toMatchObject({ people: 4, lighter: expect.arrayContaining([least]) });
  });

  it("takes along what became of the patients, and later what has become known since", async () => {
    const rt = await queued();
    const { id, labelIds, requestedAt } = await theRun(rt);
    const taught = await rt.db.select().from(label).where(eq(label.heldOut, false)).orderBy(label.id);
    const [known, masked, after] = taught.map((l) => l.id);
    await tell(rt, known, CRITICAL, requestedAt);
    // Back within a day: no head asks that.
    await tell(
      rt,
      masked,
      { ...NOTHING_KNOWN, answers: { ...NOTHING_KNOWN.answers, returned: "yes" } },
      requestedAt,
    );
    await tell(rt, after, CRITICAL, new Date(requestedAt.getTime() + 1));
    await work(rt, id, "ok");
    const { learned } = await theRun(rt);
    expect(learned).toMatchObject({ labels: taught.length, outcomes: { labels: 1, late: 0 } });
    const now = new Date(requestedAt.getTime() + 1000);
    const late = async () => (await lateOutcomes(rt.db, "0.1.0+r1", now, 10)).rows.map((l) => l.id);
    expect(await late()).toEqual([after]);
    expect((await lateOutcomes(rt.db, "0.1.0", now, 10)).rows).toEqual([]);
    const again = await weighLabels(rt, [], (await lateOutcomes(rt.db, "0.1.0+r1", now, 10)).rows, now);
    expect(again.labels).toMatchObject([{ id: after, weight: 1, outcomesOnly: true, outcomes: CRITICAL }]);
    expect(again.learned.outcomes).toEqual({ labels: 0, late: 1 });
    // A correction is learned again.
    await tell(rt, known, NOTHING_KNOWN, now);
    expect(new Set(await late())).toEqual(new Set([known, after]));
    expect(labelIds).toContain(known);
    const report = await viewOutcomes(rt, await signedIn(rt, "auditor", "console:read"), {});
    expect(report).toMatchObject({ visits: 40, byState: { "not-followed": 40 }, canAsk: false });
    expect(report.questions.find((q) => q.outcome === "criticalCare")?.answers.yes).toBe(1);
  });

  it("goes to one of two workers", async () => {
    const rt = await queued();
    const { id } = await theRun(rt);
    const outcomes = await Promise.allSettled([work(rt, id, "ok"), work(rt, id, "ok")]);
    expect(outcomes.map((o) => o.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(started()).toHaveLength(1);
    expect(await theRun(rt)).toMatchObject({ status: "succeeded", attempt: 1 });
  });

  it("is left alone by a worker that finds it was taken over", async () => {
    const rt = await queued();
    const { id } = await theRun(rt);
    const working = work(rt, id, "hang");
    await until(async () => ((await theRun(rt)).progress?.fraction ?? 0) >= 0.1);
    const { owner } = await theRun(rt);
    await updateOwnRun(rt.db, id, owner ?? "", { owner: "another worker" });
    await expect(working).rejects.toThrow();
    expect(await theRun(rt)).toMatchObject({ status: "running", owner: "another worker" });
  });

  it("leaves the files alone of whoever took it over and was done first", async () => {
    const rt = await queued();
    const { id } = await theRun(rt);
    // Its signs of life do not get through: it learns at its very end that it was taken over.
    let silent = false;
    const away = () => {
      throw new Error("away");
    };
    const db = new Proxy(rt.db, {
      get: (real, name) => (silent && name === "update" ? away : Reflect.get(real, name)),
    });
    const working = work({ ...rt, db }, id, "slow");
    const failed = expect(working).rejects.toThrow();
    await until(() => started().length > 0);
    silent = true;
    const { owner } = await theRun(rt);
    await updateOwnRun(rt.db, id, owner ?? "", { owner: "another worker" });
    const place = join(test.dataDir, "models", "0.1.0+r1");
    await copyModel(model, place, "0.1.0+r1");
    const theirs = (await openArtifact(place)).digest;
    await failed;
    expect((await openArtifact(place)).digest).toBe(theirs);
    expect(await findVersion(rt.db, "0.1.0+r1")).toBeNull();
  });

  it("names a candidate anew where the clock was set back, and leaves the files of earlier ones alone", async () => {
    const rt = await queued();
    await work(rt, (await theRun(rt)).id, "ok");
    const first = await findVersion(rt.db, "0.1.0+r1");
    const { labelIds } = await theRun(rt);
    await rt.db.update(trainingRun).set({ requestedAt: new Date(rt.clock().getTime() + HOUR) });
    const second = await insertRun(rt.db, {
      id: newId(),
      status: "queued",
      trigger: "manual",
      requestedBy: "a test",
      parentVersion: "0.1.0",
      labelIds,
      labelCount: labelIds.length,
      lossCurve: [],
      requestedAt: rt.clock(),
    });
    await work(rt, second?.id ?? "", "ok");
    expect((await findRun(rt.db, second?.id ?? ""))?.candidateVersion).toBe("0.1.0+r2");
    const files = await openArtifact(resolve(test.dataDir, first?.artifactDir ?? ""));
    expect(files.digest).toBe(first?.digest);
  });

  it("goes on from the checkpoint with the same labels and seed after a crash, and says so", async () => {
    const rt = await queued();
    const { id } = await theRun(rt);
    await expect(work(rt, id, "crash")).rejects.toThrow(/exit code 7/);
    expect(await theRun(rt)).toMatchObject({
      status: "running",
      error: expect.stringContaining("exit code 7"),
    });
    await insertLabels(rt.db, 10, rt.clock());
    await work(rt, id, "ok");
    const [first, second] = started().map((line) => line.split(" "));
    expect(first?.[0]).toBe("0");
    expect(second?.[0]).toBe("5");
    expect(second?.slice(1)).toEqual(first?.slice(1));
    expect(await theRun(rt)).toMatchObject({ status: "succeeded", attempt: 2, error: null });
    const steps = (await theRun(rt)).lossCurve.map((p) => p.step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(new Set(steps).size).toBe(steps.length);
  });

  it("is given up after so many attempts, with the reason, and its labels count again", async () => {
    const rt = await queued();
    const { id } = await theRun(rt);
    for (let i = 1; i < MAX_ATTEMPTS; i++) await expect(work(rt, id, "crash")).rejects.toThrow();
    await work(rt, id, "crash");
    expect(await theRun(rt)).toMatchObject({
      status: "failed",
      attempt: MAX_ATTEMPTS,
      error: expect.stringContaining("exit code 7"),
    });
    expect(await events(rt)).toContain("run.failed");
    expect(await labelsSinceLastRun(rt.db)).toBe(40);
    await queue(rt);
    expect(await runs(rt)).toHaveLength(2);
  });

  it.each([
    ["refuse", 1, /at least 10/],
    ["lie", MAX_ATTEMPTS, /made 6\.6\.6/],
    ["mumble", MAX_ATTEMPTS, /not understood \(metrics\)/],
  ])("%s: fails after %i attempts with words for the admin", async (mode, attempts, why) => {
    const rt = await queued();
    const { id } = await theRun(rt);
    for (let i = 0; i < attempts; i++) await work(rt, id, mode).catch(() => {});
    const run = await theRun(rt);
    expect(run).toMatchObject({ status: "failed", candidateVersion: null });
    expect(run.error).toMatch(why);
    expect(await findVersion(rt.db, "6.6.6")).toBeNull();
  });

  it("is put down when the process stops, without counting against it", async () => {
    const rt = await queued();
    const { id } = await theRun(rt);
    const stop = new AbortController();
    const working = work(rt, id, "hang", stop.signal);
    await until(async () => ((await theRun(rt)).progress?.fraction ?? 0) >= 0.5);
    stop.abort();
    await expect(working).rejects.toThrow(/stopped/);
    expect(await theRun(rt)).toMatchObject({ status: "running", attempt: 0, owner: null });
    await work(rt, id, "ok");
    expect(started()[1]).toMatch(/^5 /);
  });

  it("gets its job back when the queue lost it", async () => {
    const rt = await queued();
    await rt.handle.exec("delete from pgboss.job where name = 'retrain'");
    await keepHouse(rt);
    expect((await rt.queue.depth()).retrain).toBe(0);
    await rt.handle.exec("update training_run set requested_at = now() - interval '10 minutes'");
    await keepHouse(rt);
    expect((await rt.queue.depth()).retrain).toBe(1);
  });

  it("learns again what a candidate that is not in use had learned, and nothing twice", async () => {
    const rt = await queued();
    const { id } = await theRun(rt);
    await work(rt, id, "ok");
    await insertLabels(rt.db, 40, rt.clock());
    await queue(rt);
    const [, second] = await runs(rt);
    expect(second).toMatchObject({ parentVersion: "0.1.0", labelCount: 80 });
    await work(rt, second?.id ?? "", "ok");
    const admin = await signedIn(rt, "admin", "model:promote");
    await promoteModel(rt, admin, { version: "0.1.0+r2", expectedChampion: "0.1.0" });
    await insertLabels(rt.db, 40, rt.clock());
    await queue(rt);
    const [, , third] = await runs(rt);
    expect(third).toMatchObject({ parentVersion: "0.1.0+r2", labelCount: 40 });
  });
});

describe("a worker that is killed", () => {
  it("leaves a run that the next one takes up and finishes", async () => {
    const dataDir = await makeDataDir();
    const onPostgres = process.env.TEST_DATABASE_URL ? await openTestDatabase() : undefined;
    const handle = () =>
      onPostgres ? Promise.resolve(onPostgres) : openDatabase({ dataDir, keys: testKeys });
    let rt = await open({ RETRAIN_AFTER: "40", DATA_DIR: dataDir }, await handle());
    await insertLabels(rt.db, 40, rt.clock());
    await queue(rt);
    const { id } = await theRun(rt);
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
    const checkpoint = join(dataDir, "runs", id, "checkpoint", "step");
    await until(() => existsSync(checkpoint) && readFileSync(checkpoint, "utf8") === "5");
    worker.kill("SIGKILL");
    await once(worker, "exit");

    if (!onPostgres) {
      const sameLog = log;
      rt = await open({ DATA_DIR: dataDir }, await handle());
      log = sameLog;
    }
    await rt.queue.startConsumers({
      writeBack: async () => {},
      explainModel: async () => {},
      retrain: (job, signal) =>
        runRetraining(rt, job.runId, signal, { command: command("ok"), timing: TIMING }),
    });
    await until(async () => (await findRun(rt.db, id))?.status === "succeeded", 60_000);
    expect(await findRun(rt.db, id)).toMatchObject({ attempt: 2, candidateVersion: "0.1.0+r1" });
    expect(started().map((line) => line.split(" ")[0])).toEqual(["0", "5"]);
  }, 150_000);
});

describe("the real training process", () => {
  it("makes a candidate of the champion and 60 labels, holds it against the gates, and what passes serves", async () => {
    const rt = await open({ RETRAIN_AFTER: "60" });
    await insertLabels(rt.db, 60, rt.clock());
    const [followed] = await rt.db.select().from(label).where(eq(label.heldOut, false)).limit(1);
    await tell(rt, followed?.id, CRITICAL, rt.clock());
    await queue(rt);
    const { id } = await theRun(rt);
    await runRetraining(rt, id, new AbortController().signal);
    expect((await findVersion(rt.db, "0.1.0+r1"))?.lineage).toMatchObject({ outcomes: 1 });
    const run = await theRun(rt);
    expect(run).toMatchObject({ status: "succeeded", candidateVersion: "0.1.0+r1", error: null });
    expect(run.lossCurve.length).toBeGreaterThan(2);
    expect(run.lossCurve.filter((p) => p.validation !== undefined).length).toBeGreaterThan(1);
    expect(run.championMetrics?.map((m) => m.dataset)).toContain("Held-out decisions of this site");
    expect(run.findings?.length).toBeGreaterThan(0);
    expect(run.candidateMetrics?.map((m) => m.dataset).join()).toContain("Benchmark of release 0.1.0");
    // What moves for the same patients as somebody else is measured of both.
    for (const sets of [run.candidateMetrics, run.championMetrics])
      expect(sets?.find((m) => m.dataset.startsWith("The same visits as somebody else"))).toMatchObject({
        cases: 200,
        figures: expect.arrayContaining([expect.objectContaining({ name: COUNTERFACTUAL.judging })]),
      });
    const admin = await signedIn(rt, "admin", "model:promote");
    const promotion = { version: "0.1.0+r1", expectedChampion: "0.1.0", comment: "it is only a test" };
    // Untrained weights: the benchmark's floors are far above them.
    await expect(promoteModel(rt, admin, promotion)).rejects.toMatchObject({ code: "gates-failed" });
    await insertPassedCheck(rt, "0.1.0+r1");
    await promoteModel(rt, admin, promotion);
    expect(await rt.engines.state()).toMatchObject({ state: "ready", version: "0.1.0+r1" });
  }, 180_000);
});
