import { expect, type Page, test } from "@playwright/test";
import { PatientPage } from "../pages/patient-page";
import { expectAccessible } from "../support/checks";
import { patientsArrive, signIn } from "../support/ehr";
import { RETRAIN_AFTER } from "../support/settings";
import { metrics } from "../support/stack";

/** The version the serving engine says it is, from the metrics. */
async function modelInUse(): Promise<string> {
  return /openacuity_model_info\{version="([^"]+)"/.exec(await metrics())?.[1] ?? "none";
}

/** Confirms a change of the model; a candidate that failed a gate asks for a comment. */
async function confirm(page: Page, button: RegExp): Promise<void> {
  const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"));
  const comment = dialog.getByRole("textbox");
  if ((await comment.count()) > 0)
    await comment.first().fill("Checked on the labels of this test; going ahead.");
  await dialog.getByRole("button", { name: button }).click();
}

test("enough decisions, retraining, candidate, promotion, and back", async ({ page, browser }) => {
  test.setTimeout(1_500_000);
  await patientsArrive(15);
  await signIn(page, "nurse1");
  await expect(page.locator('a[href^="/encounters/"]').nth(60)).toBeAttached();
  const links = await page
    .locator('a[href^="/encounters/"]')
    .evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  const pages = [...new Set(links)];
  let decided = 0;
  while (decided < RETRAIN_AFTER && pages.length > 1) {
    await page.goto(pages.shift() ?? "");
    const accept = page.getByRole("button", { name: /^Accept level/ });
    const decide = page.getByRole("heading", { level: 1 });
    await expect(decide.first()).toBeVisible();
    // Decided by an earlier test, or of unknown age: no model's suggestion to override, and so no label.
    if ((await accept.count()) === 0 || (await page.getByText("Age not known").count()) > 0) continue;
    const view = new PatientPage(page);
    const shown = await view.suggestedLevel();
    await view.override(shown === 1 ? 2 : shown - 1, "Looks sicker");
    decided++;
  }
  expect(decided).toBe(RETRAIN_AFTER);

  // What was decided stands beside a patient of the same kind, as nobody in particular; not everybody has one.
  const alike = page.getByRole("region", { name: "Patients like this one" });
  const agreed = alike.getByText(/^The model .*the clinicians/);
  const rows = alike.getByRole("row");
  for (const path of links.slice(-12)) {
    await page.goto(path);
    if (
      await agreed.waitFor({ timeout: 15_000 }).then(
        () => true,
        () => false,
      )
    )
      break;
  }
  await expect(agreed).toBeVisible();
  // A heading and one to five patients.
  const beside = await rows.count();
  expect(beside).toBeGreaterThanOrEqual(2);
  expect(beside).toBeLessThanOrEqual(6);

  const admin = await (await browser.newContext()).newPage();
  await signIn(admin, "steward");
  await admin.goto("/console/runs");
  await expectAccessible(admin);
  await expect(admin.getByText(/Succeeded/i).first()).toBeVisible({ timeout: 800_000 });
  await admin.goto("/console/models");
  await expectAccessible(admin);
  const shipped = await modelInUse();
  await admin
    .getByRole("button", { name: /^Promote/ })
    .first()
    .click();
  await confirm(admin, /^Promote/);
  await expect.poll(modelInUse, { timeout: 60_000 }).not.toBe(shipped);
  const promoted = await modelInUse();
  await page.goto(pages[0] ?? "");
  await expect(page.getByText(promoted).first()).toBeVisible();

  await admin
    .getByRole("button", { name: /^Roll back/ })
    .first()
    .click();
  await confirm(admin, /^Roll back/);
  await expect.poll(modelInUse, { timeout: 60_000 }).toBe(shipped);

  await admin.goto("/console/audit");
  await admin.getByRole("button", { name: "Verify the log" }).click();
  await expect(admin.getByText(/intact/i).first()).toBeVisible();
  await expectAccessible(admin);
});
