import type { Stored } from "../fhir/types";
import { SANDBOX_USERS } from "../users";
import {
  ALLERGIES,
  LOINC,
  MEDICINES,
  type Medicine,
  PROBLEMS,
  type Problem,
  RXNORM,
  SNOMED,
  USUAL_MEDICINES,
} from "./catalogue";
import { type Profile, profileRandom } from "./profile";

/** A resource with the moment at which it entered the record. */
export type Entry = { readonly resource: Stored; readonly at: Date };

/** Marks all of it as test data (HL7 v3 ActReason). */
export const TEST_TAG = {
  system: "http://terminology.hl7.org/CodeSystem/v3-ActReason",
  code: "HTEST",
  display: "test health data",
} as const;
const V3 = "http://terminology.hl7.org/CodeSystem";
const US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition";

/** Plain objects become FHIR resources here; the test suite validates every one of them. */
export const entry = (at: Date, resource: Record<string, unknown>): Entry => ({
  resource: { ...resource, meta: { tag: [TEST_TAG] } } as unknown as Stored,
  at,
});

export const author = {
  reference: `Practitioner/${SANDBOX_USERS[0]?.practitionerId}`,
  display: SANDBOX_USERS[0]?.name,
};
export const concept = (system: string, code: string, text: string) => ({
  coding: [{ system, code, display: text }],
  text,
});
export const category = (code: string) => [{ coding: [{ system: `${V3}/observation-category`, code }] }];

export function patientResource(p: Profile, born: string | null, at: Date, other?: string): Entry {
  const [raceCode, raceText] = p.race;
  const ethnicity = p.hispanic
    ? (["2135-2", "Hispanic or Latino"] as const)
    : (["2186-5", "Not Hispanic or Latino"] as const);
  const omb = "urn:oid:2.16.840.1.113883.6.238";
  return entry(at, {
    resourceType: "Patient",
    id: `pat-${p.id}`,
    active: !other,
    extension: [
      {
        url: `${US_CORE}/us-core-race`,
        extension: [
          { url: "ombCategory", valueCoding: { system: omb, code: raceCode, display: raceText } },
          { url: "text", valueString: raceText },
        ],
      },
      {
        url: `${US_CORE}/us-core-ethnicity`,
        extension: [
          { url: "ombCategory", valueCoding: { system: omb, code: ethnicity[0], display: ethnicity[1] } },
          { url: "text", valueString: ethnicity[1] },
        ],
      },
    ],
    identifier: [
      {
        use: "usual",
        type: concept(`${V3}/v2-0203`, "MR", "Medical record number"),
        system: "urn:openacuity:sandbox:mrn",
        value: p.mrn,
      },
    ],
    name: [{ use: "official", family: p.family, given: [p.given] }],
    telecom: [{ system: "phone", value: p.phone, use: "home" }],
    ...(p.quirk === "unknown-sex" ? {} : { gender: p.sex }),
    ...(born === null ? {} : { birthDate: born }),
    address: [
      { use: "home", line: [p.street], city: p.town, state: "ZZ", postalCode: "00000", country: "US" },
    ],
    ...(other ? { link: [{ other: { reference: `Patient/${other}` }, type: "replaced-by" }] } : {}),
  });
}

export type Visit = {
  readonly id: string;
  readonly classCode: "EMER" | "AMB" | "IMP";
  readonly status: "arrived" | "triaged" | "in-progress" | "finished" | "cancelled";
  readonly start: Date;
  readonly end?: Date;
};

const CLASSES = { EMER: "emergency", AMB: "ambulatory", IMP: "inpatient encounter" } as const;
const PLACE_NAMES = { "loc-waiting": "ED waiting room", "loc-treatment": "ED treatment area" } as const;
const PLACES = {
  arrived: "loc-waiting",
  triaged: "loc-waiting",
  "in-progress": "loc-treatment",
  finished: "loc-treatment",
  cancelled: "loc-waiting",
} as const;

const placeOf = (status: keyof typeof PLACES) => ({
  reference: `Location/${PLACES[status]}`,
  display: PLACE_NAMES[PLACES[status]],
});

export function encounterResource(p: Profile, visit: Visit, at: Date): Entry {
  const r = profileRandom(p, "arrival-mode");
  const walkIn = r.pick(["Walk-in", "Walk-in", "Private vehicle", "Self-referred, walked in"]);
  const mode = p.byAmbulance ? r.pick(["Ambulance", "Ambulance (EMS)", "EMS ground transport"]) : walkIn;
  const emergency = visit.classCode === "EMER";
  return entry(at, {
    resourceType: "Encounter",
    id: visit.id,
    identifier: [{ system: "urn:openacuity:sandbox:visit", value: visit.id.toUpperCase() }],
    status: visit.status,
    class: { system: `${V3}/v3-ActCode`, code: visit.classCode, display: CLASSES[visit.classCode] },
    ...(emergency
      ? { type: [concept(SNOMED, "50849002", "Emergency department patient visit")] }
      : { type: [{ text: "Hospital visit" }] }),
    subject: { reference: `Patient/pat-${p.id}`, display: `${p.given} ${p.family}` },
    participant: [{ individual: author }],
    period: { start: visit.start.toISOString(), ...(visit.end ? { end: visit.end.toISOString() } : {}) },
    ...(emergency && p.quirk !== "no-complaint" && p.complaintStyle !== "condition"
      ? { reasonCode: [{ text: p.complaint }] }
      : {}),
    ...(emergency
      ? {
          hospitalization: {
            admitSource: { coding: [{ system: `${V3}/admit-source`, code: "other" }], text: mode },
          },
        }
      : {}),
    ...(emergency ? { location: [{ location: placeOf(visit.status), status: "active" }] } : {}),
    serviceProvider: { reference: "Organization/org-sandbox" },
  });
}

export type About = { readonly p: Profile; readonly encounterId: string };
export const about = ({ p, encounterId }: About) => ({
  subject: { reference: `Patient/pat-${p.id}` },
  encounter: { reference: `Encounter/${encounterId}` },
});

/** Chief complaint and triage note, in the place where this site keeps them. */
export function narrative(a: About, arrived: Date): Entry[] {
  const { p } = a;
  if (p.quirk === "no-complaint") return [];
  const entries: Entry[] = [];
  const at = new Date(arrived.getTime() + 90_000);
  if (p.complaintStyle === "observation")
    entries.push(
      entry(at, {
        resourceType: "Observation",
        id: `obs-${p.id}-complaint`,
        status: "final",
        category: category("survey"),
        code: concept(LOINC, "8661-1", "Chief complaint - Reported"),
        ...about(a),
        effectiveDateTime: at.toISOString(),
        performer: [author],
        valueString: p.complaint,
      }),
    );
  if (p.complaintStyle === "condition")
    entries.push(
      entry(at, {
        resourceType: "Condition",
        id: `cond-${p.id}-complaint`,
        clinicalStatus: { coding: [{ system: `${V3}/condition-clinical`, code: "active" }] },
        verificationStatus: { coding: [{ system: `${V3}/condition-ver-status`, code: "provisional" }] },
        category: [{ coding: [{ system: `${V3}/condition-category`, code: "encounter-diagnosis" }] }],
        code: { text: p.complaint },
        ...about(a),
        recordedDate: at.toISOString(),
      }),
    );
  const noted = new Date(arrived.getTime() + 4 * 60_000);
  const text = noteText(p);
  const code = concept(LOINC, "54094-8", "Emergency department Triage note");
  entries.push(
    p.noteStyle === "observation"
      ? entry(noted, {
          resourceType: "Observation",
          id: `obs-${p.id}-note`,
          status: "final",
          category: category("exam"),
          code,
          ...about(a),
          effectiveDateTime: noted.toISOString(),
          performer: [author],
          valueString: text,
        })
      : entry(noted, {
          resourceType: "DocumentReference",
          id: `doc-${p.id}-note`,
          status: "current",
          docStatus: "final",
          type: code,
          category: [
            {
              coding: [
                {
                  system: `${US_CORE.replace("StructureDefinition", "CodeSystem")}/us-core-documentreference-category`,
                  code: "clinical-note",
                },
              ],
            },
          ],
          subject: { reference: `Patient/pat-${p.id}` },
          date: noted.toISOString(),
          author: [author],
          content: [
            {
              attachment: {
                contentType: "text/plain",
                data: Buffer.from(text).toString("base64"),
                title: "ED triage note",
              },
            },
          ],
          context: { encounter: [{ reference: `Encounter/${a.encounterId}` }] },
        }),
  );
  return entries;
}

function noteText(p: Profile): string {
  const problems = (p.vignette.hx ?? []).map((k) => PROBLEMS[k][1]).join(", ");
  const age =
    p.ageYears < 2 ? `${Math.max(1, Math.round(p.ageYears * 12))} mo` : String(Math.floor(p.ageYears));
  return profileRandom(p, "note")
    .pick(p.vignette.note)
    .replaceAll("{age}", age)
    .replaceAll("{sex}", p.sex === "female" ? "F" : "M")
    .replaceAll("{hx}", problems || "none");
}

/** Problems, medicines and allergies. */
export function background(p: Profile, arrived: Date): Entry[] {
  const r = profileRandom(p, "background");
  const problems: Problem[] = [...(p.vignette.hx ?? [])];
  if (p.ageYears > 50)
    for (const extra of ["htn", "hld", "gerd", "oa", "hypothyroid"] as const)
      if (!problems.includes(extra) && r.chance(0.2)) problems.push(extra);
  const medicines = new Set<Medicine>();
  for (const problem of problems)
    for (const medicine of USUAL_MEDICINES[problem] ?? []) if (r.chance(0.75)) medicines.add(medicine);
  const entries = problems.map((key) => {
    const [code, text] = PROBLEMS[key];
    return entry(arrived, {
      resourceType: "Condition",
      id: `cond-${p.id}-${key}`,
      clinicalStatus: { coding: [{ system: `${V3}/condition-clinical`, code: "active" }] },
      verificationStatus: { coding: [{ system: `${V3}/condition-ver-status`, code: "confirmed" }] },
      category: [{ coding: [{ system: `${V3}/condition-category`, code: "problem-list-item" }] }],
      code: concept(SNOMED, code, text),
      subject: { reference: `Patient/pat-${p.id}` },
    });
  });
  for (const key of medicines) {
    const [code, text] = MEDICINES[key];
    const medicationCodeableConcept = { coding: [{ system: RXNORM, code }], text };
    const subject = { reference: `Patient/pat-${p.id}` };
    entries.push(
      r.chance(0.5)
        ? entry(arrived, {
            resourceType: "MedicationStatement",
            id: `med-${p.id}-${key}`,
            status: "active",
            medicationCodeableConcept,
            subject,
          })
        : entry(arrived, {
            resourceType: "MedicationRequest",
            id: `med-${p.id}-${key}`,
            status: "active",
            intent: "order",
            medicationCodeableConcept,
            subject,
            requester: author,
          }),
    );
  }
  if (r.chance(0.7))
    entries.push(allergy(p, arrived, r.chance(0.55) ? null : r.int(0, ALLERGIES.length - 1)));
  return entries;
}

function allergy(p: Profile, at: Date, which: number | null): Entry {
  const known = which === null ? undefined : ALLERGIES[which];
  return entry(at, {
    resourceType: "AllergyIntolerance",
    id: `all-${p.id}`,
    clinicalStatus: { coding: [{ system: `${V3}/allergyintolerance-clinical`, code: "active" }] },
    verificationStatus: {
      coding: [
        { system: `${V3}/allergyintolerance-verification`, code: known ? "confirmed" : "unconfirmed" },
      ],
    },
    ...(known ? { type: "allergy", category: [known.category] } : {}),
    code: known
      ? { ...(known.coding ? { coding: [known.coding] } : {}), text: known.text }
      : concept(SNOMED, "716186003", "No known allergies"),
    patient: { reference: `Patient/pat-${p.id}` },
    ...(known?.reaction ? { reaction: [{ manifestation: [{ text: known.reaction }] }] } : {}),
  });
}

/** The hospital itself and the people who work there. */
export function facility(at: Date): Entry[] {
  return [
    entry(at, {
      resourceType: "Organization",
      id: "org-sandbox",
      active: true,
      name: "Sandbox Hospital (synthetic)",
    }),
    ...Object.entries(PLACE_NAMES).map(([id, name]) =>
      entry(at, {
        resourceType: "Location",
        id,
        status: "active",
        name,
        managingOrganization: { reference: "Organization/org-sandbox" },
      }),
    ),
    ...SANDBOX_USERS.flatMap((user) => [
      entry(at, {
        resourceType: "Practitioner",
        id: user.practitionerId,
        active: true,
        identifier: [{ system: "urn:openacuity:sandbox:user", value: user.username }],
        name: [{ text: user.name }],
      }),
      entry(at, {
        resourceType: "PractitionerRole",
        id: `${user.practitionerId}-role`,
        active: true,
        practitioner: { reference: `Practitioner/${user.practitionerId}`, display: user.name },
        organization: { reference: "Organization/org-sandbox" },
        code: [{ text: ROLE_TEXT[user.role] }],
      }),
    ]),
  ] as Entry[];
}

const ROLE_TEXT = {
  clinician: "Triage nurse",
  lead: "Charge nurse",
  admin: "Model steward",
  auditor: "Auditor",
} as const;
