import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { binomial, drawCounts } from "./draw-counts";

const mean = (xs: readonly number[]) => xs.reduce((s, x) => s + x, 0) / xs.length;
const variance = (xs: readonly number[]) => mean(xs.map((x) => (x - mean(xs)) ** 2));

describe("a binomial number", () => {
  it.each([
    [1, 0.5],
    [12, 0.03],
    [12, 0.97],
    [1_000, 0.2],
    [1_600_000, 0.4],
  ])("of %i tries at %f has the mean and the spread it should have", (n, p) => {
    const r = random(7, "binomial", n, String(p));
    const drawn = Array.from({ length: 4_000 }, () => binomial(n, p, r));
    for (const k of drawn) expect(Number.isInteger(k) && k >= 0 && k <= n).toBe(true);
    const sd = Math.sqrt(n * p * (1 - p));
    // Five standard errors.
    expect(Math.abs(mean(drawn) - n * p)).toBeLessThan((5 * sd) / Math.sqrt(4_000));
    expect(Math.abs(variance(drawn) / sd ** 2 - 1)).toBeLessThan(0.2);
  });

  it("comes as often as its probability says", () => {
    const r = random(7, "often");
    const seen = [0, 0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) {
      const k = binomial(4, 0.3, r);
      seen[k] = (seen[k] as number) + 1;
    }
    const expected = [0.2401, 0.4116, 0.2646, 0.0756, 0.0081];
    expected.forEach((p, k) => {
      expect(Math.abs((seen[k] as number) / 20_000 - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 20_000));
    });
  });

  it("is none or all where it is certain", () => {
    const r = random(1);
    expect([binomial(9, 0, r), binomial(9, 1, r), binomial(0, 0.5, r)]).toEqual([0, 9, 0]);
  });
});

describe("counts drawn anew", () => {
  it("are as many as there were, of kinds that there are", () => {
    const r = random(3);
    for (let i = 0; i < 200; i++) {
      const drawn = drawCounts([50, 0, 7, 43], r);
      expect(drawn.reduce((s, n) => s + n, 0)).toBe(100);
      expect(drawn[1]).toBe(0);
    }
  });

  it("spread together as cases drawn one by one do", () => {
    const counts = [60, 30, 10];
    const r = random(5);
    const drawn = Array.from({ length: 5_000 }, () => drawCounts(counts, r));
    const of = (k: number) => drawn.map((d) => d[k] as number);
    expect(Math.abs(mean(of(2)) - 10)).toBeLessThan(0.3);
    expect(Math.abs(variance(of(2)) - 9)).toBeLessThan(1);
    // Multinomial: covariance -n p q.
    const together = mean(drawn.map((d) => (d[0] as number) * (d[1] as number))) - mean(of(0)) * mean(of(1));
    expect(Math.abs(together + 18)).toBeLessThan(2);
  });
});
