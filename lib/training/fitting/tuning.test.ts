import { join } from "node:path";
import type * as tfjs from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { loadBackend } from "@/lib/model/backend";
import type { ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, createCaseEncoder } from "@/lib/model/inputs";
import { weightShapes } from "@/lib/model/network";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import { tensorsOf, variablesOf } from "../build-artifact";
import { prepareModel } from "../prepare";
import { checkpointFolder, readFixture } from "../pretrained/fixture.test-support";
import { readPretrained } from "../pretrained/read-pretrained";
import { weightsFrom } from "../pretrained/start-from";
import { parseRecipe } from "../recipe";
import { surveyStream } from "../text/streams";
import { madeUpSources, temporaryFolder, tinyRecipe } from "../tiny-artifact.test-support";
import { surveyOptions } from "../train";
import { readCheckpoint } from "./checkpoint";
import { disposeWeights, type FitHooks, fitModel } from "./fit";
import { logitsOf } from "./logits";
import { AdamW } from "./optimizer";
import { isAdapter, mergeAdapters, parseTuning, type Tuning, tunable, tuningSchema } from "./tuning";

let tf: Tf;
let config: ModelConfig;
let encode: CaseEncoder;
let start: NamedTensors;
const sources = madeUpSources(120);
const recipe = tinyRecipe();
const stream = surveyStream(sources.nhamcs, recipe);
const cases = sources.nhamcs.slice(0, 12).map((v) => v.case);
const LORA = tuningSchema.parse({ mode: "lora", rank: 4, alpha: 8, projections: ["query", "value", "down"] });

beforeAll(async () => {
  ({ tf } = await loadBackend("wasm"));
  const pretrained = await readPretrained(await checkpointFolder(await readFixture("bert")));
  config = prepareModel(sources, recipe, pretrained).config;
  encode = createCaseEncoder(config, pretrained.tokenizer);
  start = weightsFrom(pretrained, config, 1);
});

async function fitted(tuning: Tuning, hooks: FitHooks = {}, steps = 4): Promise<NamedTensors> {
  const weights = tunable(tf, start, tuning, config, 1);
  await fitModel(tf, config, encode, weights, stream, { ...surveyOptions(recipe), steps }, hooks);
  const tensors = await tensorsOf(weights);
  disposeWeights(weights);
  return tensors;
}

const moved = (after: NamedTensors): string[] =>
  Object.keys(start).filter((name) => {
    const then = start[name]?.data as Float32Array;
    return after[name]?.data.some((v, i) => v !== then[i]);
  });

const logits = async (tensors: NamedTensors): Promise<number[]> => {
  const weights = variablesOf(tf, tensors);
  const rows = Object.values(
    await logitsOf(tf, config, encode, weights as Record<string, tfjs.Tensor>, cases),
  );
  disposeWeights(weights);
  return rows.flat(2);
};
const furthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((v, i) => Math.abs(v - (b[i] as number))));

describe("LoRA", () => {
  it("begins with the model's own answers", async () => {
    const weights = tunable(tf, start, LORA, config, 1);
    const adapted = await tensorsOf(weights);
    disposeWeights(weights);
    expect(furthest(await logits(adapted), await logits(start))).toBe(0);
  });

  it("moves its adapters, heads and inputs, and nothing else", async () => {
    const after = await fitted(LORA);
    expect(moved(after).filter((n) => !/^(heads|embeddings\.(numbers|categories))\./.test(n))).toEqual([]);
    expect(moved(after)).toContain("heads.esi.weight");
    expect(moved(after)).toContain("embeddings.numbers.weight");
    const adapters = Object.keys(after).filter(isAdapter);
    expect(adapters).toHaveLength(2 * 3 * config.num_hidden_layers);
    for (const up of adapters.filter((n) => n.endsWith(".up")))
      expect(
        after[up]?.data.some((v) => v !== 0),
        up,
      ).toBe(true);
    expect([...(after["lora.scale"]?.data ?? [])]).toEqual([2]);
  });

  it("merged answers alike, and is an ordinary model", async () => {
    const after = await fitted(LORA);
    const merged = mergeAdapters(after);
    expect(Object.keys(merged).sort()).toEqual(Object.keys(weightShapes(config)).sort());
    expect(furthest(await logits(after), await logits(start))).toBeGreaterThan(1e-3);
    expect(furthest(await logits(merged), await logits(after))).toBeLessThan(1e-5);
  });

  it("keeps an optimizer's state, and a checkpoint, of what learns alone", async () => {
    const weights = tunable(tf, start, LORA, config, 1);
    const learning = Object.keys(weights).filter((n) => weights[n]?.trainable);
    const before = tf.memory().numBytes;
    const optimizer = new AdamW(
      tf,
      Object.fromEntries(learning.map((n) => [n, weights[n] as tfjs.Variable])),
      {
        learningRate: 1,
        weightDecay: 0,
        clipNorm: 1,
      },
    );
    const learned = learning.reduce((sum, n) => sum + (weights[n] as tfjs.Variable).size, 0);
    expect(tf.memory().numBytes - before).toBe(2 * 4 * learned);
    optimizer.dispose();
    disposeWeights(weights);
    expect(learning.length).toBeLessThan(Object.keys(start).length);

    const checkpointFile = join(await temporaryFolder(), "c");
    const whole = await fitted(LORA, {}, 8);
    await fitted(LORA, { checkpointFile, fingerprint: "f" }, 5);
    const saved = await readCheckpoint(checkpointFile, "f");
    const names = learning.flatMap((n) => [`first/${n}`, `second/${n}`, `weight/${n}`]);
    expect(Object.keys(saved?.tensors ?? {}).sort()).toEqual(names.sort());
    // The schedule knows the run's whole length, so what is resumed here is a run of eight that was cut at its fifth step.
    const stop = new AbortController();
    const cut = join(await temporaryFolder(), "c");
    await expect(
      fitted(
        LORA,
        { checkpointFile: cut, signal: stop.signal, onStep: (s) => void (s === 6 && stop.abort()) },
        8,
      ),
    ).rejects.toThrow(/stopped/);
    const resumed = await fitted(LORA, { checkpointFile: cut }, 8);
    for (const name of learning)
      expect([...(resumed[name]?.data ?? [])]).toEqual([...(whole[name]?.data ?? [])]);
  });

  it("leaks no tensors", async () => {
    await fitted(LORA, {}, 1);
    const before = tf.memory().numTensors;
    await fitted(LORA, {}, 2);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("last layers", () => {
  it.each<[string, Tuning, RegExp]>([
    ["one", { mode: "last-layers", layers: 1, inputs: false }, /^(heads|encoder\.layer\.1)\./],
    [
      "one and the inputs",
      { mode: "last-layers", layers: 1, inputs: true },
      /^(heads|encoder\.layer\.1|embeddings\.(numbers|categories))\./,
    ],
    ["none: the heads alone", { mode: "last-layers", layers: 0, inputs: false }, /^heads\./],
    ["all but the embeddings", { mode: "last-layers", layers: 2, inputs: false }, /^(heads|encoder)\./],
  ])("%s", async (_what, tuning, expected) => {
    // A key's bias moves no softmax, and only the ESI head has examples in this stream.
    const able = Object.keys(start).filter((n) => expected.test(n) && !/key\.bias|heads\.(?!esi)/.test(n));
    expect(
      moved(await fitted(tuning))
        .filter((n) => !/key\.bias/.test(n))
        .sort(),
    ).toEqual(able.sort());
  });
});

describe("all of it", () => {
  it("moves every kind of weight", async () => {
    const names = moved(await fitted({ mode: "full" }));
    for (const kind of [
      "embeddings.words",
      "embeddings.norm",
      "encoder.layer.0.attention.query",
      "heads.esi",
    ])
      expect(
        names.some((n) => n.startsWith(kind)),
        kind,
      ).toBe(true);
  });
});

describe("a tuning in words", () => {
  it.each<[string, object]>([
    ["full", { mode: "full" }],
    ["last-layers:2", { mode: "last-layers", layers: 2, inputs: true }],
    ["lora", { mode: "lora", rank: 8, alpha: 16 }],
    ["lora:4", { mode: "lora", rank: 4 }],
  ])("%s", (text, expected) => {
    expect(parseTuning(text)).toMatchObject(expected);
  });

  it.each(["", "last-layers", "lora:0", "lora:x", "half"])("%j is none", (text) => {
    expect(() => parseTuning(text)).toThrow(/full, last-layers:COUNT/);
  });

  it("needs something to keep", () => {
    expect(() => parseRecipe({ tuning: { mode: "lora" } })).toThrow(/name the checkpoint to start from/);
  });

  it("is gentle with what is known, unless told otherwise", () => {
    const start = { checkpoint: "x" };
    expect(parseRecipe({ start }).survey.learningRate).toBe(5e-5);
    expect(parseRecipe({ start, tuning: { mode: "lora" } }).survey.learningRate).toBe(5e-4);
    expect(parseRecipe({ start, survey: { learningRate: 1e-4 } }).survey.learningRate).toBe(1e-4);
    expect(parseRecipe({}).survey.learningRate).toBe(8e-4);
  });

  it("teaches a checkpoint no words: it has learned them", () => {
    expect(parseRecipe({}).pretraining.steps).toBeGreaterThan(0);
    expect(parseRecipe({ start: { checkpoint: "x" } }).pretraining.steps).toBe(0);
    expect(() => parseRecipe({ start: { checkpoint: "x" }, pretraining: { steps: 5 } })).toThrow(
      /brings its own pretraining/,
    );
  });
});
