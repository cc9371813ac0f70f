import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { modelCard } from "@/lib/evaluation/card";
import { evaluateSources } from "@/lib/evaluation/evaluate";
import { type Evaluation, metricSets } from "@/lib/evaluation/evaluation";
import { reportFiles } from "@/lib/evaluation/evaluation-report";
import { evaluationTable } from "@/lib/evaluation/report";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import { splitOf } from "./sources/splits";
import { madeUpOutcomes, madeUpSources, temporaryFolder, tinyRecipe } from "./tiny-artifact.test-support";
import { train } from "./train";
import { learnedFromReported, staleParts, twinOf } from "./twin";

const SOURCES = {
  ...madeUpSources(),
  // A sixth of three in four of them calibrates, and it takes 200 with a level.
  outcomes: madeUpOutcomes(2400),
};
const count = (split: string) => SOURCES.outcomes.filter((v) => splitOf(v) === split).length;

const SURVEY = { steps: 3, batchSize: 16, warmup: 1, teachers: 1 };
const KTAS = { folds: 2, repeats: 2, tellings: 0, bigramRows: 61 };

let dir: string;
let shipped: Artifact;
let twin: Artifact;
let e: Evaluation;

async function trained(name: string, extra: Record<string, unknown>): Promise<Artifact> {
  const outDir = join(dir, name);
  // Both in one working folder: neither may go on from the other's checkpoints.
  await train({
    sources: SOURCES,
    recipe: tinyRecipe({ ktas: KTAS, survey: SURVEY, ...extra }),
    outDir,
    workDir: join(dir, "work"),
    backend: "wasm",
    now: new Date("2024-05-10T12:00:00Z"),
  });
  return openArtifact(outDir);
}

beforeAll(async () => {
  dir = await temporaryFolder();
  shipped = await trained("shipped", { learnsFrom: "everything" });
  twin = await trained("twin", { version: "0.0.1-twin" });
  e = await evaluateSources(twin.dir, SOURCES, {
    standsFor: shipped.dir,
    resamples: 5,
    baselines: false,
    explanations: 1,
  });
}, 120_000);

const withLineage = (a: Artifact, recipe: object): Artifact => ({
  ...a,
  manifest: { ...a.manifest, lineage: { ...a.manifest.lineage, recipe } },
});

describe("a model that learned from everything", () => {
  it("learned from the reported visits too, and says so; from those that calibrate it did not", () => {
    expect(twin.manifest.lineage.sources).toMatchObject({
      "nhamcs-ed 2016-2018, with outcomes": count("train"),
    });
    expect(shipped.manifest.lineage.sources).toMatchObject({
      "nhamcs-ed 2016-2019, with outcomes": count("train") + count("report"),
    });
    expect(shipped.manifest.lineage.description).toContain("2016-2019 with outcomes");
    expect(shipped.manifest.files["model.safetensors"]).not.toBe(twin.manifest.files["model.safetensors"]);
  });

  it("has nothing left to measure likeness on", () => {
    expect(shipped.familiarity?.table).toMatchObject({ measured: [], planted: [] });
    expect(twin.familiarity?.table.measured).toHaveLength(3);
  });

  it("is not measured on visits it learned from, nor is what was fine-tuned from it", async () => {
    await expect(evaluateSources(shipped.dir, SOURCES)).rejects.toThrow(/measure its twin/);
    const { lineage } = shipped.manifest;
    expect(learnedFromReported({ champion: { champion: lineage } })).toBe(true);
    expect(learnedFromReported({ champion: twin.manifest.lineage })).toBe(false);
  });
});

describe("its twin", () => {
  it("answers in its place, and the evaluation says who answered", () => {
    expect(e.model).toEqual(shipped.identity);
    expect(e.twin).toMatchObject({ model: twin.identity, digest: twin.digest });
    expect(e.measured.files["model.onnx"]).toBe(twin.manifest.files["model.onnx"]);
    expect(e.survey?.policies[0]?.figures.cases).toBe(
      SOURCES.outcomes.filter((v) => v.level && splitOf(v) === "report").length,
    );
    expect(e.ktas).toEqual(shipped.manifest.lineage.ktasCrossValidation);
    expect(e.ktas).toMatchObject({ folds: 2, repeats: 2, balanced: { count: 40 } });
  });

  it("is named wherever a figure is shown", () => {
    for (const text of [modelCard(shipped, e), reportFiles(e)["report.md"], evaluationTable(e)]) {
      expect(text).toContain(twin.digest);
      expect(text).not.toMatch(/Nothing below was used in training|undefined|NaN/);
    }
    const sets = metricSets(e).map((s) => s.dataset);
    expect(sets.slice(0, 2)).toEqual([
      "NHAMCS ED 2019 (answered by a twin that did not learn from it), balanced policy",
      "NHAMCS ED 2019 (answered by a twin that did not learn from it), safety-first policy",
    ]);
    expect(sets.at(-1)).toBe("Explanations, 1 visits of NHAMCS ED 2016-2018, the sixth that calibrates");
  });

  it("lends its card what it measured of unlike patients", () => {
    expect(modelCard(shipped, e)).toContain("| NHAMCS ED 2019, retold |");
  });

  it("stands for the model as it was, and for no other", () => {
    expect(staleParts(shipped, JSON.parse(JSON.stringify(e)))).toEqual([]);
    const files = { ...shipped.manifest.files, "model.safetensors": "0".repeat(64) };
    expect(staleParts({ ...shipped, manifest: { ...shipped.manifest, files } }, e)).toEqual([
      "model.safetensors",
    ]);
    const recipe = tinyRecipe({ ktas: KTAS, survey: SURVEY, learnsFrom: "everything", seed: 6 });
    expect(staleParts(withLineage(shipped, recipe), e)).toEqual(["recipe"]);
    // Without the word that a twin answered, the figures would pass for the model's own.
    const { twin: _twin, ...bare } = e;
    expect(staleParts(shipped, bare)).toContain("recipe");
    expect(staleParts(twin, bare)).toEqual([]);
  });

  it("must have been trained by the same recipe, or what differs is named", () => {
    const other = tinyRecipe({ ktas: KTAS, survey: { ...SURVEY, steps: 4 }, seed: 6 });
    expect(() => twinOf(withLineage(twin, other), shipped)).toThrow(
      /no twins.*seed is 6 here, 5 there; survey\.steps is 4 here, 3 there/,
    );
    expect(() => twinOf(shipped, shipped)).toThrow(/measure its twin/);
    expect(() => twinOf(twin, twin)).toThrow(/did not learn from everything/);
    expect(() => twinOf({ ...twin, manifest: { ...twin.manifest, lineage: {} } }, shipped)).toThrow(
      /does not say how it was trained/,
    );
  });
});
