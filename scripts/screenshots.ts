// `npm run screenshots`: starts the product as a newcomer would (fresh data, own ports) and takes the README's pictures.
// `npm run screenshots:learning` takes those of docs/learning-loop.md, which take a retraining.
// `-- --all DIR` also takes every screen in three sizes and both themes, for looking at before calling a screen done.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { APP, EHR, IMAGES, signIn, withStack } from "./screens/stack";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const;

type Shot = {
  readonly name: string;
  readonly user: string;
  readonly go: (page: Page) => Promise<void>;
  readonly readme: boolean;
};

async function openUrgent(page: Page): Promise<void> {
  await signIn(page, "nurse1");
  await page.getByRole("link", { name: /./ }).first().waitFor();
  await page.locator('a[href^="/encounters/"]').nth(3).click();
  await page.waitForURL(/\/encounters\//);
  await page.locator(".recharts-bar-rectangle path").first().waitFor({ state: "attached", timeout: 15_000 });
  // The sentences and like patients come last.
  await page.waitForFunction(() => document.querySelector(".skeleton") === null, null, { timeout: 15_000 });
}

const at = (user: string, path: string) => async (page: Page) => {
  await signIn(page, user);
  await page.goto(`${APP}${path}`);
};
const console_ = (path: string) => at("steward", `/console${path}`);

const SHOTS: readonly Shot[] = [
  { name: "board", user: "nurse1", readme: true, go: (page) => signIn(page, "nurse1") },
  { name: "patient", user: "nurse1", readme: true, go: openUrgent },
  {
    name: "override",
    user: "nurse1",
    readme: true,
    go: async (page) => {
      await openUrgent(page);
      await page.getByRole("button", { name: "Override" }).click();
      await page.getByRole("button", { name: /^Level 2/ }).click();
    },
  },
  { name: "console", user: "steward", readme: true, go: console_("/models") },
  { name: "console-overview", user: "steward", readme: false, go: console_("") },
  { name: "console-runs", user: "steward", readme: false, go: console_("/runs") },
  { name: "console-decisions", user: "steward", readme: false, go: console_("/decisions") },
  { name: "console-audit", user: "steward", readme: false, go: console_("/audit") },
  { name: "console-people", user: "steward", readme: false, go: console_("/people") },
  { name: "console-ehr", user: "steward", readme: false, go: console_("/ehr") },
  { name: "desk", user: "lead", readme: false, go: at("lead", "/desk") },
  { name: "shift-report", user: "lead", readme: false, go: at("lead", "/desk/report") },
  { name: "quick-triage", user: "nurse1", readme: false, go: at("nurse1", "/triage/new") },
  {
    name: "signed-out",
    user: "",
    readme: false,
    go: async (page) => void (await page.goto(`${APP}/signed-out?reason=signed-out`)),
  },
  { name: "sandbox", user: "", readme: false, go: async (page) => void (await page.goto(EHR)) },
  {
    name: "sandbox-sign-in",
    user: "",
    readme: false,
    go: async (page) => void (await page.goto(`${APP}/launch`)),
  },
];

async function take(
  browser: Browser,
  shot: Shot,
  size: (typeof SIZES)[number],
  scheme: "light" | "dark",
  file: string,
): Promise<void> {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme });
  const page = await context.newPage();
  try {
    await shot.go(page);
    await page.waitForTimeout(1_200);
    await page.screenshot({ path: file });
    console.log(file);
  } catch (error) {
    console.error(`${shot.name}: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    await page.screenshot({ path: file.replace(".png", ".failed.png") });
    process.exitCode = 1;
  } finally {
    await context.close();
  }
}

async function main(): Promise<void> {
  const all = process.argv.includes("--all")
    ? (process.argv[process.argv.indexOf("--all") + 1] ?? "screens")
    : null;
  const only = process.argv.includes("--only")
    ? process.argv[process.argv.indexOf("--only") + 1]?.split(",")
    : undefined;
  mkdirSync(all ?? IMAGES, { recursive: true });
  await withStack({}, async (browser) => {
    for (const shot of SHOTS.filter((s) => (all || s.readme) && (!only || only.includes(s.name)))) {
      if (!all) await take(browser, shot, SIZES[0], "light", join(IMAGES, `${shot.name}.png`));
      else
        for (const size of SIZES)
          for (const scheme of ["light", "dark"] as const)
            await take(browser, shot, size, scheme, join(all, `${shot.name}-${size.width}-${scheme}.png`));
    }
  });
}

await main();
process.exit();
