import { toAppError } from "@/lib/core/errors";
import { assembleContext, subjectOf } from "./assemble";
import type { FhirClient, Foreign } from "./client";
import { chunks, mapLimited } from "./concurrency";
import type { DataProblem, PatientContext } from "./patient-context";
import { IN_DEPARTMENT, visitStart } from "./reshape/encounter";
import { failed, PAGE, readSection, SECTIONS, type SectionResult, toChart } from "./sections";

/** Patients asked for in one search: keeps addresses well under the usual 8 KB. */
const CHUNK = 25;
const CONCURRENCY = 4;

const UNREADABLE_PATIENT: DataProblem = {
  code: "unreadable-resource",
  message: "Who this patient is could not be read from the EHR.",
};

type Visit = { readonly encounter: Foreign; readonly patientId: string };

/**
 * All patients waiting in the emergency department, in few requests: visits with their patients, then sections for 25
 * patients at a time. Nobody is left out because something about them cannot be read.
 * @throws AppError("ehr-unavailable" | "ehr-refused" | "unauthenticated" | …) when the visits themselves cannot be read.
 */
export async function listEmergencyEncounters(client: FhirClient, now: Date): Promise<PatientContext[]> {
  const found = await findVisits(client);
  const visits = found.flatMap((encounter): Visit[] => {
    const patientId = isWaiting(encounter) ? subjectOf(encounter) : null;
    return patientId ? [{ encounter, patientId }] : [];
  });
  const patients = await findPatients(client, found, [...new Set(visits.map((v) => v.patientId))]);
  const sections = await readSections(client, visits, now);
  return visits.flatMap(({ encounter, patientId }) => {
    const known = patients.get(patientId);
    const patient = known ?? { resourceType: "Patient", id: patientId };
    const chart = toChart(patient, encounter, sections, patientId, known ? [] : [UNREADABLE_PATIENT]);
    const context = assembleContext(client.issuer, chart, now);
    return context ? [context] : [];
  });
}

/** A server may ignore what it was asked: what is not an ED visit under way is not shown. */
const isWaiting = (r: Foreign): boolean =>
  r.resourceType === "Encounter" &&
  (r.class as { code?: unknown } | null | undefined)?.code === "EMER" &&
  IN_DEPARTMENT.includes(String(r.status));

/**
 * Visits and, where the server includes them, their patients. One search a status: a server that reads only the first of
 * a list would leave out everybody else without a word.
 */
async function findVisits(client: FhirClient): Promise<Foreign[]> {
  const found = await mapLimited(IN_DEPARTMENT, CONCURRENCY, async (status) => {
    const parameters = { class: "EMER", status, _count: PAGE };
    return (
      (await unlessRefused(client.search("Encounter", { ...parameters, _include: "Encounter:patient" }))) ??
      client.search("Encounter", parameters)
    );
  });
  // A visit may change its status between two searches, and some servers answer each with all of them.
  return [...new Map(found.flat().map((r) => [`${r.resourceType}/${r.id}`, r])).values()];
}

async function findPatients(
  client: FhirClient,
  found: readonly Foreign[],
  wanted: readonly string[],
): Promise<Map<string, Foreign>> {
  const patients = new Map<string, Foreign>();
  const keep = (resources: readonly Foreign[]) => {
    for (const r of resources)
      if (r.resourceType === "Patient" && typeof r.id === "string" && wanted.includes(r.id))
        patients.set(r.id, r);
  };
  const missing = () => wanted.filter((id) => !patients.has(id));
  keep(found);
  const byMany = await mapLimited(chunks(missing(), CHUNK), CONCURRENCY, (ids) =>
    unlessRefused(client.search("Patient", { _id: ids.join(","), _count: PAGE })),
  );
  keep(byMany.flatMap((r) => r ?? []));
  const byOne = await mapLimited(missing(), CONCURRENCY, (id) => unlessRefused(client.read("Patient", id)));
  keep(byOne.filter((r) => r !== null));
  return patients;
}

async function readSections(
  client: FhirClient,
  visits: readonly Visit[],
  now: Date,
): Promise<SectionResult[]> {
  const jobs = chunks(visits, CHUNK).flatMap((chunk) => {
    const ids = [...new Set(chunk.map((v) => v.patientId))];
    const since = chunk.map((v) => visitStart(v.encounter, now)).sort()[0] ?? now.toISOString();
    return SECTIONS.map((section) => ({ section, ids, since }));
  });
  const [first, ...rest] = jobs;
  if (!first) return [];
  const probe = await readByMany(client, first);
  const singly = probe.singly
    ? rest.flatMap(({ section, ids, since }) => ids.map((id) => ({ section, ids: [id], since })))
    : rest;
  // A section that times out for some is not waited for again and again.
  const down = new Set<string>();
  const results = await mapLimited(singly, CONCURRENCY, async ({ section, ids, since }) => {
    if (down.has(section.words)) return failed(section, ids);
    const result = await readSection(client, section, ids, since);
    if (result.failure === "unavailable") down.add(section.words);
    return result;
  });
  return [...probe.results, ...results];
}

/**
 * Several patients at once; and, where hardly anybody was found, whether the server simply does not understand a list:
 * then each is asked for alone, and one by one it stays for the rest.
 */
async function readByMany(
  client: FhirClient,
  { section, ids, since }: { section: (typeof SECTIONS)[number]; ids: readonly string[]; since: string },
): Promise<{ results: SectionResult[]; singly: boolean }> {
  const together = await readSection(client, section, ids, since);
  if (ids.length === 1 || together.byPatient.size > 1 || together.failure === "unavailable")
    return { results: [together], singly: false };
  const alone = await mapLimited(ids, CONCURRENCY, (id) => readSection(client, section, [id], since));
  const more = alone.filter((r) => r.byPatient.size > 0).length > together.byPatient.size;
  return more ? { results: alone, singly: true } : { results: [together], singly: false };
}

/** null where the server does not allow or know the question; other failures are thrown. */
async function unlessRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const { code } = toAppError(error);
    if (code === "ehr-refused" || code === "not-found") return null;
    throw error;
  }
}
