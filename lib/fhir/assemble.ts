import type { z } from "zod";
import { DAY } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { canonicalJson } from "@/lib/core/json";
import type { Foreign } from "./client";
import type { CodedText, DataProblem, EncounterSummary, PatientContext } from "./patient-context";
import { isOfVisit, noteFromDocuments, reshapeCoded, splitConditions } from "./reshape/chart";
import { patientIdOf, reshapeEncounter } from "./reshape/encounter";
import { isNarrative, observedAt, reshapeObservations } from "./reshape/observations";
import { reshapePatient } from "./reshape/patient";
import {
  codedSchema,
  conceptText,
  documentSchema,
  encounterSchema,
  type ForeignObservation,
  observationSchema,
  patientSchema,
} from "./reshape/schemas";

/** Raw resources of one patient, by type, as the EHR sent them. */
export type RawChart = {
  readonly patient: Foreign;
  readonly encounter: Foreign;
  readonly observations: readonly Foreign[];
  readonly conditions: readonly Foreign[];
  readonly medications: readonly Foreign[];
  readonly allergies: readonly Foreign[];
  readonly documents: readonly Foreign[];
  /** What could not be asked for. */
  readonly problems: readonly DataProblem[];
};

/** What names no visit counts for this one from this long before it began: somebody may have been seen on the way in. */
const BEFORE_ARRIVAL = 1 * DAY;

/** Null when patient or encounter cannot be read as such, or do not belong together: then there is nobody to show. */
export function assembleContext(issuer: string, raw: RawChart, now: Date): PatientContext | null {
  const patient = patientSchema.safeParse(raw.patient);
  const encounter = encounterSchema.safeParse(raw.encounter);
  if (!patient.success || !encounter.success) return null;
  const visit = reshapeEncounter(encounter.data);
  if (!visit || visit.patientId !== patient.data.id) return null;

  const visitNumbers = encounter.data.identifier.flatMap((i) => (i.value ? [i.value] : []));
  const person = reshapePatient(patient.data, visitNumbers);
  const problems: DataProblem[] = [...person.problems, ...raw.problems];
  const read = <S extends z.ZodType>(schema: S, resources: readonly Foreign[], ...types: string[]) =>
    readAll(schema, types, resources, visit.patientId, problems);
  const since = visitBegan(visit, now);

  const observations = reshapeObservations(
    read(observationSchema, raw.observations, "Observation").filter((o) => belongsToVisit(o, visit, since)),
    now,
  );
  const conditions = splitConditions(read(codedSchema, raw.conditions, "Condition"), visit.id, problems);
  const documents = read(documentSchema, raw.documents, "DocumentReference");
  const documented = noteFromDocuments(documents, visit.id, since, problems);
  const complaint = newest(observations.complaints) ?? reasonOf(encounter.data) ?? conditions.reason;
  if (!complaint)
    problems.push({ code: "missing-complaint", message: "No chief complaint is recorded in the EHR." });

  const content = {
    issuer,
    patient: person.patient,
    encounter: visit,
    chiefComplaint: complaint,
    triageNote: newest([...observations.notes, ...(documented ? [documented] : [])]),
    readings: observations.readings,
    conditions: conditions.history,
    medications: reshapeCoded(
      read(codedSchema, raw.medications, "MedicationStatement", "MedicationRequest"),
      problems,
    ),
    allergies: reshapeCoded(read(codedSchema, raw.allergies, "AllergyIntolerance"), problems),
    problems: distinct([...problems, ...observations.problems]),
  };
  return { ...content, fetchedAt: now.toISOString(), version: contextVersion(content) };
}

/** ISO instant from which on things that name no visit may belong to this one. */
const visitBegan = (visit: EncounterSummary, now: Date): string =>
  new Date((visit.arrivedAt ? Date.parse(visit.arrivedAt) : now.getTime()) - BEFORE_ARRIVAL).toISOString();

/**
 * Equal when the EHR says the same of the patient, in whatever order; what could not be read this time does not make it
 * another patient.
 */
function contextVersion(content: Omit<PatientContext, "fetchedAt" | "version">): string {
  const { problems: _problems, ...clinical } = content;
  const sorted = (list: readonly CodedText[]) => list.map((c) => canonicalJson(c)).sort();
  return sha256(
    canonicalJson({
      ...clinical,
      conditions: sorted(clinical.conditions),
      medications: sorted(clinical.medications),
      allergies: sorted(clinical.allergies),
    }),
  ).slice(0, 32);
}

/** Parses what can be parsed, is of the kind asked for and belongs to this patient; says what does not. */
function readAll<S extends z.ZodType>(
  schema: S,
  types: readonly string[],
  resources: readonly Foreign[],
  patientId: string,
  problems: DataProblem[],
): z.output<S>[] {
  return resources.flatMap((resource) => {
    const parsed = schema.safeParse(resource);
    const known = types.find((t) => t === resource.resourceType);
    if (parsed.success && known && subjectOf(resource) === patientId) return [parsed.data];
    problems.push({
      code: "unreadable-resource",
      message: `One ${known ?? "resource"} from the EHR could not be read and was left out.`,
    });
    return [];
  });
}

/** Whose it is; null when it does not say. */
export function subjectOf(resource: Foreign): string | null {
  const subject = (resource.subject ?? resource.patient) as { reference?: unknown } | null | undefined;
  return typeof subject?.reference === "string" ? patientIdOf(subject.reference) : null;
}

/**
 * Observations of this visit; those that name no visit count when they are recent enough, those of another one never do.
 * A measurement without a time is let through, to be reported; words without visit and time could be anybody's past.
 */
function belongsToVisit(o: ForeignObservation, visit: EncounterSummary, since: string): boolean {
  if (o.encounter?.reference) return isOfVisit(o.encounter.reference, visit.id);
  const at = observedAt(o);
  return at === null ? !isNarrative(o) : at >= since;
}

const newest = (texts: readonly { readonly text: string; readonly at: string | null }[]): string | null =>
  [...texts].sort((a, b) => (b.at ?? "").localeCompare(a.at ?? ""))[0]?.text ?? null;

const reasonOf = (e: z.output<typeof encounterSchema>): string | null =>
  e.reasonCode.map(conceptText).find((t) => t !== null) ?? null;

/** The same thing about several resources is said once. */
const distinct = (problems: readonly DataProblem[]): DataProblem[] =>
  problems.filter((p, i) => problems.findIndex((q) => q.code === p.code && q.message === p.message) === i);
