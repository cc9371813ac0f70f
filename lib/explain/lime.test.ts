import { describe, expect, it } from "vitest";
import { type Coalition, keyOf, remembered, type ValueFunction } from "./coalition";
import { kernelWeight, lime, topAgreement, topOf } from "./lime";
import { seededRandom } from "./random";
import { permutationShapley } from "./shapley";

const asGame =
  (v: (c: Coalition) => number): ValueFunction =>
  async (coalitions) =>
    coalitions.map((c) => [v(c), 99]);

const linear = (weights: readonly number[], base = 0) =>
  asGame((c) => weights.reduce((sum, w, i) => sum + (c[i] ? w : 0), base));

/** Pairs that only count together, on top of single effects. */
function pairGame(n: number, seed: number): ValueFunction {
  const random = seededRandom(seed);
  const single = Array.from({ length: n }, () => random() - 0.5);
  const pair = Array.from({ length: n }, () => random() - 0.5);
  return asGame((c) =>
    single.reduce(
      (sum, w, i) => sum + (c[i] ? w : 0) + (c[i] && c[(i + 1) % n] ? (pair[i] as number) : 0),
      1,
    ),
  );
}

/** The textbook fit: every coalition a row, weights written out, no ridge, Gauss-Jordan on [1, x]. */
async function textbook(n: number, game: ValueFunction, weight: (c: Coalition) => number) {
  const rows = Array.from({ length: 2 ** n }, (_, b) =>
    Array.from({ length: n }, (_p, i) => !!((b >> i) & 1)),
  );
  const y = await game(rows);
  const m = n + 1;
  const a = Array.from({ length: m }, () => new Array<number>(m + 1).fill(0));
  rows.forEach((c, r) => {
    const x = [1, ...c.map(Number)];
    for (let i = 0; i < m; i++)
      for (let j = 0; j <= m; j++)
        (a[i] as number[])[j] =
          (a[i]?.[j] as number) +
          weight(c) * (x[i] as number) * (j === m ? (y[r]?.[0] as number) : (x[j] as number));
  });
  for (let i = 0; i < m; i++) {
    const pivot = a[i]?.[i] as number;
    for (let j = 0; j <= m; j++) (a[i] as number[])[j] = (a[i]?.[j] as number) / pivot;
    for (let k = 0; k < m; k++) {
      const factor = a[k]?.[i] as number;
      if (k !== i)
        for (let j = 0; j <= m; j++)
          (a[k] as number[])[j] = (a[k]?.[j] as number) - factor * (a[i]?.[j] as number);
    }
  }
  return a.map((row) => row[m] as number);
}

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

describe("lime", () => {
  it.each([true, false])("recovers a linear game up to the ridge (exact: %s)", async (exact) => {
    const w = [0.5, -2, 3.25, 0, 0.1, -0.7];
    const fit = await lime(6, linear(w, 7), { seed: 1, pairs: 12, exact });
    fit.coefficients.forEach((c, i) => {
      expect(Math.abs(c - (w[i] as number))).toBeLessThan(0.01);
    });
    expect(Math.abs(fit.intercept - 7)).toBeLessThan(0.02);
    expect(fit.r2).toBeGreaterThan(0.9999);
    expect(fit.r2).toBeLessThanOrEqual(1);
    expect(topOf(fit.coefficients)).toEqual([2, 1, 5]);
    expect(fit.stability).toBe(1);
  });

  it("weighs by the cosine distance, width 0.25, as the reference implementation does", () => {
    expect(kernelWeight(9, 9)).toBe(1);
    const half = 1 - 2 / Math.sqrt(2 * 4);
    expect(kernelWeight(2, 4)).toBeCloseTo(Math.sqrt(Math.exp(-(half * half) / 0.0625)), 12);
    expect(kernelWeight(0, 5)).toBeCloseTo(Math.exp(-8), 12);
  });

  it.each([2, 4, 7])("is the textbook's weighted least squares on a game of pairs, %i players", async (n) => {
    const game = pairGame(n, n);
    const fit = await lime(n, game, { seed: 1, pairs: 2, exact: true });
    const size = (c: Coalition) => c.filter(Boolean).length;
    const expected = await textbook(n, game, (c) => kernelWeight(size(c), n) / choose(n, size(c)));
    // The ridge is a thousandth of a feature's variance; correlated features shrink by a little more.
    [fit.intercept, ...fit.coefficients].forEach((c, i) => {
      expect(Math.abs(c - (expected[i] as number))).toBeLessThan(0.02);
    });
    expect(fit.samples).toBe(2 ** n);
  });

  it("samples towards the same fit as all coalitions give", async () => {
    const game = pairGame(8, 3);
    const whole = await lime(8, game, { seed: 1, pairs: 2, exact: true });
    const gap = async (pairs: number) => {
      const fit = await lime(8, game, { seed: 5, pairs });
      return Math.max(...fit.coefficients.map((c, i) => Math.abs(c - (whole.coefficients[i] as number))));
    };
    expect(await gap(1_500)).toBeLessThan(0.02);
    expect(await gap(1_500)).toBeLessThan(await gap(4));
  });

  it("shares a pair's worth between the two, and gives a bystander nothing", async () => {
    const and = asGame((c) => (c[0] && c[1] ? 1 : 0));
    const { coefficients, r2 } = await lime(4, and, { seed: 1, pairs: 2, exact: true });
    expect(coefficients[0]).toBeCloseTo(coefficients[1] as number, 12);
    expect(coefficients[0]).toBeGreaterThan(0.3);
    expect(Math.abs(coefficients[2] as number)).toBeLessThan(0.1);
    expect(coefficients[2]).toBeCloseTo(coefficients[3] as number, 12);
    expect(r2).toBeGreaterThan(0.3);
    expect(r2).toBeLessThan(0.95);
  });

  it("says by R2 how little of a game of parities it follows", async () => {
    const parity = asGame((c) => c.filter(Boolean).length % 2);
    const fit = await lime(8, parity, { seed: 1, pairs: 2, exact: true });
    expect(fit.r2).toBeLessThan(0.2);
    expect(fit.r2).toBeGreaterThanOrEqual(0);
  });

  it("is less stable the less the sample settles", async () => {
    // Three players lead; every coalition also has a quirk of its own, which only a larger sample averages out.
    const game = asGame((c) => {
      const quirk = seededRandom(keyOf(c) % 2 ** 31)() - 0.5;
      return c.reduce((sum, present, i) => sum + (present ? (i < 3 ? 0.3 : 0.1) : 0), quirk);
    });
    const mean = async (pairs: number) => {
      let sum = 0;
      for (let seed = 1; seed <= 8; seed++) sum += (await lime(30, game, { seed, pairs })).stability;
      return sum / 8;
    };
    const [few, many] = [await mean(2), await mean(60)];
    expect(few).toBeLessThan(many - 0.2);
    expect(few).toBeGreaterThan(0);
    expect(many).toBeLessThanOrEqual(1);
  });

  it("gives the same numbers for the same seed, others for another", async () => {
    const run = (seed: number) => lime(15, pairGame(15, 2), { seed, pairs: 4 });
    expect(await run(4)).toEqual(await run(4));
    expect((await run(4)).coefficients).not.toEqual((await run(5)).coefficients);
  });

  it("asks nothing a remembered SHAP sample of the same seed has not answered", async () => {
    const game = remembered(pairGame(20, 1));
    const shap = await permutationShapley(20, game.value, { seed: 8, maxEvaluations: 400 });
    const before = game.evaluations();
    await lime(20, game.value, { seed: 8, pairs: shap.samples / 2 });
    expect(game.evaluations()).toBe(before);
  });

  it("handles one player, a constant game and equal players", async () => {
    for (const exact of [true, false]) {
      const one = await lime(1, linear([3], 2), { seed: 1, pairs: 3, exact });
      expect(one.coefficients[0]).toBeCloseTo(3, 1);
      expect(one.stability).toBe(1);
      const constant = await lime(
        5,
        asGame(() => 2.5),
        { seed: 1, pairs: 3, exact },
      );
      expect(constant).toMatchObject({ coefficients: [0, 0, 0, 0, 0], r2: 1 });
      expect(constant.intercept).toBeCloseTo(2.5, 12);
    }
    const equal = await lime(
      6,
      asGame((c) => c.filter(Boolean).length ** 2),
      { seed: 1, pairs: 2, exact: true },
    );
    for (const c of equal.coefficients) expect(c).toBeCloseTo(equal.coefficients[0] as number, 9);
  });

  it("refuses no players, and passes an unanswered game on", async () => {
    await expect(lime(0, linear([]), { seed: 1, pairs: 2 })).rejects.toThrow(RangeError);
    const failing: ValueFunction = async () => Promise.reject(new Error("no runtime"));
    await expect(lime(3, failing, { seed: 1, pairs: 2 })).rejects.toThrow("no runtime");
  });
});

describe("agreement of the top three", () => {
  it.each([
    [[3, -2, 1, 0], [-1, 5, 2, 0], 1],
    [[3, -2, 1, 0], [9, 8, 0, 7], 2 / 3],
    [[3, 2, 1, 0, 0, 0], [0, 0, 0, 1, 2, 3], 0],
    [[3, 2], [1, 9], 1],
  ])("%j and %j: %d", (a, b, share) => expect(topAgreement(a, b)).toBeCloseTo(share, 12));
});
