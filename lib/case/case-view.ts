import type { DataProblem } from "@/lib/fhir/patient-context";
import type { VitalKey } from "./features";
import type { TriageCase } from "./triage-case";

export type SeriesPoint = { readonly at: string; readonly value: number };

export type VitalTrend = {
  readonly key: VitalKey;
  readonly direction: "up" | "down" | "flat";
  /** Whether the movement is away from ("worse") or towards ("better") normal for the age. */
  readonly concern: "worse" | "better" | "neutral";
};

/** A case built from a PatientContext, with what the screen needs to show how it was built. */
export type BuiltCase = {
  /** null when the age is unknown: neither the rules nor the model can judge such a patient. */
  readonly case: TriageCase | null;
  /** All usable readings by vital sign, oldest first, in catalogue units. */
  readonly series: Readonly<Partial<Record<VitalKey, readonly SeriesPoint[]>>>;
  readonly trends: readonly VitalTrend[];
  /** Observation references the case's values came from (Observation.derivedFrom, RiskAssessment.basis). */
  readonly basis: readonly string[];
  /** Labels of what the model did not know: "Respiratory rate", "Chief complaint" ... */
  readonly missing: readonly string[];
  readonly problems: readonly DataProblem[];
  /** When the newest reading in the case was taken; null when there is none. */
  readonly lastVitalsAt: string | null;
};
