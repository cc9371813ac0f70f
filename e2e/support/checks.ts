import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** No violation of WCAG 2.2 A/AA that axe calls serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  // The page itself, not what stands in for it while it loads; behind an open dialog it is out of reach.
  await expect(page).not.toHaveTitle("");
  const content = page
    .getByRole("heading", { level: 1 })
    .or(page.getByRole("dialog"))
    .or(page.getByRole("alertdialog"));
  await expect(content.first()).toBeVisible();
  // A colour on its way to another one is neither.
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((a) => a.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map((a) => a.finished));
  });
  const result = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const serious = result.violations
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).join(" | ")})`);
  expect(serious).toEqual([]);
}

/** Collects what the browser complains about: blocked by the content security policy, hydration, uncaught errors. */
export function watchConsole(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (
      message.type() === "error" &&
      /Content Security Policy|hydrat|Minified React error/i.test(message.text())
    )
      complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

/** Nothing sticks out to the right: a page is read by scrolling one way only. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  const { scrollWidth, clientWidth, outside } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const outside = [...document.querySelectorAll("body *")]
      .filter((e) => e.getBoundingClientRect().right > clientWidth + 0.5)
      .map(
        (e) => `${e.tagName.toLowerCase()} ${e.getAttribute("class") ?? ""}: ${e.textContent?.slice(0, 30)}`,
      );
    return { scrollWidth, clientWidth, outside };
  });
  const what = `width of ${new URL(page.url()).pathname}; the first that stick out: ${outside.slice(0, 6).join(" | ")}`;
  expect(scrollWidth, what).toBeLessThanOrEqual(clientWidth);
}
