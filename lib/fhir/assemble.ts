import type { z } from "zod";
import { DAY } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { canonicalJson } from "@/lib/core/json";
import type { Foreign } from "./client";
import type { CodedText, DataProblem, EncounterSummary, PatientContext } from "./patient-context";
import { ProblemList } from "./problems";
import { isAbout, type Known, knownPatient, ownId } from "./reference";
import { notesFromDocuments, reshapeCoded, splitConditions } from "./reshape/chart";
import { nameOf } from "./reshape/codes";
import { complaintOf } from "./reshape/complaint";
import { arrivalWords, classOf, EMERGENCY, placeOf, reshapeEncounter, visitStart } from "./reshape/encounter";
import { isNarrative, reshapeObservations, type Told, titleOf } from "./reshape/observations";
import { reshapePatient } from "./reshape/patient";
import {
  codedSchema,
  documentSchema,
  encounterSchema,
  type ForeignObservation,
  observationSchema,
  patientSchema,
} from "./reshape/schemas";
import { observedAt } from "./reshape/times";
import { belonging, inTime, type VisitFamily, visitFamily } from "./reshape/visit";
import type { SiteSettings } from "./site";

/** Raw resources of one patient, by type, as the EHR sent them. */
export type RawChart = {
  readonly patient: Foreign;
  readonly encounter: Foreign;
  /** The patient's encounters of that time, for parts of the visit kept as encounters of their own. */
  readonly encounters?: readonly Foreign[];
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
export function assembleContext(
  issuer: string,
  raw: RawChart,
  now: Date,
  site: SiteSettings = {},
): PatientContext | null {
  const patient = patientSchema.safeParse(raw.patient);
  const encounter = encounterSchema.safeParse(raw.encounter);
  if (!patient.success || !encounter.success) return null;
  const visit = reshapeEncounter(encounter.data, issuer, site);
  if (!visit || visit.patientId !== patient.data.id) return null;

  const problems = new ProblemList();
  const visitNumbers = encounter.data.identifier.flatMap((i) => (i.value ? [i.value] : []));
  const person = reshapePatient(patient.data, [...visitNumbers, ...peopleOf(encounter.data)], problems, now);
  reportVisit(encounter.data, visit, problems);
  const known = knownPatient(raw.patient, issuer);
  const read = <S extends z.ZodType>(schema: S, resources: readonly Foreign[], ...types: string[]) =>
    readAll(schema, types, resources, known, problems);
  const since = new Date(Date.parse(visitStart(raw.encounter, now, site)) - BEFORE_ARRIVAL).toISOString();
  const family = visitFamily(raw.encounter, visit, raw.encounters ?? [], issuer, since);

  const mine = read(observationSchema, raw.observations, "Observation").filter((o) =>
    isOfThisVisit(o, family, known, problems, site),
  );
  const observations = reshapeObservations(mine, now, problems, site);
  const conditions = read(codedSchema, raw.conditions, "Condition");
  const split = splitConditions(conditions, family, reasonsOf(encounter.data, issuer), problems);
  const documents = read(documentSchema, raw.documents, "DocumentReference");
  const notes = notesFromDocuments(documents, family, problems, site.timeZone);
  const complaint = complaintOf(
    observations.complaints,
    encounter.data,
    { all: conditions, ofVisit: split.ofVisit, observations: mine },
    issuer,
    problems,
  );
  if (!complaint) problems.add("missing-complaint", "No chief complaint is recorded in the EHR.");

  const content = {
    issuer,
    patient: person,
    encounter: visit,
    chiefComplaint: complaint,
    triageNote: newestFirst([...observations.notes, ...notes]),
    readings: observations.readings,
    conditions: split.history,
    medications: reshapeCoded(
      read(codedSchema, raw.medications, "MedicationStatement", "MedicationRequest"),
      problems,
    ),
    allergies: reshapeCoded(read(codedSchema, raw.allergies, "AllergyIntolerance"), problems),
  };
  return {
    ...content,
    problems: distinct([...raw.problems, ...problems.list()]),
    alsoRecorded: problems.alsoRecorded(),
    fetchedAt: now.toISOString(),
    version: contextVersion(content),
  };
}

function reportVisit(
  e: z.output<typeof encounterSchema>,
  visit: EncounterSummary,
  problems: ProblemList,
): void {
  if (e.period?.start && !visit.arrivedAt)
    problems.add(
      "unreadable-resource",
      "The EHR gives the time of arrival without a time of day or a zone: how long the patient has waited is not known.",
    );
  const { code, system, display } = classOf(e.class) ?? {};
  // Emergency and the other kinds of visit of v3-ActCode are all in capitals; what is neither is the site's own.
  if (code && visit.classCode !== EMERGENCY && !/^[A-Z]+$/.test(code))
    problems.add(
      "unknown-code",
      `The EHR's code for the kind of this visit (${code.slice(0, 40)}) is not known here.`,
      {
        unknown: { kind: "class", system: system ?? "", code },
      },
    );
  if (!code && display && visit.classCode !== EMERGENCY)
    problems.add(
      "unknown-code",
      `The EHR gives the kind of this visit only in words ("${display.slice(0, 40)}"), without a code.`,
    );
  const arrival = arrivalWords(e);
  if (arrival && visit.arrivalMode === "unknown")
    problems.leaveOut("How the patient arrived", `words that are not known: "${arrival.slice(0, 60)}"`);
  if (placeOf(e).unnamed)
    problems.leaveOut("Where the patient is", "only an address in the EHR, without a name");
  if (e.modifierExtension.length > 0)
    problems.add(
      "unreadable-resource",
      "The EHR marks this visit in a way that OpenAcuity does not know. Look at it there.",
    );
}

/** Names of those who care for the patient in this visit, or came along: notes name them. A role's display may be no name. */
const peopleOf = (e: z.output<typeof encounterSchema>): string[] =>
  e.participant
    .map((p) => p.individual ?? p.actor)
    .flatMap((who) =>
      who?.display && /(?:^|\/)(?:Practitioner|RelatedPerson)\/[^/]+$/.test(who.reference ?? "")
        ? [who.display]
        : [],
    );

/** Ids of the conditions that the visit names as its reasons. */
const reasonsOf = (e: z.output<typeof encounterSchema>, issuer: string): ReadonlySet<string> =>
  new Set(
    [...e.reasonReference, ...e.diagnosis.flatMap((d) => d.condition.map((c) => c.reference))].flatMap(
      (r) => ownId(r?.reference, "Condition", issuer) ?? [],
    ),
  );

/**
 * Equal when the EHR says the same of the patient, in whatever order; what could not be read this time does not make it
 * another patient.
 */
function contextVersion(
  clinical: Omit<PatientContext, "problems" | "alsoRecorded" | "fetchedAt" | "version">,
): string {
  const sorted = (list: readonly CodedText[]) => list.map((c) => canonicalJson(c)).sort();
  return sha256(
    canonicalJson({
      ...clinical,
      // Kept for watching fairness only: it says nothing of how a patient is.
      patient: { ...clinical.patient, language: undefined },
      conditions: sorted(clinical.conditions),
      medications: sorted(clinical.medications),
      allergies: sorted(clinical.allergies),
    }),
  ).slice(0, 32);
}

const KINDS: Readonly<Record<string, string>> = { Observation: "reading" };

/** Parses what can be parsed, is of the kind asked for, belongs to this patient and may be read; says what does not. */
function readAll<S extends z.ZodType>(
  schema: S,
  types: readonly string[],
  resources: readonly Foreign[],
  patient: Known,
  problems: ProblemList,
): z.output<S>[] {
  return resources.flatMap((resource) => {
    const parsed = schema.safeParse(resource);
    const known = types.find((t) => t === resource.resourceType);
    const reading = known === "Observation" ? { reading: true } : {};
    const what = `One ${(known && (KINDS[known] ?? known)) ?? "resource"} from the EHR`;
    if (!parsed.success || !known) {
      problems.add("unreadable-resource", `${what} could not be read and was left out.`, reading);
      return [];
    }
    const pointing = isAbout(resource, patient);
    if (pointing !== "this") {
      const why = pointing === "another" ? "is about somebody else" : "does not say whose it is";
      problems.add("other-person", `${what} ${why} and was left out.`, reading);
      return [];
    }
    const modified = (resource.modifierExtension as unknown[] | undefined)?.length;
    if (modified) {
      problems.add(
        "unreadable-resource",
        `${what} is marked in a way that OpenAcuity does not know and was left out.`,
        reading,
      );
      return [];
    }
    return [parsed.data];
  });
}

const FOCUS_CODE = "http://hl7.org/fhir/StructureDefinition/observation-focusCode";

/** In the mother's chart and not about her: the fetus, the newborn, a device. */
function isAboutSomethingElse(o: ForeignObservation, patient: Known): boolean {
  return (
    o.focus.some((f) => ownId(f.reference, "Patient", patient.issuer) !== patient.id) ||
    o.extension.some((e) => e.url === FOCUS_CODE)
  );
}

/**
 * Observations of this visit and its parts; those of the stay around it, or that name no visit, count in its time; those of
 * another visit never do. A measurement without a time is let through, to be reported; words without visit and time could be
 * anybody's past.
 */
function isOfThisVisit(
  o: ForeignObservation,
  family: VisitFamily,
  patient: Known,
  problems: ProblemList,
  site: SiteSettings,
): boolean {
  const at = observedAt(o, site.timeZone);
  const name = nameOf(o.code, site.codes ? { local: site.codes } : {});
  const what = titleOf(o.code, name);
  const about = name.kind === "measure" ? name.loinc : undefined;
  const belongs = belonging(o.encounter, family, o.contained);
  const timely = inTime(at, family);
  if (belongs !== "yes" && !timely && (at !== null || isNarrative(o) || belongs === "other")) return false;
  if (isAboutSomethingElse(o, patient)) {
    problems.add("other-person", `${what}: about somebody or something else in this chart, not used.`, {
      reading: true,
    });
    return false;
  }
  if (belongs !== "other") return true;
  if (about)
    problems.add("other-visit", `${what}: belongs to another visit, not used.`, { about, reading: true });
  else problems.leaveOut(what, "of another visit");
  return false;
}

const newestFirst = (texts: readonly Told[]): string | null =>
  [
    ...new Set([...texts].sort((a, b) => (b.at ?? "").localeCompare(a.at ?? "")).map((t) => t.text.trim())),
  ].join("\n\n") || null;

/** The same thing about several resources is said once. */
const distinct = (problems: readonly DataProblem[]): DataProblem[] =>
  problems.filter((p, i) => problems.findIndex((q) => q.code === p.code && q.message === p.message) === i);
