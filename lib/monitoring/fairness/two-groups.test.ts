import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import {
  differenceOf,
  levelOf,
  middleDifference,
  middleOf,
  normalTail,
  pAbove,
  pBelow,
  pMiddleAbove,
  ratioOf,
} from "./two-groups";

describe("two groups held beside each other", () => {
  // Newcombe 1998, table II, method 10, examples a, b, d, f and g.
  it.each([
    [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.6, 0.1705, 0.809],
    [5, 56, 0, 29, 0.0893, -0.0381, 0.1926],
    [0, 10, 0, 20, 0, -0.1611, 0.2775],
    [10, 10, 0, 20, 1, 0.6791, 1],
  ])("Newcombe's example: %i/%i against %i/%i", (x, m, y, n, value, low, high) => {
    const d = differenceOf({ hits: x, n: m }, { hits: y, n });
    expect(d.value).toBeCloseTo(value, 4);
    expect(d.low).toBeCloseTo(low, 4);
    expect(d.high).toBeCloseTo(high, 4);
  });

  it("gives the ratio as by hand", () => {
    // log(0.8 / 0.6) = 0.28768; error = sqrt(1/56 - 1/70 + 1/48 - 1/80) = 0.10911.
    const r = ratioOf({ hits: 56, n: 70 }, { hits: 48, n: 80 });
    expect(r.value).toBeCloseTo(4 / 3, 6);
    expect(r.low).toBeCloseTo(Math.exp(0.28768 - 1.959964 * 0.10911), 3);
    expect(r.high).toBeCloseTo(Math.exp(0.28768 + 1.959964 * 0.10911), 3);
    expect(ratioOf({ hits: 0, n: 50 }, { hits: 5, n: 50 }).high).toBeGreaterThan(0);
  });

  it("has the tails of a normal distribution", () => {
    expect(normalTail(0)).toBeCloseTo(0.5, 12);
    expect(normalTail(1.959964)).toBeCloseTo(0.025, 6);
    expect(normalTail(-1.644854)).toBeCloseTo(0.95, 6);
  });

  it("has p values that say what the interval says", () => {
    const [a, b] = [
      { hits: 56, n: 70 },
      { hits: 48, n: 80 },
    ];
    // The lower end of the 95 % interval is where one-sided p is 0.025.
    expect(pAbove(a, b, differenceOf(a, b).low)).toBeCloseTo(0.025, 5);
    expect(pAbove(a, b, differenceOf(a, b).high)).toBeCloseTo(0.975, 5);
    expect(pBelow(b, a, -differenceOf(a, b).low)).toBeCloseTo(0.025, 5);
    expect(pAbove(a, b, 0)).toBeLessThan(0.01);
    expect(pAbove(a, b, 0.2)).toBeCloseTo(0.5, 6);
  });

  it("compares with what was foreseen", () => {
    const calm = { hits: 30, n: 100, expected: 30 };
    const missed = { hits: 30, n: 100, expected: 10 };
    expect(levelOf(calm).value).toBeCloseTo(0);
    expect(levelOf(missed).value).toBeCloseTo(0.2);
    expect(differenceOf(missed, calm).value).toBeCloseTo(0.2);
    expect(pAbove(missed, calm, 0)).toBeLessThan(0.01);
    expect(pAbove(calm, calm, 0)).toBeCloseTo(0.5, 6);
  });

  it("holds the true difference of shares and of medians about as often as it says", () => {
    const r = random("two groups", 1);
    let [shares, medians] = [0, 0];
    const runs = 1_000;
    for (let i = 0; i < runs; i++) {
      const hits = (n: number, p: number) =>
        Array.from({ length: n }, () => r.chance(p)).filter(Boolean).length;
      const d = differenceOf({ hits: hits(60, 0.1), n: 60 }, { hits: hits(400, 0.2), n: 400 });
      if (d.low <= -0.1 && d.high >= -0.1) shares++;
      // Exponential: its median is ln 2 times its mean.
      const wait = (n: number, mean: number) =>
        Array.from({ length: n }, () => -mean * Math.log(1 - r.next()));
      const m = middleDifference(middleOf(wait(60, 20)), middleOf(wait(400, 10)));
      if (m.low <= 10 * Math.LN2 && m.high >= 10 * Math.LN2) medians++;
    }
    expect(shares / runs).toBeGreaterThan(0.93);
    // Of 60 skewed waits it is a little narrow.
    expect(medians / runs).toBeGreaterThan(0.92);
    expect(medians / runs).toBeLessThan(0.985);
  });

  it("is not led by chance where all waits are alike", () => {
    const same = middleOf(Array.from({ length: 40 }, () => 5));
    expect(same).toEqual({ n: 40, median: 5, error: 0 });
    expect(pMiddleAbove(same, same, 0)).toBe(1);
    expect(pMiddleAbove(middleOf(Array.from({ length: 40 }, () => 30)), same, 10)).toBeLessThan(1e-9);
  });
});
