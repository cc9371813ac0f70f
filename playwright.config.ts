import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { RETRAIN_AFTER } from "./e2e/support/settings";
import { findBrowser, isRoot } from "./scripts/test/browser";

// The workers of one run re-read this file: the first one chooses ports and folder, the others inherit them.
process.env.E2E_PORT ??= "3100";
process.env.E2E_SANDBOX_PORT ??= "4100";
process.env.E2E_DATA_DIR ??= mkdtempSync(join(tmpdir(), "openacuity-e2e-"));

const { E2E_PORT, E2E_SANDBOX_PORT, E2E_DATA_DIR } = process.env;
const origin = `http://localhost:${E2E_PORT}`;

/** The browser suite drives what `npm start` runs: production build, embedded database, worker, sandbox EHR. */
export default defineConfig({
  testDir: "e2e/specs",
  // One stack, one database: specs run in order, each on patients of its own.
  workers: 1,
  fullyParallel: false,
  // A shared machine stalls now and then: patience before failure, and one more try, which the closing table names.
  retries: 1,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
  outputDir: "test-results",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    baseURL: origin,
    // Recording every step costs a third of the time on two cores: the second try is recorded.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: findBrowser() ?? undefined,
      args: isRoot() ? ["--no-sandbox", "--disable-gpu"] : ["--disable-gpu"],
    },
  },
  webServer: {
    command: "node bin/with-node.mjs bin/start.ts",
    url: `${origin}/api/health`,
    timeout: 300_000,
    stdout: "pipe",
    stderr: "pipe",
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    env: {
      PORT: E2E_PORT ?? "",
      SANDBOX_PORT: E2E_SANDBOX_PORT ?? "",
      DATA_DIR: E2E_DATA_DIR ?? "",
      // Less waiting for what is written to the EHR.
      UNDO_SECONDS: "6",
      SANDBOX_ARRIVALS_PER_HOUR: "0",
      SANDBOX_FAULTS: "1",
      RETRAIN_AFTER: String(RETRAIN_AFTER),
      BOARD_REFRESH_SECONDS: "2",
      EHR_TIMEOUT_MS: "3000",
      // Tests speak for several addresses, as a proxy does.
      TRUSTED_PROXIES: "127.0.0.1,::1",
      LOG_LEVEL: "warn",
    },
  },
});
