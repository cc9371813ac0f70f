import { DIASTOLIC, measureLabel, SYSTOLIC } from "../reshape/codes";
import { LOINC } from "../reshape/observations";

const UCUM = "http://unitsofmeasure.org";
const CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
export const READING_SYSTEM = "urn:openacuity:device-reading";
export const DEVICE_SYSTEM = "urn:openacuity:device";

/** A value in the product's own code and unit. */
export type MeasuredValue = {
  /** LOINC code of the measure (reshape/codes.ts). */
  readonly loinc: string;
  readonly value: number;
  /** UCUM */
  readonly unit: string;
};
export type DeviceObservation = {
  /** Ours; the EHR holds at most one Observation under it. */
  readonly id: string;
  readonly patientId: string;
  readonly encounterId: string;
  readonly device: { readonly code: string; readonly name: string };
  readonly measuredAt: string;
  readonly now: Date;
  /** One value, or both pressures. */
  readonly values: readonly MeasuredValue[];
};

/**
 * A device's reading for the EHR: `preliminary`, because nobody has confirmed it (hl7.org/fhir/R4/valueset-observation-status),
 * with the device it came from, in the form of the FHIR vital signs profiles.
 */
export function preliminaryObservation(o: DeviceObservation): Record<string, unknown> {
  const [first] = o.values;
  const pressure = first !== undefined && (first.loinc === SYSTOLIC || first.loinc === DIASTOLIC);
  return {
    resourceType: "Observation",
    identifier: [{ system: READING_SYSTEM, value: o.id }],
    status: "preliminary",
    category: [{ coding: [{ system: CATEGORY, code: "vital-signs", display: "Vital Signs" }] }],
    code: pressure
      ? concept("85354-9", "Blood pressure")
      : concept(first?.loinc ?? "", measureLabel(first?.loinc ?? "")),
    subject: { reference: `Patient/${o.patientId}` },
    encounter: { reference: `Encounter/${o.encounterId}` },
    effectiveDateTime: o.measuredAt,
    issued: o.now.toISOString(),
    device: { identifier: { system: DEVICE_SYSTEM, value: o.device.code }, display: o.device.name },
    ...(pressure
      ? {
          component: o.values.map((v) => ({
            code: concept(v.loinc, measureLabel(v.loinc)),
            valueQuantity: quantity(v),
          })),
        }
      : first
        ? { valueQuantity: quantity(first) }
        : {}),
  };
}

/** On what condition it is created: none with its identifier is there yet. */
export const ifNoReadingYet = (id: string): string => `identifier=${READING_SYSTEM}|${id}`;

const concept = (code: string, text: string) => ({ coding: [{ system: LOINC, code, display: text }], text });
const quantity = ({ value, unit }: MeasuredValue) => ({ value, unit, system: UCUM, code: unit });
