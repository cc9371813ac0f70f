import { expect, type Page, test } from "@playwright/test";
import { LOOK_AGAIN_MINUTES } from "@/lib/decision/reassess";
import type { BoardRow, BoardView } from "@/lib/workflows/views";
import { PatientPage } from "../pages/patient-page";
import { expectAccessible, expectNoSidewaysScroll } from "../support/checks";
import { patientsArrive, signIn } from "../support/ehr";
import { setFault } from "../support/stack";
import { boardRows, isOpen, pathOf, rowOf, undecided } from "../support/waiting";

/** The workspace beyond one patient: the lead's desk, the shift, who is to be looked at again. */
const decision = (page: Page) => page.getByRole("region", { name: "Decision" });

test.beforeAll(() => patientsArrive(8));

test("a lead sees what needs a second look, agrees with a note, and the shift report counts it", async ({
  page,
  browser,
}) => {
  test.setTimeout(300_000);
  await signIn(page, "nurse1");
  const row = await undecided(page, (r) => r.level === 4 && r.floorReasons.length === 0);
  await page.goto(pathOf(row));
  await new PatientPage(page).suggestedLevel();
  await page.keyboard.press("2");
  await page.keyboard.press("1");
  const yes = page.getByRole("button", { name: "Give level 2 all the same" });
  await expect(yes).toBeEnabled();
  await yes.click();
  await expect(decision(page).getByText("Overridden")).toBeVisible();
  // The desk is a lead's.
  expect((await page.goto("/desk"))?.status()).toBe(403);

  const lead = await (await browser.newContext()).newPage();
  await signIn(lead, "lead");
  await lead.getByRole("link", { name: "Desk" }).click();
  const card = lead.getByRole("listitem").filter({ has: lead.locator(`a[href="${pathOf(row)}"]`) });
  await expect(card).toContainText("Needs a second look");
  await expect(card).toContainText(/Level 2 is 2 levels more urgent/);
  await expectAccessible(lead);
  const agree = card.getByRole("button", { name: "I agree with level 2" });
  await expect(agree).toBeDisabled();
  await card.getByRole("textbox", { name: "What you found or decided" }).fill("Saw him, looks grey.");
  await agree.click();
  await expect(card.getByText("Needs a second look")).toHaveCount(0);
  expect(await rowOf(page, row.encounterId).catch(() => null)).toMatchObject({
    needsLead: false,
    standsAt: 2,
  });
  await lead.goto(pathOf(row));
  await lead.getByText(/A lead has looked at this patient/).click();
  await expect(lead.getByText(/, agreed: “Saw him, looks grey.”/)).toBeVisible();

  await lead.goto("/desk/report?hours=4");
  const looks = lead.getByRole("region", { name: "Second looks" });
  await expect(looks.getByText("… agreed").locator("..")).toContainText(/[1-9]/);
  const arrivals = lead.getByRole("region", { name: "Arrivals and waits" });
  await expect(arrivals.getByRole("row")).not.toHaveCount(1);
  await expect(lead.getByRole("button", { name: "Print" })).toBeVisible();
  await expectAccessible(lead);
  for (const width of [1024, 390]) {
    await lead.setViewportSize({ width, height: 844 });
    for (const path of ["/desk", "/desk/report"]) {
      await lead.goto(path);
      await expectNoSidewaysScroll(lead);
    }
  }
  await lead.context().close();
});

test("who has not been looked at for as long as their level allows is marked on the board", async ({
  page,
}) => {
  await signIn(page, "nurse1");
  const [late, fresh] = (await boardRows(page)).filter((r) => isOpen(r) && r.standsAt !== null);
  if (!late || !fresh) throw new Error("nobody waits");
  // Hours do not pass in a test: the server's answer says that they have.
  await page.route("**/board/data", async (route) => {
    const response = await route.fetch();
    const board = (await response.json()) as BoardView;
    const minutes = (r: BoardRow): number => {
      const allowed = LOOK_AGAIN_MINUTES[r.standsAt as 1 | 2 | 3 | 4 | 5];
      return r.encounterId === late.encounterId ? allowed + 1 : Math.max(0, allowed - 1);
    };
    const rows = board.rows.map((r) => (r.standsAt === null ? r : { ...r, lookedMinutes: minutes(r) }));
    await route.fulfill({ response, json: { ...board, rows } });
  });
  await page.goto("/board");
  const line = (id: string) =>
    page.getByRole("row").filter({ has: page.locator(`a[href="/encounters/${id}"]`) });
  await expect(line(late.encounterId)).toContainText("look again");
  await expect(line(fresh.encounterId)).not.toContainText("look again");
});

test("what a level rests on is one line on the patient's page, and a page of its own", async ({ page }) => {
  await signIn(page, "nurse1");
  // Somebody the model answered about.
  await page.goto(pathOf(await undecided(page, (r) => r.level !== null && r.ageYears !== null && !r.unlike)));
  await page.getByRole("link", { name: "What its levels rest on" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "What the levels rest on" })).toBeVisible();
  await expect(page.getByRole("table").first()).toContainText(/NHAMCS/);
  await expectAccessible(page);
  await page.goto("/model/9.9.9");
  await expect(page.getByText(/nothing at this address/i).first()).toBeVisible();
});

test("somebody the EHR does not know yet is triaged by keyboard, with the EHR down, and recognised later", async ({
  page,
}) => {
  test.setTimeout(300_000);
  await signIn(page, "nurse1");
  const row = await undecided(page, (r) => r.ageYears !== null && r.ageYears > 18 && r.sex !== "unknown");
  await page.goto("/board");
  await expect(page.locator("a.row-link").first()).toBeVisible();
  await setFault("down");
  try {
    // A key counts from when the board is alive; a busy machine takes its time.
    await expect(async () => {
      await page.keyboard.press("+");
      await expect(page).toHaveURL(/\/triage\/new$/, { timeout: 3_000 });
    }).toPass({ timeout: 60_000 });
    const field = (name: string) => page.getByRole("textbox", { name });
    await field("Name, or how to find them").fill("Woman with a blue bag");
    await field("Age").fill(String(Math.floor(row.ageYears ?? 40)));
    const complaint = page.getByRole("combobox", { name: "Why the patient came" });
    await complaint.fill("Chest pain");
    expect(await page.locator('datalist option[value="Chest pain"]').count()).toBe(1);
    await page.getByLabel("Unit of the temperature").selectOption("F");
    await field("Temperature").fill("101.3");
    // Implausible at the keystroke, before the field is left; nothing typed is lost by it.
    await field("Heart rate").pressSequentially("9000");
    await expect(page.getByText("Heart rate is between 10 and 350.")).toBeVisible();
    const record = page.getByRole("button", { name: /^Record/ });
    await expect(record).toBeDisabled();
    await field("Heart rate").fill("90");
    await field("Oxygen saturation").fill("85");
    await expect(page.getByRole("region", { name: "Safety rules" })).toContainText("85 %");
    await expectAccessible(page);
    await expect(record).toBeEnabled();
    await record.click();
    await expect(page.getByText(/Level [12] recorded for Woman with a blue bag\./)).toBeVisible();
    await expect(field("Name, or how to find them")).toBeFocused();
  } finally {
    await setFault("none");
  }
  const entry = page.getByRole("listitem").filter({ hasText: "Woman with a blue bag" });
  await entry.getByRole("textbox").fill("SBX000000000");
  await entry.getByRole("button", { name: "This is them" }).click();
  await expect(entry.getByRole("alert")).toContainText("Nobody on the board has this record number.");
  await entry.getByRole("textbox").fill(row.recordNumbers[0] ?? "");
  await entry.getByRole("button", { name: "This is them" }).click();
  await entry.getByRole("link", { name: "Open the patient and decide there" }).click();
  await expect(page.getByText(/Level [12] was given at the door\./)).toBeVisible();
  expect((await rowOf(page, row.encounterId))?.levelSource).not.toBe("decided");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/triage/new");
  await expectNoSidewaysScroll(page);
  // Begun for one, it is not taken for the next without a word.
  const who = page.getByRole("textbox", { name: "Name, or how to find them" });
  const kept = page.waitForResponse(
    (r) => r.url().endsWith("/api/drafts") && r.request().method() === "POST",
  );
  await who.fill("Man on a bench");
  await kept;
  await page.reload();
  await expect(page.getByText("You began this earlier, for Man on a bench")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Start over" }).click();
  await expect(who).toHaveValue("");
  await expect(who).toBeFocused();
});

test("the console's lists are narrowed by day and name, in the address, and saved as a file", async ({
  page,
}) => {
  await signIn(page, "steward");
  await page.goto("/console/audit");
  await page.getByLabel("What happened").selectOption("session.started");
  await page.getByRole("searchbox", { name: "By" }).fill("steward");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/event=session\.started.*who=steward/);
  const rows = page.getByRole("table").getByRole("row");
  await expect(rows.nth(1)).toContainText("Model Steward");
  await expect(page.getByRole("table")).not.toContainText("Nurse One");
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save as CSV" }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toMatch(/^openacuity-audit-\d{4}-\d\d-\d\d\.csv$/);
  const stream = await file.createReadStream();
  const text = Buffer.concat(await stream.toArray()).toString("utf8");
  expect(text).toContain("session.started");
  expect(text).not.toContain("board.viewed");

  // What was decided carries for how long its suggestion had been seen.
  const decisions = await (await page.request.get("/console/decisions/csv")).text();
  const [head, ...lines] = decisions.trim().split("\r\n");
  const seen = (head ?? "").split(",").indexOf("suggestion_seen_seconds");
  expect(lines.map((l) => Number(l.split(",")[seen])).some((s) => s >= 1)).toBe(true);

  await page.goto("/console/decisions?from=2020-01-01&to=2020-01-02");
  await expect(page.getByText(/No decision fits\./)).toBeVisible();
  await page.getByRole("link", { name: "Show all" }).click();
  await expect(page).toHaveURL(/\/console\/decisions$/);
  await page.goto("/console/runs");
  // Not offered and then refused: with too few labels there is nothing to start.
  const start = page.getByRole("button", { name: "Start retraining now" });
  const none = page.getByText(/so there is nothing to learn from|new labels? since the last run; at least/);
  await expect(start).toBeVisible();
  if (await none.isVisible()) await expect(start).toBeDisabled();
  else await expect(start).toBeEnabled();
  for (const path of ["audit", "decisions"]) {
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.goto(`/console/${path}`);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
});

test("a decision made offline is kept, said to be, and sent once when the connection is back", async ({
  page,
  context,
}) => {
  await signIn(page, "nurse1");
  const row = await undecided(page);
  await page.goto(pathOf(row));
  await new PatientPage(page).suggestedLevel();
  // Seen for as long as a decision needs.
  await page.waitForTimeout(1_500);
  await context.setOffline(true);
  await page.keyboard.press("a");
  await expect(decision(page).getByText("Not saved yet: you are offline")).toBeVisible();
  await expect(decision(page).getByText(/sent, once, when the connection is back/)).toBeVisible();
  // Not sent yet, so it can be let go, and nothing of it is sent later.
  await page.keyboard.press("u");
  await expect(page.getByText("Taken back. It had not been sent.")).toBeVisible();
  await new PatientPage(page).suggestedLevel();
  await page.waitForTimeout(1_500);
  await page.keyboard.press("a");
  await expect(decision(page).getByText("Not saved yet: you are offline")).toBeVisible();
  await context.setOffline(false);
  await expect(decision(page).getByText("Accepted")).toBeVisible();
  await expect(decision(page).getByText(/Earlier decisions/)).toHaveCount(0);
  expect(await rowOf(page, row.encounterId)).toMatchObject({ levelSource: "decided" });
});
