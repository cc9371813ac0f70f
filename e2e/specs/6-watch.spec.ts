import { expect, test } from "@playwright/test";
import { expectNoSidewaysScroll } from "../support/checks";
import { patientsArrive, signIn } from "../support/ehr";
import { pathOf, undecided } from "../support/waiting";

test("what was decided is in the console's charts soon after, with its data, and the filter stays in the address", async ({
  page,
  browser,
}) => {
  await patientsArrive(3);
  await signIn(page, "nurse1");
  await page.goto(pathOf(await undecided(page)));
  await page.getByRole("button", { name: /^Accept level/ }).click();
  await expect(page.getByText(/Accepted/).first()).toBeVisible();

  const context = await browser.newContext({ acceptDownloads: true });
  const steward = await context.newPage();
  await signIn(steward, "steward");
  // A sweep a minute brings the figures up to date.
  await expect(async () => {
    await steward.goto("/console/performance");
    await expect(steward.getByRole("heading", { name: "Same level", exact: true })).toBeVisible({
      timeout: 2_000,
    });
  }).toPass({ timeout: 150_000, intervals: [5_000] });

  const filter = steward.getByRole("form", { name: "What is looked at" });
  await filter.getByLabel("Group").selectOption({ label: "Evening shift (15 to 23)" });
  await filter.getByLabel("Compare with").selectOption("before");
  await filter.getByRole("button", { name: "Show", exact: true }).click();
  await expect(steward).toHaveURL(/group=shift%3Aevening.*vs=before/);
  await expect(filter.getByLabel("Group")).toHaveValue("shift:evening");
  await filter.getByRole("link", { name: "Last 90 days, everything" }).click();

  const chart = steward.getByRole("region", { name: "Same level", exact: true });
  await chart.getByText("What is this?").press("Enter");
  await expect(chart.getByText(/Share of patients shown the level/)).toBeVisible();
  await chart.getByText(/^The data/).press("Enter");
  await expect(chart.getByRole("table")).toBeVisible();
  const [csv] = await Promise.all([
    steward.waitForEvent("download"),
    chart.getByRole("link", { name: /^CSV/ }).click(),
  ]);
  expect(csv.suggestedFilename()).toMatch(/^openacuity-performance-accuracy-.*\.csv$/);
  // Few decisions are too few for a line, and the page says so; how many there are depends on the tests before.
  await expect(
    chart
      .getByText(/^Too few to tell yet/)
      .or(chart.getByRole("application", { name: /^Same level/ }))
      .first(),
  ).toBeVisible();
  const [png] = await Promise.all([
    steward.waitForEvent("download"),
    steward
      .getByRole("region", { name: "How soon labels come", exact: true })
      .getByRole("button", { name: /^PNG/ })
      .click(),
  ]);
  expect(png.suggestedFilename()).toBe("openacuity-arrival.png");

  // Two people decide here: nobody's figures are shown.
  await expect(async () => {
    await steward.goto("/console/usage");
    await expect(steward.getByText(/of 10 people needed/)).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 150_000, intervals: [5_000] });
  await steward.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/console/performance", "/console"]) {
    await steward.goto(path);
    await expectNoSidewaysScroll(steward);
  }
  await context.close();
});
