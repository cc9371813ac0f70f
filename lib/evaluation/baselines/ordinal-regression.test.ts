import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { openArtifact } from "@/lib/model/artifact";
import { minimize } from "@/lib/training/fitting/lbfgs";
import { madeUpSources, tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { linearFeatures } from "./features";
import { fitOrdinal, ordinalProbabilities, type SparseRows } from "./ordinal-regression";

const dense = (rows: readonly (readonly number[])[]): SparseRows => ({
  width: rows[0]?.length ?? 0,
  offsets: Int32Array.from({ length: rows.length + 1 }, (_, r) => r * (rows[0]?.length ?? 0)),
  columns: Int32Array.from(rows.flatMap((row) => row.map((_, c) => c))),
  values: Float64Array.from(rows.flat()),
});

describe("minimize", () => {
  it("finds the minimum of an ill-conditioned quadratic", () => {
    const scale = [1, 10, 100, 1000];
    const m = minimize(
      (x, g) => {
        let f = 0;
        scale.forEach((s, i) => {
          const d = (x[i] as number) - i;
          g[i] = s * d;
          f += (s * d * d) / 2;
        });
        return f;
      },
      new Float64Array(4),
      { tolerance: 1e-8 },
    );
    m.x.forEach((v, i) => {
      expect(v).toBeCloseTo(i, 6);
    });
    expect(m.gradient).toBeLessThanOrEqual(1e-8);
  });

  it("stays where there is nothing to gain", () => {
    const m = minimize(() => 7, new Float64Array([3, 4]));
    expect([...m.x]).toEqual([3, 4]);
    expect(m.iterations).toBe(0);
  });
});

describe("fitOrdinal", () => {
  it("gives back the weights and cuts that made the data", () => {
    const r = random(3, "ordinal");
    const [weights, cuts] = [
      [1.5, -1, 0],
      [-1.5, -0.5, 0.5, 2],
    ] as const;
    const x = Array.from({ length: 20_000 }, () => weights.map(() => r.normal()));
    const y = x.map((row) => {
      const score = row.reduce((s, v, i) => s + v * (weights[i] as number), 0);
      const u = r.next();
      return 1 + cuts.filter((cut) => u > 1 / (1 + Math.exp(-(cut - score)))).length;
    });
    const fit = fitOrdinal(dense(x), y, 5, 1e-3);
    expect(fit.gradient).toBeLessThanOrEqual(1e-4);
    weights.forEach((w, i) => {
      expect(Math.abs((fit.model.weights[i] as number) - w)).toBeLessThan(0.06);
    });
    cuts.forEach((cut, k) => {
      expect(Math.abs((fit.model.cuts[k] as number) - cut)).toBeLessThan(0.06);
    });
    const p = ordinalProbabilities(dense(x), fit.model);
    for (const row of p.slice(0, 50)) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    // Calibrated in the large: the mean probability of a class is its share.
    for (const k of [1, 2, 3, 4, 5]) {
      const expected = p.reduce((s, row) => s + (row[k - 1] as number), 0) / p.length;
      expect(expected).toBeCloseTo(y.filter((v) => v === k).length / y.length, 2);
    }
  });

  it("is logistic regression for two classes", () => {
    // 30 of 40 with the sign, 10 of 40 without: log odds +-log 3. Class 2 has the sign.
    const rows = [...Array(40).fill([1]), ...Array(40).fill([0])] as number[][];
    const y = [
      ...Array(30).fill(2),
      ...Array(10).fill(1),
      ...Array(10).fill(2),
      ...Array(30).fill(1),
    ] as number[];
    const { model } = fitOrdinal(dense(rows), y, 2, 1e-9);
    expect(model.weights[0]).toBeCloseTo(2 * Math.log(3), 2);
    expect(model.cuts[0]).toBeCloseTo(Math.log(3), 2);
  });

  it("is pulled towards nothing by the penalty", () => {
    const rows = [[1], [1], [0], [0]];
    const weak = fitOrdinal(dense(rows), [2, 2, 1, 1], 2, 0.01).model.weights[0] as number;
    const strong = fitOrdinal(dense(rows), [2, 2, 1, 1], 2, 10).model.weights[0] as number;
    expect(strong).toBeGreaterThan(0);
    expect(strong).toBeLessThan(weak / 4);
  });
});

describe("linearFeatures", () => {
  it("are what the model reads, and tell a complaint from a history", async () => {
    const artifact = await openArtifact(await tinyArtifact());
    const [visit] = madeUpSources(1).nhamcs;
    const c = { ...visit?.case, id: "a", ageYears: 40, chiefComplaint: "chest pain", history: [] };
    const { chiefComplaint: _, ...mute } = c;
    const rows = linearFeatures(artifact, [
      c,
      { ...mute, history: ["chest pain"] },
      { id: "b", ageYears: 40 },
    ]);
    const row = (r: number) => [...rows.columns.slice(rows.offsets[r], rows.offsets[r + 1])];
    expect(rows.offsets).toHaveLength(4);
    expect(row(0)).not.toEqual(row(1));
    expect(Math.max(...rows.columns)).toBeLessThan(rows.width);
    // Nothing known but the age: a missing slot for every other number, and one row of each category.
    expect(row(2).length).toBeGreaterThanOrEqual(
      artifact.config.numbers.length + artifact.config.categories.length,
    );
  });
});
