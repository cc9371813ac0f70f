import { MINUTE } from "@/lib/core/clock";
import type { DataProblem, Reading } from "../patient-context";
import { instant } from "./encounter";
import { codesOf, conceptText, type ForeignObservation } from "./schemas";
import { ucumOf } from "./units";

export const LOINC = "http://loinc.org";
const COMPLAINT = ["8661-1", "10154-3"];
export const TRIAGE_NOTE = "54094-8";
/** Emergency severity index: somebody's judgement, above all our own clinicians' as written back. Never an input to the next. */
export const ESI_CODE = "75636-1";
/** Observations that are words about the visit rather than measurements. */
export const NARRATIVE = [...COMPLAINT, TRIAGE_NOTE];
/** Clocks of monitors and servers differ. */
const CLOCK_TOLERANCE = 5 * MINUTE;
/** Not results: a measurement that was withdrawn, or never made. */
const WITHDRAWN = ["entered-in-error", "cancelled"];

export type ReshapedObservations = {
  readonly readings: Reading[];
  readonly complaints: { readonly text: string; readonly at: string | null }[];
  readonly notes: { readonly text: string; readonly at: string | null }[];
  readonly problems: DataProblem[];
};

/** Observations -> readings (panels flattened), complaint and note texts, and what could not be used. */
export function reshapeObservations(
  observations: readonly ForeignObservation[],
  now: Date,
): ReshapedObservations {
  const result: ReshapedObservations = { readings: [], complaints: [], notes: [], problems: [] };
  for (const o of observations) {
    const codes = codesOf(o.code, LOINC);
    if (codes.includes(ESI_CODE)) continue;
    const what = conceptText(o.code) ?? "a measurement";
    if (WITHDRAWN.includes(o.status ?? "")) {
      result.problems.push({ code: "entered-in-error", message: `${what}: withdrawn in the EHR, not used.` });
      continue;
    }
    const at = observedAt(o);
    const text = o.valueString ?? conceptText(o.valueCodeableConcept);
    if (codes.some((c) => COMPLAINT.includes(c))) {
      if (text) result.complaints.push({ text, at });
      continue;
    }
    if (codes.includes(TRIAGE_NOTE)) {
      if (text) result.notes.push({ text, at });
      continue;
    }
    if (!at) {
      if (codes.length > 0)
        result.problems.push({
          code: "unreadable-resource",
          message: `${what}: no time of measurement, not used.`,
        });
      continue;
    }
    if (Date.parse(at) > now.getTime() + CLOCK_TOLERANCE) {
      result.problems.push({ code: "future-timestamp", message: `${what}: dated in the future, not used.` });
      continue;
    }
    const reference = `Observation/${o.id}`;
    for (const part of [o, ...o.component]) {
      const reading = toReading(part, reference, at);
      if (reading) result.readings.push(reading);
    }
  }
  result.readings.sort(byTime);
  return result;
}

/** Oldest first, and always the same order for the same readings, whichever order the EHR sends them in. */
const byTime = (a: Reading, b: Reading): number => {
  const [first, second] = [a, b].map((r) => `${r.at} ${r.reference} ${r.loinc.join()}`) as [string, string];
  return first < second ? -1 : first > second ? 1 : 0;
};

/** When it was measured, else when it was made known. */
export const observedAt = (o: ForeignObservation): string | null =>
  instant(
    o.effectiveDateTime ??
      o.effectiveInstant ??
      o.effectivePeriod?.end ??
      o.effectivePeriod?.start ??
      o.issued,
  );

export const isNarrative = (o: ForeignObservation): boolean =>
  codesOf(o.code, LOINC).some((c) => NARRATIVE.includes(c));

type Part = Pick<
  ForeignObservation,
  "code" | "valueQuantity" | "valueInteger" | "valueString" | "valueCodeableConcept"
>;

function toReading(part: Part, reference: string, at: string): Reading | null {
  const loinc = codesOf(part.code, LOINC);
  if (loinc.length === 0) return null;
  const value = part.valueQuantity?.value ?? part.valueInteger ?? null;
  const valueText = value === null ? (part.valueString ?? conceptText(part.valueCodeableConcept)) : null;
  if (value === null && valueText === null) return null;
  return { reference, loinc, value, valueText, ucum: value === null ? "" : ucumOf(part.valueQuantity), at };
}
