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
  test.setTimeout(300_000);
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
  await page.getByRole("link", { name: "Learning", exact: true }).click();
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

test("a steward withdraws a label by keyboard, with a reason, and finds it counted and named", async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  await patientsArrive(4);
  await signIn(page, "nurse1");
  await page.goto(pathOf(await undecided(page, (r) => r.level === 4 && r.floorReasons.length === 0)));
  const patient = new PatientPage(page);
  await patient.suggestedLevel();
  await patient.accept();
  await page.goto("/agreement");
  await expect(page.getByText("Too few to tell: 30 are needed.")).toBeVisible();
  await fitsEverySize(page);

  const steward = await (await browser.newContext()).newPage();
  await signIn(steward, "steward");
  await steward.goto("/console/decisions");
  await steward
    .getByRole("link", { name: /see the label$/ })
    .first()
    .click();
  const card = steward.getByRole("region", { name: "One label" });
  await expect(card).toContainText("None.");
  await expectAccessible(steward);
  await card.getByRole("button", { name: "Withdraw this label" }).press("Enter");
  const dialog = steward.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Withdraw", exact: true })).toBeDisabled();
  await dialog.getByLabel("Reason (for the audit log)").fill("Decided on another patient’s vital signs.");
  await expectAccessible(steward);
  await dialog.getByRole("button", { name: "Withdraw", exact: true }).press("Enter");
  await expect(card).toContainText("Withdrawn.");
  await steward.goto("/console/labels");
  await expect(steward.getByRole("region", { name: "Withdrawn labels" })).toContainText(
    "Decided on another patient’s vital signs.",
  );
  await expect(steward.getByRole("region", { name: "Not used" })).toContainText(
    "A steward withdrew the label",
  );
  await steward.context().close();
});
