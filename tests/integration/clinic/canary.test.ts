import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { canaryOn, endCanary, insertCanary } from "@/db/queries/canary";
import { findIncident } from "@/db/queries/incident";
import { insertVersion, setChampion } from "@/db/queries/registry";
import { assessment, auditEvent, canary, canaryAnswer, encounter } from "@/db/schema";
import { HOUR, MINUTE, SECOND } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import type { Engine } from "@/lib/engine/engine";
import { armOf } from "@/lib/registry/canary";
import { getBoard } from "@/lib/workflows/clinic/board";
import { explainAssessment } from "@/lib/workflows/clinic/explain-assessment";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { guardCanary } from "@/lib/workflows/learning/guard-canary";
import { insertPassedCheck } from "../support/rows";
import { until } from "../support/runtime";
import {
  as,
  type Clinic,
  gesture,
  launch,
  MODEL,
  measure,
  open,
  startClinic,
  type TestModel,
  testEngine,
} from "./support";

const CANDIDATE = { ...MODEL, version: "2.0.0" };
/** What the version in use gives way to, and comes back from. */
const OTHER = { ...MODEL, version: "1.1.0" };
const DIGEST = "c".repeat(64);
const OTHER_DIGEST = "b".repeat(64);
const used: TestModel = { broken: null, asked: 0 };
const candidate: TestModel = { broken: null, asked: 0 };
let clinic: Clinic;

/** Gives everybody a 5, whatever they have. */
const candidateEngine = (): Engine => ({
  ...testEngine(candidate),
  model: CANDIDATE,
  artifactDigest: DIGEST,
  predict: async (cases, asked) =>
    (await testEngine(candidate).predict(cases, asked)).map((p) => ({ ...p, level: 5 })),
});

beforeAll(async () => {
  clinic = await startClinic({
    env: { SESSIONS_PER_PERSON: "50" },
    loadEngine: async (dir, policy) =>
      dir.endsWith("candidate")
        ? candidateEngine()
        : dir.endsWith("other")
          ? { ...testEngine(used, policy), model: OTHER, artifactDigest: OTHER_DIGEST }
          : testEngine(used, policy),
  });
  const { db, clock } = clinic.rt;
  for (const [version, artifactDir, digest] of [
    [CANDIDATE, "/candidate", DIGEST],
    [OTHER, "/other", OTHER_DIGEST],
  ] as const)
    await insertVersion(db, {
      ...version,
      status: "candidate",
      artifactDir,
      digest,
      parent: MODEL.version,
      metrics: [],
      trainedOn: "nothing",
      lineage: {},
      createdAt: clock(),
      createdBy: "test",
    });
  await insertPassedCheck(clinic.rt, CANDIDATE.version);
});
afterAll(() => clinic.close());
afterEach(async () => {
  candidate.broken = null;
  await end("person");
});

/** As a steward would; checked in tests/integration/canary.test.ts. Visits that begin from a minute ago on are in it. */
async function begin(percent = 50): Promise<string> {
  const { rt } = clinic;
  const startedAt = new Date(rt.clock().getTime() - MINUTE);
  const id = newId();
  await rt.db.transaction((tx) =>
    insertCanary(tx, {
      id,
      version: CANDIDATE.version,
      digest: DIGEST,
      champion: MODEL.version,
      percent,
      startedAt,
      startedBy: "A steward",
      until: new Date(startedAt.getTime() + HOUR),
    }),
  );
  rt.engines.invalidate();
  return id;
}

async function end(ended: "person" | "under-triage"): Promise<void> {
  const { rt } = clinic;
  const on = await canaryOn(rt.db);
  if (on)
    await rt.db.transaction((tx) =>
      endCanary(tx, on.id, { endedAt: rt.clock(), ended, endedBy: null, words: null }),
    );
  rt.engines.invalidate();
}

const board = async () => {
  const { sessionId } = await launch(clinic, "nurse1");
  return getBoard(clinic.rt, await as(clinic.rt, sessionId, "board:read"));
};
describe("a canary", () => {
  it("answers its share by visit, with the floor under both, stays with a visit, and leaves it when it ends", async () => {
    const id = await begin();
    await board();
    const { db } = clinic.rt;
    const [row] = await db.select().from(canary).where(eq(canary.id, id));
    const visits = await db.select().from(encounter);
    const rows = await db.select().from(assessment);
    const arms = new Map(visits.map((v) => [v.id, armOf(row as NonNullable<typeof row>, v)]));
    const answered = rows.filter((r) => r.modelVersion !== null);
    for (const r of answered)
      expect(r.modelVersion).toBe(arms.get(r.encounterId) === "canary" ? CANDIDATE.version : MODEL.version);
    const theirs = answered.filter((r) => r.modelVersion === CANDIDATE.version);
    expect(theirs.length).toBeGreaterThan(5);
    expect(answered.length - theirs.length).toBeGreaterThan(5);
    expect(theirs.every((r) => r.artifactDigest === DIGEST)).toBe(true);
    // It says 5 of everybody: what is more urgent comes from the rules.
    const floored = theirs.filter((r) => r.shownLevel !== 5);
    expect(floored.length).toBeGreaterThan(0);
    expect(theirs.every((r) => r.modelLevel === 5)).toBe(true);
    const answers = await db.select().from(canaryAnswer).where(eq(canaryAnswer.canaryId, id));
    expect(answers.map((a) => [a.arm, a.outcome]).sort()).toEqual([
      ["canary", "ok"],
      ["champion", "ok"],
    ]);

    await end("person");
    await board();
    for (const r of theirs) {
      const all = await db.select().from(assessment).where(eq(assessment.encounterId, r.encounterId));
      expect(all.map((a) => a.modelVersion)).toContain(MODEL.version);
    }
  });

  it("stays with a visit that is measured anew and is explained by what answered", async () => {
    await begin(50);
    let reassessed = 0;
    for (const enc of ["enc-040", "enc-041", "enc-042", "enc-043", "enc-044", "enc-045"]) {
      const first = await open(clinic, "nurse1", enc);
      const { version } = first.view.assessment.model as { version?: string };
      measure(clinic, enc, "8867-4", 131, "/min");
      const again = await open(clinic, "nurse1", enc);
      // A patient of unknown age is nobody's case.
      if (again.view.assessment.id === first.view.assessment.id) continue;
      reassessed++;
      expect(again.view.assessment.model).toMatchObject({ version });
      const { encounterId, launchId } = again.view;
      const explained = await explainAssessment(clinic.rt, again.auth, {
        encounterId,
        launchId,
        assessmentId: again.view.assessment.id,
      });
      expect(explained.explanation).not.toBeNull();
    }
    expect(reassessed).toBeGreaterThanOrEqual(3);
  });

  it("that fails is answered for by the version in use, and ends by itself with an incident", async () => {
    const { rt, forward } = clinic;
    const id = await begin();
    candidate.broken = new Error("no memory");
    let shown = 0;
    for (let i = 0; i < 3; i++) {
      // Another minute, other readings: cases that nobody has answered yet.
      forward(SECOND);
      for (const enc of ["enc-050", "enc-051", "enc-052", "enc-053", "enc-054", "enc-055"])
        measure(clinic, enc, "8867-4", 90 + i, "/min");
      const view = await board();
      shown += view.rows.length;
      expect(view.model.state).toBe("ready");
    }
    expect(shown).toBeGreaterThan(30);
    const [row] = await rt.db.select().from(canary).where(eq(canary.id, id));
    expect(row).toMatchObject({
      ended: "failures",
      endedBy: null,
      words: expect.stringContaining("Failed or slow"),
    });
    const incident = await findIncident(rt.db, row?.incidentId ?? "");
    expect(incident).toMatchObject({
      kind: "safety",
      status: "open",
      title: expect.stringContaining("2.0.0"),
    });
    const [event] = await rt.db.select().from(auditEvent).where(eq(auditEvent.event, "canary.ended"));
    expect(event).toMatchObject({ role: "system", detail: { why: "failures" } });
    expect(await rt.engines.canary()).toBeNull();
    expect(await guardCanary(rt)).toBeNull();
  });

  it("that was ended for what it suggests has nothing left to accept; a level of one's own is kept", async () => {
    const { rt } = clinic;
    await begin(50);
    const visits = [];
    for (const enc of ["enc-020", "enc-021", "enc-022", "enc-023", "enc-024", "enc-025", "enc-026"])
      visits.push(await open(clinic, "nurse1", enc));
    const its = visits.find(
      (v) => (v.view.assessment.model as { version?: string }).version === CANDIDATE.version,
    );
    const others = visits.find(
      (v) => (v.view.assessment.model as { version?: string }).version === MODEL.version,
    );
    if (!its || !others) throw new Error("no visit of each arm");
    await end("under-triage");
    await expect(recordDecision(rt, its.auth, gesture(its.view))).rejects.toMatchObject({
      code: "stale-view",
      userMessage: expect.stringContaining("no longer used"),
    });
    expect(await recordDecision(rt, others.auth, gesture(others.view))).toMatchObject({ kind: "accept" });
  });

  it("comes, goes and gives way to promotions under load without a request that fails", async () => {
    const { rt } = clinic;
    const people = [];
    for (let i = 0; i < 6; i++) people.push(await open(clinic, "nurse1", `enc-0${30 + i}`));
    let stop = false;
    const short = () => new Promise((resolve) => setTimeout(resolve, 20));
    /** Until so many more requests have been answered, however slow the machine is. */
    const more = async (n: number) => {
      for (const until_ = requests + n; requests < until_; ) await short();
    };
    let [requests, slowest] = [0, 0];
    const failures: unknown[] = [];
    const versions = new Set<string>();
    const loops = people.map(async (p, i) => {
      for (let n = 0; !stop; n++) {
        measure(clinic, `enc-0${30 + i}`, "8867-4", 60 + (n % 100), "/min");
        const began = performance.now();
        try {
          const view = await openEncounter(rt, p.auth, {
            encounterId: p.view.encounterId,
            launchId: p.launchId,
          });
          const { model } = view.assessment;
          if (model.state !== "ready") failures.push(model);
          else versions.add(model.version);
        } catch (error) {
          failures.push(error);
          await short();
        }
        slowest = Math.max(slowest, performance.now() - began);
        requests++;
      }
    });
    let switches = 0;
    // Visits of this test began long ago for a canary that begins now: it is dated back.
    try {
      for (let i = 0; i < 10; i++) {
        switches += 2;
        await begin(50);
        await rt.db
          .update(canary)
          .set({ startedAt: new Date(0) })
          .where(eq(canary.id, (await canaryOn(rt.db))?.id ?? ""));
        rt.engines.invalidate();
        candidate.broken = i % 3 === 0 ? new Error("out of memory") : null;
        await more(7);
        await end("person");
        await more(7);
        if (i % 2 === 0) {
          await setChampion(rt.db, i % 4 === 0 ? OTHER.version : MODEL.version, null, "test", rt.clock());
          rt.engines.invalidate();
          candidate.broken = null;
          switches++;
        }
      }
    } finally {
      stop = true;
      await Promise.all(loops);
    }
    await setChampion(rt.db, MODEL.version, null, "test", rt.clock());
    rt.engines.invalidate();
    console.log(
      `${requests} requests under ${switches} switches: ${failures.length} failed, slowest ${Math.round(slowest)} ms, answered by ${[...versions].sort().join(" and ")}`,
    );
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(60);
    expect([...versions].sort()).toEqual([MODEL.version, OTHER.version, CANDIDATE.version]);
    await until(async () => (await canaryOn(rt.db)) === null);
  }, 180_000);
});
