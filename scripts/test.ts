// `npm test`: every suite, one after another, and one closing line over all of them.
// `npm test -- --only unit,browser` runs some. Suites: types, lint, unit, learning, standalone, integration, postgres, browser.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "./test/browser";
import { ON_EMBEDDED } from "./test/on-embedded";
import { ensurePostgres } from "./test/postgres";
import { ensurePrometheus } from "./test/prometheus";
import { REMARKS_FILE } from "./test/remarks-reporter";
import {
  add,
  closingLine,
  failedInBrowser,
  flakyTests,
  NOTHING,
  readPlaywrightReport,
  readRemarks,
  readVitestReport,
  settle,
  type Tally,
} from "./test/tally";

const reports = mkdtempSync(join(tmpdir(), "openacuity-test-"));
const VITEST = "node_modules/vitest/vitest.mjs";
/** What the closing table says beside the counts. */
const remarks: string[] = [];

type Suite = { readonly name: string; readonly title: string; readonly run: () => Promise<Tally> };

function node(args: readonly string[], env: Record<string, string> = {}): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } });
    child.on("error", reject);
    child.on("exit", resolve);
  });
}

/** A check without cases of its own counts as one. */
async function check(args: readonly string[]): Promise<Tally> {
  const code = await node(args);
  return code === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 };
}

type Around = {
  /** Runs vitest. */
  readonly wrapper?: readonly string[];
  /** Only these files and folders. */
  readonly files?: readonly string[];
};

async function vitest(
  name: string,
  projects: readonly string[],
  { wrapper = [], files = [] }: Around = {},
): Promise<Tally> {
  const file = join(reports, `${name}.json`);
  const selection = projects.flatMap((p) => ["--project", p]);
  const code = await node(
    [
      ...wrapper,
      VITEST,
      "run",
      ...selection,
      ...files,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
      "--reporter=scripts/test/remarks-reporter.ts",
      // As in the browser: what passes on its second try is named below the counts, and is a fault of the test or of the product.
      "--retry=1",
    ],
    { [REMARKS_FILE]: `${file}.remarks` },
  );
  remarks.push(...readRemarks(`${file}.remarks`).map((remark) => `${remark} (${name})`));
  return settle(readVitestReport(file), code);
}

async function unit(): Promise<Tally> {
  // Debian's browser brings the software GPU that the WebGPU backend is tested on.
  ensureBrowser(console.log);
  const missing = ensurePrometheus();
  if (missing) console.log(`skipped: rules, dashboards and alerts with a real Prometheus (${missing})`);
  return vitest("unit", ["unit", "architecture"]);
}

async function postgres(): Promise<Tally> {
  const missing = ensurePostgres();
  if (missing) {
    console.log(`skipped: database and integration suites on PostgreSQL (${missing})`);
    return { ...NOTHING, skipped: 1 };
  }
  return vitest("postgres", ["integration"], { wrapper: ["scripts/with-postgres.mjs"] });
}

/** All of it where there is no PostgreSQL; where there is, what is worth trying on both (test/on-embedded.ts). */
async function embedded(): Promise<Tally> {
  const files = ensurePostgres() === null ? ON_EMBEDDED : [];
  if (files.length > 0)
    remarks.push("On the embedded database: what scripts/test/on-embedded.ts names; all on PostgreSQL.");
  return vitest("integration", ["integration"], { files });
}

async function browser(): Promise<Tally> {
  const path = ensureBrowser(console.log);
  if (!path) {
    console.error("No browser: set CHROMIUM_PATH, or install Chromium. The browser tests count as failed.");
    return { ...NOTHING, failed: 1 };
  }
  const file = join(reports, "browser.json");
  const code = await node(["node_modules/@playwright/test/cli.js", "test"], {
    CHROMIUM_PATH: path,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  remarks.push(...failedInBrowser(file).map((what) => `Failed (browser): ${what}`));
  remarks.push(...flakyTests(file).map((name) => `Passed only on its second try: ${name}`));
  return settle(readPlaywrightReport(file), code);
}

const SUITES: readonly Suite[] = [
  { name: "types", title: "Type check", run: () => check(["node_modules/typescript/bin/tsc", "--noEmit"]) },
  {
    name: "lint",
    title: "Lint and format",
    run: () => check(["node_modules/@biomejs/biome/bin/biome", "check", "."]),
  },
  { name: "unit", title: "Unit and architecture tests", run: unit },
  {
    name: "learning",
    title: "How the model learns and is measured",
    run: () => vitest("learning", ["learning"]),
  },
  {
    name: "standalone",
    title: "Whole processes and the sandbox EHR",
    run: () => vitest("standalone", ["standalone"]),
  },
  {
    name: "integration",
    title: "Database and integration tests on the embedded database",
    run: embedded,
  },
  { name: "postgres", title: "The same on PostgreSQL", run: postgres },
  { name: "browser", title: "Browser tests against the real stack", run: browser },
];

async function main(): Promise<void> {
  const only = process.argv.includes("--only")
    ? process.argv[process.argv.indexOf("--only") + 1]?.split(",")
    : undefined;
  const unknown = only?.filter((name) => !SUITES.some((s) => s.name === name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`unknown suite ${unknown.join(", ")}; there are ${SUITES.map((s) => s.name).join(", ")}`);
  let total = NOTHING;
  const rows: string[] = [];
  for (const suite of SUITES.filter((s) => !only || only.includes(s.name))) {
    console.log(`\n── ${suite.title} ──`);
    const started = Date.now();
    const tally = await suite.run();
    total = add(total, tally);
    rows.push(
      `${tally.failed === 0 ? "✓" : "✗"} ${suite.title}: ${closingLine(tally)} (${((Date.now() - started) / 1000).toFixed(0)} s)`,
    );
  }
  rmSync(reports, { recursive: true, force: true });
  console.log(`\n${[...rows, ...remarks].join("\n")}\n\n${closingLine(total)}`);
  process.exit(total.failed === 0 ? 0 : 1);
}

await main();
