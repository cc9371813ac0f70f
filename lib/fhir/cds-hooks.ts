import { z } from "zod";
import type { RawChart } from "./assemble";
import type { Foreign } from "./client";
import type { DataProblem } from "./patient-context";
import { NARRATIVE, TRIAGE_NOTE } from "./reshape/observations";
import { entriesOf, hasError, matchesIn, nextLink } from "./search-bundle";

/**
 * CDS Hooks 2.0 (cds-hooks.hl7.org/2.0): the EHR asks while somebody works in it and shows the answer as a card. What it sends
 * is read here, once.
 */
const TITLE = "Triage level";
const DESCRIPTION =
  "Suggests a level of the Emergency Severity Index for a patient waiting in the emergency department, with what speaks for it.";

const patient = "patient={{context.patientId}}";
/** What the EHR may send along, by the names used below. */
const PREFETCH = {
  patient: "Patient/{{context.patientId}}",
  encounter: "Encounter/{{context.encounterId}}",
  vitals: `Observation?${patient}&category=vital-signs&_sort=-date&_count=200`,
  complaints: `Observation?${patient}&code=${NARRATIVE.map((c) => `http://loinc.org|${c}`).join(",")}`,
  conditions: `Condition?${patient}`,
  medications: `MedicationStatement?${patient}`,
  prescriptions: `MedicationRequest?${patient}`,
  allergies: `AllergyIntolerance?${patient}`,
  notes: `DocumentReference?${patient}&type=http://loinc.org|${TRIAGE_NOTE}`,
} as const;
type Prefetched = keyof typeof PREFETCH;

export const CDS_SERVICES = [
  { id: "triage-patient-view", hook: "patient-view" },
  { id: "triage-encounter-start", hook: "encounter-start" },
].map((service) => ({
  ...service,
  title: TITLE,
  description: DESCRIPTION,
  prefetch: PREFETCH,
  usageRequirements: "The hook's context must name an open visit of the emergency department.",
}));
export type CdsService = (typeof CDS_SERVICES)[number];

const fhirId = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/);
const resource = z.looseObject({ resourceType: z.string() });

export const hookRequestSchema = z.looseObject({
  hook: z.string(),
  hookInstance: z.uuid(),
  fhirServer: z.url().optional(),
  fhirAuthorization: z
    .looseObject({ access_token: z.string().min(1), token_type: z.string().regex(/^bearer$/i) })
    .optional(),
  context: z.looseObject({
    userId: z.string().max(200).optional(),
    patientId: fhirId,
    encounterId: fhirId.optional(),
  }),
  prefetch: z.record(z.string(), resource.nullable()).nullish(),
});
export type HookRequest = z.infer<typeof hookRequestSchema>;

export const hookFeedbackSchema = z.looseObject({
  feedback: z
    .array(
      z.looseObject({
        card: z.uuid(),
        outcome: z.enum(["accepted", "overridden"]),
        overrideReason: z
          .looseObject({
            reason: z.looseObject({ code: z.string(), system: z.string().optional() }).optional(),
          })
          .optional(),
        outcomeTimestamp: z.iso.datetime({ offset: true }),
      }),
    )
    .min(1)
    .max(100),
});
export type HookFeedback = z.infer<typeof hookFeedbackSchema>["feedback"][number];

/**
 * The chart as the EHR sent it along; null where patient or visit are not in it, which nothing can stand in for. What else is
 * missing, or goes on elsewhere, is said as a problem, never taken for "not measured".
 */
export function chartFromPrefetch(prefetch: HookRequest["prefetch"]): RawChart | null {
  const sent = prefetch ?? {};
  const [person, visit] = [sent.patient, sent.encounter];
  if (person?.resourceType !== "Patient" || visit?.resourceType !== "Encounter") return null;
  const problems: DataProblem[] = [];
  const all = (...names: Prefetched[]) => names.flatMap((name) => sentAlong(name, sent[name], problems));
  return {
    patient: person,
    encounter: visit,
    observations: all("vitals", "complaints"),
    conditions: all("conditions"),
    medications: all("medications", "prescriptions"),
    allergies: all("allergies"),
    documents: all("notes"),
    problems,
  };
}

/** By the keys of PREFETCH, for the person. */
const WORDS: Readonly<Partial<Record<Prefetched, string>>> = {
  vitals: "Vital signs",
  complaints: "Chief complaint",
  conditions: "Medical history",
  medications: "Medicines",
  prescriptions: "Prescriptions",
  allergies: "Allergies",
  notes: "Triage note",
};

function sentAlong(
  name: Prefetched,
  sent: Foreign | null | undefined,
  problems: DataProblem[],
): readonly Foreign[] {
  const words = WORDS[name] ?? name;
  if (sent?.resourceType !== "Bundle") {
    problems.push({ code: "unreadable-resource", message: `${words} were not sent along by the EHR.` });
    return [];
  }
  const total = typeof sent.total === "number" ? sent.total : null;
  const more = nextLink(sent) !== null || (total !== null && matchesIn(sent) < total);
  if (more || hasError(sent))
    problems.push({ code: "partial", message: `${words}: the EHR sent along only a part.` });
  return entriesOf(sent);
}
