import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import type { NamedTensors } from "@/lib/model/safetensors";
import { type Aggregate, clippedMean, median, type SiteUpdate, trimmedMean, weightedMean } from "./aggregate";
import { applyChange, changeOf, normOf, scaled } from "./tensors";

const tensors = (...values: number[]): NamedTensors => ({
  "heads.esi.bias": { shape: [values.length], data: Float32Array.from(values) },
});
const values = (t: NamedTensors) => Array.from(t["heads.esi.bias"]?.data ?? []);

describe("aggregating", () => {
  it("counts each site as its labels do", () => {
    const updates = [
      { weights: tensors(1, 0), labels: 300 },
      { weights: tensors(5, 4), labels: 100 },
    ];
    expect(values(weightedMean(tensors(0, 0), updates))).toEqual([2, 1]);
  });

  it("takes the middle of an odd and of an even number of sites", () => {
    const of = (...xs: number[]) => xs.map((x) => ({ weights: tensors(x), labels: 1 }));
    expect(values(median(tensors(0), of(3, -100, 4)))).toEqual([3]);
    expect(values(median(tensors(0), of(3, -100, 4, 5)))).toEqual([3.5]);
    expect(values(trimmedMean(0.25)(tensors(0), of(3, -100, 4, 900)))).toEqual([3.5]);
    expect(values(trimmedMean(0)(tensors(0), of(3, 5)))).toEqual([4]);
  });

  it("refuses what cannot be aggregated", () => {
    expect(() => weightedMean(tensors(0), [])).toThrow(/no site/);
    expect(() => median(tensors(0), [])).toThrow(/no site/);
    expect(() => trimmedMean(0.5)(tensors(0), [{ weights: tensors(1), labels: 1 }])).toThrow(/half/);
    const other = { weights: { "norm.bias": { shape: [1], data: Float32Array.of(1) } }, labels: 1 };
    expect(() => weightedMean(tensors(0), [{ weights: tensors(1), labels: 1 }, other])).toThrow(/same shape/);
  });
});

/** Four honest sites whose changes agree but for their patients' differences, and a fifth that is not honest. */
function poisoned(
  attack: (honest: NamedTensors) => NamedTensors,
  labels = 100,
): [NamedTensors, SiteUpdate[]] {
  const r = random(4, "poisoned");
  const before = tensors(...Array.from({ length: 400 }, () => r.normal()));
  const truth = tensors(...Array.from({ length: 400 }, () => 0.1 * r.normal()));
  const sites = Array.from({ length: 5 }, () =>
    applyChange(truth, tensors(...Array.from({ length: 400 }, () => 0.03 * r.normal()))),
  );
  const updates = sites.map((change, i) => ({
    weights: applyChange(before, i === 4 ? attack(change) : change),
    labels: i === 4 ? labels : 100,
  }));
  return [before, updates];
}

/** How far an aggregate is from the mean of the honest, in lengths of the honest change. */
function harm(aggregate: Aggregate, [before, updates]: [NamedTensors, SiteUpdate[]]): number {
  const honest = weightedMean(before, updates.slice(0, 4));
  return normOf(changeOf(aggregate(before, updates), honest)) / normOf(changeOf(honest, before));
}

describe("with a poisoned site", () => {
  const flipped = () => poisoned((c) => scaled(c, -1));
  const boosted = () => poisoned((c) => scaled(c, -50));
  const manyLabels = () => poisoned((c) => scaled(c, -1), 10_000);

  it("the mean goes where the site wants it", () => {
    expect(harm(weightedMean, boosted())).toBeGreaterThan(9);
    // It turns round altogether when the site says that it has many labels.
    expect(harm(weightedMean, manyLabels())).toBeGreaterThan(1.8);
  });

  it.each([
    ["median", median],
    ["trimmed mean", trimmedMean(0.2)],
  ] as const)("the %s stays with the honest ones", (_name, aggregate) => {
    for (const attack of [flipped(), boosted(), manyLabels()])
      expect(harm(aggregate, attack)).toBeLessThan(0.3);
  });

  it("shortening lets a boosted site pull no further than an honest one, and does not help against many labels", () => {
    expect(harm(clippedMean, boosted())).toBeLessThan(0.5);
    expect(harm(clippedMean, manyLabels())).toBeGreaterThan(1);
  });
});
