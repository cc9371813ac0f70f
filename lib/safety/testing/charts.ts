import { buildCase } from "@/lib/case/from-context";
import { assembleContext } from "@/lib/fhir/assemble";
import type { Foreign } from "@/lib/fhir/client";
import type { SiteSettings } from "@/lib/fhir/site";
import { assessFloorAtAnyAge } from "../any-age";
import { assessFloor } from "../rules";

/** One patient and one visit for charts as other people's EHRs write them, and the product's own reader over them. */
const now = new Date("2026-03-02T09:00:00Z");
const ISSUER = "https://ehr.test/r4";
const patient = {
  resourceType: "Patient",
  id: "q7",
  gender: "male",
  birthDate: "1961-02-03",
  name: [{ family: "Quill" }],
  identifier: [{ system: "urn:mrn", value: "M7" }],
};
const encounter = {
  resourceType: "Encounter",
  id: "v1",
  status: "triaged",
  class: { code: "EMER" },
  subject: { reference: "Patient/q7" },
  period: { start: "2026-03-02T08:30:00Z" },
  reasonCode: [{ text: "Dizzy" }],
};
export const L = "http://loinc.org";
export const S = "http://snomed.info/sct";
let next = 0;
export const obs = (system: string | undefined, code: string, value: object, over: object = {}): Foreign => ({
  resourceType: "Observation",
  id: `o${++next}`,
  status: "final",
  code: { coding: [{ ...(system ? { system } : {}), code }] },
  subject: { reference: "Patient/q7" },
  encounter: { reference: "Encounter/v1" },
  effectiveDateTime: "2026-03-02T08:40:00Z",
  ...value,
  ...over,
});
export const q = (value: unknown, unit = "", code?: string) => ({
  valueQuantity: { value, unit, ...(code ? { code, system: "http://unitsofmeasure.org" } : {}) },
});
export type Over = {
  patient?: object;
  encounter?: object;
  encounters?: Foreign[];
  conditions?: Foreign[];
  site?: SiteSettings;
};
export function read(observations: readonly Foreign[], over: Over = {}) {
  const context = assembleContext(
    ISSUER,
    {
      patient: { ...patient, ...over.patient },
      encounter: { ...encounter, ...over.encounter },
      encounters: over.encounters ?? [],
      observations,
      conditions: over.conditions ?? [],
      medications: [],
      allergies: [],
      documents: [],
      problems: [],
    },
    now,
    over.site,
  );
  if (!context) throw new Error("nobody to show");
  const built = buildCase(context, now, "c");
  const floor = built.case
    ? assessFloor(built.case)
    : built.ageless
      ? assessFloorAtAnyAge(built.ageless)
      : null;
  return { context, built, vitals: (built.case ?? built.ageless)?.vitals, floor };
}
export const said = (r: ReturnType<typeof read>) => r.built.problems.map((p) => p.message).join(" ");
