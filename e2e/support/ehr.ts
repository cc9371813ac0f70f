import type { Page } from "@playwright/test";
import { APP, FHIR, SANDBOX } from "./stack";

export type SandboxUser = "nurse1" | "nurse2" | "lead" | "steward" | "auditor";

/** What the sandbox lists for tests: its waiting ED patients. */
export type WaitingPatient = { readonly patient: string; readonly encounter: string; readonly name: string };

export async function waitingPatients(): Promise<WaitingPatient[]> {
  const response = await fetch(`${SANDBOX}/sandbox/patients`);
  if (!response.ok) throw new Error(`the sandbox did not list its patients: ${response.status}`);
  const patients = (await response.json()) as WaitingPatient[];
  // The EHR lists "Family, Given"; the product writes names as they are spoken.
  return patients.map((p) => ({ ...p, name: p.name.split(", ").reverse().join(" ") }));
}

/** An EHR launch as the EHR's own button makes it: a launch token for this user and patient, then our launch address. */
export async function launchUrl(user: SandboxUser, patient: WaitingPatient): Promise<string> {
  const response = await fetch(`${SANDBOX}/sandbox/launch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ patient: patient.patient, encounter: patient.encounter, user }),
  });
  const { launch, iss } = (await response.json()) as { launch: string; iss: string };
  return `${APP}/launch?${new URLSearchParams({ iss, launch })}`;
}

export async function launchPatient(page: Page, user: SandboxUser, patient: WaitingPatient): Promise<void> {
  await page.goto(await launchUrl(user, patient));
  await page.waitForURL(/\/encounters\//);
}

/** Standalone launch: the EHR asks who is there. */
export async function signIn(page: Page, user: SandboxUser): Promise<void> {
  await page.goto(`${APP}/launch?${new URLSearchParams({ iss: FHIR })}`);
  await page.locator(`input[name="user"][value="${user}"]`).check();
  await page.getByRole("button", { name: "Sign in and continue" }).click();
  await page.waitForURL(/\/(board|console)/);
}

/** What the EHR holds about a patient, as its own staff would see it. */
export async function chart(
  patient: WaitingPatient,
  resourceType: string,
): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${SANDBOX}/sandbox/chart/${patient.patient}/${resourceType}`);
  if (!response.ok) throw new Error(`the sandbox did not show ${resourceType}: ${response.status}`);
  return (await response.json()) as Record<string, unknown>[];
}

/** More patients come in at once. */
export async function patientsArrive(count: number): Promise<void> {
  const response = await fetch(`${SANDBOX}/sandbox/arrivals`, {
    method: "POST",
    body: JSON.stringify({ count }),
  });
  if (!response.ok) throw new Error(`nobody arrived: ${response.status}`);
}

/** Puts a resource as it is into the EHR. */
export const putResource = (resource: object): Promise<void> => helper("chart", resource);

/** From now on the EHR refuses this patient's record to a user; null: no longer. */
export const refuseRecord = (
  { patient }: WaitingPatient,
  status: 403 | 404 | 410 | null,
  user: SandboxUser,
): Promise<void> => helper("refusals", { patient, status, user });

async function helper(name: string, body: object): Promise<void> {
  const response = await fetch(`${SANDBOX}/sandbox/${name}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the sandbox refused ${name}: ${response.status}`);
}
