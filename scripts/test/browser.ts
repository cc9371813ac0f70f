import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const SYSTEM_BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/** A Chromium that is already on the machine: CHROMIUM_PATH, a system one, or Playwright's own. */
export function findBrowser(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  return (
    SYSTEM_BROWSERS.find((path) => existsSync(path)) ??
    (existsSync(chromium.executablePath()) ? chromium.executablePath() : null)
  );
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Installs Debian packages when that is possible without asking anybody (root, apt-get present). */
export function installDebianPackages(packages: readonly string[]): boolean {
  if (!isRoot() || !existsSync("/usr/bin/apt-get")) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (...args: string[]) =>
    spawnSync("apt-get", args, { env, stdio: "ignore", timeout: 600_000 }).status === 0;
  const install = () => run("install", "-y", "-qq", "--no-install-recommends", ...packages);
  return install() || (run("update", "-qq") && install());
}

/** A browser, fetched if need be: Playwright's download first, Debian's package when root. Null with no way left. */
export function ensureBrowser(report: (line: string) => void): string | null {
  const found = findBrowser();
  if (found) return found;
  report("No browser on this machine: trying Playwright's download …");
  spawnSync(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"], {
    stdio: "ignore",
    timeout: 300_000,
  });
  if (findBrowser()) return findBrowser();
  report("Not to be had. Trying Debian's chromium …");
  installDebianPackages(["chromium"]);
  return findBrowser();
}
