import { join } from "node:path";
import type * as tfjs from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { createTfjsEngine } from "@/lib/engine/tfjs";
import { openArtifact, readWeights } from "@/lib/model/artifact";
import { loadBackend } from "@/lib/model/backend";
import { type ModelConfig, parseModelConfig } from "@/lib/model/config";
import { type CaseEncoder, collate, createCaseEncoder } from "@/lib/model/inputs";
import { forward, weightShapes } from "@/lib/model/network";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import { loadTokenizer } from "@/lib/model/tokenizer";
import { variablesOf } from "../build-artifact";
import { disposeWeights, initialValues } from "../fitting/fit";
import { collateTargets, loss } from "../fitting/loss";
import { prepareModel } from "../prepare";
import type { Sources } from "../sources/load";
import { surveyStream } from "../text/streams";
import { madeUpSources, temporaryFolder, tinyArtifact, tinyRecipe } from "../tiny-artifact.test-support";
import { surveyOptions } from "../train";
import { measureImportance } from "./importance";
import { type PruneOptions, prune } from "./prune";
import { keepMost, pruneModel } from "./slice";

const recipe = tinyRecipe();
const sources = madeUpSources(60);
const cases = sources.nhamcs.slice(0, 6).map((v) => v.case);
const options = { ...surveyOptions(recipe), batches: 1, batchSize: 16 };
const stream = surveyStream(sources.nhamcs, recipe);
let tf: Tf;
let config: ModelConfig;
let encode: CaseEncoder;
let drawn: NamedTensors;
beforeAll(async () => {
  ({ tf } = await loadBackend("wasm"));
  const prepared = prepareModel(sources, recipe);
  config = prepared.config;
  encode = createCaseEncoder(config, loadTokenizer(prepared.tokenizer));
  drawn = initialValues(config, 1);
});

/** The tensors with each row of a weight scaled. */
const withRows = (tensors: NamedTensors, name: string, factor: (row: number) => number): NamedTensors => {
  const { shape, data } = tensors[name] as NamedTensors[string];
  return {
    ...tensors,
    [name]: { shape, data: data.map((x, i) => x * factor(Math.floor(i / (shape[1] ?? 1)))) },
  };
};
const output = (l: number) => `encoder.layer.${l}.attention.output.weight`;
const down = (l: number) => `encoder.layer.${l}.feed_forward.down.weight`;
const layers = [0, 1];
const HEAD = 16;

async function withVariables<T>(
  tensors: NamedTensors,
  use: (w: Record<string, tfjs.Variable>) => T,
): Promise<T> {
  const weights = variablesOf(tf, tensors);
  try {
    return use(weights);
  } finally {
    disposeWeights(weights);
  }
}

const outputsOf = (c: ModelConfig, tensors: NamedTensors): Promise<number[]> =>
  withVariables(tensors, (weights) =>
    tf.tidy(() => {
      const { esi, ktas, critical, embedding } = forward(tf, c, weights, collate(c, cases.map(encode)));
      return [esi, ktas, critical, embedding].flatMap((t) => Array.from((t as tfjs.Tensor).dataSync()));
    }),
  );

describe("cutting", () => {
  it("what reaches nothing changes no answer", async () => {
    let silent = drawn;
    for (const l of layers) {
      silent = withRows(silent, output(l), (row) => (Math.floor(row / HEAD) === l ? 0 : 1));
      silent = withRows(silent, down(l), (row) => (row % 3 === l ? 0 : 1));
    }
    const units = Array.from({ length: 64 }, (_, u) => u);
    const kept = {
      heads: [[1], [0]],
      // Both layers keep 42: of layer 0, whose silent units are 22, all others; of layer 1 one silent unit less.
      units: [units.filter((u) => u % 3 !== 0), units.filter((u) => u % 3 !== 1 && u !== -1).slice(0, 42)],
    };
    silent = withRows(silent, down(1), (row) => ((kept.units[1] as number[]).includes(row) ? 1 : 0));
    const small = pruneModel(config, silent, kept);
    const [before, after] = [await outputsOf(config, silent), await outputsOf(small.config, small.tensors)];
    expect(Math.max(...before.map((x, i) => Math.abs(x - (after[i] as number))))).toBeLessThan(2e-6);
    expect(small.config).toMatchObject({ num_attention_heads: 1, head_dim: HEAD, intermediate_size: 42 });
    expect(await outputsOf(config, drawn)).not.toEqual(before);
  });

  it("leaves weights of the shapes the new config asks for", () => {
    const kept = keepMost(
      {
        heads: [
          [1, 2],
          [2, 1],
        ],
        units: [[...Array(64).keys()], [...Array(64).keys()]],
      },
      1,
      8,
    );
    expect(kept.heads).toEqual([[1], [0]]);
    expect(kept.units[0]).toEqual([56, 57, 58, 59, 60, 61, 62, 63]);
    const small = pruneModel(config, drawn, kept);
    const shapes = Object.fromEntries(Object.entries(small.tensors).map(([name, t]) => [name, [...t.shape]]));
    expect(shapes).toEqual(weightShapes(small.config));
    expect(parseModelConfig(JSON.parse(JSON.stringify(small.config)))).toEqual(small.config);
  });

  it("keeps a model that loses no head described as it was", () => {
    const all = keepMost(
      {
        heads: [
          [1, 1],
          [1, 1],
        ],
        units: [Array(64).fill(1), Array(64).fill(1)],
      },
      2,
      64,
    );
    expect(pruneModel(config, drawn, all).config).toEqual(config);
  });
});

describe("importance", () => {
  it("is what the loss changes by, to first order, when a head or unit fades", async () => {
    const { heads, units } = await measureImportance(tf, config, encode, drawn, stream, options);
    const examples = await stream(0, options.batchSize);
    const lossOf = (tensors: NamedTensors) =>
      withVariables(tensors, (weights) =>
        tf.tidy(() => {
          const inputs = collate(
            config,
            examples.map((e) => encode(e.case)),
          );
          const outputs = forward(tf, config, weights, inputs);
          return loss(tf, outputs, collateTargets(examples), options).dataSync()[0] as number;
        }),
      );
    const slope = async (name: string, isIn: (row: number) => boolean) => {
      const at = (gate: number) => lossOf(withRows(drawn, name, (row) => (isIn(row) ? gate : 1)));
      return Math.abs((await at(1.05)) - (await at(0.95))) / 0.1;
    };
    for (const l of layers) {
      const head = await slope(output(l), (row) => row >= HEAD);
      expect(Math.abs(head / (heads[l]?.[1] as number) - 1)).toBeLessThan(0.1);
      const scores = units[l] as number[];
      const strongest = scores.indexOf(Math.max(...scores));
      const unit = await slope(down(l), (row) => row === strongest);
      expect(Math.abs(unit / (scores[strongest] as number) - 1)).toBeLessThan(0.1);
    }
  });

  it("lets a planted head and unit survive, and leaves no tensors", async () => {
    const before = tf.memory().numTensors;
    for (const planted of [0, 1]) {
      let tensors = drawn;
      for (const l of layers) {
        tensors = withRows(tensors, output(l), (row) => (Math.floor(row / HEAD) === planted ? 1 : 0.002));
        tensors = withRows(tensors, down(l), (row) => (row % 8 === planted ? 1 : 0.002));
      }
      const measured = await measureImportance(tf, config, encode, tensors, stream, {
        ...options,
        batches: 4,
      });
      const kept = keepMost(measured, 1, 8);
      expect(kept.heads).toEqual([[planted], [planted]]);
      const units = Array.from({ length: 8 }, (_, i) => i * 8 + planted);
      for (const own of kept.units)
        expect(own.filter((u) => units.includes(u)).length).toBeGreaterThanOrEqual(7);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("pruning an artifact", () => {
  let modelDir: string;
  let data: Sources;
  let workDir: string;
  let whole: string;
  beforeAll(async () => {
    modelDir = await tinyArtifact();
    const all = madeUpSources(700);
    const later = (v: Sources["nhamcs"][number], i: number) => ({ ...v, key: `2014-${i}`, year: 2014 });
    data = { ...all, nhamcs: all.nhamcs.map((v, i) => (i < 200 ? v : later(v, i))) };
    workDir = await temporaryFolder();
    whole = await run(workDir);
  });
  const run = async (work: string, extra: Partial<PruneOptions> = {}): Promise<string> => {
    const outDir = join(await temporaryFolder(), "pruned");
    const now = new Date("2024-05-10T12:00:00Z");
    const sizes = { heads: 1, units: 24, steps: 20 };
    await prune({ modelDir, sources: data, outDir, workDir: work, backend: "wasm", now, ...sizes, ...extra });
    return outDir;
  };

  it("keeps the KTAS calibration where there are no KTAS visits to fit it on", async () => {
    const small = await openArtifact(
      await run(await temporaryFolder(), { sources: { ...data, ktas: [] }, steps: 1 }),
    );
    const parent = await openArtifact(modelDir);
    expect(small.manifest.lineage).toMatchObject({ calibration: { ktas: "kept from 0.0.1" } });
    expect(small.calibration.scales.ktas).toEqual(parent.calibration.scales.ktas);
  });

  it("writes one that both engines serve alike, and that says what it came from", async () => {
    const [parent, small] = [await openArtifact(modelDir), await openArtifact(whole)];
    expect(small.config).toMatchObject({ num_attention_heads: 1, head_dim: HEAD, intermediate_size: 24 });
    expect(small.manifest.parent?.digest).toBe(parent.digest);
    expect(small.manifest.lineage).toMatchObject({
      pruned: { heads: { before: 2 }, units: { before: 64 } },
      calibration: { ktas: "refitted, with its head" },
      ktasCrossValidation: { folds: 2, balanced: { count: 40 } },
    });
    expect(small.calibration.scales.ktas?.fittedOn).toContain("2-fold");
    expect(small.calibration.scales.esi).not.toEqual(parent.calibration.scales.esi);
    expect(await small.read("replay.json")).toEqual(await parent.read("replay.json"));

    const engines = [
      await createOnnxEngine(whole),
      await createTfjsEngine(whole, { backend: "wasm" }),
      await createOnnxEngine(whole, { precision: "int8" }),
    ];
    const [onnx, tfjs, int8] = await Promise.all(engines.map((e) => e.predict(cases)));
    onnx?.forEach((p, i) => {
      expect(Math.abs(p.expectedSeverity - (tfjs?.[i]?.expectedSeverity as number))).toBeLessThan(1e-4);
      expect(Math.abs(p.expectedSeverity - (int8?.[i]?.expectedSeverity as number))).toBeLessThan(0.1);
    });
    for (const e of engines) await e.close();
  });

  it("comes nearer to the whole model's answers by learning them", async () => {
    const embeddings = async (dir: string) => {
      const engine = await createOnnxEngine(dir);
      const asked = data.nhamcs.slice(0, 100).map((v) => v.case);
      const answers = await engine.predict(asked, { embedding: true });
      await engine.close();
      return answers.flatMap((a) => [...(a.embedding as Float32Array)]);
    };
    const wanted = await embeddings(modelDir);
    const gap = async (dir: string) =>
      (await embeddings(dir)).reduce((sum, x, i) => sum + Math.abs(x - (wanted[i] as number)), 0);
    const cut = await run(workDir, { steps: 0 });
    expect(await gap(whole)).toBeLessThan(await gap(cut));
  });

  it("goes on from where it was stopped, to the same weights", async () => {
    const work = await temporaryFolder();
    const stop = () => {
      throw new Error("stopped");
    };
    await expect(run(work, { onProgress: stop })).rejects.toThrow("stopped");
    const steps: number[] = [];
    const resumed = await run(work, { onProgress: (p) => steps.push(p.step) });
    expect(steps.length).toBeGreaterThan(0);
    const [a, b] = [await openArtifact(resumed), await openArtifact(whole)];
    expect(await readWeights(a)).toEqual(await readWeights(b));
  });

  it.each([
    [{ heads: 3 }, /heads to keep/],
    [{ units: 4 }, /units to keep/],
    [{ heads: 2, units: 64 }, /nothing to prune/],
  ])("refuses %o", async (sizes, message) => {
    await expect(run(workDir, sizes)).rejects.toThrow(message);
  });
});
