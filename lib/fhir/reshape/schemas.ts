import { z } from "zod";

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
const coding = z.looseObject({ system: string, code: string, display: string });
export const codeableConcept = z.looseObject({ coding: looseArray(coding), text: string });
const reference = z.looseObject({ reference: string, display: string });
const period = z.looseObject({ start: string, end: string });
const quantity = z.looseObject({ value: loose(z.number()), unit: string, system: string, code: string });

const resourceHead = z.looseObject({
  resourceType: z.string(),
  id: z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/),
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
    }),
  ),
  identifier: looseArray(z.looseObject({ system: string, value: string, type: loose(codeableConcept) })),
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
  link: looseArray(z.looseObject({ type: string })),
  extension: looseArray(
    z.looseObject({
      url: string,
      extension: looseArray(z.looseObject({ url: string, valueCoding: loose(coding), valueString: string })),
    }),
  ),
});

export const encounterSchema = resourceHead.extend({
  status: string,
  class: loose(coding),
  subject: loose(reference),
  period: loose(period),
  type: looseArray(codeableConcept),
  reasonCode: looseArray(codeableConcept),
  hospitalization: loose(z.looseObject({ admitSource: loose(codeableConcept) })),
  identifier: looseArray(z.looseObject({ value: string })),
  location: looseArray(z.looseObject({ status: string, location: loose(reference) })),
});

const observationValue = {
  code: loose(codeableConcept),
  valueQuantity: loose(quantity),
  valueInteger: loose(z.number()),
  valueString: string,
  valueCodeableConcept: loose(codeableConcept),
};
export const observationSchema = resourceHead.extend({
  ...observationValue,
  status: string,
  subject: loose(reference),
  encounter: loose(reference),
  effectiveDateTime: string,
  effectiveInstant: string,
  effectivePeriod: loose(period),
  issued: string,
  component: looseArray(z.looseObject(observationValue)),
});
export type ForeignObservation = z.output<typeof observationSchema>;

/** Condition, MedicationStatement, MedicationRequest, AllergyIntolerance: a code, a patient, and whether it counts. */
export const codedSchema = resourceHead.extend({
  code: loose(codeableConcept),
  medicationCodeableConcept: loose(codeableConcept),
  medicationReference: loose(reference),
  contained: looseArray(z.looseObject({ id: string, code: loose(codeableConcept) })),
  intent: string,
  status: string,
  clinicalStatus: loose(codeableConcept),
  verificationStatus: loose(codeableConcept),
  category: loose(z.union([z.array(codeableConcept), z.array(z.string())])),
  subject: loose(reference),
  patient: loose(reference),
  encounter: loose(reference),
});
export type ForeignCoded = z.output<typeof codedSchema>;

export const documentSchema = resourceHead.extend({
  status: string,
  docStatus: string,
  type: loose(codeableConcept),
  date: string,
  subject: loose(reference),
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

export const codesOf = (concept: Concept | undefined, system: string): string[] =>
  (concept?.coding ?? []).filter((c) => c.system === system && c.code).map((c) => c.code as string);
