import { describe, expect, it } from "vitest";
import { doubtsOf, type Neighbours } from "./ranking";

const pairs = (values: readonly number[], standardError: number) =>
  doubtsOf(values, () => standardError ** 2).map(({ larger, smaller }) => [larger.player, smaller.player]);

describe("doubtsOf", () => {
  it.each<[string, number[], number, number[][]]>([
    ["effects far apart for their error", [0.1, -0.9, 0.5], 0.05, []],
    ["effects that may stand the other way round", [0.5, -0.55, 0.1], 0.05, [[1, 0]]],
    ["effects nobody could tell apart", [0.5, -0.51, 0.1], 0.01, []],
    ["exact values, equal ones too", [0.3, 0.3, 0.3], 0, []],
    ["one player", [0.3], 1, []],
    ["nobody", [], 1, []],
    ["doubt below the sixth place", [9, 8, 7, 6, 5, 4, 0.31, 0.3, 0.29], 0.1, []],
    ["doubt about who is fifth", [9, 8, 7, 6, 0.5, 0.4], 0.1, [[4, 5]]],
  ])("%s", (_, values, error, expected) => expect(pairs(values, error)).toEqual(expected));

  it("asks for the variance of a difference of sizes: with each effect's sign", () => {
    const asked: Neighbours[] = [];
    doubtsOf([0.2, -0.5], (neighbours) => {
      asked.push(neighbours);
      return 0;
    });
    expect(asked).toMatchObject([{ larger: { player: 1, sign: -1 }, smaller: { player: 0, sign: 1 } }]);
  });
});
