import { expect, test } from "@playwright/test";
import { PatientPage } from "../pages/patient-page";
import { signIn } from "../support/ehr";
import { APP, FHIR } from "../support/stack";
import { pathOf, undecided } from "../support/waiting";

// The stack trusts this machine as its proxy (playwright.config.ts), so each test has an address of its own.
const from = (address: string) => ({ extraHTTPHeaders: { "x-forwarded-for": address } });

test("launches past the limit get a page that says so; everybody else launches on", async ({
  browser,
  request,
}) => {
  const launch = `${APP}/launch?${new URLSearchParams({ iss: FHIR })}`;
  const headers = { "x-forwarded-for": "203.0.113.50" };
  const statuses: number[] = [];
  for (let i = 0; i < 14; i++)
    statuses.push(
      ...(await Promise.all(
        Array.from({ length: 10 }, () =>
          request.get(launch, { headers, maxRedirects: 0 }).then((r) => r.status()),
        ),
      )),
    );
  expect(statuses.filter((s) => s === 302)).toHaveLength(120);
  expect(statuses.filter((s) => s === 429)).toHaveLength(20);

  const flooded = await browser.newContext(from("203.0.113.50"));
  const page = await flooded.newPage();
  const answer = await page.goto(launch);
  expect(answer?.status()).toBe(429);
  expect(Number(answer?.headers()["retry-after"])).toBeGreaterThan(0);
  await expect(page.getByRole("heading", { name: "Too many requests at once." })).toBeVisible();
  await expect(
    page.getByText(/tries again by itself in \d+ seconds?\. What is saved is safe\./),
  ).toBeVisible();
  await expect(page.getByRole("link", { name: "Try again now" })).toBeVisible();
  // Its style is part of it and passes its own policy.
  expect(await page.locator("main").evaluate((e) => getComputedStyle(e).borderRadius)).not.toBe("0px");
  await flooded.close();

  const other = await browser.newContext(from("203.0.113.51"));
  await signIn(await other.newPage(), "nurse2");
  await other.close();
});

test("a board that asked too often waits as long as it is told, and goes on by itself", async ({ page }) => {
  await signIn(page, "nurse2");
  let asked = 0;
  let limited = true;
  await page.route("**/board/data", (route) => {
    asked++;
    if (!limited) return route.continue();
    return route.fulfill({
      status: 429,
      headers: { "retry-after": "6", "content-type": "application/problem+json" },
      body: JSON.stringify({
        code: "rate-limited",
        status: 429,
        title: "Too many requests at once. Please wait 6 seconds, then try again.",
      }),
    });
  });
  await expect(page.getByText("Too many requests at once.").first()).toBeVisible({ timeout: 45_000 });
  limited = false;
  const before = asked;
  // In its own rhythm it would ask twice in this time.
  await page.waitForTimeout(4_500);
  expect(asked).toBe(before);
  await expect(page.getByText("Too many requests at once.")).toHaveCount(0, { timeout: 45_000 });
  expect(asked).toBeGreaterThan(before);
});

test("a decision the door refuses is not lost: the page says it is not saved, and the next try saves it", async ({
  page,
}) => {
  await signIn(page, "nurse2");
  await page.goto(pathOf(await undecided(page)));
  const screen = new PatientPage(page);
  await screen.suggestedLevel();
  let refused = 0;
  await page.route("**/encounters/**", (route) => {
    if (route.request().method() !== "POST" || refused > 0) return route.continue();
    refused++;
    return route.fulfill({
      status: 429,
      headers: { "retry-after": "1", "content-type": "text/plain" },
      body: "rate-limited: Too many requests at once. Please wait 1 second, then try again.",
    });
  });
  await page.getByRole("button", { name: /^Accept level \d/ }).click();
  await expect(page.getByText("Not saved.").first()).toBeVisible();
  await expect(page.getByText("Please wait 1 second, then try again.").first()).toBeVisible();
  expect(refused).toBe(1);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText(/Accepted/).first()).toBeVisible();
});

test("a body too large for its route is refused before it is read", async ({ request }) => {
  const answer = await request.post(`${APP}/board`, {
    headers: { "x-forwarded-for": "203.0.113.60", "content-type": "text/plain" },
    data: "x".repeat(200_000),
  });
  expect(answer.status()).toBe(413);
});
