import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../support/checks";
import { launchPatient, signIn, waitingPatients } from "../support/ehr";
import { SANDBOX } from "../support/stack";

/** Every page somebody can come to, in both themes; what opens on a page counts as part of it. */
async function inBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
}

const CONSOLE = [
  "",
  "/performance",
  "/usage",
  "/incidents",
  "/models",
  "/models/shadow",
  "/models/canary",
  "/models/calibration",
  "/models/version",
  "/drift",
  "/explanations",
  "/runs",
  "/suggestions",
  "/fairness",
  "/decisions",
  "/labels",
  "/datasets",
  "/deidentification",
  "/outcomes",
  "/devices",
  "/audit",
  "/people",
  "/people/review",
  "/documents",
  "/documents/hazard-log",
];

// axe reads every element twice over, in two themes.
test.describe.configure({ timeout: 400_000 });

test("the console's pages are accessible", async ({ page }) => {
  await signIn(page, "steward");
  for (const path of CONSOLE) {
    await page.goto(`/console${path}`);
    await inBothThemes(page);
  }
  await page.goto("/console/models");
  await page.getByRole("button", { name: /^Use safety first/ }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await inBothThemes(page);
});

test("the clinic's pages are accessible, with everything on them open", async ({ page }) => {
  const patient = (await waitingPatients())[11];
  if (!patient) throw new Error("the sandbox has too few patients");
  await launchPatient(page, "nurse1", patient);
  await page.getByRole("button", { name: "Override" }).click();
  await page.getByRole("button", { name: /^Level 5/ }).click();
  await inBothThemes(page);
  await page.goto("/board");
  await inBothThemes(page);
  await page.goto("/agreement");
  await expect(page.getByRole("heading", { name: "How your levels agree" })).toBeVisible();
  await inBothThemes(page);
  await page.goto("/board");
  await page.getByRole("button", { name: "Keys" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await inBothThemes(page);
});

test("so are the pages that say no", async ({ page }) => {
  await signIn(page, "auditor");
  for (const path of ["/board", "/no-such-page", "/encounters/00000000-0000-4000-8000-000000000000"]) {
    await page.goto(path);
    await inBothThemes(page);
  }
});

test("and the sandbox EHR's own", async ({ page }) => {
  await page.goto(SANDBOX);
  await inBothThemes(page);
});

test("on a phone every page fits the screen, and the way out is on it", async ({ page, browser }) => {
  const patient = (await waitingPatients())[11];
  if (!patient) throw new Error("the sandbox has too few patients");
  const fits = async (on: Page) => {
    await expectNoSidewaysScroll(on);
    await expect(on.getByRole("button", { name: "Sign out", exact: true })).toBeInViewport({ ratio: 1 });
  };
  await page.setViewportSize({ width: 390, height: 844 });
  await launchPatient(page, "nurse1", patient);
  // With all that comes later: shaded words, reasons, what would change.
  await expect(page.getByText("Shaded:")).toBeVisible({ timeout: 60_000 });
  await fits(page);
  for (const path of ["/board", "/sessions", "/help"]) {
    await page.goto(path);
    await fits(page);
  }
  const steward = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await signIn(steward, "steward");
  for (const path of CONSOLE) {
    await steward.goto(`/console${path}`);
    await fits(steward);
    await expect(steward.locator('nav a[aria-current="page"]')).toBeInViewport({ ratio: 0.9 });
  }
  await steward.context().close();
});

test("on a small workstation no value on the board runs into the next column", async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await signIn(page, "nurse1");
  await expect(page.locator("td.board-vital").first()).toBeVisible();
  const outside = await page.locator("td.board-vital > span").evaluateAll((values) =>
    values
      .filter((v) => {
        const cell = v.parentElement?.getBoundingClientRect();
        const own = v.getBoundingClientRect();
        return cell && (own.right > cell.right + 0.5 || own.left < cell.left - 0.5);
      })
      .map((v) => v.textContent),
  );
  expect(outside).toEqual([]);
});
