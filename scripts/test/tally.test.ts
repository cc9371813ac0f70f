import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  add,
  closingLine,
  failedInBrowser,
  failedInVitest,
  flakyTests,
  NOTHING,
  readPlaywrightReport,
  settle,
} from "./tally";

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
    expect(failedInBrowser(file)).toEqual(["a.spec.ts › broken"]);
    expect(flakyTests(`${file}.absent`)).toEqual([]);
  });

  it("names what failed at the end, where a long log is read first", () => {
    const file = join(mkdtempSync(join(tmpdir(), "openacuity-tally-")), "report.json");
    const failed = {
      fullName: "adds up",
      status: "failed",
      failureMessages: ["\nAssertionError: 2\n    at x"],
    };
    const testResults = [
      {
        name: "/house/a.test.ts",
        status: "failed",
        assertionResults: [failed, { fullName: "is", status: "passed" }],
      },
      { name: "/house/b.test.ts", status: "failed", message: "SyntaxError: y", assertionResults: [] },
      { name: "/house/c.test.ts", status: "passed", assertionResults: [] },
    ];
    writeFileSync(file, JSON.stringify({ testResults }));
    expect(failedInVitest(file, "/house")).toEqual([
      "a.test.ts › adds up: AssertionError: 2",
      "b.test.ts: SyntaxError: y",
    ]);
    expect(failedInVitest(`${file}.absent`)).toEqual([]);
  });
});
