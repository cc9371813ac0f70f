import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, watchConsole } from "../support/checks";
import { launchPatient, waitingPatients } from "../support/ehr";

const FIRST_TAB = "Step by step";
const SECOND_TAB = "Push and pull";

async function openReasons(page: Page): Promise<void> {
  const patient = (await waitingPatients())[12];
  if (!patient) throw new Error("the sandbox has too few patients");
  await launchPatient(page, "nurse1", patient);
  await drawn(page);
}
const drawn = (page: Page) =>
  page.locator(".recharts-bar-rectangle path").first().waitFor({ state: "attached", timeout: 60_000 });

test("the reasons open by keyboard, as steps or as forces, and the choice is remembered", async ({
  page,
}) => {
  const complaints = watchConsole(page);
  await openReasons(page);
  await expect(page.getByText(/^Not known: /)).toHaveCount(1);

  const steps = page.getByRole("table", { name: /^What moved the expected level/ });
  const rows = await steps.getByRole("row").count();
  const closed = steps.getByRole("button", { expanded: false }).first();
  await closed.focus();
  await page.keyboard.press("Enter");
  expect(await steps.getByRole("row").count()).toBeGreaterThan(rows);

  await page.getByRole("tab", { name: FIRST_TAB }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: SECOND_TAB })).toHaveAttribute("aria-selected", "true");
  await expect(steps).toHaveCount(0);
  await expect(page.getByRole("table", { name: /pushes to more urgent/ })).toBeVisible();
  await expectAccessible(page);

  await page.reload();
  await drawn(page);
  await expect(page.getByRole("tab", { name: SECOND_TAB })).toHaveAttribute("aria-selected", "true");

  await page.getByLabel("What is explained").selectOption("2");
  await expect(page.getByRole("table", { name: /chance of level 2.*more likely/ })).toBeVisible();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});

test("on a small screen the decision stays in view, the picture is folded, and paper shows all of it", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await openReasons(page);
  const accept = page.getByRole("button", { name: /^Accept level/ });
  await expect(accept).toBeInViewport();
  const tab = page.getByRole("tab", { name: FIRST_TAB });
  await expect(tab).toBeHidden();
  await expect(page.getByRole("heading", { name: "Vital signs" })).toBeInViewport();

  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("table", { name: /^What moved the expected level/ })).toBeVisible();
  const cut = await page
    .locator("figure svg.recharts-surface")
    .first()
    .evaluate(
      (svg) =>
        svg.getBoundingClientRect().right - (svg.closest("section")?.getBoundingClientRect().right ?? 0),
    );
  expect(cut).toBeLessThanOrEqual(0);
  await page.emulateMedia({ media: "screen" });

  await page.getByRole("button", { name: "How it adds up" }).click();
  await expect(tab).toBeVisible();
  await page.getByRole("heading", { name: "How sure the model is" }).scrollIntoViewIfNeeded();
  await expect(accept).toBeInViewport();
  await expectAccessible(page);
});

test("what would change the level is said, model and safety rules together", async ({ page }) => {
  await openReasons(page);
  const change = page.getByRole("region", { name: "What would change this" });
  for (const direction of ["More urgent", "Less urgent"]) {
    const heading = change.getByRole("heading", { name: direction });
    await expect(heading).toBeVisible();
    await expect(heading.locator("..")).toContainText(
      /Would become level [1-5] if|holds? the level|No change of a single vital sign|No level is/,
    );
  }
});
