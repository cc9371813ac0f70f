import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { type Coalition, keyOf, remembered, type ValueFunction } from "./coalition";
import { explainCase } from "./explain-case";
import { kernelWeight, lime, limeSamples, topAgreement, topOf } from "./lime";
import { memoryEngine } from "./memory-engine.test-support";
import { seededRandom } from "./random";

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
  it.each([6, 20])("recovers a linear game up to the ridge, %i players", async (n) => {
    const w = Array.from({ length: n }, (_, i) => [0.5, -2, 3.25, 0, 0.1, -0.7][i] ?? 0.01);
    const fit = await lime(n, linear(w, 7), { seed: 1 });
    fit.coefficients.forEach((c, i) => {
      expect(Math.abs(c - (w[i] as number))).toBeLessThan(0.01);
    });
    expect(Math.abs(fit.intercept - 7)).toBeLessThan(0.02);
    expect(fit.r2).toBeGreaterThan(0.9999);
    expect(fit.r2).toBeLessThanOrEqual(1);
    expect(topOf(fit.coefficients)).toEqual([2, 1, 5]);
    expect(fit.stability).toBe(1);
    expect(fit.samples).toBe(n === 6 ? 64 : limeSamples(n));
  });

  it("weighs by the cosine distance, width 0.25, as the reference implementation does", () => {
    expect(kernelWeight(9, 9)).toBe(1);
    const half = 1 - 2 / Math.sqrt(2 * 4);
    expect(kernelWeight(2, 4)).toBeCloseTo(Math.sqrt(Math.exp(-(half * half) / 0.0625)), 12);
    expect(kernelWeight(0, 5)).toBeCloseTo(Math.exp(-8), 12);
  });

  it.each([2, 4, 7])("is the textbook's weighted least squares on a game of pairs, %i players", async (n) => {
    const game = pairGame(n, n);
    const fit = await lime(n, game, { seed: 1 });
    const size = (c: Coalition) => c.filter(Boolean).length;
    const expected = await textbook(n, game, (c) => kernelWeight(size(c), n) / choose(n, size(c)));
    // The ridge is a thousandth of a feature's variance; correlated features shrink by a little more.
    [fit.intercept, ...fit.coefficients].forEach((c, i) => {
      expect(Math.abs(c - (expected[i] as number))).toBeLessThan(0.02);
    });
    expect(fit.samples).toBe(2 ** n);
  });

  it("samples the fit that all coalitions give: its mean over seeds is that, player by player", async () => {
    const n = 9;
    const game = pairGame(n, 3);
    const size = (c: Coalition) => c.filter(Boolean).length;
    const expected = await textbook(n, game, (c) => kernelWeight(size(c), n) / choose(n, size(c)));
    const mean = new Array<number>(n).fill(0);
    for (let seed = 1; seed <= 60; seed++)
      (await lime(n, game, { seed })).coefficients.forEach((c, i) => {
        mean[i] = (mean[i] as number) + c / 60;
      });
    mean.forEach((c, i) => {
      expect(Math.abs(c - (expected[i + 1] as number))).toBeLessThan(0.02);
    });
  });

  it("shares a pair's worth between the two, and gives a bystander nothing", async () => {
    const and = asGame((c) => (c[0] && c[1] ? 1 : 0));
    const { coefficients, r2 } = await lime(4, and, { seed: 1 });
    expect(coefficients[0]).toBeCloseTo(coefficients[1] as number, 12);
    expect(coefficients[0]).toBeGreaterThan(0.3);
    expect(Math.abs(coefficients[2] as number)).toBeLessThan(0.1);
    expect(coefficients[2]).toBeCloseTo(coefficients[3] as number, 12);
    expect(r2).toBeGreaterThan(0.3);
    expect(r2).toBeLessThan(0.95);
  });

  it("says by R2 how little of a game of parities it follows", async () => {
    const parity = asGame((c) => c.filter(Boolean).length % 2);
    const fit = await lime(7, parity, { seed: 1 });
    expect(fit.r2).toBeLessThan(0.2);
    expect(fit.r2).toBeGreaterThanOrEqual(0);
  });

  it("is the less stable the more the coalitions' quirks drown what the players add", async () => {
    const noisy = (noise: number) =>
      asGame((c) => {
        const quirk = noise * (seededRandom(keyOf(c) % 2 ** 31)() - 0.5);
        return c.reduce((sum, present, i) => sum + (present ? (i < 3 ? 0.3 : 0.1) : 0), quirk);
      });
    const mean = async (n: number, noise: number) => {
      let sum = 0;
      for (let seed = 1; seed <= 6; seed++) sum += (await lime(n, noisy(noise), { seed })).stability;
      return sum / 6;
    };
    for (const n of [7, 25]) {
      expect(await mean(n, 0.01)).toBe(1);
      const low = await mean(n, 3);
      expect(low).toBeLessThan(0.7);
      expect(low).toBeGreaterThan(0);
    }
  });

  it("says by its bootstrap how stable fits of other seeds are", async () => {
    const game = pairGame(30, 9);
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const fits = await Promise.all(seeds.map((seed) => lime(30, game, { seed })));
    const jaccard = fits.flatMap((a, i) =>
      fits.slice(i + 1).map((b) => {
        const both = 3 * topAgreement(a.coefficients, b.coefficients);
        return both / (6 - both);
      }),
    );
    const mean = (values: readonly number[]) => values.reduce((x, y) => x + y, 0) / values.length;
    expect(Math.abs(mean(fits.map((f) => f.stability)) - mean(jaccard))).toBeLessThan(0.15);
  });

  it("gives the same numbers for the same seed, others for another", async () => {
    const run = (seed: number) => lime(15, pairGame(15, 2), { seed });
    expect(await run(4)).toEqual(await run(4));
    expect((await run(4)).coefficients).not.toEqual((await run(5)).coefficients);
  });

  it("asks no more than it says, most of it with most players there, and every player missing about as often", async () => {
    for (const n of [4, 15, 40]) {
      const asked: Coalition[] = [];
      const game = remembered(async (coalitions) => {
        asked.push(...coalitions);
        return pairGame(n, 1)(coalitions);
      });
      await lime(n, game.value, { seed: 8 });
      expect(game.evaluations()).toBeLessThanOrEqual(Math.min(2 ** n, limeSamples(n)));
      if (n === 4) continue;
      const present = asked.map((c) => c.filter(Boolean).length / n);
      expect(present.reduce((a, b) => a + b, 0) / present.length).toBeGreaterThan(0.55);
      const missing = Array.from({ length: n }, (_, i) => asked.filter((c) => !c[i]).length);
      expect(Math.max(...missing) - Math.min(...missing)).toBeLessThan(asked.length / 5);
    }
  });

  it("handles one player, a constant game and equal players", async () => {
    const one = await lime(1, linear([3], 2), { seed: 1 });
    expect(one.coefficients[0]).toBeCloseTo(3, 1);
    expect(one.stability).toBe(1);
    for (const n of [2, 5, 12]) {
      const constant = await lime(
        n,
        asGame(() => 2.5),
        { seed: 1 },
      );
      expect(constant.coefficients.every((c) => c === 0)).toBe(true);
      expect(constant.r2).toBe(1);
      expect(constant.intercept).toBeCloseTo(2.5, 12);
    }
    const equal = await lime(
      6,
      asGame((c) => c.filter(Boolean).length ** 2),
      { seed: 1 },
    );
    for (const c of equal.coefficients) expect(c).toBeCloseTo(equal.coefficients[0] as number, 9);
  });

  it("refuses no players, and passes an unanswered game on", async () => {
    await expect(lime(0, linear([]), { seed: 1 })).rejects.toThrow(RangeError);
    const failing: ValueFunction = async () => Promise.reject(new Error("no runtime"));
    await expect(lime(3, failing, { seed: 1 })).rejects.toThrow("no runtime");
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

describe("beside SHAP", () => {
  const c: TriageCase = {
    id: "c",
    ageYears: 71,
    sex: "male",
    arrivalMode: "ambulance",
    chiefComplaint: "chest pain radiating to L arm, diaphoretic, denies SOB",
    vitals: { heartRate: 118, respiratoryRate: 24, systolic: 92, spo2: 93, consciousness: "alert" },
    history: ["diabetes", "congestive heart failure"],
  };

  it("stays within the budget both share, and comes out the same again", async () => {
    const engine = memoryEngine();
    const e = await explainCase(c, engine, { seed: 5, maxEvaluations: 500 });
    expect(engine.cases.length).toBe(e.evaluations);
    expect(e.evaluations).toBeLessThanOrEqual(500);
    expect(e.lime?.coefficients).toHaveLength(e.contributions.length);
    expect(e.lime?.seed).toBe(5);
    const again = await explainCase(c, memoryEngine(), { seed: 5, maxEvaluations: 500 });
    expect(again.lime).toEqual(e.lime);
    const alone = await explainCase(c, memoryEngine(), {
      seed: 5,
      maxEvaluations: 500,
      secondOpinion: false,
    });
    expect(alone.lime).toBeNull();
    expect(alone.evaluations).toBeLessThan(e.evaluations);
  });

  it("finds what SHAP finds in a model that is nearly additive, with its sign", async () => {
    const e = await explainCase(c, memoryEngine(), { seed: 5 });
    expect(e.lime?.topThreeAgreement).toBeGreaterThanOrEqual(2 / 3);
    expect(e.lime?.r2).toBeGreaterThan(0.8);
    e.contributions.forEach(({ shap }, i) => {
      const weight = e.lime?.coefficients[i] as number;
      if (Math.abs(shap) > 0.15) expect(Math.sign(weight)).toBe(Math.sign(shap));
    });
  });
});
