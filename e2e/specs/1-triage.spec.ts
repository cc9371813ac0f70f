import { expect, test } from "@playwright/test";
import { PatientPage } from "../pages/patient-page";
import { expectAccessible, watchConsole } from "../support/checks";
import { chart, launchPatient, signIn, waitingPatients } from "../support/ehr";
import { SANDBOX } from "../support/stack";

const ESI = "75636-1";
type Coded = { code?: { coding?: { code?: string }[] }; subject?: { reference?: string } };
const isEsi = (r: Record<string, unknown>) => (r as Coded).code?.coding?.some((c) => c.code === ESI) ?? false;

test("EHR launch, board, patient, accept, and the level is in the EHR once", async ({ page }) => {
  const complaints = watchConsole(page);
  await page.goto(SANDBOX);
  await page
    .getByRole("button", { name: /Launch triage/ })
    .first()
    .click();
  await page.waitForURL(/\/encounters\//);
  await page.getByRole("link", { name: /board/i }).first().click();
  await page.waitForURL(/\/board/);
  await expect(page.getByRole("table").first()).toBeVisible();
  await expectAccessible(page);

  const [patient] = (await waitingPatients()).slice(1);
  if (!patient) throw new Error("the sandbox has no patient");
  await page
    .getByRole("link", { name: new RegExp(patient.name) })
    .first()
    .click();
  await page.waitForURL(/\/encounters\//);
  await expect(page.getByText(patient.name).first()).toBeVisible();
  await expectAccessible(page);
  const view = new PatientPage(page);
  await view.accept();
  await view.expectInEhr();

  const written = (await chart(patient, "Observation")).filter(isEsi);
  expect(written).toHaveLength(1);
  expect((written[0] as Coded).subject?.reference).toBe(`Patient/${patient.patient}`);
  expect(await chart(patient, "RiskAssessment")).toHaveLength(1);
  const provenance = (await chart(patient, "Provenance")).filter((p) =>
    JSON.stringify(p).includes(`Observation/${written[0]?.id}`),
  );
  expect(provenance).toHaveLength(1);
  expect(complaints).toEqual([]);
});

test("override with a reason is written with the clinician's level", async ({ page }) => {
  const patient = (await waitingPatients())[2];
  if (!patient) throw new Error("the sandbox has too few patients");
  await launchPatient(page, "nurse1", patient);
  const view = new PatientPage(page);
  const shown = await view.suggestedLevel();
  const level = shown === 1 ? 2 : shown - 1;
  await view.override(level, "Looks sicker");
  await view.expectInEhr();
  const [esi] = (await chart(patient, "Observation")).filter(isEsi);
  expect(JSON.stringify(esi)).toContain(`${level}`);
});

test("accept takes one key", async ({ page }) => {
  const patient = (await waitingPatients())[3];
  if (!patient) throw new Error("the sandbox has too few patients");
  await launchPatient(page, "nurse1", patient);
  await new PatientPage(page).suggestedLevel();
  await page.keyboard.press("a");
  await expect(page.getByText(/Accepted/).first()).toBeVisible();
});

test("nothing looks ready before it is: without its scripts the page accepts no level", async ({ page }) => {
  const patient = (await waitingPatients())[3];
  if (!patient) throw new Error("the sandbox has too few patients");
  await launchPatient(page, "nurse1", patient);
  await page.route("**/_next/static/**/*.js", (route) => route.abort());
  await page.reload({ waitUntil: "domcontentloaded" });
  const choices = page.getByRole("region", { name: "Decision" }).getByRole("button");
  await expect(choices.first()).toBeVisible();
  for (const button of await choices.all()) await expect(button).toBeDisabled();
});

test("a double click records one decision", async ({ page }) => {
  const patient = (await waitingPatients())[4];
  if (!patient) throw new Error("the sandbox has too few patients");
  await launchPatient(page, "nurse1", patient);
  await page.getByRole("button", { name: /^Accept level/ }).dblclick();
  const view = new PatientPage(page);
  await view.expectInEhr();
  expect((await chart(patient, "Observation")).filter(isEsi)).toHaveLength(1);
});

test("two patients launched in two tabs stay apart", async ({ context }) => {
  const [a, b] = (await waitingPatients()).slice(5, 7);
  if (!a || !b) throw new Error("the sandbox has too few patients");
  const [first, second] = [await context.newPage(), await context.newPage()];
  await launchPatient(first, "nurse1", a);
  await launchPatient(second, "nurse1", b);
  await first.reload();
  await expect(first.getByText(a.name).first()).toBeVisible();
  await expect(first.getByText(b.name)).toHaveCount(0);
  await expect(second.getByText(b.name).first()).toBeVisible();
  await new PatientPage(first).accept();
  await new PatientPage(first).expectInEhr();
  expect((await chart(a, "Observation")).filter(isEsi)).toHaveLength(1);
  expect((await chart(b, "Observation")).filter(isEsi)).toHaveLength(0);
});

test("a launch cannot be used to write about another patient", async ({ page }) => {
  const [a, b] = (await waitingPatients()).slice(7, 9);
  if (!a || !b) throw new Error("the sandbox has too few patients");
  await launchPatient(page, "nurse1", b);
  const other = /\/encounters\/([^/?]+)/.exec(page.url())?.[1];
  await launchPatient(page, "nurse1", a);
  const url = new URL(page.url());
  url.pathname = `/encounters/${other}`;
  await page.goto(url.href);
  await expect(page.getByText(/different patient/i).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Accept level/ })).toHaveCount(0);
});

test("a session of the wrong role is refused", async ({ page }) => {
  await signIn(page, "auditor");
  await expect(page).toHaveURL(/\/console/);
  const answer = await page.goto("/board");
  expect(answer?.status()).toBe(403);
  await expect(page.getByText(/does not allow/i).first()).toBeVisible();
});

test("without a session there is nothing to see", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  for (const path of ["/board", "/console", "/console/audit"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/signed-out/);
  }
  await expectAccessible(page);
});
