// `npm run screenshots:learning`: plays the learning loop once on the sandbox's patients (a nurse decides, a retraining runs, its candidate
// answers unseen) and takes the pictures of docs/learning-loop.md. Minutes: the retraining is a real one.
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import type { BoardView } from "@/lib/workflows/views";
import { APP, EHR, IMAGES, signIn, withStack } from "./screens/stack";

/** Labels that start the retraining. */
const LABELS = 30;
/** Far from the suggestion, by a colleague: whose levels all go far is held back as a reader, and so is what they labelled. */
const FAR = 3;
const TRAINING_MS = 900_000;
/** Patients who come once the candidate answers unseen. */
const LOOKED_AT = 30;

const open = async (browser: Browser, user: string): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await signIn(page, user);
  return page;
};

const picture = async (page: Page, name: string): Promise<void> => {
  await page.waitForTimeout(1_500);
  const path = join(IMAGES, `learning-${name}.png`);
  await page.screenshot({ path });
  console.log(path);
};

const waiting = async (page: Page): Promise<BoardView["rows"]> =>
  ((await (await page.request.get(`${APP}/board/data`)).json()) as BoardView).rows;

/** New patients, once the board has read them. */
async function patientsArrive(nurse: Page, count: number): Promise<void> {
  await fetch(`${EHR}/sandbox/arrivals`, { method: "POST", body: JSON.stringify({ count }) });
  await nurse.goto(`${APP}/board`);
  await nurse.waitForTimeout(20_000);
}

const SOON = { timeout: 20_000 };

/** Whether the patient on the screen took a level so many more urgent, or the one suggested; not everybody has one. */
async function decided(nurse: Page, by: number): Promise<boolean> {
  const accept = nurse.getByRole("button", { name: /^Accept level \d/ });
  try {
    // A button that can be pressed is alive; a key counts from a second after that.
    await accept.and(nurse.locator(":enabled")).waitFor(SOON);
    const shown = Number(/\d/.exec((await accept.textContent()) ?? "")?.[0]);
    await nurse.waitForTimeout(1_500);
    if (by === 0) await nurse.keyboard.press("a");
    else {
      await nurse.keyboard.press(String(Math.max(1, shown - by)));
      await nurse.keyboard.press("1");
    }
    const done = nurse.getByText(/Overridden|Accepted/).first();
    const sure = nurse.getByRole("button", { name: /all the same$/ });
    await done.or(sure).first().waitFor(SOON);
    if (await sure.isVisible()) await sure.click(SOON);
    await done.waitFor(SOON);
    return true;
  } catch (error) {
    console.error(`passed over: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    return false;
  }
}

/** So many decisions on patients nobody has decided yet, each as many levels more urgent than suggested as `by` says. */
async function decide(nurse: Page, count: number, by: (nth: number) => number): Promise<void> {
  const rows = (await waiting(nurse))
    .filter((r) => r.levelSource !== "decided" && r.level !== null && r.level > 2)
    .filter((r) => r.visit.barred === null && r.visit.doubts.length === 0);
  let made = 0;
  for (const { encounterId } of rows) {
    if (made >= count) return;
    await nurse.goto(`${APP}/encounters/${encounterId}`);
    if (await decided(nurse, by(made))) made += 1;
  }
  if (made < count) throw new Error(`only ${made} of ${count} decisions: the sandbox has too few patients`);
}

await withStack(
  { RETRAIN_AFTER: String(LABELS), UNDO_SECONDS: "0", SANDBOX_FAULTS: "1" },
  async (browser) => {
    const nurse = await open(browser, "nurse1");
    await patientsArrive(nurse, 40);
    await decide(await open(browser, "nurse2"), FAR, () => 2);
    await decide(nurse, LABELS, (nth) => (nth % 4 === 3 ? 1 : 0));
    const lead = await open(browser, "lead");
    await lead.goto(`${APP}/desk/readings`);
    await lead.getByRole("region", { name: "The case" }).waitFor();
    await picture(lead, "readings");

    const steward = await open(browser, "steward");
    await steward.goto(`${APP}/console/runs`);
    await steward
      .getByText(/Succeeded/i)
      .first()
      .waitFor({ timeout: TRAINING_MS });
    await picture(steward, "run");
    await steward.goto(`${APP}/console/models`);
    const checks = steward.getByText(/^Checks: /).last();
    const shown = await checks.evaluate((e) => e.closest("details")?.open ?? false);
    if (!shown) await checks.click();
    await checks.scrollIntoViewIfNeeded();
    await steward.mouse.wheel(0, 420);
    await picture(steward, "gates");

    await steward.goto(`${APP}/console/models/shadow`);
    await steward.getByRole("button", { name: "Answer unseen" }).click();
    await steward
      .getByText(/^Started/)
      .first()
      .waitFor();
    // It answers who is assessed from now on, within two minutes.
    await patientsArrive(nurse, LOOKED_AT);
    for (let tries = 0; tries < 20; tries++) {
      await steward.reload();
      if ((await steward.getByText(/[1-9]\d* assessments answered/).count()) > 0) break;
      await steward.waitForTimeout(12_000);
    }
    await picture(steward, "shadow");

    await steward.goto(`${APP}/console/models`);
    const versions = steward.locator('a[href^="/console/models/version"]');
    await versions.first().click();
    await steward.waitForURL(/models\/version/);
    await picture(steward, "lineage");
    await steward.locator("main h2").last().scrollIntoViewIfNeeded();
    await picture(steward, "diff");
  },
);
process.exit();
