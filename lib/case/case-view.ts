import type { AlsoRecorded, DataProblem } from "@/lib/fhir/patient-context";
import type { VitalKey } from "./features";
import type { AgelessCase, TriageCase } from "./triage-case";

/** In place of a value that the EHR has and that could not be read: not the same as "not measured". */
export const NOT_UNDERSTOOD = "not understood";

export type SeriesPoint = { readonly at: string; readonly value: number };

export type VitalTrend = {
  readonly key: VitalKey;
  readonly direction: "up" | "down" | "flat";
  /** Whether the movement is away from ("worse") or towards ("better") normal for the age. */
  readonly concern: "worse" | "better" | "neutral";
};

/** A case built from a PatientContext, with what the screen needs to show how it was built. */
export type BuiltCase = {
  /** null when the age is unknown: the model cannot judge such a patient. */
  readonly case: TriageCase | null;
  /** What is known of a patient of unknown age, for the rules that hold at any age; null when there is a case. */
  readonly ageless: AgelessCase | null;
  /** All usable readings by vital sign, oldest first, in catalogue units. */
  readonly series: Readonly<Partial<Record<VitalKey, readonly SeriesPoint[]>>>;
  readonly trends: readonly VitalTrend[];
  /** Observation references the case's values came from (Observation.derivedFrom, RiskAssessment.basis). */
  readonly basis: readonly string[];
  /** Labels of what the model did not know: "Respiratory rate", "Chief complaint" ... */
  readonly missing: readonly string[];
  readonly problems: readonly DataProblem[];
  /** Vital signs and "consciousness" that the EHR has and that could not be understood: not the same as not measured. */
  readonly notUnderstood: readonly (VitalKey | "consciousness")[];
  /** Recorded, of no use to a level, and left out without a second look. */
  readonly alsoRecorded: readonly AlsoRecorded[];
  /** "on 15 L/min (non-rebreather mask)", "on air"; null when the EHR does not say. */
  readonly oxygen: string | null;
  /** When the newest reading in the case was taken; null when there is none. */
  readonly lastVitalsAt: string | null;
};
