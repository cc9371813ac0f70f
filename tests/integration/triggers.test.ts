import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertDriftAlert } from "@/db/queries/drift";
import { replaceOutcomes, visitsOfLabels } from "@/db/queries/outcome";
import { insertRunLabels } from "@/db/queries/training";
import { listTriggers } from "@/db/queries/training-policy";
import {
  auditEvent,
  driftAlert,
  driftPolicy,
  driftReference,
  modelVersion,
  trainingRun,
  watchLevel,
} from "@/db/schema";
import { sealRow } from "@/db/sealed";
import { DAY, HOUR, MINUTE } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { NOTHING_KNOWN } from "@/lib/fhir/outcomes/visit-outcomes";
import type { TrainingPolicy } from "@/lib/monitoring/triggers/policy";
import { considerRetraining, startRetraining } from "@/lib/workflows/learning/retrain";
import { changeTrainingPolicy, viewTriggers } from "@/lib/workflows/learning/training-policy";
import { keepHouse } from "@/lib/workflows/service/housekeeping";

import { insertLabels } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

const START = new Date("2026-03-02T12:00:00Z");
let folder: string;
let test: TestRuntime;
let now: Date;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-triggers-"));
  await makeTinyModel(join(folder, "model"), "0.1.0");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  now = START;
  test = await openTestRuntime(
    { MODEL_DIR: join(folder, "model"), RETRAIN_AFTER: "50" },
    { clock: () => now },
  );
});
afterEach(() => test.close());

const admin = () => signedIn(test.rt, "admin", "retraining:start");
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
/** Puts a policy with these parts into force. */
async function set(change: (p: TrainingPolicy) => Partial<TrainingPolicy>) {
  const auth = await admin();
  const { policy, version } = await viewTriggers(test.rt, auth);
  return changeTrainingPolicy(test.rt, auth, {
    policy: { ...policy, ...change(policy) },
    expected: version,
    reason: "As the steering group decided",
  });
}
const runs = () => test.rt.db.select().from(trainingRun).orderBy(trainingRun.requestedAt);
const end = (id: string, status: "succeeded" | "failed" = "succeeded") =>
  test.rt.db
    .update(trainingRun)
    .set({ status, startedAt: now, finishedAt: new Date(now.getTime() + 5 * MINUTE) })
    .where(eq(trainingRun.id, id));
const stateOf = async (trigger: string) =>
  (await listTriggers(test.rt.db)).find((t) => t.trigger === trigger);

describe("triggers of retraining", () => {
  it("start a run by count from housekeeping, note what each said, and pause before a failed one is tried again", async () => {
    await insertLabels(test.rt.db, 49, now);
    await keepHouse(test.rt);
    expect(await runs()).toEqual([]);
    expect(await stateOf("label-count")).toMatchObject({
      state: "waiting",
      words: "49 of 50 new labels.",
      evaluatedAt: now,
    });
    expect(await stateOf("drift")).toMatchObject({ state: "off" });
    await insertLabels(test.rt.db, 1, now);
    const id = await considerRetraining(test.rt);
    expect(await runs()).toMatchObject([
      { id, trigger: "label-count", triggers: [{ trigger: "label-count", words: "50 of 50 new labels." }] },
    ]);
    await end(id ?? "", "failed");
    later(10 * MINUTE);
    expect(await considerRetraining(test.rt)).toBeNull();
    expect(await stateOf("label-count")).toMatchObject({
      state: "pausing",
      until: new Date(START.getTime() + HOUR),
    });
    later(51 * MINUTE);
    expect(await considerRetraining(test.rt)).not.toBeNull();
  });

  it("start one run for a confirmed drift that nobody has taken note of, and one only", async () => {
    const referenceId = newId();
    await test.rt.db.insert(driftReference).values(
      sealRow(driftReference, {
        id: referenceId,
        summary: {} as never,
        setByName: "A steward",
        setAt: now,
        watchesFrom: now,
      }),
    );
    const alert = {
      id: newId(),
      referenceId,
      at: now,
      lastAt: now,
      times: 1,
      patients: 100,
      causes: [{ words: "Oxygen saturation no longer arrives" }] as never,
      told: true,
      acknowledgedAt: null,
      acknowledgedByName: null,
      note: null,
      runId: null,
      incidentId: null,
    };
    await test.rt.db.transaction((tx) => insertDriftAlert(tx, alert));
    await insertLabels(test.rt.db, 20, now);
    expect(await considerRetraining(test.rt)).toBeNull();
    await set((p) => ({ drift: { ...p.drift, on: true } }));
    const id = await considerRetraining(test.rt);
    expect(await runs()).toMatchObject([
      { id, triggers: [{ trigger: "drift", words: "Oxygen saturation no longer arrives." }] },
    ]);
    const [row] = await test.rt.db.select().from(driftAlert);
    expect(row?.runId).toBe(id);
    await end(id ?? "");
    await insertLabels(test.rt.db, 20, now);
    later(4 * DAY);
    expect(await considerRetraining(test.rt)).toBeNull();
    expect(await stateOf("drift")).toMatchObject({ state: "waiting" });
  });

  it("take over the switch that drift had of its own in earlier releases", async () => {
    await test.rt.db
      .insert(driftPolicy)
      .values({ id: newId(), retrain: true, setByName: "A steward", setAt: now });
    expect((await viewTriggers(test.rt, await admin())).policy.drift.on).toBe(true);
  });

  it("start a run when recent performance is certainly below its limit", async () => {
    await insertLabels(test.rt.db, 20, now);
    await set((p) => ({
      performance: { ...p.performance, on: true, against: "decided", measure: "accuracy", limit: 0.8 },
    }));
    const day = (n: number, shown: number, decided: number, back: number, version = "0.1.0") => ({
      day: new Date(now.getTime() - back * DAY).toISOString().slice(0, 10),
      unit: "u",
      version,
      policy: "balanced",
      dimension: "all",
      value: "all",
      shown,
      decided,
      first: 0,
      read: 0,
      readFar: 0,
      n,
      sums: Array(20).fill(0) as number[],
    });
    const { db } = test.rt;
    // Long ago, and of another version: neither counts.
    await db
      .insert(watchLevel)
      .values([day(300, 3, 2, 60), day(300, 3, 2, 1, "0.0.9"), day(60, 3, 3, 2)] as never);
    expect(await considerRetraining(test.rt)).toBeNull();
    expect(await stateOf("performance")).toMatchObject({
      state: "waiting",
      words: expect.stringMatching(/^Same level 100 % .*60 of the last 28 days, decided levels\) is not/),
    });
    await db.insert(watchLevel).values([day(60, 3, 2, 1)] as never);
    await considerRetraining(test.rt);
    expect(await runs()).toMatchObject([
      {
        triggers: [
          { trigger: "performance", words: expect.stringMatching(/^Same level 50 % .* is below 80 %/) },
        ],
      },
    ]);
  });

  it("count outcomes that became known after their labels were learned", async () => {
    const ids = await insertLabels(test.rt.db, 50, now);
    const id = await considerRetraining(test.rt);
    await end(id ?? "");
    // The run's candidate came into use.
    await test.rt.db.update(trainingRun).set({ candidateVersion: "0.1.0" });
    await test.rt.db.transaction((tx) =>
      insertRunLabels(
        tx,
        id ?? "",
        ids.map((label) => ({ id: label, weight: 1 })),
      ),
    );
    expect(await test.rt.db.select().from(modelVersion)).toHaveLength(1);
    await set((p) => ({ outcomes: { ...p.outcomes, on: true, least: 12 } }));
    await insertLabels(test.rt.db, 20, now);
    later(2 * HOUR);
    const visits = await visitsOfLabels(test.rt.db, ids);
    const known = { ...NOTHING_KNOWN, answers: { ...NOTHING_KNOWN.answers, admission: "yes" as const } };
    const tell = async (n: number) => {
      for (const visit of visits.splice(0, n))
        await test.rt.db.transaction((tx) => replaceOutcomes(tx, visit, known, now));
    };
    await tell(11);
    expect(await considerRetraining(test.rt)).toBeNull();
    expect(await stateOf("outcomes")).toMatchObject({ words: "11 of 12 outcomes not learned from." });
    await tell(1);
    await considerRetraining(test.rt);
    expect((await runs()).at(-1)).toMatchObject({ trigger: "outcomes" });
  });

  it("keep a schedule, whatever else of the policy is changed meanwhile", async () => {
    await insertLabels(test.rt.db, 20, now);
    await set(() => ({ schedule: { on: true, everyDays: 7, hour: 3 } }));
    later(5 * DAY);
    await set((p) => ({ budget: { ...p.budget, runsAWeek: 5 } }));
    expect(await considerRetraining(test.rt)).toBeNull();
    expect(await stateOf("schedule")).toMatchObject({ until: new Date("2026-03-09T03:00:00Z") });
    now = new Date("2026-03-09T02:59:00Z");
    expect(await considerRetraining(test.rt)).toBeNull();
    later(MINUTE);
    expect(await considerRetraining(test.rt)).not.toBeNull();
  });

  it("hold everybody to the budget, a person too, and let them go on when the week is over", async () => {
    await set((p) => ({ budget: { ...p.budget, runsAWeek: 1 } }));
    await insertLabels(test.rt.db, 60, now);
    const id = await considerRetraining(test.rt);
    await end(id ?? "");
    await insertLabels(test.rt.db, 60, now);
    later(2 * DAY);
    expect(await considerRetraining(test.rt)).toBeNull();
    expect(await stateOf("label-count")).toMatchObject({
      state: "held",
      words: "60 of 50 new labels. The budget is used: 1 of 1 runs in seven days.",
    });
    await expect(startRetraining(test.rt, await admin())).rejects.toMatchObject({
      code: "rate-limited",
      userMessage: expect.stringContaining("The budget is used"),
    });
    later(6 * DAY);
    expect(await startRetraining(test.rt, await admin())).toMatchObject({
      triggers: [{ trigger: "manual", words: "Asked for by Test admin." }],
    });
  });

  it("start one run of two workers that ask at once", async () => {
    await insertLabels(test.rt.db, 60, now);
    const started = await Promise.all(Array.from({ length: 6 }, () => considerRetraining(test.rt)));
    expect(started.filter((id) => id !== null)).toHaveLength(1);
    expect(await runs()).toHaveLength(1);
    expect((await test.rt.queue.depth()).retrain).toBe(1);
  });
});

describe("the policy of triggers", () => {
  it("keeps every version with who set it, when and why, and refuses a page that is out of date", async () => {
    const view = await set((p) => ({ drift: { ...p.drift, on: true } }));
    expect(view).toMatchObject({
      version: 1,
      history: [
        {
          version: 1,
          by: "Test admin",
          at: START.toISOString(),
          reason: "As the steering group decided",
          changes: ["Drift: off → a confirmed drift, a pause of 72 h"],
        },
      ],
    });
    const auth = await admin();
    const change = { policy: view.policy, expected: 0, reason: "As the steering group decided" };
    await expect(changeTrainingPolicy(test.rt, auth, change)).rejects.toMatchObject({ code: "conflict" });
    await expect(changeTrainingPolicy(test.rt, auth, { ...change, expected: 1 })).rejects.toMatchObject({
      code: "conflict",
    });
    const [event] = (await test.rt.db.select().from(auditEvent)).filter(
      (e) => e.event === "run.policy-changed",
    );
    expect(event?.detail).toMatchObject({ reason: "As the steering group decided" });
  });
});
