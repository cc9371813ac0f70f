import { INSPIRED_OXYGEN, OXYGEN_FLOW } from "./codes";
import type { ForeignObservation, ForeignValue } from "./schemas";

/**
 * Norway's vital signs (HL7Norway/no-domain) say in an extension of the saturation or the breathing rate what the patient breathes:
 * NoDomainVitalSignsObservationInspiredOxygen, earlier no-domain-vso-inspiredoxygenextension.
 */
const INSPIRED = /inspired-?oxygen(extension)?$/i;
const LOINC = "http://loinc.org";
const SNOMED = "http://snomed.info/sct";

type Said = ForeignObservation["extension"][number]["extension"][number];

/** Its answers as the parts of a reading that other countries send for the same. */
export function inspiredOxygenOf(o: ForeignObservation): ForeignValue[] {
  const said = o.extension.filter((e) => INSPIRED.test(e.url ?? "")).flatMap((e) => e.extension);
  // Named within the extension, or by an address of their own.
  const of = (...names: string[]) =>
    said.find((s) => names.includes(s.url?.split("/").at(-1)?.toLowerCase() ?? ""));
  const share = of("fio2") ?? of("prosento2", "percento2");
  const method = of("methodofoxygendelivery", "oxygenadministrationmethod");
  const [flow, onAir] = [of("flow"), of("onair")];
  return [
    ...(flow ? [part(LOINC, OXYGEN_FLOW, flow)] : []),
    ...(share ? [part(LOINC, INSPIRED_OXYGEN, share)] : []),
    ...(onAir?.valueBoolean === true ? [part(SNOMED, "722742002")] : []),
    ...(method ? [{ ...method, code: { coding: [], text: "Oxygen device" } }] : []),
  ];
}

const part = (system: string, code: string, said?: Said): ForeignValue => ({
  ...said,
  code: { coding: [{ system, code, display: undefined, extension: undefined }], text: undefined },
});
