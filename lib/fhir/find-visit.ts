import { askWays } from "./ask-ways";
import type { FhirClient } from "./client";
import { ownId } from "./reference";
import { EMERGENCY, IN_DEPARTMENT, reshapeEncounter } from "./reshape/encounter";
import { encounterSchema } from "./reshape/schemas";

/**
 * The one emergency visit of this patient that is under way; null when there is none or more than one, since guessing
 * which is meant would be guessing about a patient.
 */
export async function findOpenEmergencyVisit(client: FhirClient, patientId: string): Promise<string | null> {
  const ways = [
    // Of a site with a code of its own for emergency visits all are asked for, and told apart here.
    ...(client.site.emergencyClasses ? [] : [{ name: "by kind of visit", searches: [{ class: EMERGENCY }] }]),
    { name: "all of the patient", searches: [{}] },
  ];
  const common = { patient: patientId, _count: "50" };
  const found = await askWays(client, "Encounter", "The patient's open visit", ways, common);
  // Of a part of the visits nobody knows whether another one is open.
  if (found.incomplete) return null;
  const open = found.resources.flatMap((resource) => {
    const parsed = encounterSchema.safeParse(resource);
    if (!parsed.success || ownId(parsed.data.subject?.reference, "Patient", client.issuer) !== patientId)
      return [];
    const visit = reshapeEncounter(parsed.data, client.issuer, client.site);
    return visit?.classCode === EMERGENCY && IN_DEPARTMENT.includes(visit.status) ? [visit.id] : [];
  });
  return open.length === 1 ? (open[0] ?? null) : null;
}
