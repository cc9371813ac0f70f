import { DAY } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import { inOrder, isWrongQuestion, learn, type Way } from "./ask-ways";
import { assembleContext } from "./assemble";
import type { FhirClient, Foreign } from "./client";
import { chunks, mapLimited } from "./concurrency";
import type { PatientContext } from "./patient-context";
import { subjectOf } from "./reference";
import { EMERGENCY, IN_DEPARTMENT, isEmergency, visitStart } from "./reshape/encounter";
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
const CONCURRENCY = 4;

/** Asked for one by one and refused: who it is stays unknown here too, whatever is stored. */
const UNREADABLE_PATIENT = withheld("Who this patient is");

type Visit = { readonly encounter: Foreign; readonly patientId: string };

/** A visit of this EHR that is known here: opened from the EHR, or seen on a board before. */
export type KnownVisit = { readonly encounterId: string; readonly patientId: string };
export type Waiting = {
  readonly contexts: PatientContext[];
  /** "opened": the EHR gives no list, so these are the visits known here that it shows to this person. */
  readonly from: "department" | "opened";
};

/**
 * All patients waiting in the emergency department, in few requests: visits with their patients, then sections for 25
 * patients at a time. Nobody is left out because something about them cannot be read. Where the EHR answers no search over
 * all patients, the visits that are `known` are asked for one by one.
 * @throws AppError("ehr-unavailable" | "ehr-refused" | "unauthenticated" | …) when the visits themselves cannot be read.
 */
export async function listWaiting(
  client: FhirClient,
  now: Date,
  known?: () => Promise<readonly KnownVisit[]>,
): Promise<Waiting> {
  const { found, from } = await findWaiting(client, now, known);
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
  return { contexts, from };
}

export const listEmergencyEncounters = async (client: FhirClient, now: Date): Promise<PatientContext[]> =>
  (await listWaiting(client, now)).contexts;

/** A server may ignore what it was asked: what is not an ED visit under way is not shown. */
const isWaiting = (r: Foreign, site: SiteSettings): boolean =>
  r.resourceType === "Encounter" && isEmergency(r, site) && IN_DEPARTMENT.includes(String(r.status));

const QUESTION = "Waiting patients";
/** Visits that began earlier are not looked for where the server cannot tell emergency visits from others. */
const WITHOUT_CLASS = 3 * DAY;
const ONE_BY_ONE = "one visit at a time";

/** Best first. One search a status and class: a server that reads only the first of a list would leave out everybody else. */
function waysToList(site: SiteSettings, now: Date): Way[] {
  const classes = [
    EMERGENCY,
    ...(site.emergencyClasses ?? []).map((c) => (c.system ? `${c.system}|${c.code}` : c.code)),
  ];
  const from = new Date(now.getTime() - WITHOUT_CLASS).toISOString().slice(0, 10);
  return [
    {
      name: "by kind of visit and status",
      searches: IN_DEPARTMENT.flatMap((status) => classes.map((c) => ({ class: c, status }))),
    },
    {
      name: "by status and date",
      searches: IN_DEPARTMENT.map((status) => ({ status, date: `ge${from}` })),
    },
  ];
}

async function findWaiting(
  client: FhirClient,
  now: Date,
  known?: () => Promise<readonly KnownVisit[]>,
): Promise<{ found: Foreign[]; from: Waiting["from"] }> {
  const says = await client.capabilities();
  const memory = client.server;
  const oneByOne: Way = { name: ONE_BY_ONE, searches: [] };
  const ways = [...waysToList(client.site, now), ...(known ? [oneByOne] : [])];
  // Nothing needed is nothing refused: one by one is the last resort, unless it was what worked a moment ago.
  const order = inOrder(ways, QUESTION, "Encounter", { memory, says });
  const learned = order[0]?.name === ONE_BY_ONE && memory.ways.get(QUESTION)?.name === ONE_BY_ONE;
  const tried = learned
    ? order
    : [...order.filter((w) => w !== oneByOne), ...order.filter((w) => w === oneByOne)];
  let refused: unknown = null;
  for (const way of tried)
    try {
      const found =
        way === oneByOne ? await readKnown(client, (await known?.()) ?? []) : await findVisits(client, way);
      learn(memory, QUESTION, way.name);
      return { found, from: way === oneByOne ? "opened" : "department" };
    } catch (error) {
      if (toAppError(error).code !== "ehr-refused") throw error;
      refused ??= error;
    }
  throw refused;
}

/** Visits and, where the server includes them, their patients. Of several statuses some may not be known to the server. */
async function findVisits(client: FhirClient, way: Way): Promise<Foreign[]> {
  let refused: unknown = null;
  const found = await mapLimited(way.searches, CONCURRENCY, async (search) => {
    const parameters = { ...search, _count: PAGE };
    try {
      const { resources, incomplete } =
        (await unlessRefused(client.search("Encounter", { ...parameters, _include: "Encounter:patient" }))) ??
        (await client.search("Encounter", parameters));
      // A board on which somebody is missing looks like one on which nobody is: better the last whole one.
      if (incomplete)
        throw new AppError("ehr-malformed", `the list of visits is not whole: ${incomplete}`, {
          userMessage: "The EHR gave only a part of the waiting patients.",
        });
      return resources;
    } catch (error) {
      if (!isWrongQuestion(error)) throw error;
      refused ??= error;
      return null;
    }
  });
  const answered = found.filter((f) => f !== null);
  if (answered.length === 0) throw refused;
  // A visit may change its status between two searches, and some servers answer each with all of them.
  return [...new Map(answered.flat().map((r) => [`${r.resourceType}/${r.id}`, r])).values()];
}

/** Each visit by itself; one that this person may not see, or that has moved to another patient, is not theirs to list. */
async function readKnown(client: FhirClient, known: readonly KnownVisit[]): Promise<Foreign[]> {
  const read = await mapLimited(known, CONCURRENCY, async ({ encounterId, patientId }) => {
    const visit = await unlessRefused(client.read("Encounter", encounterId));
    return visit && subjectOf(visit, client.issuer) === patientId ? visit : null;
  });
  return read.filter((r) => r !== null);
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

/** null where the server does not allow or know the question, or answers for somebody else; other failures are thrown. */
async function unlessRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const { code } = toAppError(error);
    if (code === "ehr-refused" || code === "not-found" || code === "wrong-patient") return null;
    throw error;
  }
}
