import { describe, expect, it } from "vitest";
import { add, closingLine, NOTHING, settle } from "./tally";

describe("tally", () => {
  it.each([
    [{ passed: 3, failed: 0, skipped: 0 }, 0, { passed: 3, failed: 0, skipped: 0 }],
    [{ passed: 3, failed: 1, skipped: 0 }, 1, { passed: 3, failed: 1, skipped: 0 }],
    [{ passed: 3, failed: 0, skipped: 0 }, 1, { passed: 3, failed: 1, skipped: 0 }],
    [null, 0, { passed: 0, failed: 1, skipped: 0 }],
    [NOTHING, 0, { passed: 0, failed: 1, skipped: 0 }],
    [{ passed: 0, failed: 0, skipped: 2 }, 0, { passed: 0, failed: 0, skipped: 2 }],
  ])("settles %j with exit code %s", (counted, exitCode, expected) => {
    expect(settle(counted, exitCode)).toEqual(expected);
  });

  it("closes with the agreed line", () => {
    expect(closingLine(add({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 0 }))).toBe(
      "3 passed, 1 failed",
    );
    expect(closingLine({ passed: 3, failed: 0, skipped: 2 })).toBe("3 passed, 0 failed, 2 skipped");
  });
});
