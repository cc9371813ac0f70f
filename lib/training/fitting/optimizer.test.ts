import type * as tfjs from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { loadBackend } from "@/lib/model/backend";
import type { Tf } from "@/lib/model/tf";
import { AdamW, type OptimizerOptions } from "./optimizer";

let tf: Tf;
beforeAll(async () => {
  ({ tf } = await loadBackend("cpu"));
});

const OPTIONS: OptimizerOptions = {
  learningRate: 0.1,
  weightDecay: 0.5,
  clipNorm: 1,
  rates: { "heads.": 3 },
  beta1: 0.9,
  beta2: 0.98,
};

/** One number's way under AdamW, gradients already clipped. */
function byHand(start: number, gradients: readonly number[], rate: number, decay: number): number {
  let [w, m, v] = [start, 0, 0];
  gradients.forEach((g, i) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.98 * v + 0.02 * g * g;
    const change = m / (1 - 0.9 ** (i + 1)) / (Math.sqrt(v / (1 - 0.98 ** (i + 1))) + 1e-8);
    w = w * (1 - rate * decay) - rate * change;
  });
  return w;
}

const numbers = (t: tfjs.Tensor | undefined): number[] => [...(t?.dataSync() ?? [])];

it("moves every weight as AdamW does: by its own rate, matrices decaying, gradients clipped together", () => {
  const weights = {
    "encoder.bias": tf.variable(tf.tensor1d([1, 2])),
    "encoder.weight": tf.variable(tf.tensor2d([[3, 4]])),
    "encoder.unused": tf.variable(tf.tensor1d([9])),
    "heads.weight": tf.variable(tf.tensor2d([[5]])),
  };
  const optimizer = new AdamW(tf, weights, OPTIONS);
  // The first is four long and is cut to one; the second is shorter than that.
  const factors = [2, 0.25];
  const shares = { "encoder.bias": [1, 1], "encoder.weight": [1, 0], "heads.weight": [-1] };
  factors.forEach((f, i) => {
    const gradients = Object.fromEntries(
      Object.entries(shares).map(([name, s]) => [
        name,
        tf.tensor(
          s.map((x) => x * f),
          weights[name as keyof typeof shares].shape,
        ),
      ]),
    );
    optimizer.apply(gradients, i + 1, 1);
  });
  const clipped = [0.5, 0.25];
  const ways = clipped.map((g) => -g);
  const near = (got: number[], wanted: number[]) => {
    expect(got).toHaveLength(wanted.length);
    got.forEach((x, i) => {
      expect(x).toBeCloseTo(wanted[i] as number, 4);
    });
  };
  near(numbers(weights["encoder.bias"]), [byHand(1, clipped, 0.1, 0), byHand(2, clipped, 0.1, 0)]);
  near(numbers(weights["encoder.weight"]), [byHand(3, clipped, 0.1, 0.5), byHand(4, [0, 0], 0.1, 0.5)]);
  near(numbers(weights["heads.weight"]), [byHand(5, ways, 0.3, 0.5)]);
  expect(numbers(weights["encoder.unused"])).toEqual([9]);
});

it("gives its state by weight and takes it back", () => {
  const weights = { a: tf.variable(tf.tensor1d([1, 2])), b: tf.variable(tf.tensor2d([[3], [4]])) };
  const gradients = { a: tf.tensor1d([0.1, 0.2]), b: tf.tensor2d([[0.3], [0.4]]) };
  const one = new AdamW(tf, weights, OPTIONS);
  one.apply(gradients, 1, 1);
  const state = one.state();
  expect(Object.keys(state).sort()).toEqual(["first/a", "first/b", "second/a", "second/b"]);
  expect(state["second/b"]?.shape).toEqual([2, 1]);
  const other = new AdamW(tf, weights, OPTIONS);
  other.restore((name) => Float32Array.from(numbers(state[name])));
  for (const [name, moment] of Object.entries(other.state()))
    expect(numbers(moment)).toEqual(numbers(state[name]));
});
