import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { benjaminiHochberg, eBenjaminiHochberg } from "./false-discovery";
import { meanDiscrepancy } from "./mmd";
import { chiSquaredTail, kolmogorovTail } from "./special-functions";
import {
  chiSquared,
  cohenH,
  jensenShannon,
  kolmogorovSmirnov,
  shareAt,
  stabilityIndex,
  wasserstein,
} from "./two-sample";

type Samples = { name: string; a: number[]; b: number[] };
// Made by scripts/oracle/drift_oracle.py.
const oracle = JSON.parse(readFileSync("lib/monitoring/drift/testing/two-sample.json", "utf8")) as {
  numbers: (Samples &
    Record<"ks" | "ksP" | "alibiKs" | "wasserstein" | "evidentlyWasserstein" | "sd", number>)[];
  tables: (Samples & Record<"chi2" | "chi2P" | "alibiChi2" | "jensenShannon" | "evidentlyPsi", number>)[];
  tails: { chi2: [number, number, number][]; kolmogorov: [number, number][] };
  falseDiscovery: { p: number[]; q: number[] };
  embeddings: { name: string; a: number[][]; b: number[][]; mmd2: number; width: number }[];
};

/** Raw samples as counts over the values that occur. */
function cells(a: readonly number[], b: readonly number[]) {
  const values = [...new Set([...a, ...b])].sort((x, y) => x - y);
  const counts = (xs: readonly number[]) => values.map((v) => xs.filter((x) => x === v).length);
  return { values, a: counts(a), b: counts(b) };
}

describe("two samples, against scipy, Evidently and alibi-detect", () => {
  it.each(oracle.numbers)("numbers: $name", (f) => {
    const { values, a, b } = cells(f.a, f.b);
    const ks = kolmogorovSmirnov(a, b);
    expect(ks.statistic).toBeCloseTo(f.ks, 12);
    expect(ks.statistic).toBeCloseTo(f.alibiKs, 6);
    // scipy has the exact law of a finite size, we its limit with a correction.
    expect(Math.abs(ks.p - f.ksP)).toBeLessThan(Math.max(0.01, 0.1 * f.ksP));
    expect(wasserstein(values, a, b)).toBeCloseTo(f.wasserstein, 10);
    expect(wasserstein(values, a, b) / f.sd).toBeCloseTo(f.evidentlyWasserstein, 10);
  });

  it.each(oracle.tables)("categories: $name", (f) => {
    const found = chiSquared(f.a, f.b);
    expect(found.statistic).toBeCloseTo(f.chi2, 8);
    expect(found.statistic).toBeCloseTo(f.alibiChi2, 4);
    expect(found.p / f.chi2P).toBeCloseTo(1, 8);
    expect(jensenShannon(f.a, f.b)).toBeCloseTo(f.jensenShannon, 10);
    expect(stabilityIndex(f.a, f.b)).toBeCloseTo(f.evidentlyPsi, 3);
  });

  it("has the tails of both distributions", () => {
    for (const [x, df, p] of oracle.tails.chi2) expect(chiSquaredTail(x, df) / p).toBeCloseTo(1, 10);
    // Without the correction for finite sizes, which vanishes.
    for (const [x, p] of oracle.tails.kolmogorov)
      expect(kolmogorovTail(x / Math.sqrt(1e12), 1e12)).toBeCloseTo(p, 6);
  });

  it("controls false discoveries as scipy does", () => {
    benjaminiHochberg(oracle.falseDiscovery.p).forEach((q, i) => {
      expect(q).toBeCloseTo(oracle.falseDiscovery.q[i] as number, 12);
    });
    expect(benjaminiHochberg([])).toEqual([]);
  });

  it("rejects e-values in the order of their size, more easily beside others", () => {
    expect(eBenjaminiHochberg([39, 1, 0.5], 0.05)).toEqual([false, false, false]);
    expect(eBenjaminiHochberg([60, 1, 0.5], 0.05)).toEqual([true, false, false]);
    expect(eBenjaminiHochberg([39, 35, 0.5], 0.05)).toEqual([true, true, false]);
  });

  it.each(oracle.embeddings)("embeddings: $name", (f) => {
    const found = meanDiscrepancy(f.a, f.b, 200, random("mmd", f.name));
    expect(found?.mmd2).toBeCloseTo(f.mmd2, 10);
    expect(found?.width).toBeCloseTo(f.width, 10);
    if (f.name === "moved") expect(found?.p).toBeLessThan(0.01);
    else expect(found?.p).toBeGreaterThan(0.05);
  });

  it("finds no difference in nothing, and none in points that are all the same", () => {
    expect(kolmogorovSmirnov([0, 0], [3, 4])).toEqual({ statistic: 0, p: 1 });
    expect(chiSquared([5, 0], [3, 0])).toEqual({ statistic: 0, p: 1 });
    expect(jensenShannon([0], [0])).toBe(0);
    expect(meanDiscrepancy([[1], [1]], [[1], [1]], 20, random(1))).toEqual({ mmd2: 0, p: 1, width: 0 });
    expect(meanDiscrepancy([[1]], [[1], [2]], 20, random(1))).toBeNull();
  });

  it("turns a size into a share and back", () => {
    for (const p of [0.001, 0.2, 0.5, 0.9]) expect(cohenH(p, shareAt(p, 0.2))).toBeCloseTo(0.2, 12);
    expect(shareAt(0.999, 1)).toBe(1);
  });
});
