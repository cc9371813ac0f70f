import { describe, expect, it } from "vitest";
import type { Coalition, ValueFunction } from "./coalition";
import { randomOrder, seededRandom } from "./random";
import { exactShapley, pairsWithin, permutationShapley } from "./shapley";

/** Shapley's own definition: the mean over all n! orders of what a player adds. */
function bruteForce(n: number, v: (c: Coalition) => number): number[] {
  const values = new Array<number>(n).fill(0);
  let orders = 0;
  const visit = (present: boolean[], left: number[], gains: number[]) => {
    if (left.length === 0) {
      orders += 1;
      gains.forEach((g, i) => {
        values[i] = (values[i] as number) + g;
      });
      return;
    }
    for (const player of left) {
      const next = [...present];
      next[player] = true;
      const gained = [...gains];
      gained[player] = v(next) - v(present);
      visit(
        next,
        left.filter((p) => p !== player),
        gained,
      );
    }
  };
  visit(new Array<boolean>(n).fill(false), [...Array(n).keys()], new Array<number>(n).fill(0));
  return values.map((x) => x / orders);
}

const asGame =
  (...outputs: ((c: Coalition) => number)[]): ValueFunction =>
  async (coalitions) =>
    coalitions.map((c) => outputs.map((f) => f(c)));

/** A random game with all interactions, deterministic by seed. */
function randomGame(n: number, seed: number): (c: Coalition) => number {
  const random = seededRandom(seed);
  const table = Array.from({ length: 2 ** n }, () => random() * 10 - 5);
  return (c) => table[c.reduce((bits, present, i) => bits + (present ? 2 ** i : 0), 0)] as number;
}

/** Sum of weights plus pair and triple interactions: not additive, cheap for many players. */
function interactionGame(n: number, seed: number): (c: Coalition) => number {
  const random = seededRandom(seed);
  const single = Array.from({ length: n }, () => random() - 0.5);
  const pair = Array.from({ length: n }, () => random() - 0.5);
  return (c) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      if (c[i]) sum += single[i] as number;
      if (c[i] && c[(i + 1) % n]) sum += pair[i] as number;
      if (c[i] && c[(i + 3) % n] && c[(i + 5) % n]) sum -= 0.3 * (pair[i] as number);
    }
    return Math.tanh(sum) + sum / 4;
  };
}

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

  it("handles one player, reports progress, and refuses an unanswered coalition", async () => {
    const one = await permutationShapley(
      1,
      asGame((c) => (c[0] ? 5 : 2)),
      { seed: 1, maxEvaluations: 10 },
    );
    expect(one.values).toEqual([[3]]);
    const steps: number[] = [];
    await permutationShapley(
      12,
      asGame(() => 0),
      {
        seed: 1,
        maxEvaluations: 500,
        onProgress: (done, total) => steps.push(done / total),
      },
    );
    expect(steps.at(-1)).toBe(1);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
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
