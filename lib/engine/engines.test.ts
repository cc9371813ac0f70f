import { appendFile, cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import { loadBackend } from "@/lib/model/backend";
import { paddedLength } from "@/lib/model/inputs";
import { MASK_WORD } from "@/lib/model/tokenizer";
import { parseReplay, synthesize } from "@/lib/training/replay";
import { temporaryFolder, tinyArtifact, withoutEmbedding } from "@/lib/training/tiny-artifact.test-support";
import type { Engine } from "./engine";
import { createOnnxEngine } from "./onnx";
import { caseKey, distinctCases, lengthBuckets } from "./plan";
import { createTfjsEngine } from "./tfjs";

let dir: string;
let cases: TriageCase[];
beforeAll(async () => {
  dir = await tinyArtifact();
  const summary = parseReplay(JSON.parse(await readFile(join(dir, "replay.json"), "utf8")));
  const r = random(11, "engines");
  cases = Array.from({ length: 80 }, (_, i) => ({ ...synthesize(summary, r), id: String(i) }));
  cases.push({ id: "bare", ageYears: 0.02 }, { id: "masked", ageYears: 50, chiefComplaint: MASK_WORD });
});

describe("two engines", () => {
  it("give the same answers to 1e-4", async () => {
    const onnx = await createOnnxEngine(dir);
    const tfjs = await createTfjsEngine(dir, { backend: "wasm" });
    const [a, b] = [await onnx.predict(cases), await tfjs.predict(cases)];
    a.forEach((p, i) => {
      p.probabilities.forEach((x, k) => {
        expect(Math.abs(x - (b[i]?.probabilities[k] as number))).toBeLessThan(1e-4);
      });
      expect(Math.abs((p.criticalRisk as number) - (b[i]?.criticalRisk as number))).toBeLessThan(1e-4);
      expect(p.probabilities.reduce((x, y) => x + y)).toBeCloseTo(1, 6);
      expect(p.set).toContain(p.level);
    });
    expect([onnx.engine, onnx.device, tfjs.engine, tfjs.device]).toEqual(["onnx", "cpu", "tfjs", "wasm"]);
    expect(onnx.artifactDigest).toBe(tfjs.artifactDigest);
    await onnx.close();
    await tfjs.close();
  });

  it("agree in int8 to what eight bits allow", async () => {
    const exact = await createOnnxEngine(dir);
    const small = await createOnnxEngine(dir, { precision: "int8" });
    const [a, b] = [await exact.predict(cases), await small.predict(cases)];
    const worst = Math.max(
      ...a.map((p, i) => Math.abs(p.expectedSeverity - (b[i]?.expectedSeverity as number))),
    );
    expect(worst).toBeLessThan(0.1);
    expect(small.precision).toBe("int8");
    await exact.close();
    await small.close();
  });

  it("answer a case alike whatever stands beside it, in the order asked", async () => {
    const engine = await createOnnxEngine(dir);
    const all = await engine.predict(cases);
    const reversed = await engine.predict([...cases].reverse());
    all.forEach((p, i) => {
      expect(p.expectedSeverity).toBeCloseTo(reversed[cases.length - 1 - i]?.expectedSeverity as number, 4);
    });
    expect(await engine.predict([])).toEqual([]);
    await engine.close();
    await expect(engine.predict(cases)).rejects.toMatchObject({ code: "model-unavailable" });
  });

  it("answer on the other scale when asked", async () => {
    const engine = await createOnnxEngine(dir, { scale: "ktas", policy: "safety-first" });
    expect((await engine.predict(cases.slice(0, 2))).length).toBe(2);
    await engine.close();
  });

  it("leak no tensors", async () => {
    const { tf } = await loadBackend("wasm");
    const before = tf.memory().numTensors;
    const engine = await createTfjsEngine(dir, { backend: "wasm" });
    await engine.predict(cases.slice(0, 5));
    await engine.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the embedding", () => {
  const places = async (engine: Engine): Promise<(Float32Array | undefined)[]> =>
    (await engine.predict(cases, { embedding: true })).map((p) => p.embedding);

  it("is the same vector from both engines to 1e-4, and another for another case", async () => {
    const onnx = await createOnnxEngine(dir);
    const tfjs = await createTfjsEngine(dir, { backend: "wasm" });
    const [a, b] = [await places(onnx), await places(tfjs)];
    a.forEach((vector, i) => {
      expect(vector).toHaveLength(32);
      vector?.forEach((x, k) => {
        expect(Math.abs(x - (b[i]?.[k] as number))).toBeLessThan(1e-4);
      });
    });
    expect(new Set(a.map((v) => v?.join())).size).toBe(distinctCases(cases).cases.length);
    await onnx.close();
    await tfjs.close();
  });

  it("comes only when asked for, and changes no answer", async () => {
    for (const engine of [await createOnnxEngine(dir), await createTfjsEngine(dir, { backend: "wasm" })]) {
      const plain = await engine.predict(cases.slice(0, 8));
      const embedded = await engine.predict(cases.slice(0, 8), { embedding: true });
      expect(plain.some((p) => "embedding" in p)).toBe(false);
      expect(embedded.map(({ embedding: _, ...rest }) => rest)).toEqual(plain);
      await engine.close();
    }
  });

  it("is absent, and all else answered, where the graph was exported before it had a name", async () => {
    const old = join(await temporaryFolder(), "old");
    await withoutEmbedding(dir, old);
    const [before, now] = [await createOnnxEngine(old), await createOnnxEngine(dir)];
    const answers = await before.predict(cases.slice(0, 8), { embedding: true });
    expect(answers).toEqual(await now.predict(cases.slice(0, 8)));
    await before.close();
    await now.close();
  });
});

describe("a damaged artifact is refused", () => {
  const damage: [string, (copy: string) => Promise<unknown>, RegExp][] = [
    ["a changed weight file", (d) => appendFile(join(d, "model.onnx"), "x"), /model\.onnx .*sha256/],
    ["a missing file", (d) => rm(join(d, "tokenizer.json")), /tokenizer\.json is missing/],
    ["no manifest", (d) => rm(join(d, "manifest.json")), /manifest\.json is missing/],
    ["a manifest that is no JSON", (d) => writeFile(join(d, "manifest.json"), "{"), /no JSON/],
    [
      "a changed threshold",
      (d) => edit(d, "calibration.json", /"balanced"/, '"safety-first"'),
      /calibration\.json/,
    ],
    ["a changed card", (d) => appendFile(join(d, "README.md"), "!"), /README\.md/],
    [
      "a path out of the folder",
      (d) => edit(d, "manifest.json", /"README\.md"/, '"../README.md"'),
      /manifest\.json/,
    ],
  ];
  it.each(damage)("%s", async (_what, change, message) => {
    const copy = join(await temporaryFolder(), "copy");
    await cp(dir, copy, { recursive: true });
    await change(copy);
    await expect(createOnnxEngine(copy)).rejects.toMatchObject({
      code: "artifact-invalid",
      message: expect.stringMatching(message),
    });
  });
});

async function edit(folder: string, file: string, from: RegExp, to: string): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, (await readFile(path, "utf8")).replace(from, to));
}

describe("planning", () => {
  it("asks equal cases once, whatever their ids", () => {
    const a: TriageCase = { id: "1", ageYears: 3, vitals: { heartRate: 90 }, history: ["x"] };
    const twins = [
      a,
      { ...a, id: "2" },
      { ...a, vitals: { heartRate: 91 } },
      { ...a, vitals: {} },
      { id: "5", ageYears: 3 },
    ];
    expect(distinctCases(twins).indexOf).toEqual([0, 0, 1, 2, 3]);
    expect(caseKey({ id: "1", ageYears: 3, note: "a" })).not.toBe(
      caseKey({ id: "1", ageYears: 3, chiefComplaint: "a" }),
    );
  });

  it("puts every case into exactly one batch, of bounded size", () => {
    const encoded = Array.from({ length: 500 }, (_, i) => ({
      numbers: new Float32Array(),
      categories: new Int32Array(),
      tokens: new Array<number>((i * 37) % 96).fill(1),
      segments: [],
      positions: [],
    }));
    const batches = lengthBuckets(encoded, 64);
    expect(batches.flat().sort((a, b) => a - b)).toEqual(encoded.map((_, i) => i));
    expect(Math.max(...batches.map((b) => b.length))).toBeLessThanOrEqual(64);
    const length = (i: number) => encoded[i]?.tokens.length ?? 0;
    const padded = batches.map((b) => b.length * paddedLength(Math.max(...b.map(length))));
    const places = (counts: readonly number[]) => counts.reduce((sum, n) => sum + n, 0);
    expect(places(padded)).toBeLessThan(1.15 * places(encoded.map((_, i) => length(i))));
    expect(lengthBuckets([])).toEqual([]);
  });
});
