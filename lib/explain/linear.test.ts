import { describe, expect, it } from "vitest";
import { addRow, emptyMoments, fitRidge } from "./linear";

type Row = readonly [x: readonly boolean[], y: number, weight: number];
function solve(rows: readonly Row[], ridge = 0) {
  const moments = emptyMoments(rows[0]?.[0].length ?? 0);
  for (const [x, y, weight] of rows) addRow(moments, x, y, weight);
  return fitRidge(moments, ridge);
}
const [T, F] = [true, false];

describe("weighted ridge regression", () => {
  it("recovers a plane whatever the weights, without a ridge", () => {
    const rows = [
      [F, F],
      [T, F],
      [F, T],
      [T, T],
    ].map((x, i): Row => [x, 1 + (x[0] ? 2 : 0) - (x[1] ? 0.5 : 0), 1 + 3 * i]);
    const { intercept, coefficients, r2 } = solve(rows);
    expect(intercept).toBeCloseTo(1, 12);
    expect(coefficients[0]).toBeCloseTo(2, 12);
    expect(coefficients[1]).toBeCloseTo(-0.5, 12);
    expect(r2).toBeCloseTo(1, 12);
  });

  it("counts a row of weight three as three rows", () => {
    const rows: Row[] = [
      [[F, T], 1, 1],
      [[T, F], 2, 1],
      [[T, T], 5, 1],
      [[F, F], 0.5, 1],
    ];
    const heavy = rows.map(([x, y], i): Row => [x, y, i === 2 ? 3 : 1]);
    const repeated = [...rows, rows[2], rows[2]] as Row[];
    const [a, b] = [solve(heavy, 0.1), solve(repeated, 0.1)];
    expect(a.r2).toBeCloseTo(b.r2, 12);
    a.coefficients.forEach((c, i) => {
      expect(c).toBeCloseTo(b.coefficients[i] as number, 12);
    });
  });

  it("shrinks a lone feature by its own variance, however rare it is, and leaves the mean alone", () => {
    for (const rare of [1, 0.001]) {
      const rows: Row[] = [
        [[F], 1, 1],
        [[T], 4, rare],
      ];
      const { coefficients, intercept } = solve(rows, 0.5);
      expect(coefficients[0]).toBeCloseTo(2, 9);
      const mean = (1 + 4 * rare) / (1 + rare);
      expect(intercept + ((coefficients[0] as number) * rare) / (1 + rare)).toBeCloseTo(mean, 9);
    }
  });

  it("states how much of the variance it follows", () => {
    // y = x1 XOR x2: no line follows any of it. y = x1 AND x2: half of each.
    const corners = [
      [F, F],
      [T, F],
      [F, T],
      [T, T],
    ];
    expect(solve(corners.map((x): Row => [x, Number(x[0] !== x[1]), 1])).r2).toBeCloseTo(0, 12);
    expect(solve(corners.map((x): Row => [x, Number(x[0] && x[1]), 1])).r2).toBeCloseTo(2 / 3, 12);
    expect(solve(corners.map((x): Row => [x, 7, 1]))).toMatchObject({ r2: 1, coefficients: [0, 0] });
  });

  it("refuses a feature that never varies", () => {
    const rows: Row[] = [
      [[T, F], 1, 1],
      [[T, T], 2, 1],
    ];
    expect(() => solve(rows, 1e-3)).toThrow(/positive definite/);
  });
});
