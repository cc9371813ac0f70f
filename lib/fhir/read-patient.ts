import { AppError } from "@/lib/core/errors";
import { assembleContext, subjectOf } from "./assemble";
import type { FhirClient, Foreign } from "./client";
import { mapLimited } from "./concurrency";
import type { PatientContext } from "./patient-context";
import { visitStart } from "./reshape/encounter";
import { readSection, SECTIONS, toChart } from "./sections";

export { listEmergencyEncounters } from "./list-encounters";

const CONCURRENCY = 4;

/**
 * Everything about one visit. The encounter is read first: its subject alone decides whose data is read.
 * @throws AppError("wrong-patient") when that is not the expected patient; "not-found", "ehr-unavailable", … otherwise.
 * A section that cannot be read becomes a problem on the context, not a failure.
 */
export async function readPatientContext(
  client: FhirClient,
  { encounterId, expectedPatientId }: { encounterId: string; expectedPatientId?: string | null },
  now: Date,
): Promise<PatientContext> {
  const encounter = await client.read("Encounter", encounterId);
  const patientId = requireSubject(encounter, expectedPatientId);
  const since = visitStart(encounter, now);
  const [patient, sections] = await Promise.all([
    client.read("Patient", patientId),
    mapLimited(SECTIONS, CONCURRENCY, (section) => readSection(client, section, [patientId], since)),
  ]);
  const context = assembleContext(client.issuer, toChart(patient, encounter, sections, patientId), now);
  if (!context) throw new AppError("ehr-malformed", "patient or encounter could not be read");
  return context;
}

/** Re-reads whose visit this is, right before something is written about it. */
export async function readEncounterSubject(client: FhirClient, encounterId: string): Promise<string> {
  return requireSubject(await client.read("Encounter", encounterId), null);
}

function requireSubject(encounter: Foreign, expected?: string | null): string {
  const patientId = subjectOf(encounter);
  if (!patientId) throw new AppError("ehr-malformed", "the encounter names no patient");
  if (expected && patientId !== expected)
    throw new AppError("wrong-patient", "the encounter is another patient's");
  return patientId;
}
