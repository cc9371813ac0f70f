import { expect, test } from "@playwright/test";
import { expectAccessible } from "../support/checks";
import { launchPatient, signIn, waitingPatients } from "../support/ehr";
import { APP } from "../support/stack";

test("the console lists what the EHR sent and nobody understands, with what to write, and how the server is asked", async ({
  page,
  browser,
}) => {
  const nurse = await (await browser.newContext()).newPage();
  const [patient] = await waitingPatients();
  if (!patient) throw new Error("nobody is waiting");
  await launchPatient(nurse, "nurse1", patient);
  await nurse.goto("/board");
  await expect(nurse.getByRole("table").first()).toBeVisible();
  await nurse.context().close();

  await signIn(page, "steward");
  await page.goto("/console");
  await page.getByRole("link", { name: "Connections", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Codes and units not understood" })).toBeVisible();
  await expect(page.getByRole("row", { name: /Waiting patients by kind of visit and status/ })).toBeVisible();
  await expectAccessible(page);
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/ehr-${width}.png`, fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  }
});

test("a launch that is refused says why, in words", async ({ page }) => {
  await page.goto(`${APP}/launch?${new URLSearchParams({ iss: "https://evil.example/fhir", launch: "x" })}`);
  await expect(page.getByText("This EHR is not set up to launch OpenAcuity.")).toBeVisible();
  // Somebody who opens the page by itself later is told nothing of it.
  await page.goto(`${APP}/signed-out`);
  await expect(page.getByText("not set up")).toHaveCount(0);
});
