import { beforeAll, describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { loadBackend } from "@/lib/model/backend";
import type { ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, collate, createCaseEncoder } from "@/lib/model/inputs";
import type { Tf } from "@/lib/model/tf";
import { loadTokenizer, type TextTokenizer } from "@/lib/model/tokenizer";
import { variablesOf } from "./build-artifact";
import { disposeWeights, fitModel, initialValues } from "./fitting/fit";
import { prepareModel } from "./prepare";
import { MASKED_BIAS, maskedObjective, maskPieces } from "./pretrain";
import { wordsStream } from "./text/streams";
import { madeUpSources, tinyRecipe } from "./tiny-artifact.test-support";
import { surveyOptions } from "./train";

let tf: Tf;
let config: ModelConfig;
let encode: CaseEncoder;
let special: TextTokenizer["special"];
const recipe = tinyRecipe();
const sources = madeUpSources();
beforeAll(async () => {
  ({ tf } = await loadBackend("wasm"));
  const prepared = prepareModel(sources, recipe);
  config = prepared.config;
  const tokenizer = loadTokenizer(prepared.tokenizer);
  special = tokenizer.special;
  encode = createCaseEncoder(config, tokenizer);
});

describe("hiding pieces", () => {
  const batch = () =>
    collate(
      config,
      sources.nhamcs.slice(0, 64).map((v) => encode(v.case)),
    );

  it("hides the asked share, remembers what stood there, and leaves padding and separators alone", () => {
    const inputs = batch();
    const masked = maskPieces(config, special, inputs, 0.3, random(1, "mask"));
    const words = inputs.tokens.filter((t) => !Object.values(special).includes(t)).length;
    expect(masked.places.length / words).toBeGreaterThan(0.2);
    expect(masked.places.length / words).toBeLessThan(0.4);
    masked.places.forEach((place, i) => {
      expect(masked.pieces[i]).toBe(inputs.tokens[place]);
      expect(Object.values(special)).not.toContain(inputs.tokens[place]);
    });
    const chosen = new Set(masked.places);
    inputs.tokens.forEach((t, i) => {
      if (!chosen.has(i)) expect(masked.inputs.tokens[i]).toBe(t);
    });
    const shown = [...masked.places].filter((place) => masked.inputs.tokens[place] === special.mask).length;
    expect(shown / masked.places.length).toBeGreaterThan(0.6);
    expect(shown / masked.places.length).toBeLessThan(0.95);
  });

  it("hides at least one piece, and none where there is no text", () => {
    const one = collate(config, [encode({ id: "1", ageYears: 40, chiefComplaint: "cough" })]);
    expect(maskPieces(config, special, one, 0.05, random(3, "mask")).places.length).toBeGreaterThan(0);
    const none = collate(config, [encode({ id: "1", ageYears: 40 })]);
    expect(maskPieces(config, special, none, 0.5, random(3, "mask")).places.length).toBe(0);
  });
});

describe("pretraining", () => {
  it("learns to guess hidden pieces, better than chance, and leaks no tensors", async () => {
    const before = tf.memory().numTensors;
    const bias = { shape: [config.vocab_size], data: new Float32Array(config.vocab_size) };
    const weights = variablesOf(tf, { ...initialValues(config, 1), [MASKED_BIAS]: bias });
    const losses: number[] = [];
    const options = { ...surveyOptions(recipe), steps: 60, warmup: 5, learningRate: 3e-3 };
    await fitModel(tf, config, encode, weights, wordsStream(sources.nhamcs, recipe), options, {
      objective: maskedObjective(special, { seed: 1, maskRate: 0.2 }),
      onProgress: (p) => losses.push(p.loss),
    });
    disposeWeights(weights);
    expect(losses[0]).toBeGreaterThan(Math.log(config.vocab_size) * 0.6);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) * 0.85);
    expect(tf.memory().numTensors).toBe(before);
  });
});
