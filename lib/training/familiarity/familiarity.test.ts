import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import type { ModelConfig } from "@/lib/model/config";
import {
  createScorer,
  type FamiliarityTable,
  isWithheld,
  loadFamiliarity,
  START,
} from "@/lib/model/familiarity";
import type { EncodedCase } from "@/lib/model/inputs";
import {
  cosineDistance,
  fitBounds,
  fitPlace,
  fitWords,
  isBeyond,
  type Placed,
  QUANTILE,
  scoresOf,
} from "./familiarity";

const config = { hidden_size: 3, vocab_size: 40 } as ModelConfig;
const text = (...tokens: number[]): EncodedCase => ({
  numbers: new Float32Array(),
  categories: new Int32Array(),
  tokens,
  segments: tokens.map(() => 0),
  positions: tokens.map((_, i) => i),
});

/** Two numbers that go together and a third that does not vary much. */
function places(count: number, seed: number): Float32Array[] {
  const r = random(seed, "places");
  return Array.from({ length: count }, () => {
    const x = r.normal();
    return Float32Array.of(5 + x, -2 + 2 * x + 0.1 * r.normal(), 0.3 * r.normal());
  });
}

/** Texts that count upwards from a random start. */
function sayings(count: number, seed: number): EncodedCase[] {
  const r = random(seed, "sayings");
  return Array.from({ length: count }, () => {
    const start = 5 + r.below(10);
    return text(...Array.from({ length: 3 + r.below(6) }, (_, i) => start + i));
  });
}

const placed = (count: number, seed: number): Placed[] => {
  const said = sayings(count, seed);
  return places(count, seed).map((embedding, i) => ({ embedding, encoded: said[i] as EncodedCase }));
};
const tensors = { ...fitPlace(places(4000, 1)), ...fitWords(config, sayings(4000, 1)) };
const score = createScorer(config, tensors);

describe("the distance from the training visits", () => {
  it("is the number of standard deviations along each direction of the cloud, correlations counted", () => {
    const at = (x: number, y: number, z: number) => score(text(), Float32Array.of(x, y, z)).whole;
    expect(at(5, -2, 0)).toBeLessThan(0.1);
    expect(at(7, 2, 0)).toBeCloseTo(2, 0);
    // As far out as the one before, but across the cloud instead of along it.
    expect(at(7, -6, 0)).toBeGreaterThan(30);
  });

  it("has the mean square of a chi-squared variable over the visits it was fitted on", () => {
    const scores = places(4000, 1).map((e) => score(text(), e).whole ** 2);
    expect(scores.reduce((a, b) => a + b) / scores.length).toBeCloseTo(3, 0);
  });
});

describe("the surprise of the words", () => {
  it("is the mean of -log p of bigrams and unigrams, worked out by hand", () => {
    const three = fitWords(config, [text(7, 8), text(7, 8), text(7, 8), text(9)]);
    const scorer = createScorer(config, { ...fitPlace(places(10, 2)), ...three });
    const alone = (n: number) => (n + 0.5) / (7 + 20);
    // "9" began a text once: too rarely for its pair to be kept.
    const expected = [
      -Math.log(0.7 * (3 / 4) + 0.3 * alone(3)),
      -Math.log(0.7 * (3 / 3) + 0.3 * alone(3)),
      -Math.log(0.3 * alone(1)),
    ];
    expect(scorer(text(7, 8), new Float32Array(3)).words).toBeCloseTo(
      ((expected[0] as number) + (expected[1] as number)) / 2,
      5,
    );
    expect(scorer(text(9), new Float32Array(3)).words).toBeCloseTo(expected[2] as number, 5);
  });

  it("begins anew with each kind of text, and nothing is no surprise", () => {
    const first = score(text(7), new Float32Array(3)).words;
    const two = { ...text(7, 7), segments: [0, 1] };
    expect(score(two, new Float32Array(3)).words).toBeCloseTo(first, 6);
    expect(score(text(), new Float32Array(3)).words).toBe(0);
    expect(START).toBe(0);
  });

  it("is higher for known pieces in an unheard-of order, and highest for unknown ones", () => {
    const [known, shuffled, unknown] = [text(7, 8, 9, 10), text(10, 7, 9, 8), text(30, 31, 32)].map(
      (t) => score(t, new Float32Array(3)).words,
    ) as [number, number, number];
    expect(shuffled).toBeGreaterThan(known + 1);
    expect(unknown).toBeGreaterThan(shuffled);
  });
});

describe("the bounds", () => {
  const bounds = fitBounds(config, tensors, placed(4000, 3));

  it("let through the stated share of fresh visits", () => {
    const fresh = scoresOf(config, tensors, placed(6000, 4));
    for (const part of ["whole", "words"] as const) {
      const beyond = fresh.filter((s) => s[part] > bounds.bounds[part]).length / fresh.length;
      expect(beyond).toBeLessThan(3 * (1 - QUANTILE));
    }
    expect(fresh.filter((s) => isBeyond(s, bounds)).length).toBeGreaterThan(0);
  });

  it("tell what a pair of visits has to be to be near", () => {
    expect(bounds.pairs.hundredth).toBeLessThan(bounds.pairs.tenth);
    expect(cosineDistance(Float32Array.of(1, 0), Float32Array.of(0, 2))).toBeCloseTo(1, 9);
    expect(cosineDistance(Float32Array.of(1, 2), Float32Array.of(2, 4))).toBeCloseTo(0, 9);
  });

  it("say which part of a case is unlike, and words alone withhold the answer", () => {
    const table = { ...bounds, format_version: 1, fittedOn: "", boundsFrom: "", measured: [], planted: [] };
    const model = loadFamiliarity(config, table as FamiliarityTable, tensors);
    const ordinary = Float32Array.of(5, -2, 0);
    const of = (encoded: EncodedCase, embedding: Float32Array) => model.score(encoded, embedding);
    expect(of(text(7, 8, 9), ordinary)).toMatchObject({ unlike: [] });
    expect(of(text(7, 8, 9), Float32Array.of(7, -6, 0))).toMatchObject({ unlike: ["whole"] });
    expect(of(text(30, 31), ordinary).unlike).toEqual(["words"]);
    expect(of(text(7, 8, 9), Float32Array.of(Number.NaN, 0, 0)).unlike).toEqual(["whole"]);
    expect(isWithheld(of(text(30, 31), ordinary))).toBe(true);
    expect(isWithheld(of(text(7, 8, 9), Float32Array.of(7, -6, 0)))).toBe(false);
    expect(isWithheld(undefined)).toBe(false);
  });

  it("are refused with tensors of another model", () => {
    const table = { ...bounds, format_version: 1, fittedOn: "", boundsFrom: "", measured: [], planted: [] };
    const load = () => loadFamiliarity({ ...config, vocab_size: 41 }, table as FamiliarityTable, tensors);
    expect(load).toThrow(/words\.counts is not \[41\]/);
  });
});
