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
import type { StopOptions, Stopped } from "./early-stop";
import { disposeWeights, type ExampleStream, type FitHooks, fitModel, initialWeights } from "./fit";

let tf: Tf;
let config: ModelConfig;
let encode: CaseEncoder;
let stream: ExampleStream;
const recipe = tinyRecipe();
beforeAll(async () => {
  ({ tf } = await loadBackend("wasm"));
  const sources = madeUpSources();
  const prepared = prepareModel(sources, recipe);
  config = prepared.config;
  encode = createCaseEncoder(config, loadTokenizer(prepared.tokenizer));
  stream = surveyStream(sources.nhamcs, recipe);
});

async function run(hooks: FitHooks, steps = 30): Promise<{ stopped: Stopped | null; weights: Float32Array }> {
  const weights = initialWeights(tf, config, 1);
  try {
    const options = { ...surveyOptions(recipe), steps, checkpointEvery: 2 };
    const stopped = await fitModel(tf, config, encode, weights, stream, options, hooks);
    return { stopped, weights: (await tensorsOf(weights))["heads.esi.weight"]?.data as Float32Array };
  } finally {
    disposeWeights(weights);
  }
}

/** The mean of a weight's squares, away from where it stands after six steps: best there, whatever the data. */
function bestAt(target: number): StopOptions["measure"] {
  return async (weights) => {
    const values = await weights["heads.esi.weight"]?.data();
    const size = (values as Float32Array).reduce((sum, v) => sum + v * v, 0);
    return Math.abs(size - target);
  };
}
const sizeAfter = async (steps: number) => (await run({}, steps)).weights.reduce((sum, v) => sum + v * v, 0);

describe("early stopping", () => {
  it("ends after so many looks without a better one, and gives the best weights back", async () => {
    const seen: Float32Array[] = [];
    const losses = [5, 4, 3, 3, 6, 7, 1];
    let looks = 0;
    const measure = async (weights: Parameters<StopOptions["measure"]>[0]) => {
      const values = await weights["heads.esi.weight"]?.data();
      seen.push((values as Float32Array).slice());
      return losses[looks++] as number;
    };
    const { stopped, weights } = await run({ stop: { every: 2, patience: 3, measure } });
    // Looked at before the first step, then at 2, 4 (the best), 6 (no better), 8 and 10.
    expect(stopped).toEqual({ at: 10, planned: 30, best: 4, loss: 3 });
    expect([...weights]).toEqual([...(seen[2] as Float32Array)]);
  });

  it("makes all steps where it gets better to the end, as without", async () => {
    let loss = 100;
    const { stopped, weights } = await run(
      { stop: { every: 2, patience: 1, measure: async () => loss-- } },
      9,
    );
    expect(stopped).toMatchObject({ at: 9, best: 9 });
    expect([...weights]).toEqual([...(await run({}, 9)).weights]);
  });

  it("keeps what it began with where nothing is better, and leaks no tensors", async () => {
    const before = tf.memory().numTensors;
    let loss = 0;
    const { stopped } = await run({ stop: { every: 2, patience: 2, measure: async () => loss++ } });
    expect(stopped).toMatchObject({ at: 4, best: 0 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([3, 7, 9, 11])("ends the same when killed after step %i and taken up again", async (killed) => {
    const measure = bestAt(await sizeAfter(6));
    const stop = { every: 2, patience: 3, measure };
    const whole = await run({ stop });
    expect(whole.stopped?.at).toBeLessThan(30);
    const hooks = { stop, checkpointFile: join(await temporaryFolder(), "c"), fingerprint: "f" };
    const abort = new AbortController();
    const onStep = (step: number) => {
      if (step === killed) abort.abort();
    };
    await run({ ...hooks, signal: abort.signal, onStep }).catch((error: Error) => {
      expect(error.message).toMatch(/stopped/);
    });
    const again = await run(hooks);
    expect(again.stopped).toEqual(whole.stopped);
    expect([...again.weights]).toEqual([...whole.weights]);
  });
});
