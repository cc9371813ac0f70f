import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { epsilonOf, noiseFor, renyiOfStep } from "./accountant";

type Case = Record<"rate" | "noise" | "steps" | "delta" | "same" | "all" | "pld", number>;
const oracle = JSON.parse(readFileSync(join(import.meta.dirname, "testing/privacy-oracle.json"), "utf8")) as {
  cases: Case[];
};

describe("the accountant", () => {
  it.each(oracle.cases)("agrees with dp-accounting: rate $rate, noise $noise, $steps steps", (c) => {
    const epsilon = epsilonOf([c], c.delta);
    expect(Math.abs(epsilon / c.same - 1)).toBeLessThan(1e-6);
    // Never below what holds, and little above the best bound of the same kind.
    expect(epsilon).toBeGreaterThan(c.pld);
    expect(epsilon).toBeLessThan(c.all * 1.1);
  });

  it("gives the published figure of the paper's own example", () => {
    // Abadi et al. 2016, section 3.1: q 0.01, sigma 4, 10,000 steps, delta 1e-5 is epsilon 1.26 by the moments accountant.
    const epsilon = epsilonOf([{ rate: 0.01, noise: 4, steps: 10_000 }], 1e-5);
    expect(epsilon).toBeGreaterThan(0.9);
    expect(epsilon).toBeLessThan(1.26);
  });

  it("knows the Gaussian mechanism by hand", () => {
    expect(renyiOfStep(1, 2, 5)).toBe(5 / 8);
    // Order 2: log(1 + q^2 (exp(1/s^2) - 1)).
    expect(renyiOfStep(0.1, 1.5, 2)).toBeCloseTo(Math.log1p(0.01 * Math.expm1(1 / 2.25)), 12);
  });

  it("adds up: two rounds are as many steps at once, and less noise or more steps cost more", () => {
    const steps = { rate: 0.02, noise: 1, steps: 100 };
    const both = epsilonOf([steps, steps], 1e-5);
    expect(both).toBeCloseTo(epsilonOf([{ ...steps, steps: 200 }], 1e-5), 10);
    expect(both).toBeGreaterThan(epsilonOf([steps], 1e-5));
    expect(epsilonOf([{ ...steps, noise: 2 }], 1e-5)).toBeLessThan(epsilonOf([steps], 1e-5));
    expect(epsilonOf([], 1e-5)).toBe(0);
  });

  it.each([1, 3, 8])("finds the noise for epsilon %d, and no more of it than needed", (epsilon) => {
    const noise = noiseFor(epsilon, 1e-5, 0.01, 300);
    const spent = (n: number) => epsilonOf([{ rate: 0.01, noise: n, steps: 300 }], 1e-5);
    expect(spent(noise)).toBeLessThanOrEqual(epsilon);
    expect(spent(noise - 0.002)).toBeGreaterThan(epsilon);
  });

  it("refuses what is no privacy", () => {
    expect(() => epsilonOf([{ rate: 1.2, noise: 1, steps: 1 }], 1e-5)).toThrow(/sampling rate/);
    expect(() => epsilonOf([{ rate: 0.1, noise: 0, steps: 1 }], 1e-5)).toThrow(/noise/);
    expect(() => epsilonOf([], 0)).toThrow(/delta/);
    expect(() => noiseFor(1e-9, 1e-5, 1, 1000)).toThrow(/no noise/);
  });
});
