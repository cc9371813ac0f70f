import { DAY } from "@/lib/core/clock";
import { type ErrorCode, toAppError } from "@/lib/core/errors";
import { askWays, type Way } from "./ask-ways";
import type { RawChart } from "./assemble";
import type { FhirClient, Foreign, Found } from "./client";
import type { DataProblem } from "./patient-context";
import { isAbout, knownPatient, subjectOf } from "./reference";
import { VITAL_CODES } from "./reshape/codes";
import { LOINC, NARRATIVE, TRIAGE_NOTE } from "./reshape/observations";

/** What is read about each patient beside the visit itself. */
type Section = {
  readonly key: "observations" | "encounters" | "conditions" | "medications" | "allergies" | "documents";
  readonly type: string;
  /** How it is asked for, best first: each is what the next stands in for on a server that refuses it. */
  readonly ways: (ask: Ask & { readonly from: string }) => readonly Way[];
  /** Adds to what other sections find: a server that does not know the question takes nothing away. */
  readonly extra?: boolean;
  /** Asked for by the visit alone: a server that does not know the question may answer with all it has. */
  readonly ofVisit?: boolean;
  /** For the screen, when it could not be read. */
  readonly words: string;
};

const codes = (list: readonly string[]) => list.map((c) => `${LOINC}|${c}`).join(",");
const only = (...searches: Way["searches"][number][]): Way => ({ name: "by patient", searches });

/**
 * The searches, once. A server that follows US Core must answer Observation by category or by code, Condition by category,
 * MedicationRequest by intent; many answer nothing else (Epic: "Must have either code or category").
 */
export const SECTIONS: readonly Section[] = [
  {
    key: "observations",
    type: "Observation",
    words: "Vital signs",
    // Only what is dated within the visit: a chronic patient has thousands of measurements.
    ways: ({ from }): Way[] => [
      { name: "by date", searches: [{ date: `ge${from}` }] },
      {
        name: "by category and date, and by code",
        searches: [
          { category: "vital-signs", date: `ge${from}` },
          { code: codes(VITAL_CODES), date: `ge${from}` },
        ],
      },
      {
        name: "by category, and by code",
        searches: [{ category: "vital-signs" }, { code: codes(VITAL_CODES) }],
      },
      { name: "by code", searches: [{ code: codes(VITAL_CODES) }] },
      { name: "all of the patient", searches: [{}] },
    ],
  },
  // What was made known without saying when it was observed is found by no date.
  {
    key: "observations",
    type: "Observation",
    words: "Vital signs without a date",
    extra: true,
    ofVisit: true,
    ways: ({ encounterIds }) => [only({ encounter: encounterIds.join(",") })],
  },
  // Triage and treatment are encounters of their own at some sites, parts of the visit (partOf).
  {
    key: "encounters",
    type: "Encounter",
    words: "Parts of the visit",
    extra: true,
    ways: ({ from }) => [
      { name: "by date", searches: [{ date: `ge${from}` }] },
      { name: "all of the patient", searches: [{}] },
    ],
  },
  {
    key: "observations",
    type: "Observation",
    words: "Chief complaint",
    ways: () => [only({ code: codes(NARRATIVE) })],
  },
  {
    key: "conditions",
    type: "Condition",
    words: "Medical history",
    ways: () => [
      { name: "all of the patient", searches: [{}] },
      {
        name: "by category",
        searches: [
          { category: "problem-list-item" },
          { category: "encounter-diagnosis" },
          { category: "health-concern" },
        ],
      },
    ],
  },
  { key: "medications", type: "MedicationStatement", words: "Medicines", ways: () => [only({})] },
  {
    key: "medications",
    type: "MedicationRequest",
    words: "Prescriptions",
    ways: () => [
      { name: "all of the patient", searches: [{}] },
      { name: "by intent", searches: [{ intent: "order" }, { intent: "plan" }] },
    ],
  },
  { key: "allergies", type: "AllergyIntolerance", words: "Allergies", ways: () => [only({})] },
  {
    key: "documents",
    type: "DocumentReference",
    words: "Triage note",
    ways: () => [
      { name: "by type", searches: [{ type: codes([TRIAGE_NOTE]) }] },
      { name: "by category", searches: [{ category: "clinical-note" }] },
    ],
  },
];

/** Entries asked for in one page; a server that has a lower limit gives less, and a link to the rest. */
export const PAGE = "500";

export type SectionResult = {
  readonly section: Section;
  readonly asked: ReadonlySet<string>;
  readonly byPatient: ReadonlyMap<string, readonly Foreign[]>;
  /** Of several patients asked for together: what names none of them by an address, but perhaps by a record number. */
  readonly unowned: readonly Foreign[];
  /**
   * What went wrong; the section is then empty, or, "partial", holds what was found before. "not-offered": there is no such list
   * for this person, "not-kept": for nobody, says the server's CapabilityStatement.
   */
  readonly failure: "unavailable" | "malformed" | "refused" | "not-offered" | "not-kept" | "partial" | null;
};

/** Whom and what is asked for. */
export type Ask = {
  readonly patientIds: readonly string[];
  readonly encounterIds: readonly string[];
  /** ISO instant the visits began; measurements are asked for from the day before. */
  readonly since: string;
};
/** Pages of an extra question: a server that does not know it may answer with all it has. */
const EXTRA_PAGES = 4;

/**
 * One section of one or more patients. A failure costs this section alone.
 * @throws AppError("unauthenticated"): without a token nothing at all can be read.
 */
export async function readSection(client: FhirClient, section: Section, ask: Ask): Promise<SectionResult> {
  const { patientIds } = ask;
  const asked = new Set(patientIds);
  try {
    const found = await search(client, section, ask);
    const byPatient = new Map<string, Foreign[]>();
    const unowned: Foreign[] = [];
    for (const resource of found.resources) {
      // One patient was asked for: what names nobody is passed on, to be reported as unreadable.
      const owner =
        subjectOf(resource, client.issuer) ?? (patientIds.length === 1 ? (patientIds[0] ?? null) : null);
      if (!owner) unowned.push(resource);
      else if (!asked.has(owner)) continue;
      else if (byPatient.has(owner)) byPatient.get(owner)?.push(resource);
      else byPatient.set(owner, [resource]);
    }
    return { section, asked, byPatient, unowned, failure: found.incomplete ? "partial" : null };
  } catch (error) {
    const { code, detail } = toAppError(error);
    if (code === "unauthenticated") throw error;
    const missing = code === "not-found" || [405, 501].includes(Number(detail.status));
    const failure = missing ? await whyMissing(client, section.type) : (FAILURES[code] ?? "refused");
    return {
      section,
      asked,
      byPatient: new Map(),
      unowned: [],
      // Not every server knows the extra questions.
      failure: section.extra && failure !== "unavailable" ? null : failure,
    };
  }
}

/** What is no refusal by the EHR. */
const FAILURES: Partial<Record<ErrorCode, "unavailable" | "malformed">> = {
  "ehr-unavailable": "unavailable",
  "ehr-malformed": "malformed",
};

/** Whether it is the server that has no such list, by its own word, or only this person that is told so. */
async function whyMissing(client: FhirClient, type: string): Promise<"not-offered" | "not-kept"> {
  const says = await client.capabilities();
  return says && says.types.size > 0 && !says.types.has(type) ? "not-kept" : "not-offered";
}

/** How a part of the record that the EHR refused is named on the screen; `withheldParts` reads it again. */
const WITHHELD = ": the EHR does not show this to you.";
/** Some servers hide what they refuse behind a 404: whoever asks is not shown it from a store either. */
const NOT_OFFERED = ": this EHR has no such list to ask for.";
export const withheld = (words: string): DataProblem => ({
  code: "unreadable-resource",
  message: `${words}${WITHHELD}`,
});
export const withheldParts = (problems: readonly DataProblem[]): string[] =>
  problems
    .map((p) => p.message)
    .filter((message) => message.endsWith(WITHHELD) || message.endsWith(NOT_OFFERED));

export const failed = (section: Section, patientIds: readonly string[]): SectionResult => ({
  section,
  asked: new Set(patientIds),
  byPatient: new Map(),
  unowned: [],
  failure: "unavailable",
});

async function search(client: FhirClient, section: Section, ask: Ask): Promise<Found> {
  // Whole days: every server understands them, and the same visit is asked for in the same words all day.
  const from = new Date(Date.parse(ask.since) - DAY).toISOString().slice(0, 10);
  const ways = section.ways({ ...ask, from });
  const common = { patient: ask.patientIds.join(","), _count: PAGE };
  if (section.ofVisit) {
    const parameters = { ...common, ...ways[0]?.searches[0] };
    const found = await client.search(section.type, parameters, { pages: EXTRA_PAGES });
    // An extra, of which the newest are enough.
    return { ...found, incomplete: null };
  }
  return askWays(client, section.type, section.words, ways, common);
}

/** The sections of one patient put together; what could not be read becomes a problem. */
export function toChart(
  issuer: string,
  patient: Foreign,
  encounter: Foreign,
  results: readonly SectionResult[],
  patientId: string,
  problems: readonly DataProblem[] = [],
): RawChart {
  const mine = results.filter((r) => r.asked.has(patientId));
  const known = knownPatient(patient, issuer);
  const of = (key: Section["key"]) =>
    withoutRepeats(
      mine
        .filter((r) => r.section.key === key)
        .flatMap((r) => [
          ...(r.byPatient.get(patientId) ?? []),
          ...r.unowned.filter((resource) => isAbout(resource, known) === "this"),
        ]),
    );
  // Medicines stand in one of two kinds of entry: a server that has but one of them keeps nothing back.
  const elsewhere = (r: SectionResult) =>
    r.failure === "not-kept" && mine.some((o) => o.section.key === r.section.key && o.failure === null);
  const unread = mine
    .filter((r) => r.failure !== null && !elsewhere(r))
    .map((r) =>
      r.failure === "partial"
        ? {
            code: "partial" as const,
            message: `${r.section.words} could be read only in part from the EHR: there may be more than is shown.`,
          }
        : r.failure === "refused"
          ? withheld(r.section.words)
          : r.failure === "not-offered" || r.failure === "not-kept"
            ? {
                code: "unreadable-resource" as const,
                message: `${r.section.words}${NOT_OFFERED}`,
              }
            : {
                code: "unreadable-resource" as const,
                message: `${r.section.words} could not be read from the EHR.`,
              },
    );
  return {
    patient,
    encounter,
    encounters: of("encounters"),
    observations: of("observations"),
    conditions: of("conditions"),
    medications: of("medications"),
    allergies: of("allergies"),
    documents: of("documents"),
    problems: [...problems, ...unread],
  };
}

/** Pages may overlap while the EHR changes, and two sections may find the same resource. */
function withoutRepeats(resources: readonly Foreign[]): Foreign[] {
  const seen = new Set<string>();
  return resources.filter((r) => {
    const key = `${r.resourceType}/${r.id}`;
    if (typeof r.id === "string" && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
