import { existsSync, readFileSync } from "node:fs";

export type Tally = { readonly passed: number; readonly failed: number; readonly skipped: number };
export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };

export const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** The closing line that ends every run: `N passed, N failed[, N skipped]`. */
export const closingLine = (t: Tally): string =>
  `${t.passed} passed, ${t.failed} failed${t.skipped > 0 ? `, ${t.skipped} skipped` : ""}`;

/**
 * A suite that exits badly has failed even if its report counts no failure (it crashed, or never wrote one); a suite
 * that exits well but reports no test at all has failed too: a green run of nothing must not pass for a result.
 */
export function settle(counted: Tally | null, exitCode: number | null): Tally {
  if (counted === null) return { ...NOTHING, failed: 1 };
  if (exitCode !== 0 && counted.failed === 0) return { ...counted, failed: 1 };
  if (counted.passed + counted.failed + counted.skipped === 0) return { ...NOTHING, failed: 1 };
  return counted;
}

/** Vitest's JSON reporter (Jest's shape). */
export function readVitestReport(file: string): Tally | null {
  const report = readJson<{
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests?: number;
  }>(file);
  return (
    report && {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    }
  );
}

/** What a run of vitest had to say at its end (remarks-reporter.ts); nothing where it did not get that far. */
export const readRemarks = (file: string): string[] => readJson<string[]>(file) ?? [];

/** Playwright's JSON reporter; a test that passed on its second try has passed, and is named by `flakyTests`. */
export function readPlaywrightReport(file: string): Tally | null {
  const report = readJson<{
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  }>(file);
  return (
    report && {
      passed: report.stats.expected + report.stats.flaky,
      failed: report.stats.unexpected,
      skipped: report.stats.skipped,
    }
  );
}

type PlaywrightSuite = {
  readonly file?: string;
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly { readonly status: string }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
};

/** The tests that failed once and passed on their second try, as `file › title`: each is a fault of the test or of the product. */
export const flakyTests = (file: string): string[] => withStatus(file, "flaky");

/** The tests that failed on every try, as `file › title`. */
export const failedInBrowser = (file: string): string[] => withStatus(file, "unexpected");

function withStatus(file: string, status: string): string[] {
  const walk = (suite: PlaywrightSuite): string[] => [
    ...(suite.specs ?? [])
      .filter((spec) => spec.tests.some((t) => t.status === status))
      .map((spec) => `${suite.file ?? "?"} › ${spec.title}`),
    ...(suite.suites ?? []).flatMap(walk),
  ];
  return (readJson<{ suites?: readonly PlaywrightSuite[] }>(file)?.suites ?? []).flatMap(walk);
}

function readJson<T>(file: string): T | null {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return null;
  }
}
