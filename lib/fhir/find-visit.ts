import { askWays } from "./ask-ways";
import type { FhirClient, Foreign, Found } from "./client";
import { ownId } from "./reference";
import { EMERGENCY, IN_DEPARTMENT, reshapeEncounter } from "./reshape/encounter";
import { encounterSchema } from "./reshape/schemas";

/**
 * The one emergency visit of this patient that is under way; null when there is none or more than one, since guessing
 * which is meant would be guessing about a patient.
 */
export async function findOpenEmergencyVisit(client: FhirClient, patientId: string): Promise<string | null> {
  const found = await visitsOf(client, patientId);
  // Of a part of the visits nobody knows whether another one is open.
  if (found.incomplete) return null;
  const open = found.resources.filter((r) => isOpenEmergencyOf(r, client, patientId));
  return open.length === 1 ? String(open[0]?.id) : null;
}

/** This patient's emergency visits that are under way; `more`: of what came, and the EHR did not give all. */
export async function openEmergencyVisits(
  client: FhirClient,
  patientId: string,
): Promise<{ readonly found: Foreign[]; readonly more: boolean }> {
  const { resources, incomplete } = await visitsOf(client, patientId);
  return {
    found: resources.filter((r) => isOpenEmergencyOf(r, client, patientId)),
    more: incomplete !== null,
  };
}

function visitsOf(client: FhirClient, patientId: string): Promise<Found> {
  const ways = [
    // Of a site with a code of its own for emergency visits all are asked for, and told apart here.
    ...(client.site.emergencyClasses ? [] : [{ name: "by kind of visit", searches: [{ class: EMERGENCY }] }]),
    { name: "all of the patient", searches: [{}] },
  ];
  const common = { patient: patientId, _count: "50" };
  return askWays(client, "Encounter", "The patient's open visit", ways, common);
}

function isOpenEmergencyOf(resource: Foreign, client: FhirClient, patientId: string): boolean {
  const parsed = encounterSchema.safeParse(resource);
  if (!parsed.success || ownId(parsed.data.subject?.reference, "Patient", client.issuer) !== patientId)
    return false;
  const visit = reshapeEncounter(parsed.data, client.issuer, client.site);
  return visit?.classCode === EMERGENCY && IN_DEPARTMENT.includes(visit.status);
}
