import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadBackend } from "@/lib/model/backend";
import type { ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, createCaseEncoder } from "@/lib/model/inputs";
import type { Tf } from "@/lib/model/tf";
import { loadTokenizer } from "@/lib/model/tokenizer";
import { tensorsOf } from "../build-artifact";
import { prepareModel } from "../prepare";
import { surveyStream } from "../text/streams";
import { madeUpSources, temporaryFolder, tinyRecipe } from "../tiny-artifact.test-support";
import { surveyOptions } from "../train";
import { disposeWeights, type ExampleStream, type FitHooks, fitModel, initialWeights } from "./fit";
import { schedule } from "./optimizer";

let tf: Tf;
let config: ModelConfig;
let encode: CaseEncoder;
let stream: ExampleStream;
const recipe = tinyRecipe();
const sources = madeUpSources();
beforeAll(async () => {
  ({ tf } = await loadBackend("wasm"));
  const prepared = prepareModel(sources, recipe);
  config = prepared.config;
  encode = createCaseEncoder(config, loadTokenizer(prepared.tokenizer));
  stream = surveyStream(sources.nhamcs, recipe);
});

async function run(hooks: FitHooks = {}, steps = 12): Promise<Float32Array> {
  const weights = initialWeights(tf, config, 1);
  try {
    await fitModel(tf, config, encode, weights, stream, { ...surveyOptions(recipe), steps }, hooks);
    return (await tensorsOf(weights))["heads.esi.weight"]?.data as Float32Array;
  } finally {
    disposeWeights(weights);
  }
}

describe("the fit loop", () => {
  it("lowers the loss and leaks no tensors", async () => {
    const before = tf.memory().numTensors;
    const losses: number[] = [];
    await run({ onProgress: (p) => losses.push(p.loss) }, 40);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) * 0.9);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("ends the same whether interrupted or not", async () => {
    const whole = await run();
    const checkpointFile = join(await temporaryFolder(), "c");
    const hooks = { checkpointFile, fingerprint: "f" };
    const stop = new AbortController();
    const interrupted = run({
      ...hooks,
      signal: stop.signal,
      onStep: (step) => {
        if (step === 8) stop.abort();
      },
    });
    await expect(interrupted).rejects.toThrow(/stopped/);
    const steps: number[] = [];
    const resumed = await run({ ...hooks, onStep: (step) => void steps.push(step) });
    expect(steps[0]).toBe(6);
    expect([...resumed]).toEqual([...whole]);
  });

  it("is the same for the same seed and different for another", async () => {
    const [a, b] = [await run({}, 3), await run({}, 3)];
    expect([...a]).toEqual([...b]);
  });
});

describe("checkpoints", () => {
  const save = async () => {
    const checkpointFile = join(await temporaryFolder(), "c");
    await run({ checkpointFile, fingerprint: "f" }, 5);
    return checkpointFile;
  };

  it.each([
    ["cut short", (b: Buffer) => b.subarray(0, b.length / 2)],
    ["one bit changed", (b: Buffer) => flip(b, b.length - 100)],
    ["one bit of its digest changed", (b: Buffer) => flip(b, 30)],
    ["one bit of its middle changed", (b: Buffer) => flip(b, Math.floor(b.length / 2))],
    ["another file", () => Buffer.from("hello")],
    ["empty", () => Buffer.alloc(0)],
  ])("%s: refused", async (_what, damage) => {
    const checkpointFile = await save();
    await writeFile(checkpointFile, damage(await readFile(checkpointFile)));
    await expect(run({ checkpointFile, fingerprint: "f" })).rejects.toMatchObject({
      code: "artifact-invalid",
    });
  });

  it("of another run are not taken up", async () => {
    const checkpointFile = await save();
    const steps: number[] = [];
    await run({ checkpointFile, fingerprint: "other", onStep: (s) => void steps.push(s) }, 2);
    expect(steps).toEqual([1, 2]);
  });
});

function flip(content: Buffer, at: number): Buffer {
  const copy = Buffer.from(content);
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}

describe("schedule", () => {
  it.each([
    [1, 0.1],
    [10, 1],
    [55, 0.51],
    [100, 0.02],
  ])("step %i", (step, factor) => {
    expect(schedule(step, 100, 10)).toBeCloseTo(factor, 6);
  });
});
