import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { estimateFollowing, followingWeights, type ReadAgain } from "./following";

/** A ward in which a wrong suggestion is followed in `follow` of the cases; level 2 is shown to everybody. */
function ward(count: number, follow: number, seed = 1): ReadAgain[] {
  const r = random(seed, "ward");
  return Array.from({ length: count }, () => {
    const blindLevel: Level = r.chance(0.55) ? 2 : r.chance(0.8) ? 3 : 4;
    return { assessedLevel: 2, blindLevel, level: blindLevel !== 2 && r.chance(follow) ? 2 : blindLevel };
  });
}
const sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);
const shareOf = (labels: readonly { level: Level }[], weights: readonly number[], level: Level) =>
  sum(weights.filter((_, i) => labels[i]?.level === level)) / sum(weights);

describe("how often a wrong suggestion is followed", () => {
  it.each([0.2, 0.5, 0.8])("is told from blind readings: %d", (follow) => {
    expect(estimateFollowing(ward(2_000, follow))?.share).toBeCloseTo(follow, 1);
  });

  it("is not told from a handful, nor from cases that met no suggestion", () => {
    expect(estimateFollowing(ward(15, 0.8))).toBeNull();
    expect(estimateFollowing(ward(500, 0.8).map((w) => ({ ...w, assessedLevel: null })))).toBeNull();
    expect(estimateFollowing(ward(500, 0.8).map((w) => ({ ...w, led: false })))).toBeNull();
  });
});

describe("labels weighed by how they were come by", () => {
  it("say together what unled clinicians would have said", () => {
    const led = ward(4_000, 0.75);
    const even = led.map(() => 1);
    const truth = led.filter((l) => l.blindLevel === 3).length / led.length;
    expect(shareOf(led, even, 3)).toBeLessThan(truth / 3);
    const weights = followingWeights(led, { share: 0.75 });
    expect(shareOf(led, weights, 3)).toBeCloseTo(truth, 1);
    expect(sum(weights)).toBeCloseTo(led.length, -2.3);
  });

  it("count alike where nobody follows, and where nothing was shown", () => {
    const free = ward(300, 0);
    expect(followingWeights(free, { share: 0 }).every((w) => Math.abs(w - 1) < 1e-9)).toBe(true);
    const unseen = ward(30, 0.9).map((w) => ({ ...w, assessedLevel: null }));
    expect(followingWeights(unseen, { share: 0.9 })).toEqual(unseen.map(() => 1));
  });

  it("never lets one contradiction speak for more than five, nor an accepted one for nothing", () => {
    const weights = followingWeights(ward(200, 0.99), { share: 0.99 });
    expect(Math.max(...weights)).toBeCloseTo(5, 6);
    expect(Math.min(...weights)).toBeGreaterThan(0);
    expect(followingWeights([], { share: 0.5 })).toEqual([]);
  });
});
