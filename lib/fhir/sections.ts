import { DAY } from "@/lib/core/clock";
import { toAppError } from "@/lib/core/errors";
import { type RawChart, subjectOf } from "./assemble";
import type { FhirClient, Foreign } from "./client";
import type { DataProblem } from "./patient-context";
import { LOINC, NARRATIVE, TRIAGE_NOTE } from "./reshape/observations";

/** What is read about each patient beside the visit itself. */
type Section = {
  readonly key: "observations" | "conditions" | "medications" | "allergies" | "documents";
  readonly type: string;
  readonly codes?: { readonly parameter: string; readonly loinc: readonly string[] };
  /** Only what is dated within the visit: a chronic patient has thousands of measurements. */
  readonly recent?: boolean;
  /** For the screen, when it could not be read. */
  readonly words: string;
};

export const SECTIONS: readonly Section[] = [
  { key: "observations", type: "Observation", recent: true, words: "Vital signs" },
  {
    key: "observations",
    type: "Observation",
    codes: { parameter: "code", loinc: NARRATIVE },
    words: "Chief complaint",
  },
  { key: "conditions", type: "Condition", words: "Medical history" },
  { key: "medications", type: "MedicationStatement", words: "Medicines" },
  { key: "medications", type: "MedicationRequest", words: "Prescriptions" },
  { key: "allergies", type: "AllergyIntolerance", words: "Allergies" },
  {
    key: "documents",
    type: "DocumentReference",
    codes: { parameter: "type", loinc: [TRIAGE_NOTE] },
    words: "Triage note",
  },
];

/** Entries asked for in one page; a server that has a lower limit gives less, and a link to the rest. */
export const PAGE = "500";

export type SectionResult = {
  readonly section: Section;
  readonly asked: ReadonlySet<string>;
  readonly byPatient: ReadonlyMap<string, readonly Foreign[]>;
  /** What went wrong; the section is then empty. */
  readonly failure: "unavailable" | "refused" | null;
};

/**
 * One section of one or more patients. A failure costs this section alone.
 * @param since ISO instant the visits began; measurements are asked for from the day before.
 * @throws AppError("unauthenticated"): without a token nothing at all can be read.
 */
export async function readSection(
  client: FhirClient,
  section: Section,
  patientIds: readonly string[],
  since: string,
): Promise<SectionResult> {
  const asked = new Set(patientIds);
  try {
    const found = await search(client, section, patientIds, since);
    const byPatient = new Map<string, Foreign[]>();
    for (const resource of found) {
      // One patient was asked for: what names nobody is passed on, to be reported as unreadable.
      const owner = subjectOf(resource) ?? (patientIds.length === 1 ? (patientIds[0] ?? null) : null);
      if (owner && asked.has(owner)) byPatient.set(owner, [...(byPatient.get(owner) ?? []), resource]);
    }
    return { section, asked, byPatient, failure: null };
  } catch (error) {
    const { code } = toAppError(error);
    if (code === "unauthenticated") throw error;
    return {
      section,
      asked,
      byPatient: new Map(),
      failure: code === "ehr-unavailable" ? "unavailable" : "refused",
    };
  }
}

export const failed = (section: Section, patientIds: readonly string[]): SectionResult => ({
  section,
  asked: new Set(patientIds),
  byPatient: new Map(),
  failure: "unavailable",
});

async function search(
  client: FhirClient,
  section: Section,
  patientIds: readonly string[],
  since: string,
): Promise<Foreign[]> {
  const parameters = {
    patient: patientIds.join(","),
    ...(section.codes
      ? { [section.codes.parameter]: section.codes.loinc.map((c) => `${LOINC}|${c}`).join(",") }
      : {}),
    _count: PAGE,
  };
  if (!section.recent) return client.search(section.type, parameters);
  // Whole days: every server understands them, and the same visit is asked for in the same words all day.
  const from = new Date(Date.parse(since) - DAY).toISOString().slice(0, 10);
  try {
    return await client.search(section.type, { ...parameters, date: `ge${from}` });
  } catch (error) {
    // Not every server searches by date.
    if (toAppError(error).code !== "ehr-refused") throw error;
    return client.search(section.type, parameters);
  }
}

/** The sections of one patient put together; what could not be read becomes a problem. */
export function toChart(
  patient: Foreign,
  encounter: Foreign,
  results: readonly SectionResult[],
  patientId: string,
  problems: readonly DataProblem[] = [],
): RawChart {
  const mine = results.filter((r) => r.asked.has(patientId));
  const of = (key: Section["key"]) =>
    withoutRepeats(
      mine.filter((r) => r.section.key === key).flatMap((r) => r.byPatient.get(patientId) ?? []),
    );
  const unread = mine
    .filter((r) => r.failure !== null)
    .map((r) => ({
      code: "unreadable-resource" as const,
      message: `${r.section.words} could not be read from the EHR.`,
    }));
  return {
    patient,
    encounter,
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
