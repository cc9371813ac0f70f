import { expect, test } from "@playwright/test";
import { expectAccessible } from "../support/checks";
import { signIn } from "../support/ehr";

test("a steward changes a check by keyboard, sees what it means first, and the change is signed", async ({
  page,
}) => {
  await signIn(page, "steward");
  await page.goto("/console/models");
  await page.getByRole("link", { name: "The checks in force" }).click();
  const found = page.getByRole("textbox", {
    name: "Urgent patients found (levels 1-2), the benchmark: fails when below",
  });
  await expect(found).toHaveValue("35");
  await expect(page.getByText("Nothing is changed.")).toBeVisible();
  await expectAccessible(page);

  // Fails before it warns: said at once, and not to be put into force.
  await found.fill("45");
  await expect(page.getByText(/its limit would fail before it is to be looked at/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Put into force" })).toBeDisabled();
  await found.fill("34");
  await expect(page.getByText(/fails below 34 %, before below 35 %/)).toBeVisible();

  await page.getByRole("button", { name: "Put into force" }).press("Enter");
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Put into force" });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("textbox").fill("The department's review of this week");
  await expectAccessible(page);
  await confirm.press("Enter");
  await expect(page.getByText("These checks are in force now.")).toBeVisible();
  const history = page.getByRole("region", { name: "Who changed them" });
  await expect(history.getByText(/Number 2/)).toBeVisible();
  await expect(history.getByText(/Signature verified/)).toHaveCount(2);

  await page.getByRole("button", { name: "Make a new key" }).press("Enter");
  await page.getByRole("dialog").getByRole("textbox").fill("A test of the new key");
  await page.getByRole("dialog").getByRole("button", { name: "Make a new key" }).press("Enter");
  await expect(page.getByText("what it signed stays valid")).toBeVisible();
  await expect(history.getByText(/Signature verified/)).toHaveCount(2);
  await page.goto("/console");
  await expect(page.getByRole("region", { name: "Model in use" })).not.toContainText("Rules only");
});

test("an auditor reads the checks and changes nothing", async ({ page }) => {
  await signIn(page, "auditor");
  await page.goto("/console/models/checks");
  await expect(page.getByRole("table")).toBeVisible();
  await expect(page.getByRole("table").getByRole("textbox")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /Put into force|Make a new key/ })).toHaveCount(0);
});
