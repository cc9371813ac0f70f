import { expect, type Page, test } from "@playwright/test";
import type { BoardRow } from "@/lib/workflows/views";
import { PatientPage } from "../pages/patient-page";
import { patientsArrive, signIn } from "../support/ehr";
import { boardHoldsOnly, boardRows, pathOf, rowOf, undecided } from "../support/waiting";

/**
 * Real keys, as fast as hands and bumped keyboards make them. Nothing pressed may be lost without a word, and nothing may be
 * decided about a patient whose suggestion has not been on the screen.
 */
const decision = (page: Page) => page.getByRole("region", { name: "Decision" });
const answer = (page: Page) => page.getByRole("status", { name: "Answer to a key" });
const decided = async (page: Page, row: BoardRow) =>
  (await rowOf(page, row.encounterId))?.levelSource === "decided";

/** Opened, alive, and looked at: what is pressed from here on counts. */
async function look(page: Page, row: BoardRow): Promise<number> {
  await page.goto(pathOf(row));
  return new PatientPage(page).suggestedLevel();
}

/**
 * Keys one after the other without waiting in between, as fast as the browser takes them. Each is let go before the next goes
 * down: the same key twice is two presses, not one held.
 */
const typed = (page: Page, ...keys: string[]) =>
  Promise.all(keys.flatMap((key) => [page.keyboard.down(key), page.keyboard.up(key)]));
const decidedCount = async (page: Page): Promise<number> =>
  (await boardRows(page)).filter((r) => r.levelSource === "decided").length;
const near = (row: BoardRow) => row.level === 2;

/** Two undecided patients with a suggestion: the first is opened, the second is whom N opens from there. */
async function firstAndNext(page: Page): Promise<[BoardRow, BoardRow]> {
  const first = await undecided(page);
  const next = await undecided(page, (r) => r.level !== null && r.encounterId !== first.encounterId);
  await boardHoldsOnly(page, first, next);
  return [first, next];
}

test.beforeAll(() => patientsArrive(16));
test.beforeEach(({ page }) => signIn(page, "nurse1"));

test("the same key twice, as fast as fingers go: level 1, reason 1, saved", async ({ page }) => {
  const row = await undecided(page, near);
  await look(page, row);
  await typed(page, "1", "1");
  await expect(decision(page).getByText("Overridden")).toBeVisible();
  await expect(decision(page).getByText(/Looks sicker/)).toBeVisible();
  expect(await rowOf(page, row.encounterId)).toMatchObject({ level: 1, levelSource: "decided" });
});

test("a whole gesture typed in one breath is done in its order", async ({ page }) => {
  const row = await undecided(page, near);
  await look(page, row);
  // Opened, changed their mind from 3 to 1, reason, all before a screen is drawn again.
  await page.evaluate(() => {
    for (const key of ["o", "3", "Escape", "o", "1", "4"])
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  });
  await expect(decision(page).getByText("Overridden")).toBeVisible();
  await expect(decision(page).getByText(/Vitals wrong/)).toBeVisible();
  expect(await rowOf(page, row.encounterId)).toMatchObject({ level: 1 });
});

test("U takes a decision back while the seconds count down, and then it is too late", async ({ page }) => {
  const row = await undecided(page, near);
  const shown = await look(page, row);
  await page.waitForTimeout(1_200);
  await typed(page, "a");
  await expect(decision(page).getByRole("button", { name: "Undo" })).toBeVisible();
  await expect(decision(page).getByText(/in \d+ s\./)).toBeVisible();
  await page.keyboard.press("u");
  await expect(answer(page)).toHaveText("Taken back. Nothing was written to the EHR.");
  expect(await new PatientPage(page).suggestedLevel()).toBe(shown);
  expect(await decided(page, row)).toBe(false);
  await page.waitForTimeout(1_200);
  await typed(page, "a");
  await expect(decision(page).getByText("Accepted")).toBeVisible();
  await expect(decision(page).getByRole("button", { name: "Undo" })).toHaveCount(0, { timeout: 45_000 });
  await page.keyboard.press("u");
  await expect(answer(page)).toContainText("too late to undo");
  expect(await decided(page, row)).toBe(true);
});

test("a level and Enter: what is missing is said, then saved", async ({ page }) => {
  const row = await undecided(page);
  const shown = await look(page, row);
  await page.keyboard.press(String(shown));
  await page.keyboard.press("Enter");
  await expect(decision(page).getByText("Accepted")).toBeVisible();

  const second = await undecided(page, near);
  await look(page, second);
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await expect(answer(page)).toContainText("Choose a reason");
  await page.keyboard.press("1");
  await expect(decision(page).getByText("Overridden")).toBeVisible();
});

test("N, then A before the next patient has been looked at, accepts nobody", async ({ page }) => {
  const [first, next] = await firstAndNext(page);
  await look(page, first);
  const before = await decidedCount(page);
  await page.keyboard.press("n");
  await page.waitForTimeout(500);
  await page.keyboard.press("a");
  await expect(answer(page)).toContainText(/look/i);
  await page.waitForURL(`**${pathOf(next)}*`);
  await expect(answer(page)).toContainText(/look/i);
  await page.waitForTimeout(1_500);
  expect(await decidedCount(page)).toBe(before);
  // Looked at, the same key accepts.
  await look(page, next);
  await page.keyboard.press("a");
  await expect(decision(page).getByText("Accepted")).toBeVisible();
});

test("A the moment the patient's page is drawn is answered, not done", async ({ page }) => {
  const row = await undecided(page);
  await page.goto(pathOf(row));
  await decision(page)
    .getByRole("button", { name: /^Accept level/ })
    .waitFor();
  // The page is alive as soon as its keys answer.
  await expect(async () => {
    await page.keyboard.press("a");
    await expect(answer(page).or(decision(page).getByText("Accepted"))).toBeVisible({ timeout: 50 });
  }).toPass({ intervals: [20] });
  await expect(answer(page)).toContainText(/look/i);
  expect(await decided(page, row)).toBe(false);
});

test("A and N in one breath: the first patient is accepted, the next one opened and left alone", async ({
  page,
}) => {
  const [first, next] = await firstAndNext(page);
  await look(page, first);
  await page.route(`**${pathOf(first)}`, async (route) => {
    if (route.request().method() === "POST") await new Promise((r) => setTimeout(r, 1_200));
    await route.continue();
  });
  await typed(page, "a", "n", "a");
  await page.waitForURL(`**${pathOf(next)}*`, { timeout: 60_000 });
  expect(await decided(page, first)).toBe(true);
  await expect(decision(page)).toBeVisible();
  expect(await decided(page, next)).toBe(false);
});

test("on a slow network every key is answered and none is done twice or elsewhere", async ({ page }) => {
  const first = await undecided(page);
  await look(page, first);
  await page.route("**/board/data", async (route) => {
    await new Promise((r) => setTimeout(r, 2_000));
    await route.continue();
  });
  await page.keyboard.press("n");
  await expect(decision(page)).toContainText(/next patient/i);
  await typed(page, "a", "1", "1");
  await expect(answer(page)).toContainText(/next patient/i);
  await page.waitForURL((url) => !url.pathname.endsWith(first.encounterId), { timeout: 60_000 });
  await page.unroute("**/board/data");
  expect(await decided(page, first)).toBe(false);
  // Whoever came up, with a suggestion or without, was left alone.
  await expect(decision(page)).toBeVisible();
  const next = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  expect((await rowOf(page, next))?.levelSource).not.toBe("decided");
});

test("a decision that does not get through keeps the N pressed after it from leaving", async ({ page }) => {
  const row = await undecided(page);
  await look(page, row);
  await page.route(`**${pathOf(row)}`, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await new Promise((r) => setTimeout(r, 600));
    return route.abort();
  });
  await typed(page, "a", "n");
  await expect(page.getByText("It is not known whether this was saved.")).toBeVisible();
  expect(page.url()).toContain(row.encounterId);
  await page.unroute(`**${pathOf(row)}`);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(decision(page).getByText("Accepted")).toBeVisible();
});

test("a decision that fails after its page was left is said wherever one is by then", async ({ page }) => {
  const row = await undecided(page);
  const level = await look(page, row);
  // Behind another action that is under way it is sent once that is answered, from wherever one is by then.
  await page.route("**/*", async (route) => {
    if (!route.request().postData()?.includes('"kind":"accept"')) return route.continue();
    await new Promise((r) => setTimeout(r, 2_500));
    return route.abort();
  });
  await page.keyboard.press("a");
  await page.getByRole("link", { name: "Back to board" }).first().click();
  await page.waitForURL(/\/board/);
  await expect(
    page.getByText(`Level ${level} for ${row.patientName} may not have been saved.`),
  ).toBeVisible();
  await page.unroute("**/*");
  await page.getByRole("link", { name: "Open the patient" }).click();
  await page.waitForURL((url) => url.pathname.endsWith(row.encounterId));
  await expect(page.getByText("may not have been saved")).toHaveCount(0);
});

test("a key held down is one press, here and on the next patient", async ({ page }) => {
  const [first, next] = await firstAndNext(page);
  await look(page, first);
  const before = await decidedCount(page);
  await page.keyboard.down("a");
  for (let i = 0; i < 20; i++) await page.keyboard.down("a");
  await expect(decision(page).getByText("Accepted")).toBeVisible();
  await page.keyboard.up("a");
  await page.keyboard.press("n");
  await page.waitForURL(`**${pathOf(next)}*`);
  await page.keyboard.down("a");
  for (let i = 0; i < 15; i++) {
    await page.waitForTimeout(100);
    await page.keyboard.down("a");
  }
  await page.keyboard.up("a");
  expect(await decidedCount(page)).toBe(before + 1);
});

test("a double click on Next does not decide about whoever comes up under it", async ({ page }) => {
  const [first, next] = await firstAndNext(page);
  await look(page, first);
  await page.keyboard.press("a");
  await expect(decision(page).getByText("Accepted")).toBeVisible();
  const before = await decidedCount(page);
  await page.getByRole("button", { name: /Next undecided/ }).click();
  await page.waitForURL(`**${pathOf(next)}*`);
  // The impatient second click, at the very place of the first patient's button, as soon as there is one.
  const accept = decision(page).getByRole("button", { name: /^Accept level/ });
  await accept.waitFor();
  await accept.click({ force: true });
  await expect(answer(page)).toContainText(/look/i);
  expect(await decidedCount(page)).toBe(before);
});

test("a key with nothing to do says why", async ({ page }) => {
  const row = await undecided(page);
  await look(page, row);
  await page.keyboard.press("7");
  await expect(answer(page)).toContainText("1 to 5");
  await page.keyboard.press("o");
  await page.keyboard.press("n");
  await expect(answer(page)).toContainText("Esc");
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  await expect(decision(page).getByText("Accepted")).toBeVisible();
  await page.keyboard.press("a");
  await expect(answer(page)).toContainText(/already/i);
});
