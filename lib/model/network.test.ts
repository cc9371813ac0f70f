import type * as tfjs from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { disposeWeights, initialWeights } from "@/lib/training/fitting/fit";
import { prepareModel } from "@/lib/training/prepare";
import { madeUpSources, tinyRecipe } from "@/lib/training/tiny-artifact.test-support";
import { loadBackend } from "./backend";
import type { ModelConfig } from "./config";
import { type CaseEncoder, collate, createCaseEncoder } from "./inputs";
import { forward } from "./network";
import { activate, embed, layerNorm, linear, matMul, repeat } from "./ops";
import type { Tf } from "./tf";
import { loadTokenizer } from "./tokenizer";

let tf: Tf;
let config: ModelConfig;
let encode: CaseEncoder;
const sources = madeUpSources(60);
beforeAll(async () => {
  ({ tf } = await loadBackend("cpu"));
  const prepared = prepareModel(sources, tinyRecipe());
  config = prepared.config;
  encode = createCaseEncoder(config, loadTokenizer(prepared.tokenizer));
});

const close = (a: tfjs.Tensor, b: tfjs.Tensor) =>
  expect(tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0])).toBeLessThan(2e-5);

describe("own gradients equal TensorFlow.js's", () => {
  const cases: [
    string,
    (x: tfjs.Tensor, y: tfjs.Tensor) => tfjs.Tensor,
    (x: tfjs.Tensor, y: tfjs.Tensor) => tfjs.Tensor,
  ][] = [
    ["matMul", (x, y) => matMul(tf, x, y), (x, y) => tf.matMul(x, y)],
    ["linear", (x, y) => linear(tf, x, y, tf.sum(y, 0)), (x, y) => tf.add(tf.matMul(x, y), tf.sum(y, 0))],
    ["repeat", (x) => repeat(tf, tf.reshape(x, [6]), 3), (x) => tf.tile(tf.reshape(x, [1, 1, 6]), [3, 1, 1])],
    ["quick_gelu", (x) => activate(tf, x, "quick_gelu"), (x) => tf.mul(x, tf.sigmoid(tf.mul(x, 1.702)))],
    [
      "gelu",
      (x) => activate(tf, x, "gelu"),
      (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))),
    ],
    [
      "gelu_new",
      (x) => activate(tf, x, "gelu_new"),
      (x) => {
        const inner = tf.add(x, tf.mul(tf.pow(x, tf.scalar(3)), 0.044715));
        return tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(tf.mul(inner, Math.sqrt(2 / Math.PI)))));
      },
    ],
    [
      "linear with an adapter, its own weight frozen",
      (x, y) => {
        const frozen = tf.variable(tf.ones([3, 4]), false);
        const bias = tf.variable(tf.ones([4]), false);
        const down = tf.matMul(y, tf.ones([4, 2]));
        return linear(tf, x, frozen, bias, { down, up: tf.ones([2, 4]), scale: tf.scalar(0.5) });
      },
      (x, y) => {
        const weight = tf.add(1, tf.mul(0.5, tf.matMul(tf.matMul(y, tf.ones([4, 2])), tf.ones([2, 4]))));
        return tf.add(tf.matMul(x, weight), tf.ones([4]));
      },
    ],
    [
      "layerNorm",
      (x) => layerNorm(tf, x, tf.tensor1d([1, 2, 0.5]), tf.tensor1d([0, 1, 0]), 1e-5),
      (x) => {
        const centred = tf.sub(x, tf.mean(x, -1, true));
        const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5));
        return tf.add(tf.mul(tf.mul(centred, scale), tf.tensor1d([1, 2, 0.5])), tf.tensor1d([0, 1, 0]));
      },
    ],
    [
      "embed",
      (x) => embed(tf, x, Int32Array.of(0, 1, 1, 0), [2, 2]),
      (x) =>
        tf.gather(
          x,
          tf.tensor2d(
            [
              [0, 1],
              [1, 0],
            ],
            [2, 2],
            "int32",
          ),
        ),
    ],
  ];
  it.each(cases)("%s", (_name, own, theirs) => {
    tf.tidy(() => {
      const x = tf.tensor2d([
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ]);
      const y = tf.tensor2d([
        [1, 2, 0, -1],
        [0.5, 0, 1, 1],
        [-1, 0.2, 0.1, 3],
      ]);
      close(own(x, y), theirs(x, y));
      const weighted = (f: typeof own) => (a: tfjs.Tensor, b: tfjs.Tensor) => {
        const out = f(a, b);
        const sum = tf.sum(tf.mul(out, tf.reshape(tf.range(1, out.size + 1), out.shape)));
        // Operations of one argument must depend on the other too for tf.grads.
        return tf.add(sum, tf.mul(0, tf.sum(b))) as tfjs.Scalar;
      };
      const [dx, dy] = tf.grads(weighted(own))([x, y]);
      const [ex, ey] = tf.grads(weighted(theirs))([x, y]);
      close(dx as tfjs.Tensor, ex as tfjs.Tensor);
      close(dy as tfjs.Tensor, ey as tfjs.Tensor);
    });
  });
});

describe("the network", () => {
  const run = (cases: (typeof sources.nhamcs)[number]["case"][], weights: Record<string, tfjs.Variable>) =>
    tf.tidy(() =>
      forward(tf, config, weights, collate(config, cases.map(encode))).esi?.arraySync(),
    ) as number[][];

  it("answers a case alike, alone or in a padded batch", () => {
    const weights = initialWeights(tf, config, 1);
    const cases = sources.nhamcs.slice(0, 5).map((v) => v.case);
    const long = { ...(cases[0] as (typeof cases)[number]), note: "vomiting and chest pain ".repeat(6) };
    const together = run([...cases, long], weights);
    cases.forEach((c, i) => {
      run([c], weights)[0]?.forEach((v, k) => {
        expect(v).toBeCloseTo(together[i]?.[k] as number, 4);
      });
    });
    disposeWeights(weights);
  });

  it("leaks no tensors", () => {
    const before = tf.memory().numTensors;
    const weights = initialWeights(tf, config, 1);
    run(
      sources.nhamcs.slice(0, 3).map((v) => v.case),
      weights,
    );
    disposeWeights(weights);
    expect(tf.memory().numTensors).toBe(before);
  });
});
