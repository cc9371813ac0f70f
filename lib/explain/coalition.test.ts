import { describe, expect, it } from "vitest";
import { type Coalition, coalitionOf, keyOf, remembered } from "./coalition";

const all = (n: number) => Array.from({ length: 2 ** n }, (_, bits) => coalitionOf(bits, n));

describe("a remembered game", () => {
  it("evaluates each coalition once, whoever asks, also while another's answer is under way", async () => {
    const asked: Coalition[] = [];
    const game = remembered(async (coalitions) => {
      asked.push(...coalitions);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return coalitions.map((c) => [keyOf(c)]);
    });
    const [a, b] = await Promise.all([game.value([...all(3), ...all(3)]), game.value(all(3).reverse())]);
    expect(a.map(([x]) => x)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7]);
    expect(b.map(([x]) => x)).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
    expect(asked.length).toBe(8);
    expect(game.evaluations()).toBe(8);
  });

  it("passes a failure on to who asked, and to nobody else", async () => {
    let broken = true;
    const game = remembered(async (coalitions) => {
      if (broken) throw new Error("no runtime");
      return coalitions.map(() => [1]);
    });
    await expect(game.value(all(2))).rejects.toThrow("no runtime");
    broken = false;
    expect(await game.value(all(2))).toEqual([[1], [1], [1], [1]]);
  });

  it("tells fifty-two players' coalitions apart", () => {
    const one = (player: number) => Array.from({ length: 52 }, (_, i) => i === player || i === 0);
    expect(new Set(Array.from({ length: 52 }, (_, i) => keyOf(one(i)))).size).toBe(52);
  });
});
