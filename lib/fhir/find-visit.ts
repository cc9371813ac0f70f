import type { FhirClient } from "./client";
import { IN_DEPARTMENT, patientIdOf, reshapeEncounter } from "./reshape/encounter";
import { encounterSchema } from "./reshape/schemas";

/**
 * The one emergency visit of this patient that is under way; null when there is none or more than one, since guessing
 * which is meant would be guessing about a patient.
 */
export async function findOpenEmergencyVisit(client: FhirClient, patientId: string): Promise<string | null> {
  const found = await client.search("Encounter", { patient: patientId, class: "EMER", _count: "50" });
  const open = found.flatMap((resource) => {
    const parsed = encounterSchema.safeParse(resource);
    if (!parsed.success || patientIdOf(parsed.data.subject?.reference) !== patientId) return [];
    const visit = reshapeEncounter(parsed.data);
    return visit?.classCode === "EMER" && IN_DEPARTMENT.includes(visit.status) ? [visit.id] : [];
  });
  return open.length === 1 ? (open[0] ?? null) : null;
}
