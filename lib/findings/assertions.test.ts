import { describe, expect, it } from "vitest";
import { ASSERTION_CASES, type AssertionCase } from "./testing/assertion-cases";
import { measureAssertions, tallyOf } from "./testing/measure-assertions";

/**
 * Just under what is reached (`npm run bench:findings`), so that a change which loses what was understood shows. The unseen
 * half is held by counts alone; what it holds is not to be read to mend the reader.
 */
const FLOORS: readonly (readonly [AssertionCase["half"], number, number, number])[] = [
  // half, share as meant at least, not found at most, wrongly present at most
  ["development", 0.97, 6, 0],
  ["unseen", 0.785, 22, 25],
];

describe("the reader of words, on cases written without its phrases", () => {
  it("has cases enough, each once", () => {
    expect(ASSERTION_CASES.length).toBeGreaterThanOrEqual(400);
    expect(new Set(ASSERTION_CASES.map((c) => c.text)).size).toBe(ASSERTION_CASES.length);
  });

  it.each(FLOORS)("%s half: at least %d as meant", (half, share, notFound, raised) => {
    const tally = tallyOf(measureAssertions(half));
    expect(tally.right / tally.total).toBeGreaterThanOrEqual(share);
    expect(tally.notFound).toBeLessThanOrEqual(notFound);
    expect(tally.raised).toBeLessThanOrEqual(raised);
  });

  it("loses almost nothing that is present", () => {
    const present = measureAssertions("development").filter((o) => o.expected === "present");
    const lost = present.filter((o) => !o.read.includes("present")).map((o) => o.text);
    expect(lost.length).toBeLessThanOrEqual(1);
  });
});
