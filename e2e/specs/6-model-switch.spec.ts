import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "../support/checks";
import { patientsArrive, signIn } from "../support/ehr";
import { pathOf, undecided } from "../support/waiting";

/** Presses the switch by keyboard, with a reason. */
async function press(page: Page, name: string, reason: string): Promise<void> {
  await page.getByRole("button", { name }).press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name })).toBeDisabled();
  await dialog.getByRole("textbox").fill(reason);
  await expectAccessible(page);
  await dialog.getByRole("button", { name }).press("Enter");
  await expect(dialog).toHaveCount(0);
}

test("a lead switches the model off: an open page says so by itself; a steward switches it on", async ({
  browser,
}) => {
  const [nurse, lead, steward] = await Promise.all(
    [1, 2, 3].map(async () => (await browser.newContext()).newPage()),
  );
  if (!nurse || !lead || !steward) throw new Error("no pages");
  await patientsArrive(4);
  await signIn(nurse, "nurse1");
  await nurse.goto(pathOf(await undecided(nurse)));
  await signIn(lead, "lead");
  await signIn(steward, "steward");
  // Left alone, a patient's page reads itself once a minute: this is sooner.
  const off = nurse.getByText(/The model was switched off by hand/);
  await expect(nurse.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(off).toHaveCount(0);

  await lead.goto("/desk");
  await lead.getByRole("link", { name: "Switch the model off" }).click();
  await press(lead, "Switch the model off", "Levels look wrong");
  await expect(lead.getByText("Off: safety rules only")).toBeVisible();
  await expect(lead.getByRole("button", { name: "Switch the model on" })).toHaveCount(0);
  await expect(off.first()).toBeVisible();
  await expect(nurse.getByText("Suggested level", { exact: true })).toHaveCount(0);

  await steward.goto("/console");
  await steward.getByRole("link", { name: "Who and why" }).click();
  await expect(steward.getByText("Levels look wrong").first()).toBeVisible();
  await press(steward, "Switch the model on", "Looked into: all is well");
  await expect(steward.getByText("On", { exact: true }).first()).toBeVisible();
  // What is news to somebody at a level of their own waits until they ask for it.
  const news = nurse.getByRole("button", { name: "Show new data" });
  await expect(async () => {
    if (await news.isVisible()) await news.click();
    await expect(off).toHaveCount(0, { timeout: 2_000 });
  }).toPass();
  for (const page of [nurse, lead, steward]) await page.context().close();
});
