import { expect, type Page, test } from "@playwright/test";
import { PatientPage } from "../pages/patient-page";
import { expectAccessible, expectNoSidewaysScroll } from "../support/checks";
import { patientsArrive, signIn } from "../support/ehr";
import { pathOf, undecided } from "../support/waiting";

/** From a decision to what is learned from: what became of it, and what a second reader makes of the same case. */
async function fitsEverySize(page: Page): Promise<void> {
  await expectAccessible(page);
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expectNoSidewaysScroll(page);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("a case is read a second time, blind, by keyboard, and the first answer is told afterwards", async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  await patientsArrive(6);
  await signIn(page, "nurse1");
  const row = await undecided(page, (r) => r.level === 4 && r.floorReasons.length === 0);
  await page.goto(pathOf(row));
  await new PatientPage(page).suggestedLevel();
  await page.keyboard.press("2");
  await page.keyboard.press("1");
  const yes = page.getByRole("button", { name: "Give level 2 all the same" });
  await expect(yes).toBeEnabled();
  await yes.click();
  await expect(page.getByText("Overridden")).toBeVisible();
  expect((await page.goto("/desk/readings"))?.status()).toBe(403);

  const lead = await (await browser.newContext()).newPage();
  await signIn(lead, "lead");
  await lead.goto("/desk");
  await lead.getByRole("link", { name: /^Second readings \(\d+\)$/ }).click();
  const place = lead.getByText(/^1 of \d+$/);
  await expect(place).toBeVisible();
  const total = Number((await place.textContent())?.split(" of ")[1]);
  await fitsEverySize(lead);
  for (let i = 1; i <= total; i++) {
    await expect(lead.getByText(`${i} of ${total}`, { exact: true })).toBeVisible();
    const panel = lead.getByRole("region", { name: "The case" });
    await expect(panel).not.toContainText(row.patientName);
    await expect(lead.locator("main")).not.toContainText(/First decision:.*First decision:/);
    await lead.keyboard.press("Enter");
    await expect(lead.getByText("Choose a level first: 1 to 5.")).toBeVisible();
    await lead.keyboard.press("3");
    await expect(lead.getByRole("button", { name: /^Level 3/ })).toHaveAttribute("aria-pressed", "true");
    await lead.keyboard.press("Enter");
    await expect(lead.getByRole("list", { name: "The case before" })).toContainText("First decision");
  }
  await expect(lead.getByText("All done")).toBeVisible();
  await expectAccessible(lead);
  await lead.context().close();
});

test("a steward sees what became of the decisions, by days", async ({ page }) => {
  await signIn(page, "steward");
  await page.getByRole("link", { name: "Labels", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Labels", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "Used", exact: true })).toContainText(
    /\d+ labels? of \d+ decisions?/,
  );
  await expect(page.getByRole("region", { name: "Not used" })).toContainText(
    "Neither complaint nor vital signs",
  );
  await fitsEverySize(page);
  await page.goto("/console/labels?from=2020-01-01&to=2020-01-02");
  await expect(page.getByText("No level was decided in these days.")).toBeVisible();
});
