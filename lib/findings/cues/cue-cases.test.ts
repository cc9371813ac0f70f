import { describe, expect, it } from "vitest";
import type { Assertion } from "../finding";
import { CUE_CASES } from "../testing/cue-cases";
import { MORE_CUE_CASES } from "../testing/cue-cases-more";
import { measureAssertion, tallyOf } from "../testing/measure-assertions";

const outcomes = (expected: Assertion) =>
  [...CUE_CASES[expected], ...(MORE_CUE_CASES[expected] ?? [])].map(([key, text]) =>
    measureAssertion({ key, text, expected, half: "development" }),
  );

/** Just under what is reached, a class: as meant at least, read as present at most. */
const FLOORS: readonly (readonly [Assertion, number, number])[] = [
  ["denied", 19, 1],
  ["uncertain", 19, 0],
  ["resolved", 72, 2],
  ["past", 63, 4],
  ["baseline", 23, 1],
  ["other-person", 65, 9],
  ["hypothetical", 74, 6],
  ["logistics", 70, 12],
];

describe("sentences that try the cues", () => {
  it("loses no danger that is there beside a cue", () => {
    const lost = outcomes("present").filter((o) => !o.read.includes("present"));
    // The catalogue does not know the letters PE beside another word: they may be a physical examination.
    expect(lost.map((o) => o.text)).toEqual(["PE confirmed on CT, transferred here"]);
  });

  it.each(FLOORS)("%s: %d as meant", (assertion, right, raised) => {
    const tally = tallyOf(outcomes(assertion));
    expect(tally.right).toBeGreaterThanOrEqual(right);
    expect(tally.raised).toBeLessThanOrEqual(raised);
  });
});
