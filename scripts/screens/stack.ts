import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { startChild, stopChild, waitUntilUp } from "@/bin/start/children";
import { findBrowser, isRoot } from "../test/browser";

const PORT = 3200;
const SANDBOX_PORT = 4200;
export const APP = `http://localhost:${PORT}`;
export const EHR = `http://localhost:${SANDBOX_PORT}`;
export const IMAGES = "docs/images";

/** The product as a newcomer starts it, on fresh data and ports of its own, for as long as `work` takes. */
export async function withStack(
  more: Readonly<Record<string, string>>,
  work: (browser: Browser) => Promise<void>,
): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "openacuity-screens-"));
  const env = {
    ...process.env,
    PORT: String(PORT),
    SANDBOX_PORT: String(SANDBOX_PORT),
    DATA_DIR: dataDir,
    SANDBOX_ARRIVALS_PER_HOUR: "0",
    LOG_LEVEL: "warn",
    ...more,
  };
  const stack = startChild("The stack", ["--import", "tsx", "bin/start.ts"], env);
  const browser = await chromium.launch({
    executablePath: findBrowser() ?? undefined,
    args: isRoot() ? ["--no-sandbox"] : [],
  });
  try {
    await waitUntilUp(stack, `${APP}/api/health`, 300_000, (s) => s === 200);
    await work(browser);
  } finally {
    await browser.close();
    await stopChild(stack, 20_000);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export async function signIn(page: Page, user: string): Promise<void> {
  await page.goto(`${APP}/launch?${new URLSearchParams({ iss: `${EHR}/fhir/r4` })}`);
  await page.locator(`input[name="user"][value="${user}"]`).check();
  await page.getByRole("button", { name: "Sign in and continue" }).click();
  await page.waitForURL(/\/(board|console)/);
}
