import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "../support/checks";
import { launchPatient, signIn, waitingPatients } from "../support/ehr";
import { SANDBOX } from "../support/stack";

/** Every page somebody can come to, in both themes; what opens on a page counts as part of it. */
async function inBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
}

// axe reads every element twice over, in two themes.
test.describe.configure({ timeout: 180_000 });

test("the console's pages are accessible", async ({ page }) => {
  await signIn(page, "steward");
  for (const path of ["", "/models", "/explanations", "/runs", "/decisions", "/audit", "/people"]) {
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
