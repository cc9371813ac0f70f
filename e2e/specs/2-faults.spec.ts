import { expect, test } from "@playwright/test";
import { PatientPage } from "../pages/patient-page";
import { launchPatient, waitingPatients } from "../support/ehr";
import { setFault } from "../support/stack";

test.afterEach(() => setFault("none"));

test("EHR down: the last snapshot is shown with its age, and a decision waits for the EHR", async ({
  page,
}) => {
  const patient = (await waitingPatients())[9];
  if (!patient) throw new Error("the sandbox has too few patients");
  await launchPatient(page, "nurse2", patient);
  await new PatientPage(page).suggestedLevel();
  await setFault("down");
  await page.reload();
  await expect(
    page.getByText(/EHR (cannot be reached|does not answer|is not answering)/i).first(),
  ).toBeVisible({ timeout: 90_000 });
  await new PatientPage(page).accept();
  await expect(page.getByText("Not yet in the EHR").first()).toBeVisible();
  await setFault("none");
  await expect(page.getByText("In the EHR", { exact: true }).first()).toBeVisible({ timeout: 90_000 });
});

test("malformed resources: what can be read is shown, what cannot is said", async ({ page }) => {
  const patient = (await waitingPatients())[10];
  if (!patient) throw new Error("the sandbox has too few patients");
  await launchPatient(page, "nurse2", patient);
  await setFault("malformed");
  await page.reload();
  await expect(page.getByText(patient.name).first()).toBeVisible({ timeout: 90_000 });
});
