import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { random } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { verdicts } from "@/lib/explain/version-quality/verdicts";
import { type Artifact, openArtifact, readWeights } from "@/lib/model/artifact";
import { retold } from "@/lib/training/text/augment";
import { madeUpSources, tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { explanationFigures, measureExplanations } from "./explanation-quality";
import { redraw, redrawnStages, stagesOf } from "./redrawn-weights";

let artifact: Artifact;
beforeAll(async () => {
  artifact = await openArtifact(await tinyArtifact());
});
const visits = madeUpSources(60).nhamcs;
const cases = visits.slice(0, 12).map((v) => v.case);

describe("redrawn weights", () => {
  it("go from the heads down to all, each stage holding the one before", async () => {
    const names = Object.keys(await readWeights(artifact));
    const stages = stagesOf(artifact.config);
    expect(stages.map((s) => s.name)).toEqual([
      "heads",
      "heads and layer 2",
      "heads and layers 1-2",
      "all weights",
    ]);
    const drawn = stages.map((s) => names.filter(s.redrawn));
    expect(drawn[0]?.every((n) => n.startsWith("heads."))).toBe(true);
    expect(drawn[1]?.some((n) => n.startsWith("encoder.layer.0."))).toBe(false);
    expect(drawn[2]?.some((n) => n.startsWith("embeddings."))).toBe(false);
    expect(drawn[3]).toEqual(names);
    drawn.slice(1).forEach((stage, i) => {
      expect(stage).toEqual(expect.arrayContaining(drawn[i] ?? []));
    });
  });

  it("draw what they say and leave the rest, another way each draw", async () => {
    const learned = await readWeights(artifact);
    const a = redraw(artifact.config, learned, (n) => n.startsWith("heads."), 90);
    const b = redraw(artifact.config, learned, (n) => n.startsWith("heads."), 91);
    expect(a["heads.esi.weight"]?.data).not.toEqual(learned["heads.esi.weight"]?.data);
    expect(a["heads.esi.weight"]?.data).not.toEqual(b["heads.esi.weight"]?.data);
    expect(a["embeddings.words.weight"]).toBe(learned["embeddings.words.weight"]);
  });

  it("answer through an engine of their own and leave nothing behind", async () => {
    // A place of its own: others on this machine draw weights, too.
    const place = await mkdtemp(join(tmpdir(), "redrawn-"));
    vi.stubEnv("TMPDIR", place);
    const real = await createOnnxEngine(artifact.dir);
    const [heads] = await redrawnStages(artifact, { seed: 90, draws: 1 });
    const other = await heads?.open(0);
    const [a, b] = [await real.predict(cases), await other?.predict(cases)];
    expect(b?.map((x) => x.expectedSeverity)).not.toEqual(a.map((x) => x.expectedSeverity));
    await Promise.all([real.close(), other?.close()]);
    expect(await readdir(place)).toEqual([]);
    vi.unstubAllEnvs();
    await rm(place, { recursive: true });
  });
});

describe("retold", () => {
  it("says it in other words and keeps every fact", () => {
    const told = visits.map((v) => retold(v, random(1, v.key)));
    told.forEach((c, i) => {
      const { chiefComplaint: _c, note: _n, ...facts } = c;
      const { chiefComplaint: _d, note: _m, ...before } = visits[i]?.case ?? { id: "", ageYears: 0 };
      expect(facts).toEqual(before);
      expect(c.chiefComplaint?.length).toBeGreaterThan(0);
      expect(c.chiefComplaint).not.toContain("[MASK]");
    });
    const changed = told.filter((c, i) => c.chiefComplaint !== visits[i]?.case.chiefComplaint);
    expect(changed.length).toBeGreaterThan(visits.length / 2);
    const ktas = { ...(visits[0] as (typeof visits)[number]), source: "ktas" as const };
    expect(retold(ktas, random(1))).toEqual(ktas.case);
  });
});

describe("measureExplanations", () => {
  it("measures an artifact end to end, replays by seed, and shows every figure with its case count", async () => {
    const seen: number[] = [];
    const options = { dataset: "made-up visits", sample: 12, seed: 2, maxEvaluations: 120 };
    const q = await measureExplanations(artifact, visits, {
      ...options,
      onProgress: (d, n) => seen.push(d / n),
    });
    expect(seen.at(-1)).toBe(1);
    expect(q).toMatchObject({ cases: 12, seed: 2, maxEvaluations: 120, dataset: "made-up visits" });
    expect(q.randomisedWeights.stages).toHaveLength(4);
    expect(q.stability.map((s) => s.cases)).toEqual([12, 12]);
    // Random weights are followed as well as learned ones: the explainer is on trial, not the model.
    expect(verdicts(q).find((v) => v.check === "insertion")?.passed).toBe(true);
    expect(verdicts(q).find((v) => v.check === "planted-found")?.passed).toBe(true);
    const set = explanationFigures(q);
    expect(set.dataset).toBe("Explanations, 12 visits of made-up visits");
    expect(set.figures.filter((f) => f.value === null)).toEqual([]);
    expect(await measureExplanations(artifact, visits, options)).toEqual(q);
  }, 60_000);
});
