import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

/** What of an error is told: its own words and those of what caused it, and so on. */
export type Told = {
  readonly name?: string | undefined;
  readonly message: string;
  readonly cause?: unknown;
};

/** The setting that names the file a run of vitest writes its remarks to: a list of sentences, as JSON. */
export const REMARKS_FILE = "OPENACUITY_TEST_REMARKS";

/** Names what failed and why, down to the first cause, and what passed on its second try: a long log is read from its end. */
export default class RemarksReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const file = process.env[REMARKS_FILE];
    if (file) writeFileSync(file, JSON.stringify(modules.flatMap((m) => remarksOf(m))));
  }
}

function remarksOf(module: TestModule, root = process.cwd()): string[] {
  const file = relative(root, module.moduleId);
  // Of a file or a group of tests: it failed before any test of it ran.
  const outside = [module, ...module.children.allSuites()].flatMap((part) =>
    part.errors().map((error) => `Failed: ${file}: ${whyOf(error)}`),
  );
  const tests = [...module.children.allTests()].flatMap((test) => {
    const { state, errors } = test.result();
    const name = `${file} › ${test.fullName.replaceAll(" > ", " › ")}`;
    if (state === "failed") return [`Failed: ${name}: ${errors.map((e) => whyOf(e)).join(" | ")}`];
    return test.diagnostic()?.flaky
      ? [`Passed only on its second try: ${name}: ${(errors ?? []).map((e) => whyOf(e)).join(" | ")}`]
      : [];
  });
  return [...outside, ...tests];
}

const LONGEST = 300;

/** `AppError: away, because Error: reset`. */
export function whyOf({ name, message, cause }: Told, deep = 0): string {
  const line = message.split("\n").find((l) => l.trim() !== "") ?? "";
  const own = `${name ?? "Error"}: ${line}`.slice(0, LONGEST);
  return isTold(cause) && deep < 4 ? `${own}, because ${whyOf(cause, deep + 1)}` : own;
}

const isTold = (cause: unknown): cause is Told =>
  typeof cause === "object" && cause !== null && typeof (cause as Told).message === "string";
