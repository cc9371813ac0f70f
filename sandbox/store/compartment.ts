import type { Resource } from "../fhir/types";

/**
 * Whose record a resource belongs to. Stricter than R4's CompartmentDefinition, which also counts performers, authors
 * and participants: here a resource belongs to the one patient it is about, so that nobody sees another patient's
 * Observation because "their" patient performed it.
 */
const OWNER_ELEMENT: Readonly<Record<string, string>> = {
  Account: "subject",
  AdverseEvent: "subject",
  AllergyIntolerance: "patient",
  BodyStructure: "patient",
  CarePlan: "subject",
  CareTeam: "subject",
  ChargeItem: "subject",
  Claim: "patient",
  ClaimResponse: "patient",
  ClinicalImpression: "subject",
  Communication: "subject",
  CommunicationRequest: "subject",
  Composition: "subject",
  Condition: "subject",
  Consent: "patient",
  Coverage: "beneficiary",
  DetectedIssue: "patient",
  DeviceRequest: "subject",
  DeviceUseStatement: "subject",
  DiagnosticReport: "subject",
  DocumentManifest: "subject",
  DocumentReference: "subject",
  Encounter: "subject",
  EpisodeOfCare: "patient",
  ExplanationOfBenefit: "patient",
  FamilyMemberHistory: "patient",
  Flag: "subject",
  Goal: "subject",
  ImagingStudy: "subject",
  Immunization: "patient",
  List: "subject",
  Media: "subject",
  MedicationAdministration: "subject",
  MedicationDispense: "subject",
  MedicationRequest: "subject",
  MedicationStatement: "subject",
  NutritionOrder: "patient",
  Observation: "subject",
  Procedure: "subject",
  QuestionnaireResponse: "subject",
  RelatedPerson: "patient",
  RiskAssessment: "subject",
  ServiceRequest: "subject",
  Specimen: "subject",
  Task: "for",
};

/** Not about a patient; anyone who may see patients may look these up. */
export const SHARED_TYPES: ReadonlySet<string> = new Set([
  "Device",
  "HealthcareService",
  "Location",
  "Medication",
  "Organization",
  "Practitioner",
  "PractitionerRole",
]);

export const inPatientCompartment = (type: string): boolean =>
  type === "Patient" || type === "Provenance" || Object.hasOwn(OWNER_ELEMENT, type);

/** "Patient/123" of the patient the resource is about; null when it names none. Provenance: see `owners`. */
export function ownerOf(resource: Resource): string | null {
  if (resource.resourceType === "Patient") return resource.id ? `Patient/${resource.id}` : null;
  const element = OWNER_ELEMENT[resource.resourceType];
  if (!element) return null;
  const reference = (resource as unknown as Record<string, { reference?: string } | undefined>)[element]
    ?.reference;
  return reference?.startsWith("Patient/") ? reference : null;
}

/**
 * All patients a resource is about: one for most, those of its targets for a Provenance, none for shared resources.
 * `lookup` finds a stored resource by "Type/id".
 */
export function ownersOf(resource: Resource, lookup: (reference: string) => Resource | undefined): string[] {
  if (resource.resourceType !== "Provenance") {
    const owner = ownerOf(resource);
    return owner ? [owner] : [];
  }
  const owners = new Set<string>();
  for (const { reference } of resource.target) {
    const target = reference ? lookup(reference) : undefined;
    if (target && target.resourceType !== "Provenance") {
      const owner = ownerOf(target);
      if (owner) owners.add(owner);
    }
  }
  return [...owners];
}

/** Every relative "Type/id" that a resource refers to, each once. */
export function localReferences(resource: Resource): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (value !== null && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) {
        if (key === "reference" && typeof inner === "string") found.add(inner.replace(/\/_history\/.*$/, ""));
        else visit(inner);
      }
    }
  };
  visit({ ...resource, contained: undefined });
  return [...found].filter((r) => /^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/.test(r));
}

/** References by absolute URL to this very server become relative, so that they are seen for what they are. */
export function withLocalReferences<T>(value: T, base: string): T {
  if (Array.isArray(value)) return value.map((v) => withLocalReferences(v, base)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => [
      key,
      key === "reference" && typeof v === "string" && v.startsWith(base)
        ? v.slice(base.length)
        : withLocalReferences(v, base),
    ]),
  ) as T;
}
