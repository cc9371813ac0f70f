import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Frame, type FrameLocator, type Page, test } from "@playwright/test";
import { type OwnStack, startOwnStack } from "../support/own-stack";

/**
 * The product in a frame of the EHR, across sites as in a hospital: the EHR is http://localhost, the app http://127.0.0.1, which a
 * browser takes for two sites. A stack of its own, since the other tests' cookies are those of a page of its own.
 */
let stack: OwnStack;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  stack = await startOwnStack({ flags: ["--embed"], host: "127.0.0.1" });
});
test.afterAll(() => stack?.stop());

const inFrame = (page: Page): FrameLocator => page.frameLocator("iframe.app");
const frameOf = (page: Page): Frame => {
  const [, frame] = page.frames();
  if (!frame) throw new Error("there is no frame");
  return frame;
};

async function launchBeside(page: Page, position: number): Promise<void> {
  await page.goto(stack.ehr);
  await page.locator(".patients tbody a").nth(position).click();
  await page.getByRole("button", { name: /^Triage beside the chart/ }).click();
}

test("launched, decided and signed out in the EHR's frame, and the EHR's page stays where it is", async ({
  page,
  context,
}) => {
  await launchBeside(page, 1);
  const around = page.url();
  const app = inFrame(page);
  // The EHR writes "Family, Given".
  const name = ((await page.getByRole("heading", { level: 1 }).textContent()) ?? "")
    .split(", ")
    .reverse()
    .join(" ");

  // The EHR says whose record it is; what a decision is checked against is said here all the same.
  const banner = app.getByRole("region", { name: "Patient", exact: true });
  await expect(banner.getByRole("heading", { name, exact: true })).toBeVisible();
  await expect(banner).toContainText("Age and sex");
  await expect(banner).not.toContainText("Arrived");
  const record = /record (\S+)/.exec((await page.locator(".head.patient").textContent()) ?? "")?.[1] ?? "";
  await expect(banner).toContainText(record);

  const kept = (await context.cookies()).filter((c) => c.domain === "127.0.0.1");
  expect(kept.map((c) => c.name)).toContain("openacuity.session");
  for (const cookie of kept)
    expect(cookie).toMatchObject({ sameSite: "None", secure: true, partitionKey: "http://localhost" });

  await app.getByRole("button", { name: /^Accept level/ }).click();
  await expect(app.getByText(/Accepted/).first()).toBeVisible();

  // What this workstation likes is kept in the frame, too.
  await app.getByRole("button", { name: /^Colours:/ }).click();
  await frameOf(page).goto(`${stack.app}/board`);
  await expect(app.locator("html")).toHaveAttribute("data-theme", "light");

  await app.getByRole("button", { name: "Sign out" }).click();
  await expect(app.getByRole("heading", { name: "You are signed out." })).toBeVisible();
  await expect(app.getByText(/launch OpenAcuity again from the EHR around this page/)).toBeVisible();
  expect(page.url()).toBe(around);

  // Nothing is left to go on with, and that is said within the frame.
  await frameOf(page).goto(`${stack.app}/board`);
  await expect(app.getByRole("heading", { name: /session has ended|not signed in/i })).toBeVisible();
  const [tab] = await Promise.all([
    context.waitForEvent("page"),
    app.getByRole("link", { name: /^Sign in with/ }).click(),
  ]);
  await expect(tab.getByRole("button", { name: "Sign in and continue" })).toBeVisible();
  expect(page.url()).toBe(around);
  await tab.getByRole("button", { name: "Sign in and continue" }).click();
  // The same settings, in a tab of its own.
  await tab.waitForURL(/\/board/);
});

test("a launch that is refused says so within the frame", async ({ page }) => {
  await page.goto(stack.ehr);
  await page.evaluate(
    (src) => {
      const frame = document.createElement("iframe");
      frame.className = "app";
      frame.src = src;
      document.body.append(frame);
    },
    `${stack.app}/launch?iss=${encodeURIComponent("https://elsewhere.test/fhir")}`,
  );
  await expect(inFrame(page).getByText("This EHR is not set up to launch OpenAcuity.")).toBeVisible();
});

test("a page that is not listed cannot show it, signed in or not", async ({ page }) => {
  const other: Server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(
      `<iframe class="app" src="${stack.app}/signed-out" width="800" height="600"></iframe><p>Win a prize</p>`,
    );
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  try {
    const refusals: string[] = [];
    page.on("console", (message) => refusals.push(message.text()));
    await page.goto(`http://localhost:${(other.address() as AddressInfo).port}/`);
    await expect(page.getByText("Win a prize")).toBeVisible();
    await expect.poll(() => refusals.join(" ")).toContain("frame-ancestors");
    await expect(inFrame(page).getByRole("heading")).toHaveCount(0);
  } finally {
    other.close();
  }
});
