import { AppError } from "@/lib/core/errors";
import { assembleContext } from "./assemble";
import type { FhirClient, Foreign } from "./client";
import { mapLimited } from "./concurrency";
import type { PatientContext } from "./patient-context";
import { subjectOf } from "./reference";
import { visitStart } from "./reshape/encounter";
import { readSection, SECTIONS, toChart } from "./sections";

export { listEmergencyEncounters, listWaiting, type Waiting } from "./list-encounters";

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
  const patientId = requireSubject(client, encounter, expectedPatientId);
  const ask = {
    patientIds: [patientId],
    encounterIds: [encounterId],
    since: visitStart(encounter, now, client.site),
  };
  const [patient, sections] = await Promise.all([
    client.read("Patient", patientId),
    mapLimited(SECTIONS, CONCURRENCY, (section) => readSection(client, section, ask)),
  ]);
  const chart = toChart(client.issuer, patient, encounter, sections, patientId);
  const context = assembleContext(client.issuer, chart, now, client.site);
  if (!context) throw new AppError("ehr-malformed", "patient or encounter could not be read");
  return context;
}

/** Who and what a visit is, without the chart: two reads, to ask whether the EHR still shows it and how it stands. */
export type VisitHead = Pick<PatientContext, "patient" | "encounter" | "problems">;

/**
 * Right before something is written or shown about a visit without reading it whole.
 * @throws AppError("wrong-patient") when it is not the expected patient's; what the EHR refuses, as `readPatientContext`.
 */
export async function readVisitHead(
  client: FhirClient,
  { encounterId, expectedPatientId }: { encounterId: string; expectedPatientId?: string | null },
  now: Date,
): Promise<VisitHead> {
  const encounter = await client.read("Encounter", encounterId);
  const patientId = requireSubject(client, encounter, expectedPatientId);
  const patient = await client.read("Patient", patientId);
  const context = assembleContext(
    client.issuer,
    toChart(client.issuer, patient, encounter, [], patientId),
    now,
    client.site,
  );
  if (!context) throw new AppError("ehr-malformed", "patient or encounter could not be read");
  return context;
}

function requireSubject(client: FhirClient, encounter: Foreign, expected?: string | null): string {
  const patientId = subjectOf(encounter, client.issuer);
  if (!patientId) throw new AppError("ehr-malformed", "the encounter names no patient of this EHR");
  if (expected && patientId !== expected)
    throw new AppError("wrong-patient", "the encounter is another patient's");
  return patientId;
}
