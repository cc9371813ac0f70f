import { z } from "zod";
import { ID } from "../reference";
import { type System, systemOf } from "./codes";

/**
 * The parts of FHIR R4 that we read, as tolerant schemas: what is missing or of another shape becomes undefined, so that
 * one odd field costs that field and not the resource. What identifies a resource is required.
 */
const loose = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const looseArray = <T extends z.ZodType>(item: T) =>
  z
    .array(z.unknown())
    .catch([])
    .default([])
    .transform((list) =>
      list.flatMap((entry) => {
        const parsed = item.safeParse(entry);
        return parsed.success ? [parsed.data as z.output<T>] : [];
      }),
    );

const string = loose(z.string());
/** An extension with a plain value: why something is absent, a zone, the score that an answer stands for. */
const plainExtension = z.looseObject({ url: string, valueCode: string, valueDecimal: loose(z.number()) });
export type PlainExtension = z.output<typeof plainExtension>;
const coding = z.looseObject({
  system: string,
  code: string,
  display: string,
  extension: loose(z.array(plainExtension)),
});
export const codeableConcept = z.looseObject({ coding: looseArray(coding), text: string });
const identifier = z.looseObject({ system: string, value: string, type: loose(codeableConcept) });
const reference = z.looseObject({ reference: string, display: string, identifier: loose(identifier) });
type Reference = z.output<typeof reference>;
const period = z.looseObject({ start: string, end: string });
/** R5's CodeableReference: a concept, a reference, or both. */
const codeableReference = z.looseObject({ concept: loose(codeableConcept), reference: loose(reference) });
/** Some servers write decimals as JSON strings; what is not wholly a number is none. */
const decimal = z.union([
  z.number(),
  z
    .string()
    .regex(/^\s*[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?\s*$/)
    .transform(Number),
]);
const quantity = z.looseObject({
  value: loose(decimal),
  comparator: string,
  unit: string,
  system: string,
  code: string,
  extension: loose(z.array(plainExtension)),
});
/** What stands beside a primitive in JSON (hl7.org/fhir/R4/json.html#primitive). */
const beside = loose(z.looseObject({ extension: loose(z.array(plainExtension)) }));
/** Extensions that change what a resource means: whoever does not know them must not read it (hl7.org/fhir/R4/extensibility.html). */
const modifiers = looseArray(z.looseObject({ url: string }));

const resourceHead = z.looseObject({
  resourceType: z.string(),
  id: z.string().regex(ID),
});

export const patientSchema = resourceHead.extend({
  active: loose(z.boolean()),
  name: looseArray(
    z.looseObject({
      use: string,
      text: string,
      family: string,
      given: looseArray(z.string()),
      prefix: looseArray(z.string()),
      suffix: looseArray(z.string()),
      period: loose(period),
    }),
  ),
  identifier: looseArray(identifier),
  telecom: looseArray(z.looseObject({ system: string, value: string })),
  address: looseArray(
    z.looseObject({ text: string, line: looseArray(z.string()), city: string, postalCode: string }),
  ),
  contact: looseArray(
    z.looseObject({
      name: loose(z.looseObject({ text: string, family: string, given: looseArray(z.string()) })),
      telecom: looseArray(z.looseObject({ value: string })),
    }),
  ),
  gender: string,
  birthDate: string,
  link: looseArray(z.looseObject({ type: string, other: loose(reference) })),
  deceasedBoolean: loose(z.boolean()),
  deceasedDateTime: string,
  communication: looseArray(
    z.looseObject({ language: loose(codeableConcept), preferred: loose(z.boolean()) }),
  ),
  modifierExtension: modifiers,
  extension: looseArray(
    z.looseObject({
      url: string,
      extension: looseArray(z.looseObject({ url: string, valueCoding: loose(coding), valueString: string })),
    }),
  ),
});

const foreignEncounter = resourceHead.extend({
  status: string,
  // One coding; a list of concepts in R5, and one concept on some servers in between.
  class: z
    .union([
      z.array(codeableConcept).transform((list) => list.flatMap((c) => c.coding)),
      z.looseObject({ coding: z.array(coding).min(1) }).transform((c) => c.coding),
      coding.transform((c) => [c]),
    ])
    .catch([]),
  subject: loose(reference),
  partOf: loose(reference),
  period: loose(period),
  // Its name in R5.
  actualPeriod: loose(period),
  type: looseArray(codeableConcept),
  reasonCode: looseArray(codeableConcept),
  reasonReference: looseArray(reference),
  // Both in one, in R5.
  reason: looseArray(z.looseObject({ value: looseArray(codeableReference) })),
  diagnosis: looseArray(
    z.looseObject({
      // A list of concepts and references in R5, and of uses.
      condition: z
        .union([
          z.array(codeableReference),
          reference.transform((r) => [{ concept: undefined, reference: r }]),
        ])
        .catch([]),
      use: z
        .union([codeableConcept, looseArray(codeableConcept).transform(([first]) => first)])
        .optional()
        .catch(undefined),
      rank: loose(z.number()),
    }),
  ),
  contained: looseArray(
    z.looseObject({
      id: string,
      // Of a place.
      name: string,
      code: loose(codeableConcept),
      valueString: string,
      valueCodeableConcept: loose(codeableConcept),
    }),
  ),
  modifierExtension: modifiers,
  classHistory: looseArray(z.looseObject({ class: loose(coding), period: loose(period) })),
  serviceType: loose(codeableConcept),
  hospitalization: loose(
    z.looseObject({ admitSource: loose(codeableConcept), dischargeDisposition: loose(codeableConcept) }),
  ),
  // Its name in R5.
  admission: loose(
    z.looseObject({ admitSource: loose(codeableConcept), dischargeDisposition: loose(codeableConcept) }),
  ),
  extension: looseArray(z.looseObject({ url: string, valueCodeableConcept: loose(codeableConcept) })),
  identifier: looseArray(identifier),
  participant: looseArray(
    // R5 calls them actors.
    z.looseObject({ individual: loose(reference), actor: loose(reference) }),
  ),
  location: looseArray(
    z.looseObject({
      status: string,
      location: loose(reference),
      physicalType: loose(codeableConcept),
      period: loose(period),
    }),
  ),
});
/** As R4 has it, whichever release it came in. */
export const encounterSchema = foreignEncounter.transform(({ actualPeriod, reason, admission, ...e }) => {
  const given = reason.flatMap((r) => r.value);
  const references: Reference[] = given.flatMap((v) => (v.reference ? [v.reference] : []));
  return {
    ...e,
    period: e.period ?? actualPeriod,
    hospitalization: e.hospitalization ?? admission,
    reasonCode: [...e.reasonCode, ...given.flatMap((v) => v.concept ?? [])],
    reasonReference: [...e.reasonReference, ...references],
  };
});
export type ForeignEncounter = z.output<typeof encounterSchema>;

export const locationSchema = resourceHead.extend({
  type: looseArray(codeableConcept),
  physicalType: loose(codeableConcept),
  identifier: looseArray(identifier),
});

export const coverageSchema = resourceHead.extend({
  status: string,
  type: loose(codeableConcept),
  beneficiary: loose(reference),
  period: loose(period),
});
export type ForeignCoverage = z.output<typeof coverageSchema>;

const observationValue = {
  code: loose(codeableConcept),
  valueQuantity: loose(quantity),
  valueInteger: loose(z.number()),
  valueString: string,
  valueCodeableConcept: loose(codeableConcept),
  valueBoolean: loose(z.boolean()),
  valueRange: loose(z.looseObject({ low: loose(quantity), high: loose(quantity) })),
  valueRatio: loose(z.looseObject({ numerator: loose(quantity), denominator: loose(quantity) })),
  dataAbsentReason: loose(codeableConcept),
  _valueString: beside,
  _valueInteger: beside,
};
const observationPart = z.looseObject(observationValue);
export type ForeignValue = z.output<typeof observationPart>;
export const observationSchema = resourceHead.extend({
  ...observationValue,
  status: string,
  subject: loose(reference),
  encounter: loose(reference),
  effectiveDateTime: string,
  effectiveInstant: string,
  effectivePeriod: loose(period),
  effectiveTiming: loose(
    z.looseObject({
      event: looseArray(z.string()),
      repeat: loose(z.looseObject({ boundsPeriod: loose(period) })),
    }),
  ),
  issued: string,
  _effectiveDateTime: beside,
  _effectiveInstant: beside,
  category: looseArray(codeableConcept),
  note: looseArray(z.looseObject({ text: string })),
  hasMember: looseArray(reference),
  contained: looseArray(
    z.looseObject({ resourceType: string, id: string, status: string, ...observationValue }),
  ),
  focus: looseArray(reference),
  device: loose(z.looseObject({ display: string })),
  extension: looseArray(
    z.looseObject({
      url: string,
      extension: looseArray(z.looseObject({ url: string, ...observationValue })),
    }),
  ),
  modifierExtension: modifiers,
  component: looseArray(observationPart),
});
export type ForeignObservation = z.output<typeof observationSchema>;

/** Condition, MedicationStatement, MedicationRequest, AllergyIntolerance: a code, a patient, and whether it counts. */
export const codedSchema = resourceHead.extend({
  code: loose(codeableConcept),
  medicationCodeableConcept: loose(codeableConcept),
  medicationReference: loose(reference),
  // Its name in R5.
  medication: loose(codeableReference),
  contained: looseArray(z.looseObject({ id: string, code: loose(codeableConcept) })),
  intent: string,
  status: string,
  clinicalStatus: loose(codeableConcept),
  verificationStatus: loose(codeableConcept),
  category: loose(z.union([z.array(codeableConcept), z.array(z.string())])),
  subject: loose(reference),
  patient: loose(reference),
  encounter: loose(reference),
  reaction: looseArray(z.looseObject({ substance: loose(codeableConcept) })),
  onsetDateTime: string,
  recordedDate: string,
  abatementDateTime: string,
  abatementPeriod: loose(period),
  modifierExtension: modifiers,
});
export type ForeignCoded = z.output<typeof codedSchema>;

export const documentSchema = resourceHead.extend({
  status: string,
  docStatus: string,
  type: loose(codeableConcept),
  date: string,
  subject: loose(reference),
  modifierExtension: modifiers,
  context: loose(z.looseObject({ encounter: looseArray(reference) })),
  content: looseArray(
    z.looseObject({ attachment: loose(z.looseObject({ contentType: string, data: string, url: string })) }),
  ),
});

export type Concept = z.output<typeof codeableConcept>;

/** What a person would read: the text, else a display, else the code. */
export const conceptText = (concept: Concept | undefined): string | null =>
  concept?.text?.trim() ||
  concept?.coding.find((c) => c.display)?.display?.trim() ||
  concept?.coding[0]?.code ||
  null;

/** Why there is no answer, in place of one: codes of HL7's lists for that alone, whatever words stand beside them. */
const NO_ANSWER = /\/(data-absent-reason|v3-NullFlavor)$/i;
export function whyUnanswered(concept: Concept | undefined): string | null {
  const coded = concept?.coding.filter((c) => c.code) ?? [];
  const [first] = coded;
  if (!first || !coded.every((c) => NO_ANSWER.test(c.system ?? ""))) return null;
  return concept?.text?.trim() || first.display?.trim() || first.code || null;
}

/** The same without the code: what is no words for a person is none for the model either. */
export const conceptWords = (concept: Concept | undefined): string | null =>
  whyUnanswered(concept)
    ? null
    : ([concept?.text, ...(concept?.coding.map((c) => c.display) ?? [])]
        .map((t) => t?.trim())
        .find((t) => t && !BARE_CODE.test(t)) ?? null);
/** ICD or SNOMED CT, alone. */
const BARE_CODE = /^([A-Z]\d[0-9A-Z](\.\w{1,4})?|\d{6,18})$/;

export const codesOf = (concept: Concept | undefined, system: System): string[] =>
  (concept?.coding ?? []).filter((c) => systemOf(c.system) === system && c.code).map((c) => c.code as string);
