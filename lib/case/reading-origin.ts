import type { Reading } from "@/lib/fhir/patient-context";
import type { NumericFeature } from "./features";

/**
 * Where a vital sign's value of that moment came from, where it was not simply charted: "from Monitor 3, preliminary". Null where the EHR
 * says nothing of the kind. Of readings of one moment one that somebody charted speaks for the value.
 */
export function originOf(
  readings: readonly Reading[],
  { loinc }: Pick<NumericFeature, "loinc">,
  at: string | null,
): string | null {
  if (at === null) return null;
  const time = Date.parse(at);
  const of = readings.filter(
    (r) => Date.parse(r.at) === time && r.loinc.some((code) => loinc.includes(code)),
  );
  const [first] = of;
  if (!first || of.some((r) => !r.device && !r.preliminary)) return null;
  const words = [first.device ? `from ${first.device}` : null, first.preliminary ? "preliminary" : null];
  return words.filter((w) => w !== null).join(", ");
}
