import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { agreementOf, cohenKappa, LEAST_PAIRS, ordinalAlpha, type Pair } from "./agreement";

const pairs = (table: readonly (readonly number[])[]): Pair[] =>
  table.flatMap((row, a) =>
    row.flatMap((n, b) =>
      Array.from({ length: n }, () => ({ first: (a + 1) as Level, second: (b + 1) as Level })),
    ),
  );

describe("Cohen's kappa", () => {
  it("is what the textbook's table gives", () => {
    // 50 applications read by two people, "yes" and "no": 20 and 15 alike, 5 and 10 not. Observed 0.7, by chance 0.5.
    expect(
      cohenKappa(
        pairs([
          [20, 5],
          [10, 15],
        ]),
      ),
    ).toBeCloseTo(0.4, 12);
  });

  it("is 1 for the same answers, 0 for answers that know nothing of each other, and not defined for one level alone", () => {
    expect(cohenKappa(pairs([[5], [0, 5], [0, 0, 5]]))).toBe(1);
    expect(
      cohenKappa(
        pairs([
          [4, 4],
          [4, 4],
        ]),
      ),
    ).toBe(0);
    expect(cohenKappa(pairs([[9]]))).toBeNull();
    expect(cohenKappa([])).toBeNull();
  });
});

describe("Krippendorff's alpha", () => {
  it("is what its author works out for four readers with gaps: ordinal 0.815", () => {
    // Krippendorff (2011), the example with missing data and five categories.
    const readers = ["12332141 2...", "12332241 25.3", ".3332342 251.", "12332441 251."].map((r) =>
      r.replace(" ", ""),
    );
    const cases = Array.from({ length: 12 }, (_, i) =>
      readers.flatMap((r) => (r[i] && r[i] !== "." ? [Number(r[i]) as Level] : [])),
    );
    expect(ordinalAlpha(cases)).toBeCloseTo(0.815, 3);
  });

  it("takes a neighbour for less of a difference than a level far away", () => {
    const near = ordinalAlpha(
      pairs([
        [8, 2],
        [0, 10],
        [0, 0, 10],
        [0, 0, 0, 10],
      ]).map((p) => [p.first, p.second]),
    );
    const far = ordinalAlpha(
      pairs([
        [8, 0, 0, 2],
        [0, 10],
        [0, 0, 10],
        [0, 0, 0, 10],
      ]).map((p) => [p.first, p.second]),
    );
    expect(near).toBeGreaterThan(far ?? 1);
  });

  it("is not defined where nobody differs from anybody, nor without two answers to a case", () => {
    expect(
      ordinalAlpha([
        [3, 3],
        [3, 3],
      ]),
    ).toBeNull();
    expect(ordinalAlpha([[3], [2]])).toBeNull();
  });
});

describe("agreement", () => {
  const many = pairs([
    [6, 2],
    [2, 10, 2],
    [0, 3, 12, 2],
    [0, 0, 2, 8],
    [0, 0, 0, 1, 4],
  ]);

  it("is not told on too few cases", () => {
    expect(agreementOf(many.slice(0, LEAST_PAIRS - 1))).toEqual({ enough: false, pairs: 29, least: 30 });
  });

  it("comes with intervals that hold the value, the same each time", () => {
    const told = agreementOf(many);
    if (!told.enough) throw new Error("54 are enough");
    expect(told.pairs).toBe(many.length);
    expect(told.figures.map((f) => f.name)).toEqual(["same-level", "kappa", "quadratic-kappa", "alpha"]);
    for (const { value, low, high } of told.figures) {
      expect(low).toBeLessThan(value ?? 0);
      expect(high).toBeGreaterThan(value ?? 1);
    }
    expect(agreementOf(many)).toEqual(told);
  });

  it("says nothing where nobody ever gave another level", () => {
    const told = agreementOf(pairs([[0], [0, 40]]));
    expect(told.enough && told.figures.map((f) => f.value)).toEqual([1, null, null, null]);
  });
});
