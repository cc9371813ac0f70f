import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { add, closingLine, flakyTests, NOTHING, readPlaywrightReport, settle } from "./tally";

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

  it("counts a browser test that passed on its second try as passed, and names it", () => {
    const file = join(mkdtempSync(join(tmpdir(), "openacuity-tally-")), "report.json");
    const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
    const suites = [
      {
        file: "a.spec.ts",
        specs: [spec("steady", "expected"), spec("shaky", "flaky")],
        suites: [{ file: "a.spec.ts", specs: [spec("inner", "flaky"), spec("broken", "unexpected")] }],
      },
    ];
    writeFileSync(
      file,
      JSON.stringify({ stats: { expected: 1, unexpected: 1, flaky: 2, skipped: 0 }, suites }),
    );
    expect(readPlaywrightReport(file)).toEqual({ passed: 3, failed: 1, skipped: 0 });
    expect(flakyTests(file)).toEqual(["a.spec.ts › shaky", "a.spec.ts › inner"]);
    expect(flakyTests(`${file}.absent`)).toEqual([]);
  });
});
