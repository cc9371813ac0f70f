import { describe, expect, it } from "vitest";
import { lookAgainDue } from "./reassess";

describe("when somebody is to be looked at again", () => {
  it.each([
    [2, 15, null],
    [2, 16, 1],
    [3, 45, 15],
    [5, 120, null],
    [1, 6, 1],
    [null, 500, null],
    [2, null, null],
  ] as const)("level %s, %s min ago: due since %s", (level, minutes, due) =>
    expect(lookAgainDue(level, minutes)).toBe(due),
  );
});
