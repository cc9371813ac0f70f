import { expect, type Page, test } from "@playwright/test";
import { PatientPage } from "../pages/patient-page";
import { expectAccessible } from "../support/checks";
import {
  launchPatient,
  patientsArrive,
  putResource,
  signIn,
  type WaitingPatient,
  waitingPatients,
} from "../support/ehr";
import { boardRows, pathOf, rowOf, undecided } from "../support/waiting";

/** A level below a safety rule: asked once, marked for the lead, and never lost at the bottom of the board. */
const decision = (page: Page) => page.getByRole("region", { name: "Decision" });

test("below a safety rule: asked once, kept high on the board, cleared by a lead's note", async ({
  page,
  browser,
}) => {
  // Three people, one after the other.
  test.setTimeout(300_000);
  await patientsArrive(12);
  await signIn(page, "nurse1");
  const row = await undecided(page, (r) => r.level !== null && r.level <= 3 && r.floorReasons.length > 0);
  await page.goto(pathOf(row));
  const shown = await new PatientPage(page).suggestedLevel();

  // Two keys, as fast as they come, and Enter on top: not saved.
  await page.keyboard.press("5");
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");
  expect((await rowOf(page, row.encounterId))?.levelSource).not.toBe("decided");
  const question = page.getByRole("dialog", { name: /goes against a safety rule/ });
  if (!(await question.isVisible())) await page.getByRole("button", { name: "Save override" }).click();
  await expect(question.getByText(row.floorReasons[0] ?? "", { exact: false }).first()).toBeVisible();
  await expect(question.getByText(/5 is \d levels less urgent/)).toBeVisible();
  await expect(question.getByText(/Looks better than the numbers/)).toBeVisible();
  await expectAccessible(page);
  // The keyboard stands on "no", and Enter means it; what was chosen is kept.
  await expect(question.getByRole("button", { name: "Go back" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(question).toHaveCount(0);
  await expect(decision(page).getByRole("button", { name: /^Level 5/ })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  expect((await rowOf(page, row.encounterId))?.levelSource).not.toBe("decided");

  // By keyboard alone, on purpose.
  await page.keyboard.press("2");
  await expect(question).toBeVisible();
  const yes = question.getByRole("button", { name: "Give level 5 all the same" });
  await expect(yes).toBeEnabled();
  await page.keyboard.press("Tab");
  await expect(yes).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(decision(page).getByText("Overridden")).toBeVisible();

  const mark = page.getByRole("status").filter({ hasText: "Needs a lead" });
  await expect(mark).toContainText("gave level 5");
  await expect(mark).toContainText("The rule asks for level");
  await expect(mark.getByRole("textbox")).toHaveCount(0);
  await expectAccessible(page);

  const rows = await boardRows(page);
  const at = rows.findIndex((r) => r.encounterId === row.encounterId);
  expect(rows[at]).toMatchObject({ level: 5, needsLead: true, standsAt: shown });
  expect(rows.slice(at + 1).some((r) => (r.level ?? 9) >= 4)).toBe(true);
  await page.goto("/board");
  const line = page.getByRole("row").filter({ has: page.locator(`a[href="${pathOf(row)}"]`) });
  await expect(line).toContainText("Needs a lead: level 5 is below a safety rule");

  const lead = await (await browser.newContext()).newPage();
  await signIn(lead, "lead");
  await lead.getByLabel(/Needs a lead \(\d+\)/).check();
  await lead.locator(`a[href^="${pathOf(row)}"]`).click();
  const note = lead.getByRole("textbox", { name: "What you found or decided" });
  await expect(lead.getByRole("button", { name: "I have looked at this patient" })).toBeDisabled();
  await note.fill("Reassessed, SpO2 is fine on the other hand.");
  await note.press("Enter");
  await expect(lead.getByText("A lead has looked at this patient")).toBeVisible();
  await expect(lead.getByText("Needs a lead")).toHaveCount(0);
  expect(await rowOf(page, row.encounterId)).toMatchObject({ needsLead: false, standsAt: 5 });

  const auditor = await (await browser.newContext()).newPage();
  await signIn(auditor, "auditor");
  await auditor.goto("/console/audit?event=lead.answered");
  await expect(
    auditor.getByRole("table").getByText("A lead looked at a marked decision").first(),
  ).toBeVisible();
});

test("two levels from the suggestion is asked about as well, and one level is not", async ({ page }) => {
  await signIn(page, "nurse1");
  const row = await undecided(page, (r) => (r.level === 3 || r.level === 4) && r.floorReasons.length === 0);
  await page.goto(pathOf(row));
  const shown = await new PatientPage(page).suggestedLevel();
  // An impatient click where yes is going to be, the moment it is there: answered, not taken.
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      const yes = [...document.querySelectorAll("button")].find((b) => /all the same/.test(b.textContent));
      if (!yes) return;
      observer.disconnect();
      yes.click();
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
  await page.keyboard.press("1");
  await page.keyboard.press("1");
  const question = page.getByRole("dialog", { name: "Level 1 is far from the suggestion" });
  await expect(question).toContainText(`Level 1 is ${shown - 1} levels more urgent`);
  await expect(page.getByText("Too soon: read the question first.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  // "No" keeps what was chosen; another Esc lets go of it.
  await page.keyboard.press("Escape");
  await expect(decision(page).getByRole("button", { name: "Override" })).toBeVisible();
  await page.keyboard.press(String(shown - 1));
  await page.keyboard.press("1");
  await expect(decision(page).getByText("Overridden")).toBeVisible();
  expect(await rowOf(page, row.encounterId)).toMatchObject({ level: shown - 1, needsLead: false });
});

/** Every vital sign far from normal, so that many rules fire. */
async function inDanger({ patient, encounter }: WaitingPatient): Promise<void> {
  const VITALS = [
    ["8867-4", 168, "/min"],
    ["9279-1", 44, "/min"],
    ["8480-6", 62, "mm[Hg]"],
    ["59408-5", 78, "%"],
    ["8310-5", 41.6, "Cel"],
    ["9269-2", 7, "{score}"],
  ] as const;
  for (const [code, value, unit] of VITALS)
    await putResource({
      resourceType: "Observation",
      id: `danger-${code}-${encounter}`,
      status: "final",
      category: [
        {
          coding: [
            { system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "vital-signs" },
          ],
        },
      ],
      code: { coding: [{ system: "http://loinc.org", code }] },
      subject: { reference: `Patient/${patient}` },
      encounter: { reference: `Encounter/${encounter}` },
      effectiveDateTime: new Date().toISOString(),
      valueQuantity: { value, unit, system: "http://unitsofmeasure.org", code: unit },
    });
}

test("on a phone the question with a dozen rules behind it is read from its top and can be answered", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const before = new Set((await waitingPatients()).map((p) => p.encounter));
  await patientsArrive(1);
  const patient = (await waitingPatients()).find((p) => !before.has(p.encounter));
  if (!patient) throw new Error("nobody arrived");
  await inDanger(patient);
  await launchPatient(page, "nurse1", patient);
  await new PatientPage(page).suggestedLevel();
  await page.getByRole("button", { name: "Override" }).click();
  await page.getByRole("button", { name: /^Level 5/ }).click();
  await page.getByRole("radio", { name: /Looks better/ }).click();
  await page.getByRole("button", { name: "Save override" }).click();
  const question = page.getByRole("dialog", { name: /goes against a safety rule/ });
  await expect(question.getByRole("heading")).toBeInViewport({ ratio: 1 });
  await expect(question.getByText(/The rule asks for level/).first()).toBeInViewport();
  const yes = question.getByRole("button", { name: "Give level 5 all the same" });
  await expect(yes).toBeInViewport({ ratio: 1 });

  // Every rule can be looked at, and the question is still answered afterwards.
  await question.getByText(/^\d+ more safety rules$/).click();
  await expect(question.getByText(/The rule asks for level/).last()).toBeVisible();
  await expectAccessible(page);
  await expect(yes).toBeEnabled();
  await yes.click();
  await expect(decision(page).getByText("Overridden")).toBeVisible();
  // What the lead is asked stands beside the patient, not instead of the patient.
  const mark = page.getByRole("status").filter({ hasText: "Needs a lead" });
  expect((await mark.boundingBox())?.height).toBeLessThan(500);
});

/** As the model steward: when leads see suggestions. Nurses, of whom the other tests are, are left as they are. */
async function showToLeads(steward: Page, mode: "Suggest" | "Own level first"): Promise<void> {
  await steward.goto("/console/suggestions");
  const form = steward.getByRole("region", { name: "Charge nurse / lead" });
  await form.getByRole("radio", { name: mode }).check();
  await form.getByRole("textbox", { name: /^Reason/ }).fill("To see how far people follow.");
  await form.getByRole("button", { name: "Put into force" }).click();
  await expect(steward.getByText("in force from the next page they open")).toBeVisible();
}

test("own level first: nothing of the suggestion is on the page before it, then two keys decide", async ({
  page,
  browser,
}) => {
  test.setTimeout(200_000);
  const steward = await (await browser.newContext()).newPage();
  await signIn(steward, "steward");
  await signIn(page, "lead");
  const row = await undecided(page, (r) => (r.level === 3 || r.level === 4) && r.floorReasons.length === 0);
  await showToLeads(steward, "Own level first");
  try {
    await expectAccessible(steward);
    const response = await page.goto(pathOf(row));
    expect(await response?.text()).not.toMatch(/"(modelLevel|criticalRisk|expectedSeverity)\\?":\s*\d/);
    await expect(decision(page).getByText("Your own level first")).toBeVisible();
    await expect(page.getByText("Why the model suggests this")).toHaveCount(0);
    await expectAccessible(page);
    expect(await rowOf(page, row.encounterId)).toMatchObject({ level: null, levelSource: "none" });
    // Nothing can be accepted that was not seen.
    await page.keyboard.press("a");
    await expect(page.getByText("Your own level first: press 1 to 5.")).toBeVisible();
    await page.waitForTimeout(1_500);
    await page.keyboard.press("2");
    await expect(decision(page).getByText("You chose 2 before the suggestion was shown")).toBeVisible();
    expect(await new PatientPage(page).suggestedLevel()).toBe(row.level);
    await expectAccessible(page);
    await page.waitForTimeout(1_500);
    await page.keyboard.press("a");
    await expect(decision(page).getByText("Accepted")).toBeVisible();
  } finally {
    await showToLeads(steward, "Suggest");
  }
  await steward.goto("/console/audit?event=suggestion.mode-changed");
  await expect(steward.getByRole("table").getByText("When suggestions are shown was changed")).toHaveCount(2);
});
