import { describe, expect, it } from "vitest";
import { drawCurves, sparkline } from "./curves";

describe("sparkline", () => {
  it.each<[number[], string]>([
    [[], ""],
    [[3], "▁"],
    [[2, 2], "▁▁"],
    [[8, 4, 2, 1], "█▄▂▁"],
    [Array.from({ length: 32 }, (_, i) => 32 - i), "██▇▇▆▆▅▅▄▄▃▃▂▂▁▁"],
  ])("%j", (values, drawn) => {
    expect(sparkline(values)).toBe(drawn);
  });
});

describe("the curves of a run", () => {
  it("show both losses, and begin anew with each phase", () => {
    const curves = drawCurves();
    expect(curves({ phase: "survey", loss: 2 })).toBe("loss 2.0000 ▁");
    expect(curves({ phase: "survey", loss: 1, validation: 1.5 })).toBe("loss 1.0000 █▁  validation 1.5000 ▁");
    expect(curves({ phase: "survey", loss: 0.5 })).toBe("loss 0.5000 █▃▁  validation 1.5000 ▁");
    expect(curves({ phase: "ktas", loss: 3 })).toBe("loss 3.0000 ▁");
  });
});
