import { describe, expect, it } from "vitest";
import type { Coalition, ValueFunction } from "./coalition";
import { asGame, bruteForce, interactionGame, randomGame } from "./games.test-support";
import { randomOrder, seededRandom } from "./random";
import { exactShapley, pairsWithin, permutationShapley } from "./shapley";

describe("exactShapley", () => {
  it.each([1, 2, 3, 5, 7])("equals brute force over all orders, %i players, to 1e-9", async (n) => {
    const v = randomGame(n, 11 + n);
    const { values } = await exactShapley(n, asGame(v));
    const expected = bruteForce(n, v);
    values.forEach(([x], i) => {
      expect(x).toBeCloseTo(expected[i] as number, 9);
    });
  });

  it("is efficient, and explains several outputs at once as if one by one", async () => {
    const a = randomGame(6, 1);
    const b = randomGame(6, 2);
    const both = await exactShapley(6, asGame(a, b));
    const alone = await exactShapley(6, asGame(b));
    for (const k of [0, 1]) {
      const sum = both.values.reduce((s, row) => s + (row[k] as number), both.base[k] as number);
      expect(sum).toBeCloseTo(both.full[k] as number, 10);
    }
    expect(both.values.map((r) => r[1])).toEqual(alone.values.map((r) => r[0]));
    expect(both.evaluations).toBe(64);
  });

  it("gives equal players equal shares and a dummy nothing", async () => {
    const v = (c: Coalition) => (c[0] && c[1] ? 3 : 0) + (c[2] ? 2 : 0);
    const { values } = await exactShapley(4, asGame(v));
    expect(values.map(([x]) => x)).toEqual([1.5, 1.5, 2, 0]);
  });

  it("returns a linear model's coefficients", async () => {
    const w = [0.5, -2, 3.25, 0];
    const v = (c: Coalition) => 7 + w.reduce((s, x, i) => s + (c[i] ? x : 0), 0);
    const { values, base } = await exactShapley(4, asGame(v));
    expect(base[0]).toBe(7);
    values.forEach(([x], i) => {
      expect(x).toBeCloseTo(w[i] as number, 12);
    });
  });

  it.each([0, 13, 2.5])("refuses %d players", async (n) => {
    await expect(
      exactShapley(
        n,
        asGame(() => 0),
      ),
    ).rejects.toThrow(RangeError);
  });
});

describe("permutationShapley", () => {
  it("adds up exactly and evaluates no coalition twice", async () => {
    const v = interactionGame(20, 3);
    const seen = new Set<string>();
    const game: ValueFunction = async (coalitions) =>
      coalitions.map((c) => {
        const key = c.map(Number).join("");
        expect(seen.has(key)).toBe(false);
        seen.add(key);
        return [v(c)];
      });
    const r = await permutationShapley(20, game, { seed: 5, maxEvaluations: 600 });
    const sum = r.values.reduce((s, [x]) => s + (x as number), r.base[0] as number);
    expect(sum).toBeCloseTo(r.full[0] as number, 10);
    expect(r.evaluations).toBe(seen.size);
    expect(r.evaluations).toBeLessThanOrEqual(600);
    expect(r.samples).toBe(2 * pairsWithin(20, 600));
  });

  it("estimates the exact values within its own standard errors", async () => {
    const v = interactionGame(10, 8);
    const exact = await exactShapley(10, asGame(v));
    const sampled = await permutationShapley(10, asGame(v), { seed: 1, maxEvaluations: 4_000 });
    sampled.values.forEach(([x], i) => {
      const error = Math.abs((x as number) - (exact.values[i]?.[0] as number));
      expect(error).toBeLessThanOrEqual(4 * (sampled.standardErrors[i]?.[0] as number) + 1e-9);
    });
  });

  it("its standard error is honest: over 60 seeds about two thirds of the errors lie within one", async () => {
    const v = interactionGame(9, 21);
    const exact = await exactShapley(9, asGame(v));
    let within = 0;
    let total = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const s = await permutationShapley(9, asGame(v), { seed, maxEvaluations: 260 });
      s.values.forEach(([x], i) => {
        const se = s.standardErrors[i]?.[0] as number;
        if (se < 1e-9) return;
        total += 1;
        if (Math.abs((x as number) - (exact.values[i]?.[0] as number)) <= se) within += 1;
      });
    }
    expect(within / total).toBeGreaterThan(0.55);
    expect(within / total).toBeLessThan(0.8);
  });

  it("shrinks its error with the budget, by about the square root", async () => {
    const v = interactionGame(16, 4);
    const mean = async (maxEvaluations: number) => {
      const { standardErrors } = await permutationShapley(16, asGame(v), { seed: 2, maxEvaluations });
      return standardErrors.reduce((s, [x]) => s + (x as number), 0) / 16;
    };
    const [few, many] = [await mean(400), await mean(6_400)];
    expect(many).toBeLessThan(few / 2.8);
    expect(many).toBeGreaterThan(few / 6);
  });

  it("is exact for a linear model however few permutations, with no error", async () => {
    const w = Array.from({ length: 30 }, (_, i) => i / 10 - 1);
    const v = (c: Coalition) => w.reduce((s, x, i) => s + (c[i] ? x : 0), 0);
    const { values, standardErrors } = await permutationShapley(30, asGame(v), {
      seed: 9,
      maxEvaluations: 1,
    });
    values.forEach(([x], i) => {
      expect(x).toBeCloseTo(w[i] as number, 10);
    });
    expect(Math.max(...standardErrors.map(([x]) => x as number))).toBeLessThan(1e-7);
  });

  it("repeats itself with the seed and differs without", async () => {
    const v = interactionGame(15, 6);
    const run = (seed: number) => permutationShapley(15, asGame(v), { seed, maxEvaluations: 300 });
    expect((await run(4)).values).toEqual((await run(4)).values);
    expect((await run(4)).values).not.toEqual((await run(5)).values);
  });

  it("handles one player, and refuses an unanswered coalition", async () => {
    const one = await permutationShapley(
      1,
      asGame((c) => (c[0] ? 5 : 2)),
      { seed: 1, maxEvaluations: 10 },
    );
    expect(one.values).toEqual([[3]]);
    await expect(permutationShapley(3, async () => [], { seed: 1, maxEvaluations: 50 })).rejects.toThrow(
      /unanswered/,
    );
    await expect(
      permutationShapley(
        3,
        asGame(() => Number.NaN),
        { seed: 1, maxEvaluations: 50 },
      ),
    ).rejects.toThrow();
  });
});

describe("random", () => {
  it("orders are permutations and uniform enough", () => {
    const random = seededRandom(3);
    const firsts = new Array<number>(5).fill(0);
    for (let i = 0; i < 5_000; i++) {
      const order = randomOrder(5, random);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      firsts[order[0] as number] = (firsts[order[0] as number] as number) + 1;
    }
    for (const count of firsts) expect(count).toBeGreaterThan(880);
  });
});
