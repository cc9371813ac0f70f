import { expect, test } from "@playwright/test";
import { PatientPage } from "../pages/patient-page";
import { expectAccessible } from "../support/checks";
import { chart, launchPatient, putResource, refuseRecord, waitingPatients } from "../support/ehr";
import { setFault } from "../support/stack";

test.afterEach(() => setFault("none"));

const someone = async (index: number) => {
  const patient = (await waitingPatients())[index];
  if (!patient) throw new Error("the sandbox has too few patients");
  return patient;
};
/** Changes a resource in the EHR, as its own staff would. */
async function change(
  patient: Awaited<ReturnType<typeof someone>>,
  type: "Encounter" | "Patient",
  over: object,
): Promise<void> {
  const id = type === "Encounter" ? patient.encounter : patient.patient;
  const before = (await chart(patient, type)).find((r) => r.id === id);
  await putResource({ ...before, ...over, resourceType: type, id });
}
const threeDaysAgo = () => new Date(Date.now() - 3 * 86_400_000).toISOString();

test("a visit that ends while the page is open takes no level, and the page says what to do", async ({
  page,
}) => {
  const patient = await someone(50);
  await launchPatient(page, "nurse1", patient);
  await new PatientPage(page).suggestedLevel();
  await change(patient, "Encounter", { status: "finished" });
  await page.getByRole("button", { name: /^Accept level/ }).click();
  await expect(page.getByText("This visit has ended in the EHR. You cannot triage on it.")).toBeVisible();
  await expect(page.getByText(/launch OpenAcuity from there/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Accept level/ })).toHaveCount(0);
  await expect(page.getByText(/Accepted/)).toHaveCount(0);
  await expectAccessible(page);
});

test("a record that was replaced takes no level", async ({ page }) => {
  const patient = await someone(50);
  await change(patient, "Patient", { active: false });
  await launchPatient(page, "nurse1", patient);
  await expect(page.getByText(/replaced or closed this patient record/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Accept level/ })).toHaveCount(0);
});

test("another name under an open page is noticed before anything is saved", async ({ page }) => {
  const patient = await someone(51);
  await launchPatient(page, "nurse1", patient);
  await new PatientPage(page).suggestedLevel();
  await change(patient, "Patient", { name: [{ use: "official", family: "Otherwise", given: ["Some"] }] });
  await page.getByRole("button", { name: /^Accept level/ }).click();
  await expect(page.getByText(/record number in the EHR has changed/).first()).toBeVisible();
  await page.getByRole("button", { name: "Load again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Some Otherwise" })).toBeVisible();
  await new PatientPage(page).suggestedLevel();
  await new PatientPage(page).accept();
});

test("an outpatient visit that began days ago is shown as such and takes a level for a reason only", async ({
  page,
}) => {
  const patient = await someone(52);
  await change(patient, "Encounter", {
    class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "AMB" },
    period: { start: threeDaysAgo() },
  });
  await launchPatient(page, "nurse1", patient);
  await expect(page.getByText("Not an emergency visit").first()).toBeVisible();
  await expect(page.getByText("Began 3 days ago").first()).toBeVisible();
  await new PatientPage(page).suggestedLevel();
  await page.keyboard.press("a");
  await expect(page.getByText(/Nothing is saved yet/)).toBeVisible();
  // The question has the keyboard: the space bar chooses.
  await expect(page.getByRole("radio", { name: "In the emergency department now" })).toBeFocused();
  await page.keyboard.press("Space");
  await expectAccessible(page);
  await new PatientPage(page).accept();
  await expect(page.getByText(/On this visit because: In the emergency department now/)).toBeVisible();
});

test("a visit that began days ago is marked on the board", async ({ page }) => {
  const patient = await someone(52);
  await change(patient, "Encounter", { period: { start: threeDaysAgo() } });
  await launchPatient(page, "nurse1", patient);
  await page.goto("/board");
  await expect(page.getByRole("row", { name: new RegExp(patient.name) })).toContainText("Began 3 days ago");
});

test("a patient whom the EHR refuses is shown nowhere, also while it is away", async ({ page }) => {
  const patient = await someone(53);
  await launchPatient(page, "nurse1", patient);
  await new PatientPage(page).suggestedLevel();
  const url = new URL(page.url());
  await refuseRecord(patient, 403, "nurse1");
  await page.reload();
  await expect(page.getByText(/The EHR does not let you see this patient/)).toBeVisible();
  await expect(page.getByText(patient.name)).toHaveCount(0);
  for (const fault of ["none", "down"] as const) {
    await setFault(fault);
    for (const what of ["data", "reasons", "what-if", "similar"]) {
      const query = new URLSearchParams(url.search);
      query.set("assessment", crypto.randomUUID());
      const answer = await page.request.get(`${url.pathname}/${what}?${query}`);
      expect([what, answer.status()]).toEqual([what, 502]);
      expect(await answer.text()).not.toContain(patient.name);
    }
    await page.goto("/board");
    await expect(page.getByText(/not shown: the EHR/).first()).toBeVisible();
    await expect(page.getByText(patient.name)).toHaveCount(0);
  }
  await refuseRecord(patient, null, "nurse1");
});
