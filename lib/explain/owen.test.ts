import { describe, expect, it } from "vitest";
import type { Coalition } from "./coalition";
import { asGame, bruteForce, interactionGame, randomGame } from "./games.test-support";
import { enumerationCost, type Groups, owenValues, quotientShapley } from "./owen";
import { exactShapley } from "./shapley";

/** Players 0..n-1 in groups of these sizes, dealt in turn so that a group's members are not neighbours. */
function dealt(...sizes: number[]): Groups {
  const groups = sizes.map(() => [] as number[]);
  let player = 0;
  while (groups.some((g, i) => g.length < (sizes[i] as number)))
    groups.forEach((g, i) => {
      if (g.length < (sizes[i] as number)) g.push(player++);
    });
  return groups;
}
const total = (groups: Groups) => groups.flat().length;
const ALL = { seed: 1, maxEvaluations: 1e6 };
const column = (rows: readonly (readonly number[])[], k = 0) => rows.map((row) => row[k] as number);
const sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);

describe("owenValues, exact", () => {
  it.each([[[1]], [[3]], [[2, 1]], [[3, 2, 1]], [[2, 2, 2]], [[4, 3]], [[1, 3, 1, 2]], [[2, 1, 2, 1, 1]]])(
    "equals brute force over the orders that keep groups together, groups of %j, to 1e-9",
    async (sizes) => {
      const groups = dealt(...sizes);
      const n = total(groups);
      const v = randomGame(n, 31 + n);
      const { values, standardErrors, samples } = await owenValues(groups, asGame(v), ALL);
      const expected = bruteForce(n, v, groups);
      column(values).forEach((x, i) => {
        expect(Math.abs(x - (expected[i] as number))).toBeLessThan(1e-9);
      });
      expect([samples, Math.max(...column(standardErrors))]).toEqual([0, 0]);
    },
  );

  it("is Shapley's value when there is one group, and when everybody is alone", async () => {
    const v = asGame(randomGame(6, 3));
    const flat = column((await exactShapley(6, v)).values);
    for (const groups of [dealt(6), dealt(1, 1, 1, 1, 1, 1)])
      column((await owenValues(groups, v, ALL)).values).forEach((x, i) => {
        expect(x).toBeCloseTo(flat[i] as number, 10);
      });
  });

  it("asks for no coalition twice, for as many as it says, and for far fewer than there are", async () => {
    const groups = dealt(6, 3, 2, 2);
    const seen = new Set<string>();
    const v = randomGame(13, 5);
    const result = await owenValues(
      groups,
      async (coalitions) =>
        coalitions.map((c) => {
          const key = c.map(Number).join("");
          expect(seen.has(key)).toBe(false);
          seen.add(key);
          return [v(c)];
        }),
      ALL,
    );
    expect(result.evaluations).toBe(seen.size);
    expect(seen.size).toBe(enumerationCost(groups));
    expect(seen.size).toBeLessThan(2 ** 13 / 10);
  });

  it("enumerates twelve players whatever the budget", async () => {
    const result = await owenValues(dealt(8, 3, 1), asGame(interactionGame(12, 2)), {
      seed: 1,
      maxEvaluations: 10,
    });
    expect([result.samples, result.settled]).toEqual([0, true]);
  });
});

describe("owenValues, sampled", () => {
  const groups = dealt(7, 4, 3, 5);
  const n = total(groups);
  const v = interactionGame(n, 8);
  const few = { seed: 5, maxEvaluations: 300 };

  it("adds up, member by group and group by whole, in every output, to the last digit", async () => {
    const game = asGame(v, randomGame(n, 1));
    const quotient = await quotientShapley(groups, game);
    for (const options of [few, ALL]) {
      const { values, groups: totals, base, full } = await owenValues(groups, game, options);
      expect(totals).toEqual(quotient.values);
      for (const k of [0, 1]) {
        groups.forEach((members, g) => {
          expect(sum(members.map((i) => values[i]?.[k] as number))).toBeCloseTo(totals[g]?.[k] as number, 9);
        });
        expect((base[k] as number) + sum(column(values, k))).toBeCloseTo(full[k] as number, 9);
      }
    }
  });

  it("estimates the exact values within its own standard errors", async () => {
    const exact = await owenValues(groups, asGame(v), ALL);
    const sampled = await owenValues(groups, asGame(v), { ...few, samplesByGroup: [60, 60, 60, 60] });
    sampled.values.forEach(([x], i) => {
      const error = Math.abs((x as number) - (exact.values[i]?.[0] as number));
      expect(error).toBeLessThanOrEqual(4 * (sampled.standardErrors[i]?.[0] as number) + 1e-9);
      expect(sampled.standardErrors[i]?.[0]).toBeGreaterThan(0);
    });
  });

  it("its standard error is honest: over 60 seeds about two thirds of the errors lie within one", async () => {
    const exact = await owenValues(groups, asGame(v), ALL);
    let within = 0;
    let errors = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const s = await owenValues(groups, asGame(v), { ...few, seed, samplesByGroup: [24, 24, 24, 24] });
      s.values.forEach(([x], i) => {
        errors += 1;
        const error = Math.abs((x as number) - (exact.values[i]?.[0] as number));
        if (error <= (s.standardErrors[i]?.[0] as number)) within += 1;
      });
    }
    expect(within / errors).toBeGreaterThan(0.58);
    expect(within / errors).toBeLessThan(0.76);
  });

  it("is exact, without error, where effects do not interact", async () => {
    const w = Array.from({ length: 30 }, (_, i) => i / 10 - 1);
    const plain = (c: Coalition) => sum(w.map((x, i) => (c[i] ? x : 0)));
    const result = await owenValues(dealt(9, 4, 3, 4, 10), asGame(plain), { seed: 9, maxEvaluations: 1 });
    expect(result.samples).toBeGreaterThan(0);
    column(result.values).forEach((x, i) => {
      expect(x).toBeCloseTo(w[i] as number, 10);
    });
    expect(Math.max(...column(result.standardErrors))).toBeLessThan(1e-7);
  });

  it("keeps to the budget", async () => {
    for (const maxEvaluations of [400, 700, 2_000]) {
      const result = await owenValues(dealt(9, 4, 8, 5, 14), asGame(interactionGame(40, 3)), {
        seed: 2,
        maxEvaluations,
      });
      expect(result.evaluations).toBeLessThanOrEqual(maxEvaluations);
    }
  });

  it("draws more only while the order of the largest effects is in doubt", async () => {
    const sizes = dealt(9, 8, 8, 7);
    const clear = interactionGame(32, 4);
    const apart = (c: Coalition) =>
      clear(c) / 50 + sum([0, 8, 14, 20, 31].map((p, i) => (c[p] ? 2 - i / 3 : 0)));
    const certain = await owenValues(sizes, asGame(apart), { seed: 1, maxEvaluations: 5_000 });
    expect(certain.settled).toBe(true);
    expect(certain.evaluations).toBeLessThan(420);

    const wild = randomFew(32, 6);
    const spent = await owenValues(sizes, asGame(wild), { seed: 1, maxEvaluations: 500 });
    expect(spent.settled).toBe(false);
    const more = await owenValues(sizes, asGame(wild), { seed: 1, maxEvaluations: 5_000 });
    expect(more.samples + more.evaluations).toBeGreaterThan(spent.samples + spent.evaluations);
  });

  it("repeats itself from the seed, and from the seed and the orders walked in each group", async () => {
    const run = (options: object) => owenValues(groups, asGame(v), { ...few, ...options });
    const first = await run({});
    expect(first.samples).toBeGreaterThan(0);
    expect((await run({})).values).toEqual(first.values);
    expect((await run({ seed: 6 })).values).not.toEqual(first.values);
    const replayed = await run({ samplesByGroup: first.samplesByGroup, maxEvaluations: 1 });
    expect(replayed.values).toEqual(first.values);
    expect(replayed.standardErrors).toEqual(first.standardErrors);
    expect(replayed.settled).toBe(first.settled);
  });
});

/** Effects that depend on everything else: a hash of the coalition. */
function randomFew(n: number, seed: number): (c: Coalition) => number {
  return (c) => {
    let h = seed;
    for (let i = 0; i < n; i++) h = Math.imul(h ^ (c[i] ? i + 1 : 0), 0x5bd1e995) >>> 0;
    return (h % 1_000) / 500;
  };
}

describe("owenValues", () => {
  it.each<[string, Groups]>([
    ["nobody", []],
    ["an empty group", [[0], []]],
    ["a player twice", [[0, 1], [1]]],
    ["a player left out", [[0], [2]]],
    ["fifty-three players", dealt(53)],
  ])("refuses %s", async (_, groups) => {
    await expect(
      owenValues(
        groups,
        asGame(() => 0),
        ALL,
      ),
    ).rejects.toThrow(RangeError);
  });

  it("refuses an unanswered coalition and one that is no number", async () => {
    await expect(owenValues([[0, 1]], async () => [], ALL)).rejects.toThrow(/unanswered/);
    await expect(
      owenValues(
        [[0, 1]],
        asGame(() => Number.NaN),
        ALL,
      ),
    ).rejects.toThrow(/unanswered/);
  });
});
