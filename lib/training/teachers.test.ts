import { describe, expect, it } from "vitest";
import type { Example } from "./fitting/loss";
import { meanAnswers, taughtStream } from "./teachers";

const labelled: Example = { case: { id: "a", ageYears: 1 }, targets: { esi: [1, 0, 0, 0, 0] }, weight: 1 };
const admitted: Example = { case: { id: "b", ageYears: 1 }, targets: { critical: 1 }, weight: 1 };
const unknown: Example = { case: { id: "c", ageYears: 1 }, targets: { critical: 0 }, weight: 1 };
const even = { esi: [[0, 0, 0, 0, 0]], critical: [[0]] };
const sure = { esi: [[100, 0, 0, 0, 0]], critical: [[100]] };

describe("teachers", () => {
  it("answer with the mean of their probabilities", () => {
    const answers = meanAnswers([{ id: "a", ageYears: 1 }], [even, sure]);
    const { esi, critical } = answers.get("a") as { esi: number[]; critical: number };
    [0.6, 0.1, 0.1, 0.1, 0.1].forEach((p, k) => {
      expect(esi[k]).toBeCloseTo(p, 6);
    });
    expect(critical).toBeCloseTo(0.75, 6);
  });

  it("have their share where there is a label, all of it where there is none, and leave strangers alone", async () => {
    const answers = new Map([
      ["a", { esi: [0, 1, 0, 0, 0], critical: 0.5 }],
      ["b", { esi: [0, 0, 1, 0, 0], critical: 0 }],
    ]);
    const stream = taughtStream(() => [labelled, admitted, unknown], answers, 0.25);
    const [a, b, c] = (await stream(0, 3)) as [Example, Example, Example];
    expect(a.targets).toEqual({ esi: [0.75, 0.25, 0, 0, 0], critical: 0.5 });
    expect(b.targets).toEqual({ esi: [0, 0, 1, 0, 0], critical: 0.75 });
    expect(c).toEqual(unknown);
  });
});
