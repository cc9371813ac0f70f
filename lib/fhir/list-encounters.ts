import { assembleContext } from "./assemble";
import type { FhirClient, Foreign } from "./client";
import { chunks, mapLimited } from "./concurrency";
import { CONCURRENCY, type FoundVisits, findWaiting, type KnownVisit, unlessRefused } from "./find-waiting";
import type { PatientContext } from "./patient-context";
import { subjectOf } from "./reference";
import { IN_DEPARTMENT, isEmergency, visitStart } from "./reshape/encounter";
import {
  type Ask,
  failed,
  PAGE,
  readSection,
  SECTIONS,
  type SectionResult,
  toChart,
  withheld,
} from "./sections";
import type { SiteSettings } from "./site";

/** Patients asked for in one search: keeps addresses well under the usual 8 KB. */
const CHUNK = 25;

/** Asked for one by one and refused: who it is stays unknown here too, whatever is stored. */
const UNREADABLE_PATIENT = withheld("Who this patient is");

type Visit = { readonly encounter: Foreign; readonly patientId: string };

export type Waiting = Omit<FoundVisits, "found"> & {
  readonly contexts: PatientContext[];
  /** Visits under way at those places and on those lists that the EHR calls no emergency visits: not on the board. */
  readonly otherKinds: number;
};

/**
 * All patients waiting in the emergency department, in few requests: visits with their patients, then sections for 25
 * patients at a time. Nobody is left out because something about them cannot be read.
 * @throws AppError("ehr-unavailable" | "ehr-refused" | "unauthenticated" | …) when the visits themselves cannot be read.
 */
export async function listWaiting(
  client: FhirClient,
  now: Date,
  known?: () => Promise<readonly KnownVisit[]>,
): Promise<Waiting> {
  const { found, from, ...lacks } = await findWaiting(client, now, known);
  const visits = found.flatMap((encounter): Visit[] => {
    const patientId = isWaiting(encounter, client.site) ? subjectOf(encounter, client.issuer) : null;
    return patientId ? [{ encounter, patientId }] : [];
  });
  const patients = await findPatients(client, found, [...new Set(visits.map((v) => v.patientId))]);
  const sections = await readSections(client, visits, now);
  const contexts = visits.flatMap(({ encounter, patientId }) => {
    const known = patients.get(patientId);
    const patient = known ?? { resourceType: "Patient", id: patientId };
    const unread = known ? [] : [UNREADABLE_PATIENT];
    const chart = toChart(client.issuer, patient, encounter, sections, patientId, unread);
    const context = assembleContext(client.issuer, chart, now, client.site);
    return context ? [context] : [];
  });
  const ofSettings = from === "places" || from === "lists";
  const otherKinds = ofSettings ? found.filter((r) => isOfAnotherKind(r, client.site)).length : 0;
  return { contexts, from, ...lacks, otherKinds };
}

export const listEmergencyEncounters = async (client: FhirClient, now: Date): Promise<PatientContext[]> =>
  (await listWaiting(client, now)).contexts;

const isUnderWay = (r: Foreign): boolean =>
  r.resourceType === "Encounter" && IN_DEPARTMENT.includes(String(r.status));
/** A server may ignore what it was asked: what is not an ED visit under way is not shown. */
const isWaiting = (r: Foreign, site: SiteSettings): boolean => isUnderWay(r) && isEmergency(r, site);
const isOfAnotherKind = (r: Foreign, site: SiteSettings): boolean => isUnderWay(r) && !isEmergency(r, site);

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
  keep(byMany.flatMap((r) => r?.resources ?? []));
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
    const since = chunk.map((v) => visitStart(v.encounter, now, client.site)).sort()[0] ?? now.toISOString();
    const encounterIds = chunk.map((v) => String(v.encounter.id));
    return SECTIONS.map((section) => ({ section, patientIds: ids, encounterIds, since }));
  });
  const [first, ...rest] = jobs;
  if (!first) return [];
  const probe = await readByMany(client, first);
  const singly = probe.singly
    ? rest.flatMap(({ patientIds, ...job }) => patientIds.map((id) => ({ ...job, patientIds: [id] })))
    : rest;
  // A section that times out for some is not waited for again and again.
  const down = new Set<string>();
  const results = await mapLimited(singly, CONCURRENCY, async ({ section, ...ask }) => {
    if (down.has(section.words)) return failed(section, ask.patientIds);
    const result = await readSection(client, section, ask);
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
  { section, ...ask }: Ask & { section: (typeof SECTIONS)[number] },
): Promise<{ results: SectionResult[]; singly: boolean }> {
  const ids = ask.patientIds;
  const together = await readSection(client, section, ask);
  if (ids.length === 1 || together.byPatient.size > 1 || together.failure === "unavailable")
    return { results: [together], singly: false };
  const alone = await mapLimited(ids, CONCURRENCY, (id) =>
    readSection(client, section, { ...ask, patientIds: [id] }),
  );
  const more = alone.filter((r) => r.byPatient.size > 0).length > together.byPatient.size;
  return more ? { results: alone, singly: true } : { results: [together], singly: false };
}
