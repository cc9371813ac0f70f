import type * as tfjs from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { gradientsOf, type Prepared, supervised } from "../fitting/fit";
import { ordinalTarget } from "../fitting/loss";
import { tunable } from "../fitting/tuning";
import type { Label } from "../lessons";
import { madeUpVisit, tinyArtifact } from "../tiny-artifact.test-support";
import { secureDraws } from "./draws";
import { freezeSite, type OpenSite, openSite } from "./fit-site";
import { privateGradients } from "./private-gradients";

const labels = Array.from({ length: 12 }, (_, i): Label => {
  const visit = madeUpVisit(random("private", i), `p${i}`);
  return { case: visit.case, level: visit.level?.value as Level };
});
let site: OpenSite;
beforeAll(async () => {
  site = await openSite(await tinyArtifact(), { seed: 1, replaySize: 16, backend: "wasm" });
});

async function step(clip: number, normal: () => number, chosen: readonly Label[] = labels) {
  const { tf, champion, encode } = site.learner;
  const weights = tunable(tf, site.stored, { mode: "full" }, champion.config, 1);
  for (const [name, w] of Object.entries(weights))
    if (name.startsWith("heads.") && !name.startsWith("heads.esi.")) w.trainable = false;
  const objective = supervised({ ordinalWeight: 0, underTriageCost: 1, headWeights: {} });
  const batch: Prepared[] = site.rehearsed.map((example) => ({ example, encoded: encode(example.case) }));
  const before = tf.memory().numTensors;
  const gradients = privateGradients(objective, encode, {
    ...{ labels: chosen, rate: 0.5, clip, noise: 2, share: 1, seed: 1 },
    draws: { chance: () => true, normal },
  });
  const { value, grads } = gradients(tf, champion.config, weights, batch, 1, undefined);
  const squares = Object.values(grads).map((g) =>
    tf.tidy(() => tf.sum(tf.square(g)).dataSync()[0] as number),
  );
  const flat = Object.fromEntries(Object.entries(grads).map(([name, g]) => [name, g.dataSync()]));
  tf.dispose([value, ...(Object.values(grads) as tfjs.Tensor[])]);
  const left = tf.memory().numTensors - before;
  const single = labels.map((label) => {
    const example = { case: label.case, targets: { esi: ordinalTarget(label.level, 0.1) }, weight: 1 };
    const { value: v, grads: g } = gradientsOf(objective)(
      tf,
      champion.config,
      weights,
      [{ example, encoded: encode(label.case) }],
      1,
      undefined,
    );
    const norm = Math.sqrt(
      Object.values(g).reduce(
        (sum, t) => sum + tf.tidy(() => tf.sum(tf.square(t)).dataSync()[0] as number),
        0,
      ),
    );
    tf.dispose([v, ...Object.values(g)]);
    return norm;
  });
  tf.dispose(weights as Record<string, tfjs.Tensor>);
  return { norm: Math.sqrt(squares.reduce((a, b) => a + b, 0)), flat, left, single };
}

it("bounds what one label can do, whatever it says", async () => {
  const clip = 0.01;
  const all = await step(clip, () => 0);
  // Every label's own gradient is longer than the clip, so the bound is at work.
  expect(Math.min(...all.single)).toBeGreaterThan(clip);
  expect(all.norm).toBeLessThanOrEqual((clip * labels.length) / (0.5 * labels.length) + 1e-6);
  // One label there or not changes the sum, at a fixed number expected, by no more than the clip.
  const loud = { ...(labels[0] as Label), weight: 1000 };
  const one = await step(clip, () => 0, [loud]);
  expect(one.norm * 0.5).toBeLessThanOrEqual(clip + 1e-6);
  expect(one.norm * 0.5).toBeGreaterThan(0.99 * clip);
});

it("adds noise of the size it was asked for to every weight that labels reach, and leaks no tensor", async () => {
  const r = random(3);
  const [without, noisy] = [await step(0.01, () => 0), await step(0.01, () => r.normal())];
  const noise = Object.entries(noisy.flat).flatMap(([name, g]) =>
    Array.from(g as Float32Array, (x, i) => x - (without.flat[name]?.[i] as number)),
  );
  const deviation = Math.sqrt(noise.reduce((sum, x) => sum + x * x, 0) / noise.length);
  // 2 lengths of 0.01, over 6 labels expected.
  expect(deviation).toBeCloseTo((2 * 0.01) / 6, 4);
  expect(noisy.left).toBe(0);
});

it("takes the same sum at once where the encoder stays as it is", async () => {
  const { tf, champion } = site.learner;
  const { frozen } = await freezeSite(
    site,
    labels.map((l) => l.case),
  );
  if (!frozen) throw new Error("not frozen");
  const weights = tunable(
    tf,
    site.stored,
    { mode: "last-layers", layers: 0, inputs: false },
    champion.config,
    1,
  );
  const objective = frozen.objective({ ordinalWeight: 0, underTriageCost: 1, headWeights: {} });
  const batch: Prepared[] = site.rehearsed.map((example) => ({
    example,
    encoded: frozen.encode(example.case),
  }));
  for (const [name, w] of Object.entries(weights)) w.trainable = name.startsWith("heads.esi.");
  const sums = [undefined, frozen.shortenedSum].map((shortenedSum) => {
    // Between the shortest and the longest, so that some are shortened and some are not.
    const gradients = privateGradients(objective, frozen.encode, {
      ...{ labels, rate: 0.5, clip: 4.5, noise: 1, share: 1, seed: 1, shortenedSum },
      draws: { chance: () => true, normal: () => 0 },
    });
    const { value, grads } = gradients(tf, champion.config, weights, batch, 1, undefined);
    const read = ["heads.esi.weight", "heads.esi.bias"].flatMap((name) =>
      Array.from((grads[name] as tfjs.Tensor).dataSync()),
    );
    tf.dispose([value, ...Object.values(grads)]);
    return read;
  });
  const [one, all] = sums as [number[], number[]];
  expect(Math.max(...one.map((x, i) => Math.abs(x - (all[i] as number))))).toBeLessThan(1e-4);
  expect(Math.hypot(...one)).toBeGreaterThan(0.1);
  tf.dispose(weights as Record<string, tfjs.Tensor>);
});

it("draws normal numbers that nobody can foresee", () => {
  const draws = secureDraws();
  const xs = Array.from({ length: 20_000 }, () => draws.normal());
  const mean = xs.reduce((a, b) => a + b, 0) / xs.length;
  const variance = xs.reduce((a, b) => a + (b - mean) ** 2, 0) / xs.length;
  // Five standard errors.
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(xs.length));
  expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / xs.length));
  const share = Array.from({ length: 20_000 }, () => draws.chance(0.3)).filter(Boolean).length / 20_000;
  expect(Math.abs(share - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / 20_000));
});
