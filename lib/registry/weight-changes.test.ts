import { describe, expect, it } from "vitest";
import { weightChanges } from "./weight-changes";

const t = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

describe("what differs between the weights of two versions", () => {
  it("is said tensor by tensor, the most changed first", () => {
    const before = { a: t(3, 4), b: t(1, 1), c: t(0, 0), gone: t(1), wide: t(1, 2) };
    const after = { a: t(3, 4), b: t(1, 2), c: t(0, 5), fresh: t(1), wide: t(1, 2, 3) };
    const rows = weightChanges(before, after);
    expect(rows.map((r) => [r.name, r.state])).toEqual([
      ["fresh", "only-after"],
      ["gone", "only-before"],
      ["wide", "reshaped"],
      ["c", "changed"],
      ["b", "changed"],
      ["a", "same"],
    ]);
    expect(rows.find((r) => r.name === "b")).toMatchObject({ touched: 0.5 });
    expect(rows.find((r) => r.name === "b")?.relative).toBeCloseTo(Math.sqrt(1 / 2), 9);
    expect(rows.find((r) => r.name === "c")?.relative).toBe(1);
    expect(rows.find((r) => r.name === "a")).toMatchObject({ relative: 0, touched: 0 });
  });
});
