import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { evaluateArtifact } from "@/lib/evaluation/evaluate";
import { capInfluence, type Voice } from "@/lib/feedback/influence";
import { NOTHING_KNOWN, type VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import { CHANGES } from "@/lib/measures/evidence";
import { type FigureSet, figure } from "@/lib/measures/figures";
import { openArtifact } from "@/lib/model/artifact";
import { type JobEvent, jobSchema, runJob } from "@/lib/workflows/learning/candidate-job";
import { UNLIKE_KINDS } from "./familiarity/unlike-cases";
import { fineTune } from "./incremental";
import { defaultSteps, type Label } from "./lessons";
import {
  madeUpOutcomes,
  madeUpSources,
  madeUpVisit,
  temporaryFolder,
  tinyRecipe,
  withoutFamiliarity,
} from "./tiny-artifact.test-support";
import { train } from "./train";

/** A site where a complaint the model has never seen is always charted level 1. */
const label = (i: number): Label => ({
  case: {
    id: `l${i}`,
    ageYears: 30 + i,
    chiefComplaint: "zombie bite",
    vitals: { heartRate: 80, systolic: 130 },
  },
  level: 1,
});
const labels = Array.from({ length: 60 }, (_, i) => label(i));
const others: TriageCase[] = Array.from({ length: 40 }, (_, i) => madeUpVisit(random(i), `${i}`).case);
const now = new Date("2024-05-10T12:00:00Z");

let champion: string;
beforeAll(async () => {
  const dir = await temporaryFolder();
  champion = join(dir, "champion");
  await train({
    sources: {
      ...madeUpSources(),
      nhamcs: Array.from({ length: 1200 }, (_, i) => ({
        ...madeUpVisit(random(i), `v${i}`),
        year: i % 2 === 0 ? 2014 : 2012,
      })),
      // A sixth of three in four of them calibrates, and it takes 200 with a level.
      outcomes: madeUpOutcomes(2400),
    },
    recipe: tinyRecipe({
      survey: { steps: 120, batchSize: 24, warmup: 10, learningRate: 3e-3 },
      checkpointEvery: 1000,
    }),
    outDir: champion,
    workDir: join(dir, "work"),
    backend: "wasm",
    now,
  });
}, 120_000);

const severities = async (dir: string, cases: readonly TriageCase[]): Promise<number[]> => {
  const engine = await createOnnxEngine(dir);
  const out = (await engine.predict(cases)).map((p) => p.expectedSeverity);
  await engine.close();
  return out;
};
const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;

describe("fineTune", () => {
  it("moves towards the labels and keeps the rest", async () => {
    const outDir = join(await temporaryFolder(), "candidate");
    const result = await fineTune({
      championDir: champion,
      labels,
      validation: labels.slice(0, 8),
      outDir,
      version: "0.0.1+r1",
      seed: 1,
      now,
      backend: "wasm",
      steps: 40,
      replaySize: 128,
    });
    const asked = labels.map((l) => l.case);
    const [before, after] = [await severities(champion, asked), await severities(outDir, asked)];
    expect(mean(after)).toBeLessThan(mean(before) - 0.5);
    const [keptBefore, keptAfter] = [await severities(champion, others), await severities(outDir, others)];
    expect(mean(keptBefore.map((s, i) => Math.abs(s - (keptAfter[i] as number))))).toBeLessThan(0.35);

    const artifact = await openArtifact(outDir);
    const parent = await openArtifact(champion);
    expect(artifact.manifest.parent).toEqual({
      name: "openacuity-triage",
      version: "0.0.1",
      digest: parent.digest,
    });
    expect(artifact.digest).toBe(result.digest);
    expect(result.parity).toBeLessThan(1e-4);
    expect(result.calibration).toMatch(/kept/);

    // What is ordinary to it is fitted anew where its encoder moved, and carried where it did not.
    const [own, theirs] = [artifact.familiarity?.table, parent.familiarity?.table];
    expect(own?.bounds.words).toBe(theirs?.bounds.words);
    expect(own?.bounds.whole).not.toBe(theirs?.bounds.whole);
    expect(own?.measured).toEqual([
      { dataset: "Held-out decisions of this site", cases: 8, flagged: expect.any(Number) },
    ]);
    expect(own?.planted.map((p) => p.kind)).toEqual(UNLIKE_KINDS.map((k) => k.kind));
    const engine = await createOnnxEngine(outDir);
    const answers = await engine.predict(others, { familiarity: true });
    await engine.close();
    expect(answers.filter((a) => a.familiarity?.unlike.length === 0).length).toBeGreaterThan(30);
  }, 60_000);

  it("learns from what became of patients, of some whose levels it has learned already", async () => {
    const outDir = join(await temporaryFolder(), "outcomes");
    const outcomes: VisitOutcomes = {
      answers: { ...NOTHING_KNOWN.answers, criticalCare: "yes", admission: "yes", leftUnseen: "no" },
      within: { criticalCare: "4-24h" },
    };
    const levelled = others.map((c, i): Label => ({ case: c, level: ((i % 5) + 1) as Level, weight: 0.1 }));
    const late = labels.map((l): Label => ({ ...l, outcomes, outcomesOnly: true }));
    await fineTune({
      ...{ championDir: champion, validation: [], outDir, version: "0.0.1+r6", seed: 1, now },
      ...{ backend: "wasm", steps: 40, replaySize: 128, labels: [...levelled, ...late] },
    });
    const asked = labels.map((l) => l.case);
    const risk = async (dir: string): Promise<number> => {
      const engine = await createOnnxEngine(dir);
      const answers = await engine.predict(asked);
      await engine.close();
      return mean(answers.map((a) => a.outlook?.risks.criticalCare ?? Number.NaN));
    };
    expect(await risk(outDir)).toBeGreaterThan(1.5 * (await risk(champion)));
    const { lineage } = (await openArtifact(outDir)).manifest;
    expect(lineage).toMatchObject({ labels: levelled.length, outcomes: late.length });
    const short = { championDir: champion, validation: [], outDir, version: "0.0.1+r7", seed: 1, now };
    await expect(fineTune({ ...short, labels: late })).rejects.toMatchObject({ code: "insufficient-data" });
  }, 60_000);

  it("forgets more where nothing is rehearsed", async () => {
    const dir = await temporaryFolder();
    const before = await severities(champion, others);
    const movedBy = async (labelShare?: number) => {
      const outDir = join(dir, `share-${labelShare ?? "usual"}`);
      await fineTune({
        ...{ championDir: champion, labels, validation: [], outDir, version: "0.0.1+r5", seed: 1, now },
        ...{ backend: "wasm", steps: 40, replaySize: 128 },
        ...(labelShare === undefined ? {} : { labelShare }),
      });
      const after = await severities(outDir, others);
      return mean(before.map((s, i) => Math.abs(s - (after[i] as number))));
    };
    expect(await movedBy(1)).toBeGreaterThan(2 * (await movedBy()));
  }, 120_000);

  it("makes no claim about what is ordinary when the champion made none", async () => {
    const dir = await temporaryFolder();
    const old = join(dir, "old");
    await withoutFamiliarity(champion, old);
    const outDir = join(dir, "candidate");
    const made = { labels: labels.slice(0, 5), validation: [], outDir, version: "0.0.1+r3", seed: 1, now };
    await fineTune({ ...made, championDir: old, backend: "wasm", steps: 2, replaySize: 32 });
    expect((await openArtifact(outDir)).familiarity).toBeNull();
    const engine = await createOnnxEngine(outDir);
    const [answer] = await engine.predict(others.slice(0, 1), { familiarity: true });
    await engine.close();
    expect(answer && "familiarity" in answer).toBe(false);
  }, 60_000);

  it("refuses too few labels", async () => {
    const attempt = fineTune({
      championDir: champion,
      labels: labels.slice(0, 2),
      validation: [],
      outDir: "/nowhere",
      version: "1",
      seed: 1,
      now,
    });
    await expect(attempt).rejects.toMatchObject({ code: "insufficient-data" });
  });

  it.each([
    [10, 48],
    [100, 89],
    [10_000, 240],
  ])("%i labels take %i steps", (n, steps) => {
    expect(defaultSteps(n)).toBe(steps);
  });
});

describe("a training job", () => {
  it("reports progress, and measures both versions on the same held-out labels", async () => {
    const outDir = join(await temporaryFolder(), "candidate");
    const events: JobEvent[] = [];
    const job = jobSchema.parse({
      championDir: champion,
      outDir,
      version: "0.0.1+r2",
      labels: labels.slice(0, 20),
      validation: labels.slice(20, 30),
      created: now.toISOString(),
      backend: "wasm",
      steps: 10,
      replaySize: 64,
    });
    await runJob(job, new Date(), (e) => events.push(e));
    expect(events[0]).toMatchObject({ type: "progress", totalSteps: 10 });
    const done = events.at(-1);
    if (done?.type !== "done") throw new Error("the job did not end");
    const [champions, candidates] = [done.metrics.champion, done.metrics.candidate];
    expect(champions.map((m) => m.dataset)).toEqual(candidates.map((m) => m.dataset));
    expect(candidates).toContainEqual(
      expect.objectContaining({ dataset: "Held-out decisions of this site", cases: 10 }),
    );
    expect(candidates.at(-1)?.dataset).toMatch(/^The same visits as somebody else's/);
    expect(candidates[0]?.dataset).toContain("Benchmark of release 0.0.1");
    // Ten labels tell nothing and are not passed over in silence; the benchmark is judged all the same.
    expect(done.findings.find((f) => f.gate === "site-urgent-found")?.severity).toBe("few");
    expect(done.findings.find((f) => f.gate === "urgent-found")?.severity).not.toBe("few");
    expect((await openArtifact(outDir)).manifest.created).toBe(now.toISOString());
  }, 60_000);

  it.each([
    [{ labels: [] }, /labels/],
    [{ championDir: "x", outDir: "y", version: "1", labels: [{ case: { id: "1" }, level: 1 }] }, /ageYears/],
    [
      { championDir: "x", outDir: "y", version: "1", labels: [{ case: { id: "1", ageYears: 3 }, level: 6 }] },
      /level/,
    ],
  ])("refuses job %#", (job, message) => {
    const parsed = jobSchema.safeParse(job);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues.map((i) => i.path.join(".")).join(" ")).toMatch(message);
  });
});

describe("labels that want urgent patients to be ordinary ones", () => {
  /** What honest nurses of the made-up world say, and as many patients the model finds urgent, all set to 4 by one lead. */
  async function poisoned(): Promise<(Label & Voice)[]> {
    const cases = Array.from({ length: 600 }, (_, i) => madeUpVisit(random(30_000 + i), `site-${i}`).case);
    const engine = await createOnnxEngine(champion);
    const shown = (await engine.predict(cases)).map((p) => p.level as Level);
    await engine.close();
    const seen = cases.map((c, i) => ({ case: c, assessedLevel: shown[i] as Level }));
    // Urgent patients are rare at a door; what is said of them wrongly meets little that says otherwise.
    const honest = seen
      .filter((s) => s.assessedLevel >= 3)
      .slice(0, 60)
      .map((s, i) => ({ ...s, level: s.assessedLevel, weight: 0.5, author: `nurse ${i % 8}` }));
    const urgent = seen.filter((s) => s.assessedLevel <= 2);
    return [
      ...honest,
      ...urgent.slice(0, 60).map((s) => ({ ...s, level: 4 as const, weight: 1, author: "lead" })),
    ];
  }

  async function taught(labels: readonly Label[]) {
    const outDir = join(await temporaryFolder(), "candidate");
    const job = jobSchema.parse({
      championDir: champion,
      outDir,
      version: "0.0.1+r4",
      labels,
      created: now.toISOString(),
      backend: "wasm",
      steps: 120,
      replaySize: 128,
    });
    const events: JobEvent[] = [];
    await runJob(job, now, (e) => events.push(e));
    const done = events.at(-1);
    if (done?.type !== "done") throw new Error("the job did not end");
    const lost = figure(done.metrics.candidate[0] as FigureSet, CHANGES.urgentLost)?.value as number;
    return { lost, failed: done.findings.filter((f) => f.severity === "fail").map((f) => f.gate) };
  }

  it("are stopped by the gates when they count as they ask to, and teach little when nobody may drown others out", async () => {
    const labels = await poisoned();
    const asked = await taught(labels);
    expect(asked.lost).toBeGreaterThan(0.08);
    expect(asked.failed).toContain("urgent-lost");
    const weights = capInfluence(labels);
    const capped = await taught(labels.map((l, i) => ({ ...l, weight: weights[i] as number })));
    expect(capped.lost).toBeLessThan(asked.lost / 3);
    expect(capped.failed).not.toContain("urgent-lost");
  }, 240_000);
});

describe("a trained artifact", () => {
  it("knows the made-up world it was trained on", async () => {
    const cases = Array.from({ length: 200 }, (_, i) => {
      const v = madeUpVisit(random(10_000 + i), "new");
      return { case: v.case, level: v.level?.value ?? 3 };
    });
    const [figures] = await evaluateArtifact(champion, [{ dataset: "new", cases }]);
    const value = (name: string) => figures?.figures.find((f) => f.name === name)?.value as number;
    expect(value("Quadratic-weighted kappa")).toBeGreaterThan(0.6);
    expect(value("AUROC, levels 1-2")).toBeGreaterThan(0.85);
    expect((await openArtifact(champion)).calibration.scales.ktas).toBeDefined();
  });
});
