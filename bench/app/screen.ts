import { chromium } from "@playwright/test";
import { findBrowser, isRoot } from "@/scripts/test/browser";
import type { Clinician } from "./people";
import { median } from "./polls";
import type { Stack } from "./stack";

/** Medians, ms from the start of the navigation. */
export type Shown = {
  /** The board's first row stands in the document, as the server drew it. */
  readonly rows: number;
  /** A key moves the mark to a patient: the page listens. */
  readonly interactive: number;
  readonly patients: number;
};

type Times = { rows?: number; interactive?: number };
type Watched = Window & { __bench?: Times };

/** In the page: presses J until a patient has the focus. */
const WATCH = `(() => {
  const times = (window.__bench = {});
  const timer = setInterval(() => {
    const row = document.querySelector('a[href^="/encounters/"]');
    if (row && times.rows === undefined) times.rows = performance.now();
    if (!row) return;
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
    if (document.activeElement && document.activeElement.closest("tr a, tr")) {
      times.interactive = performance.now();
      clearInterval(timer);
    }
  }, 5);
})();`;

/** Opens the board in a browser again and again; null without a browser. `cached`: its files are there from the time before. */
export async function timeScreen(
  stack: Stack,
  who: Clinician,
  times: number,
  cached: boolean,
): Promise<Shown | null> {
  const executablePath = findBrowser();
  if (!executablePath) return null;
  const browser = await chromium.launch({ executablePath, args: isRoot() ? ["--no-sandbox"] : [] });
  const all: { rows: number; interactive: number; patients: number }[] = [];
  try {
    const newPage = async () => {
      const context = await browser.newContext({
        ignoreHTTPSErrors: true,
        viewport: { width: 1440, height: 900 },
      });
      const [name = "", value = ""] = who.cookie.split("=");
      await context.addCookies([
        { name, value, url: stack.origin, httpOnly: true, secure: true, sameSite: "Lax" },
      ]);
      await context.addInitScript(WATCH);
      return context.newPage();
    };
    let page = await newPage();
    for (let i = 0; i < times + (cached ? 1 : 0); i++) {
      await page.goto(`${stack.origin}/board`, { waitUntil: "commit" });
      await page.waitForFunction(() => (window as Watched).__bench?.interactive !== undefined, null, {
        timeout: 60_000,
      });
      const patients = await page.locator('tr a[href^="/encounters/"]').count();
      const timed = (await page.evaluate(() => (window as Watched).__bench)) as Required<Times>;
      if (!cached || i > 0) all.push({ ...timed, patients });
      await page.waitForTimeout(500);
      if (!cached) {
        await page.context().close();
        page = await newPage();
      }
    }
  } finally {
    await browser.close();
  }
  return {
    rows: median(all.map((t) => t.rows)),
    interactive: median(all.map((t) => t.interactive)),
    patients: all[0]?.patients ?? 0,
  };
}
