import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { REMARKS_FILE, whyOf } from "./remarks-reporter";
import {
  add,
  closingLine,
  failedInBrowser,
  flakyTests,
  NOTHING,
  readPlaywrightReport,
  readRemarks,
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

  it("says why down to the first cause", () => {
    const reset = { name: "Error", message: "\nread ECONNRESET\nat x" };
    expect(whyOf({ name: "AppError", message: "away", cause: reset })).toBe(
      "AppError: away, because Error: read ECONNRESET",
    );
    expect(whyOf({ message: "bare", cause: "words" })).toBe("Error: bare");
    expect(readRemarks("nowhere.json")).toEqual([]);
  });

  it("hears from vitest what failed and what passed on its second try", async () => {
    const folder = mkdtempSync(join(tmpdir(), "openacuity-remarks-"));
    const sample = `import { expect, it } from "vitest";
let tries = 0;
it("holds", () => {});
it("is shaky", () => { if (++tries < 2) throw new Error("first"); });
it("breaks", () => { throw new Error("away", { cause: new Error("reset") }); });
`;
    writeFileSync(join(folder, "sample.test.ts"), sample);
    const file = join(folder, "remarks.json");
    const args = [
      "run",
      "--root",
      folder,
      "--retry=1",
      `--reporter=${resolve("scripts/test/remarks-reporter.ts")}`,
    ];
    await promisify(execFile)(process.execPath, [resolve("node_modules/vitest/vitest.mjs"), ...args], {
      env: { ...process.env, [REMARKS_FILE]: file },
    }).catch(() => {});
    expect(readRemarks(file)).toEqual([
      expect.stringMatching(/^Passed only on its second try: .*sample\.test\.ts › is shaky: Error: first$/),
      expect.stringMatching(/^Failed: .*sample\.test\.ts › breaks: Error: away, because Error: reset/),
    ]);
  });
});
