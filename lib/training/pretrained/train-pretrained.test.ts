import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { createTfjsEngine } from "@/lib/engine/tfjs";
import { openArtifact } from "@/lib/model/artifact";
import { MASK_WORD } from "@/lib/model/tokenizer";
import type { Tuning } from "../fitting/tuning";
import { fineTune } from "../incremental";
import { madeUpSources, madeUpVisit, temporaryFolder, tinyRecipe } from "../tiny-artifact.test-support";
import { train } from "../train";
import { checkpointFolder, type FIXTURES, readFixture } from "./fixture.test-support";

const now = new Date("2024-05-10T12:00:00Z");
const sources = {
  ...madeUpSources(),
  nhamcs: Array.from({ length: 1000 }, (_, i) => ({
    ...madeUpVisit(random(i), `v${i}`),
    year: i % 2 === 0 ? 2014 : 2012,
  })),
};
const cases: TriageCase[] = [
  ...Array.from({ length: 40 }, (_, i) => madeUpVisit(random(500 + i), `${i}`).case),
  { id: "bare", ageYears: 0.02 },
  {
    id: "masked",
    ageYears: 50,
    chiefComplaint: `chest ${MASK_WORD}, s/p fall`,
    note: "señora 😀 ".repeat(90),
  },
];

async function trained(name: (typeof FIXTURES)[number], tuning: Tuning): Promise<string> {
  const dir = await temporaryFolder();
  const checkpointDir = await checkpointFolder(await readFixture(name));
  await train({
    sources,
    recipe: tinyRecipe({
      start: { checkpoint: checkpointDir },
      pretraining: { steps: 0 },
      tuning,
      survey: { steps: 6, batchSize: 16, warmup: 1 },
    }),
    checkpointDir,
    outDir: join(dir, "artifact"),
    workDir: join(dir, "work"),
    backend: "wasm",
    now,
  });
  return join(dir, "artifact");
}

async function severities(open: Promise<Awaited<ReturnType<typeof createOnnxEngine>>>): Promise<number[]> {
  const engine = await open;
  try {
    return (await engine.predict(cases)).map((p) => p.expectedSeverity);
  } finally {
    await engine.close();
  }
}
const gaps = (a: readonly number[], b: readonly number[]) => a.map((v, i) => Math.abs(v - (b[i] as number)));

describe("a model that began as a checkpoint", () => {
  const lora: Tuning = { mode: "lora", rank: 2, alpha: 4, projections: ["query", "value"], inputs: true };
  it.each<[(typeof FIXTURES)[number], Tuning]>([
    ["bert", { mode: "full" }],
    ["roberta", lora],
    ["distilbert", { mode: "last-layers", layers: 1, inputs: true }],
    ["electra", { mode: "full" }],
  ])(
    "%s trains, exports and answers alike through both engines",
    async (name, tuning) => {
      const dir = await trained(name, tuning);
      const artifact = await openArtifact(dir);
      expect(artifact.config.encoder).toBe("bert");
      expect(artifact.manifest.lineage.startedFrom).toMatchObject({ family: name });
      expect(artifact.manifest.lineage.recipe).toMatchObject({ start: { checkpoint: "checkpoint" } });

      const onnx = await severities(createOnnxEngine(dir));
      expect(new Set(onnx.map((s) => s.toFixed(6))).size).toBeGreaterThan(30);
      expect(
        Math.max(...gaps(onnx, await severities(createTfjsEngine(dir, { backend: "wasm" })))),
      ).toBeLessThan(1e-4);
      const int8 = gaps(onnx, await severities(createOnnxEngine(dir, { precision: "int8" })));
      expect(int8.reduce((a, b) => a + b) / int8.length).toBeLessThan(0.06);
    },
    60_000,
  );

  it("goes on learning by adapters from a site's labels", async () => {
    const dir = await trained("bert", { mode: "full" });
    const outDir = join(await temporaryFolder(), "candidate");
    const labels = cases.slice(0, 20).map((c) => ({ case: c, level: 1 as const }));
    const result = await fineTune({
      championDir: dir,
      labels,
      validation: [],
      outDir,
      version: "0.0.2",
      seed: 1,
      now,
      backend: "wasm",
      steps: 12,
      replaySize: 32,
      tuning: lora,
    });
    expect(result.parity).toBeLessThan(1e-4);
    const artifact = await openArtifact(outDir);
    expect(artifact.manifest.lineage.tuning).toEqual(lora);
    const [before, after] = [
      await severities(createOnnxEngine(dir)),
      await severities(createOnnxEngine(outDir)),
    ];
    expect(after.slice(0, 20).every((s, i) => s < (before[i] as number))).toBe(true);
  }, 60_000);
});
