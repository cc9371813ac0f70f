import { expect, test } from "@playwright/test";
import { expectAccessible } from "../support/checks";
import { launchPatient, signIn, waitingPatients } from "../support/ehr";

test("a nurse reports a problem by keyboard; a steward looks into it, reviews and closes it", async ({
  browser,
}) => {
  const [nurse, steward] = await Promise.all([1, 2].map(async () => (await browser.newContext()).newPage()));
  const patient = (await waitingPatients())[12];
  if (!nurse || !steward || !patient) throw new Error("no pages, or too few patients");
  await launchPatient(nurse, "nurse1", patient);
  const dialog = nurse.getByRole("dialog");
  // The page's scripts may be later than its picture.
  await expect(async () => {
    await nurse.getByRole("button", { name: "Report a problem" }).press("Enter");
    await expect(dialog).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await dialog.getByRole("textbox").fill("Sweating was not read");
  await expectAccessible(nurse);
  await dialog.getByRole("button", { name: "Send the report" }).press("Enter");
  await expect(nurse.getByText(/Thank you\. It is incident \d+/)).toBeVisible();

  await signIn(steward, "steward");
  await steward.goto("/console/incidents");
  await steward.getByRole("link", { name: /^A problem with/ }).click();
  await expect(steward.getByText("Sweating was not read")).toBeVisible();
  await expect(steward.getByText(patient.name)).toHaveCount(0);
  await steward.getByLabel("Severity").selectOption("moderate");
  await expect(steward.getByText("Severity: Moderate")).toBeVisible();
  await steward.getByLabel("What the review found").fill("The word was not in the list");
  await steward.getByRole("button", { name: "Save the review" }).press("Enter");
  await expect(steward.getByText("The word was not in the list")).toBeVisible();
  await expectAccessible(steward);
  await steward.getByLabel("Why it can be closed").fill("It is in the list now");
  await steward.getByRole("button", { name: "Close the incident" }).press("Enter");
  await expect(steward.getByRole("button", { name: "Open again" })).toBeVisible();
  for (const page of [nurse, steward]) await page.context().close();
});
