import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { PatientPage } from "../pages/patient-page";
import { chart, patientsArrive, signIn, waitingPatients } from "../support/ehr";
import { boardRows, isOpen, pathOf, undecided } from "../support/waiting";

/** The board as a place one comes back to, and the patient's page when the browser brings it back. */
const decision = (page: Page) => page.getByRole("region", { name: "Decision" });
const links = (page: Page) => page.locator("a.row-link");

test.beforeAll(() => patientsArrive(6));
test.beforeEach(({ page }) => signIn(page, "nurse1"));

test("filters stand in the address; they, the scroll and the row survive opening a patient", async ({
  page,
}) => {
  await expect(links(page).nth(20)).toBeAttached();
  await page.getByLabel("Undecided only").check();
  await page.getByRole("button", { name: /^Level 3/ }).click();
  await expect(page).toHaveURL(/\/board\?level=3&undecided=1$/);
  const shown = await links(page).count();
  const open = async () => {
    const link = links(page).last();
    await link.scrollIntoViewIfNeeded();
    await page.evaluate(() => window.scrollBy(0, 40));
    const at = await page.evaluate(() => window.scrollY);
    const href = await link.getAttribute("href");
    await link.click();
    await page.waitForURL(/\/encounters\//);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    return { at, href };
  };
  for (const back of ["link", "browser"] as const) {
    const { at, href } = await open();
    if (back === "link") await page.getByRole("link", { name: "Back to board" }).first().click();
    else await page.goBack();
    await expect(page).toHaveURL(/\/board\?level=3&undecided=1$/);
    await expect(page.getByLabel("Undecided only")).toBeChecked();
    await expect(links(page)).toHaveCount(shown);
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(at);
    await expect(page.locator(`a.row-link[href="${href}"]`)).toBeFocused();
  }
  await page.reload();
  await expect(page.getByLabel("Undecided only")).toBeChecked();
  await expect(links(page)).toHaveCount(shown);
});

test("search finds the record number and Last, First, and keeps both out of the address", async ({
  page,
}) => {
  const [patient] = (await waitingPatients()).slice(-1);
  if (!patient) throw new Error("nobody waits");
  const [resource] = await chart(patient, "Patient").catch(() => []);
  const row =
    (await boardRows(page)).find((r) => r.patientName === patient.name) ?? (await boardRows(page))[0];
  if (!row) throw new Error("the board is empty");
  const search = page.getByRole("searchbox");
  const number = row.recordNumbers[0] ?? "";
  expect(number).not.toBe("");
  expect(resource === undefined || JSON.stringify(resource).includes(number)).toBe(true);
  await search.fill(number);
  await expect(links(page)).toHaveCount(1);
  await expect(links(page)).toHaveText(row.patientName);
  const names = row.patientName.split(" ");
  await search.fill(`${names.at(-1)}, ${names[0]}`);
  await expect(page.locator(`a.row-link[href="${pathOf(row)}"]`)).toBeVisible();
  expect(page.url()).not.toContain(names.at(-1) ?? "?");
  expect(page.url()).not.toContain(number);
});

test("N walks down the board, patient after patient, and never back and forth", async ({ page }) => {
  const open = (await boardRows(page)).filter(isOpen).slice(0, 5);
  await page.goto(pathOf(open[0] as (typeof open)[number]));
  await new PatientPage(page).suggestedLevel();
  const seen = [page.url()];
  for (let i = 0; i < 4; i++) {
    const before = page.url();
    await page.keyboard.press("n");
    await page.waitForURL((url) => url.href !== before);
    await expect(decision(page)).toBeVisible();
    seen.push(page.url());
  }
  expect(seen.map((url) => new URL(url).pathname)).toEqual(open.map(pathOf));
});

test("Back to a patient decided meanwhile shows the decision before anything can be pressed", async ({
  page,
}) => {
  const row = await undecided(page);
  await page.locator(`a.row-link[href="${pathOf(row)}"]`).click();
  await new PatientPage(page).suggestedLevel();
  await page.keyboard.press("n");
  await page.waitForURL((url) => !url.pathname.endsWith(row.encounterId));
  await new PatientPage(page).suggestedLevel();
  // Decided in another tab.
  const other = await page.context().newPage();
  await other.goto(pathOf(row));
  await new PatientPage(other).accept();
  await page.goBack();
  await page.waitForURL((url) => url.pathname.endsWith(row.encounterId));
  // What was left on the screen is not to be acted on: whatever is pressed, the decision is what stands there.
  await page.keyboard.press("a");
  await expect(decision(page).getByText("Accepted")).toBeVisible();
  await expect(page.getByText(/has already recorded/)).toHaveCount(0);
});

test("a page that is older than one's own decision says it was one's own", async ({ page }) => {
  const row = await undecided(page);
  await page.goto(pathOf(row));
  await new PatientPage(page).suggestedLevel();
  const other = await page.context().newPage();
  await other.goto(pathOf(row));
  await new PatientPage(other).accept();
  await page.keyboard.press("a");
  await expect(page.getByText(/You have already recorded level \d/)).toBeVisible();
  await page.getByRole("button", { name: "Show your decision" }).click();
  await expect(decision(page).getByText("Accepted")).toBeVisible();
});

test("what is not normal is marked on the board; what is measured is shown, the age known or not", async ({
  page,
}) => {
  const rows = await boardRows(page);
  const abnormal = rows.find((r) => r.vitals.some((v) => v.outside === "low"));
  if (!abnormal) throw new Error("nobody has an abnormal value");
  const line = page.getByRole("row").filter({ has: page.locator(`a[href="${pathOf(abnormal)}"]`) });
  await expect(line.getByText(", low", { exact: false }).first()).toBeAttached();
  const ageless = rows.find((r) => r.ageYears === null);
  if (!ageless) throw new Error("everybody's age is known");
  expect(ageless.vitals.length).toBeGreaterThan(0);
});

test("controls are named by what stands on them", async ({ page }) => {
  const named = async () =>
    (await new AxeBuilder({ page }).withRules(["label-content-name-mismatch"]).analyze()).violations.map(
      (v) => v.nodes.map((n) => n.html),
    );
  await expect(links(page).first()).toBeVisible();
  expect(await named()).toEqual([]);
  await page.goto(pathOf(await undecided(page)));
  await new PatientPage(page).suggestedLevel();
  expect(await named()).toEqual([]);
});

test("who has a patient open is on the board and on the page, and what they decide is there at once", async ({
  page,
  browser,
}) => {
  const row = await undecided(page);
  const two = await (await browser.newContext()).newPage();
  await signIn(two, "nurse2");
  await two.goto(pathOf(row));
  await new PatientPage(two).suggestedLevel();
  const line = page.getByRole("row").filter({ has: page.locator(`a[href="${pathOf(row)}"]`) });
  await expect(line).toContainText("Nurse Two (demo)", { timeout: 45_000 });
  const axe = await new AxeBuilder({ page }).analyze();
  expect(axe.violations).toEqual([]);

  await page.goto(pathOf(row));
  const banner = page.getByRole("region", { name: "Patient", exact: true });
  await expect(banner).toContainText("Nurse Two (demo) has this patient open, too");
  await expect(two.getByRole("region", { name: "Patient", exact: true })).toContainText("Nurse One (demo)", {
    timeout: 45_000,
  });
  await expect(decision(page).getByRole("button", { name: /^Accept level/ })).toBeVisible();
  await new PatientPage(two).accept();
  // By itself this page would ask in a minute.
  await expect(decision(page).getByText("Nurse Two (demo)")).toBeVisible({ timeout: 45_000 });
  await two.goto("/board");
  await expect(banner).not.toContainText("Nurse Two (demo)", { timeout: 45_000 });
  await two.context().close();
});

test("the guided tour leads from the board to a patient, and a key it tells of decides nothing", async ({
  page,
}) => {
  const offer = page.getByRole("button", { name: "New here? Two-minute tour" });
  await offer.click();
  await expect(offer).toBeHidden();
  const card = (title: string) => page.getByRole("dialog", { name: title });
  await expect(card("Who waits, by level")).toBeVisible();
  await expect(page.getByRole("group", { name: "Show one level" })).toHaveAttribute("data-tour-here", "");
  await page.keyboard.press("Enter");
  await expect(card("One patient, one row")).toBeVisible();
  await page.getByRole("button", { name: "Back" }).click();
  await expect(card("Who waits, by level")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(card("Find somebody")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/encounters\//);
  await expect(card("Is it the right patient?")).toBeVisible();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(card("You decide")).toBeVisible();
  await expect(decision(page)).toHaveAttribute("data-tour-here", "");
  const before = await decision(page).textContent();
  await page.keyboard.press("a");
  await page.keyboard.press("3");
  await expect(card("You decide")).toBeVisible();
  expect(await decision(page).textContent()).toBe(before);
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map((v) => v.id)).toEqual([]);
  // Who signs in next in this window is not led through somebody else's tour, and is offered one of their own.
  await signIn(page, "lead");
  await page.goto("/board");
  await expect(offer).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
  await signIn(page, "nurse1");
  await page.goto("/board");
  await expect(page.getByText("This part of the tour is on a patient's page")).toBeVisible();
  await expect(offer).toBeHidden();
  await page.getByRole("button", { name: "End the tour" }).click();
  await page.getByRole("button", { name: "Keys" }).click();
  await page.getByRole("button", { name: "Take the tour" }).click();
  await expect(card("Who waits, by level")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});
