import { describe, expect, it } from "vitest";
import { addPoint } from "./run-journal";

type Curve = Parameters<typeof addPoint>[0];

describe("the loss curve", () => {
  it("stays in order when an attempt goes on from an earlier step", () => {
    const before: Curve = [1, 2, 3, 4].map((step) => ({ step, loss: 1 }));
    expect(addPoint(before, { step: 3, loss: 9 }).map((p) => p.step)).toEqual([1, 2, 3]);
  });

  it("stays short and keeps its first and last point, however long the run", () => {
    let curve: Curve = [];
    for (let step = 1; step <= 10_000; step++) curve = addPoint(curve, { step, loss: step });
    expect(curve.length).toBeLessThanOrEqual(401);
    expect([curve[0]?.step, curve.at(-1)?.step]).toEqual([1, 10_000]);
  });
});
