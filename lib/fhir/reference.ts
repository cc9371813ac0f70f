import type { Foreign } from "./client";

/**
 * References, compared whole: base, type and id (hl7.org/fhir/R4/references.html). "Patient/p1" means p1 on the server that
 * said so; "https://other/r4/Patient/p1" is somebody else, whatever the id.
 */
export type Literal = {
  /** null: relative, so of the server it was read from. */
  readonly base: string | null;
  readonly type: string;
  readonly id: string;
};

/** hl7.org/fhir/R4/datatypes.html#id, and the underscore that some servers use in spite of it. */
export const ID = /^[A-Za-z0-9\-._]{1,64}$/;
const LITERAL =
  /^(?:(https?:\/\/[^?#]+)\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9\-._]{1,64})(?:\/_history\/[A-Za-z0-9\-._]{1,64})?$/;

export function parseReference(text: unknown): Literal | null {
  const match = typeof text === "string" ? LITERAL.exec(text) : null;
  const id = match?.[3];
  if (!match || !id || id === "." || id === "..") return null;
  return { base: match[1] ?? null, type: match[2] as string, id };
}

/** One server, whatever the case of its name, a default port or a final slash. Another scheme or name is another server. */
export function sameBase(a: string, b: string): boolean {
  const clean = (text: string) => {
    try {
      const { origin, pathname, username, password } = new URL(text);
      return username || password ? null : `${origin}${pathname.replace(/\/+$/, "")}`;
    } catch {
      return text.replace(/\/+$/, "");
    }
  };
  const [first, second] = [clean(a), clean(b)];
  return first !== null && first === second;
}

/** The id of a resource of this type on this very server; null for anything else. */
export function ownId(reference: unknown, type: string, issuer: string): string | null {
  const literal = parseReference(reference);
  if (literal?.type !== type) return null;
  return literal.base === null || sameBase(literal.base, issuer) ? literal.id : null;
}

/** Id of the patient on this server that a resource says it is about; null when it names nobody here by a literal reference. */
export function subjectOf(resource: Foreign, issuer: string): string | null {
  return ownId(subject(resource)?.reference, "Patient", issuer);
}

type ForeignReference = { readonly reference?: unknown; readonly identifier?: unknown };
const subject = (resource: Foreign): ForeignReference | null | undefined =>
  (resource.subject ?? resource.patient) as ForeignReference | null | undefined;

/** Somebody or something by its business identifiers, for references that have no address: "the one with this record number". */
export type Known = {
  readonly issuer: string;
  readonly type: "Patient" | "Encounter";
  readonly id: string;
  readonly identifiers: readonly { readonly system?: unknown; readonly value?: unknown }[];
};

/** "unsaid": no address, and no identifier that could settle it. */
export type Pointing = "this" | "another" | "unsaid";

/**
 * Whether a reference points at what we know. An address settles it. Without one, a record number settles it together with
 * the system that gave it; a number alone, a name or a contained stub without a number do not.
 */
export function pointsAt(reference: unknown, known: Known, contained: unknown): Pointing {
  const given = (typeof reference === "object" && reference !== null ? reference : {}) as ForeignReference;
  if (typeof given.reference === "string" && !given.reference.startsWith("#")) {
    if (given.reference.startsWith("urn:")) return "unsaid";
    return ownId(given.reference, known.type, known.issuer) === known.id ? "this" : "another";
  }
  const identifiers = given.reference
    ? containedIdentifiers(String(given.reference).slice(1), known.type, contained)
    : [given.identifier];
  const complete = identifiers.filter(isComplete);
  if (complete.length === 0) return "unsaid";
  const same = complete.some((i) =>
    known.identifiers.some((k) => isComplete(k) && k.system === i.system && k.value === i.value),
  );
  return same ? "this" : "another";
}

/** Whether a resource is about this patient. */
export const isAbout = (resource: Foreign, patient: Known): Pointing =>
  pointsAt(subject(resource), patient, resource.contained);

type Identifier = { readonly system: string; readonly value: string };
const isComplete = (i: unknown): i is Identifier => {
  const { system, value } = (i ?? {}) as { system?: unknown; value?: unknown };
  return typeof system === "string" && system !== "" && typeof value === "string" && value !== "";
};

function containedIdentifiers(id: string, type: string, contained: unknown): unknown[] {
  const found = (Array.isArray(contained) ? contained : []).find(
    (r: { id?: unknown; resourceType?: unknown } | null) => r?.id === id && r?.resourceType === type,
  ) as { identifier?: unknown } | undefined;
  return Array.isArray(found?.identifier) ? found.identifier : [];
}

/** Whom a Patient resource is known by. */
export const knownPatient = (patient: Foreign, issuer: string): Known => ({
  issuer,
  type: "Patient",
  id: String(patient.id),
  identifiers: Array.isArray(patient.identifier) ? (patient.identifier as Known["identifiers"]) : [],
});
